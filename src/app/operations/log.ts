import * as v from 'valibot';
import { hasText, isRetractable } from '../../domain/amend';
import { OUTCOMES, type EventData, type EvidenceSource, type Fact } from '../../domain/events';
import { actionsInProgress, type Entry, type Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import { MOST_TEXT } from './limits';
import { compact, dated, incidentOperation, past } from './operation';
import { Refused } from './refused';
import { INFORMATION, INSTANT, SOURCE, TEXT, WHEN } from './schemas';

/** Said before it is done; in progress until it is finished. */
export const logAction = incidentOperation({
  id: 'logAction',
  title: 'Log an action that is being taken',
  input: { text: TEXT, ...WHEN },
  run: async (context, { id }, { text, occurredAt }) => {
    const at = past(context, 'occurredAt', occurredAt);
    return context.store.add(id, dated({ type: 'action.started', data: { text } }, at), true);
  },
});

export const finishAction = incidentOperation({
  id: 'finishAction',
  title: 'Finish an action with its outcome',
  input: { action: TEXT, outcome: v.picklist(OUTCOMES), result: v.optional(TEXT), ...WHEN },
  run: async (context, incident, { occurredAt, ...finished }) => {
    if (!actionsInProgress(incident).some(({ id }) => id === finished.action)) {
      throw new Refused({ kind: 'unknownAction' });
    }
    const at = past(context, 'occurredAt', occurredAt);
    return context.store.add(incident.id, dated({ type: 'action.finished', data: compact(finished) }, at), true);
  },
});

export const addNote = incidentOperation({
  id: 'addNote',
  title: 'Add a note',
  input: { text: TEXT, ...WHEN },
  run: async (context, { id }, { text, occurredAt }) => {
    const at = past(context, 'occurredAt', occurredAt);
    return context.store.add(id, dated({ type: 'note.added', data: { text } }, at), true);
  },
});

/** Whether this very evidence is in the record: the same text from the same place. */
export function isRecorded(
  { entries }: Incident,
  evidence: { readonly text: string; readonly source: EvidenceSource },
): boolean {
  const text = evidence.text.slice(0, MOST_TEXT);
  const { kind, name, startLine, endLine } = evidence.source;
  return entries.some(({ event, retraction }) => {
    if (event.type !== 'evidence.added' || retraction !== undefined || event.data.text !== text) return false;
    const { source, cutFrom } = event.data;
    return (
      (cutFrom ?? text.length) === evidence.text.length &&
      source.kind === kind &&
      source.name === name &&
      source.startLine === startLine &&
      source.endLine === endLine
    );
  });
}

/** Of a long text the beginning is kept, and how long it was. */
export function evidenceOf({ text, source }: EventData['evidence.added']): EventData['evidence.added'] {
  return { text: text.slice(0, MOST_TEXT), source, ...(text.length > MOST_TEXT && { cutFrom: text.length }) };
}

/** Of a long text the beginning is kept, and how long it was. What is in the record already is not recorded again. */
export const addEvidence = incidentOperation({
  id: 'addEvidence',
  title: 'Add evidence',
  input: { text: v.pipe(v.string(), v.nonEmpty()), source: SOURCE, ...WHEN },
  run: async (context, incident, { text, source, occurredAt }) => {
    const { id } = incident;
    if (isRecorded(incident, { text, source })) return incident;
    const at = past(context, 'occurredAt', occurredAt);
    const data = evidenceOf({ text, source });
    return context.store.add(id, dated({ type: 'evidence.added', data }, at), true);
  },
});

/** A tradeoff of null says that none was knowingly made. */
export const logDecision = incidentOperation({
  id: 'logDecision',
  title: 'Log a decision with the information it is based on and its tradeoff',
  input: { decision: TEXT, information: INFORMATION, tradeoff: v.nullable(TEXT), ...WHEN },
  run: async (context, { id }, { occurredAt, ...data }) => {
    const at = past(context, 'occurredAt', occurredAt);
    return context.store.add(id, dated({ type: 'decision.logged', data }, at), true);
  },
});

/** A way to stop the bleeding was chosen: the decision, and the action that carries it out, in one append. */
export const chooseMitigation = incidentOperation({
  id: 'chooseMitigation',
  title: 'Choose a mitigation and start it',
  input: { mitigation: TEXT, information: INFORMATION, tradeoff: v.nullable(TEXT) },
  run: async ({ store }, { id }, { mitigation, information, tradeoff }) =>
    store.addAll(
      id,
      [
        { type: 'decision.logged', data: { decision: mitigation, information, tradeoff } },
        { type: 'action.started', data: { text: mitigation } },
      ],
      true,
    ),
});

/** Replaces what an entry says, or when it happened; the original stays in the record. */
export const amendEntry = incidentOperation({
  id: 'amendEntry',
  title: 'Amend an entry',
  input: {
    entry: TEXT,
    text: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(MOST_TEXT))),
    information: v.optional(INFORMATION),
    tradeoff: v.optional(v.nullable(TEXT)),
    occurredAt: v.optional(INSTANT),
  },
  run: async (context, incident, { entry: id, occurredAt, ...texts }) => {
    const { event } = entryNamed(incident, id);
    const changesText = texts.text !== undefined;
    if (event.type === 'newer' || (changesText && !hasText(event))) throw new Refused({ kind: 'fixedEntry' });
    const at = past(context, 'occurredAt', occurredAt);
    const changes: Omit<EventData['entry.amended'], 'entry'> = compact({
      ...texts,
      occurredAt: at === undefined ? undefined : iso(at),
    });
    if (Object.keys(changes).length === 0) return incident;
    return context.store.add(incident.id, { type: 'entry.amended', data: { entry: id, ...changes } });
  },
});

/** Takes an entry back; the original stays in the record. */
export const retractEntry = incidentOperation({
  id: 'retractEntry',
  title: 'Retract an entry',
  input: { entry: TEXT, why: v.optional(TEXT) },
  run: async ({ store }, incident, { entry: id, why }) => {
    if (!isRetractable(entryNamed(incident, id).event)) throw new Refused({ kind: 'fixedEntry' });
    const fact: Fact = { type: 'entry.retracted', data: compact({ entry: id, why }) };
    return store.add(incident.id, fact);
  },
});

function entryNamed({ entries }: Incident, id: string): Entry {
  const entry = entries.find((each) => each.id === id);
  if (entry === undefined) throw new Refused({ kind: 'unknownEntry' });
  if (entry.retraction !== undefined) throw new Refused({ kind: 'fixedEntry' });
  return entry;
}
