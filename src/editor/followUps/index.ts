import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { followUpCommands } from './commands';
import { postmortemCommands } from './postmortem';
import { FollowUpsView } from './view';

/** What is done afterwards: the follow-ups, and the post-mortem. */
export function followUps(kit: Kit) {
  const view = new FollowUpsView(kit);
  return {
    commands: { ...followUpCommands(kit), ...postmortemCommands(kit) },
    onState: () => view.refresh(),
    onTick: () => view.followTime(),
    dispose: () => view.dispose(),
  } satisfies Contribution;
}
