import type { Contribution } from '../kit/feature';
import { IncidentDocuments } from '../kit/incidentDocuments';
import type { Kit } from '../kit/kit';
import { decisionCommands } from './decision';
import { entryCommands } from './entries';
import { evidenceCommands, LastFocus } from './evidence';
import { logCommands } from './log';
import { timelineQuickActions } from './quickActions';
import { TimelineView } from './view';

/** What happened: entries are logged, amended and retracted, and read as a timeline. */
export function timeline(kit: Kit) {
  const view = new TimelineView(kit);
  const focus = new LastFocus();
  const documents = new IncidentDocuments(kit.store, kit.now);
  return {
    commands: {
      ...logCommands(kit),
      ...decisionCommands(kit),
      ...evidenceCommands(kit, focus),
      ...entryCommands(kit, view),
    },
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
