import { onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import { IncidentDocuments } from '../kit/incidentDocuments';
import type { Kit } from '../kit/kit';
import { LastFocus } from './lastFocus';
import { timelineQuickActions } from './quickActions';
import { TimelineView } from './view';

const COMMANDS = [
  'incident.logAction',
  'incident.finishAction',
  'incident.addNote',
  'incident.logDecision',
  'incident.addEvidence',
  'incident.openTimeline',
  'incident.amendEntry',
  'incident.retractEntry',
  'incident.filterTimeline',
  'incident.toggleSystemEntries',
  'incident.showEarlierEntries',
] as const;

/** What happened: entries are logged, amended and retracted, and read as a timeline. */
export function timeline(kit: Kit) {
  const view = new TimelineView(kit);
  const focus = new LastFocus();
  const documents = new IncidentDocuments(kit.store, kit.now);
  return {
    commands: onFirstUse(COMMANDS, async () => (await import('./commands')).timelineCommands(kit, view, focus)),
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
