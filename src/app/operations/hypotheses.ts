import * as v from 'valibot';
import { HYPOTHESIS_VERDICTS, type Fact, type Verdict } from '../../domain/events';
import type { Hypothesis } from '../../domain/incident';
import { compact, dated, incidentOperation, past } from './operation';
import { Refused } from './refused';
import { TEXT, WHEN } from './schemas';

/** What may be wrong, in one line; open until somebody judges it. */
export const addHypothesis = incidentOperation({
  id: 'addHypothesis',
  title: 'Add a hypothesis',
  input: { text: TEXT, ...WHEN },
  run: async (context, { id }, { text, occurredAt }) => {
    const at = past(context, 'occurredAt', occurredAt);
    return context.store.add(id, dated({ type: 'hypothesis.added', data: { text } }, at), true);
  },
});

/** A verdict on a hypothesis, or on a change that is suspected (by its key); `open` takes an earlier one back. */
export const judgeHypothesis = incidentOperation({
  id: 'judgeHypothesis',
  title: 'Judge a hypothesis: supported, ruled out or confirmed',
  input: {
    hypothesis: TEXT,
    verdict: v.picklist(HYPOTHESIS_VERDICTS),
    why: v.optional(TEXT),
    evidence: v.optional(v.array(TEXT)),
    ...WHEN,
  },
  run: async (context, incident, { hypothesis: id, occurredAt, ...judged }) => {
    const known = incident.hypotheses.find((each) => each.id === id);
    if (known === undefined) throw new Refused({ kind: 'unknownHypothesis' });
    const unknown = judged.evidence?.find((entry) => !incident.entries.some((each) => each.id === entry));
    if (unknown !== undefined) throw new Refused({ kind: 'unknownEntry' });
    const at = past(context, 'occurredAt', occurredAt);
    return context.store.add(incident.id, dated(verdictOn(known, judged), at), true);
  },
});

type Judged = Pick<Hypothesis, 'verdict'> & {
  readonly why?: string | undefined;
  readonly evidence?: readonly string[] | undefined;
};

/** Ruling a change out, or suspecting it again, is what What Changed? records of it, too: older versions read that. */
function verdictOn({ id, change }: Hypothesis, { verdict, why, evidence }: Judged): Fact {
  const isSuspect = verdict === 'open' || verdict === 'ruledOut';
  if (change !== undefined && isSuspect && (evidence ?? []).length === 0) {
    const asSuspect: Verdict = verdict === 'open' ? 'suspect' : verdict;
    return { type: 'suspect.judged', data: compact({ change, verdict: asSuspect, why }) };
  }
  const subject = change === undefined ? { hypothesis: id } : { change };
  return { type: 'hypothesis.judged', data: compact({ ...subject, verdict, why, evidence }) };
}
