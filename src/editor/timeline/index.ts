import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import { IncidentDocuments } from '../kit/incidentDocuments';
import type { Kit } from '../kit/kit';
import { LastFocus } from './lastFocus';
import { timelineQuickActions } from './quickActions';
import { TimelineView } from './view';

/** What happened: entries are logged, amended and retracted, and read as a timeline. */
export function timeline(kit: Kit) {
  const view = new TimelineView(kit);
  const focus = new LastFocus();
  const documents = new IncidentDocuments(kit.store, kit.now);
  return {
    commands: onFirstUse(COMMANDS_OF.timeline, async () =>
      (await import('./commands')).timelineCommands(kit, view, focus),
    ),
    quickActions: timelineQuickActions,
    onState: () => {
      view.refresh();
      documents.refresh();
    },
    dispose: () => {
      view.dispose();
      focus.dispose();
      documents.dispose();
    },
  } satisfies Contribution;
}
