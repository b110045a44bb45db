import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { mitigationCommands } from './choose';

/** Ways to stop the bleeding. */
export function mitigation(kit: Kit) {
  return { commands: mitigationCommands(kit) } satisfies Contribution;
}
