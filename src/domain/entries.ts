import type { EventOf, EventType, RecordedEvent } from './events';
import type { Incident } from './incident';

/** The kinds by which the timeline shows and filters its entries. */
export const ENTRY_KINDS = [
  'lifecycle',
  'action',
  'decision',
  'note',
  'evidence',
  'change',
  'hypothesis',
  'impact',
  'update',
  'role',
  'help',
  'followUp',
  'facts',
  'stage',
  'checklist',
  'newer',
] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];

const KINDS: Readonly<Record<EventType | 'newer', EntryKind>> = {
  'incident.declared': 'lifecycle',
  'incident.resolved': 'lifecycle',
  'incident.closed': 'lifecycle',
  'incident.reopened': 'lifecycle',
  'incident.mergedInto': 'lifecycle',
  'incident.mergedFrom': 'lifecycle',
  'title.set': 'facts',
  'severity.set': 'facts',
  'severity.explained': 'facts',
  'startTime.set': 'facts',
  'milestone.set': 'facts',
  'impact.assessed': 'impact',
  'statusUpdate.posted': 'update',
  'statusUpdate.published': 'update',
  'statusPage.changed': 'update',
  'nextUpdate.promised': 'update',
  'nextUpdate.snoozed': 'update',
  'help.asked': 'help',
  'responder.joined': 'role',
  'handover.made': 'role',
  'handover.confirmed': 'role',
  'followUp.added': 'followUp',
  'followUp.changed': 'followUp',
  'followUp.filed': 'followUp',
  'stage.entered': 'stage',
  'checklistItem.added': 'checklist',
  'checklistItem.checked': 'checklist',
  'checklistItem.unchecked': 'checklist',
  'change.recorded': 'change',
  'suspect.judged': 'change',
  'hypothesis.added': 'hypothesis',
  'hypothesis.judged': 'hypothesis',
  'bisect.started': 'hypothesis',
  'bisect.tested': 'hypothesis',
  'bisect.ended': 'hypothesis',
  'services.set': 'facts',
  'role.assigned': 'role',
  'role.released': 'role',
  'action.started': 'action',
  'action.finished': 'action',
  'decision.logged': 'decision',
  'note.added': 'note',
  'evidence.added': 'evidence',
  'entry.amended': 'newer',
  'entry.retracted': 'newer',
  newer: 'newer',
};

export function kindOf(event: RecordedEvent): EntryKind {
  return KINDS[event.type];
}

/** Entries that the tool makes on the side of what people do; the timeline can hide them. */
export const SYSTEM_KINDS: readonly EntryKind[] = ['facts', 'stage', 'checklist'];

/** Ticks are seen in the checklist: among what people did they are noise, so the timeline begins without them. */
export const HIDDEN_AT_FIRST: readonly EntryKind[] = ['checklist'];

/** The entry of this type that was recorded last: right after an append, what was appended. Secrets are masked in it. */
export function lastRecorded<Type extends EventType>({ entries }: Incident, type: Type): EventOf<Type> | undefined {
  let last: EventOf<Type> | undefined;
  for (const { event } of entries) {
    // The clock of an event is greater than those of all that its writer had seen.
    if (event.type === type && event.clock >= (last?.clock ?? 0)) last = event as EventOf<Type>;
  }
  return last;
}
