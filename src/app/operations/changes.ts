import * as v from 'valibot';
import { CHANGE_KINDS, VERDICTS } from '../../domain/events';
import { compact, dated, incidentOperation, past } from './operation';
import { TEXT, WHEN } from './schemas';

const CHANGE = v.object({
  repository: v.exactOptional(v.string()),
  commit: v.exactOptional(v.string()),
  entry: v.exactOptional(v.string()),
  subject: v.string(),
});

/** What a person makes of a change; `undecided` clears an earlier verdict. */
export const judgeSuspect = incidentOperation({
  id: 'judgeSuspect',
  title: 'Mark a change as suspect, rule it out, or clear the verdict',
  input: { change: CHANGE, verdict: v.picklist(VERDICTS), why: v.optional(TEXT), ...WHEN },
  run: async (context, { id }, { occurredAt, ...data }) => {
    const at = past(context, 'occurredAt', occurredAt);
    const isVerdict = data.verdict !== 'undecided';
    return context.store.add(id, dated({ type: 'suspect.judged', data: compact(data) }, at), isVerdict);
  },
});

/** A change that is not a commit: a flag, a configuration, a migration. */
export const recordChange = incidentOperation({
  id: 'recordChange',
  title: 'Record a change that is not a commit',
  input: { kind: v.picklist(CHANGE_KINDS), text: TEXT, ...WHEN },
  run: async (context, { id }, { occurredAt, ...data }) => {
    const at = past(context, 'occurredAt', occurredAt);
    return context.store.add(id, dated({ type: 'change.recorded', data }, at));
  },
});
