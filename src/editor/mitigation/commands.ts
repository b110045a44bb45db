import type { WorktreePorts } from '../../app/worktreePorts';
import { onIncident, type CommandMap } from '../kit/commands';
import type { Kit } from '../kit/kit';
import { checkRevert } from './checkRevert';
import { chooseMitigation } from './choose';
import { RehearsedContents } from './contents';
import { createRevert, MadeReverts } from './createRevert';
import { rehearseRevert } from './rehearse';

type Handled =
  | 'incident.chooseMitigation'
  | 'incident.rehearseRevert'
  | 'incident.createRevert'
  | 'incident.checkRevert';

/** Ways to stop the bleeding: choosing one, and taking a change back. */
export function mitigationCommands(
  kit: Kit,
  worktrees: WorktreePorts,
): { readonly commands: CommandMap<Handled>; readonly dispose: () => void } {
  const made = new MadeReverts();
  const contents = new RehearsedContents(kit.reverts);
  return {
    commands: {
      'incident.chooseMitigation': onIncident((incident, argument) => chooseMitigation(kit, incident, argument)),
      'incident.rehearseRevert': (argument, selected) => rehearseRevert(kit, contents, argument, selected),
      'incident.createRevert': (argument, selected) => createRevert(kit, made, argument, selected),
      'incident.checkRevert': (argument, selected) => checkRevert(kit, worktrees, argument, selected),
    },
    dispose: () => contents.dispose(),
  };
}
