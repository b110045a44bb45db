import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';

/** Services that people connect: what the other features need an address or a token for. */
export function connect(kit: Kit) {
  return {
    commands: onFirstUse(COMMANDS_OF.connect, async () => {
      const { connectService } = await import('./connect');
      return { 'incident.connect': (argument) => connectService(kit, argument) };
    }),
  } satisfies Contribution;
}
