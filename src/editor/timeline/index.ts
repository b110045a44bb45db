import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import { IncidentDocuments } from '../kit/incidentDocuments';
import type { Kit } from '../kit/kit';
import { timelineQuickActions } from './quickActions';
import { TimelineView } from './view';

/** What happened: entries are logged, amended and retracted, and read as a timeline. */
export function timeline(kit: Kit) {
  const view = new TimelineView(kit);
  const documents = new IncidentDocuments(kit.store, kit.now, kit.start.documents);
  return {
    commands: onFirstUse(COMMANDS_OF.timeline, async () =>
      (await import('./commands')).timelineCommands(kit, view, kit.start.focus),
    ),
    quickActions: timelineQuickActions,
    onState: () => {
      view.refresh();
      documents.refresh();
    },
    dispose: () => {
      view.dispose();
      documents.dispose();
    },
  } satisfies Contribution;
}
