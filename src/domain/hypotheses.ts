import type { EventData, HypothesisVerdict, Person, Verdict } from './events';
import { changeKey, type Hypothesis, type Instant } from './incident';

/** What is thought of a change as a suspect, in the words of hypotheses. */
const OF_SUSPECT: Readonly<Record<Exclude<Verdict, 'undecided'>, HypothesisVerdict>> = {
  suspect: 'open',
  ruledOut: 'ruledOut',
};

type Judged = EventData['hypothesis.judged'];

/** The hypotheses while the incident is being folded: one list for those that were added and those about a change. */
export class Hypotheses {
  private readonly byId = new Map<string, Hypothesis>();

  add(id: string, text: string, by: Person, at: Instant): void {
    this.byId.set(id, { id, text, by, at, verdict: 'open', evidence: [] });
  }

  /** Takes up a verdict; one on a hypothesis that is not there changes nothing. */
  judge({ hypothesis, change, verdict, why, evidence = [] }: Judged, by: Person, at: Instant): void {
    const id = change === undefined ? (hypothesis ?? '') : changeKey(change);
    const known = this.byId.get(id) ?? (change && { id, text: change.subject, change, by, at });
    if (known === undefined) return;
    const { text, change: cause, by: author, at: since } = known;
    this.byId.set(id, {
      ...{ id, text, by: author, at: since, verdict, evidence },
      ...(cause !== undefined && { change: cause }),
      ...(why !== undefined && { why }),
      ...(verdict !== 'open' && { judged: { by, at } }),
    });
  }

  /** A verdict on a change in What Changed? is one on the hypothesis that it is the cause. */
  judgeSuspect({ change, verdict, why }: EventData['suspect.judged'], by: Person, at: Instant): void {
    if (verdict === 'undecided') this.byId.delete(changeKey(change));
    else this.judge({ change, verdict: OF_SUSPECT[verdict], ...(why !== undefined && { why }) }, by, at);
  }

  /** In the order in which they were first said. */
  all(): readonly Hypothesis[] {
    return [...this.byId.values()];
  }
}

const ORDER: readonly HypothesisVerdict[] = ['confirmed', 'supported', 'open', 'ruledOut'];

/** What is confirmed or supported first, then what is open, what was ruled out last; the oldest of each first. */
export function byVerdict(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  return hypotheses.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}
