import type { Action, Decision, Incident, Instant } from './incident';

/** What brought an incident to its end: a decision, or where none was logged an action that was done. */
export interface Mitigation {
  readonly kind: 'decision' | 'action';
  readonly text: string;
  /** When it was decided, or done. */
  readonly at: Instant;
}

/**
 * What mitigated an incident, as far as the record tells: the last mitigation that was chosen and done before it was
 * mitigated, else the last decision, else the last action that was done by then; where nobody said when it was mitigated, or nothing was recorded until then, before it was
 * resolved. Undefined for an incident that is neither, and where nothing was recorded.
 */
export function whatMitigated(incident: Incident): Mitigation | undefined {
  for (const end of [incident.milestones.get('mitigated'), incident.resolvedAt]) {
    const found =
      end === undefined
        ? undefined
        : (lastChosen(incident, end) ?? lastDecision(incident, end) ?? lastDone(incident, end));
    if (found !== undefined) return found;
  }
  return undefined;
}

function lastChosen(incident: Incident, end: Instant): Mitigation | undefined {
  const done = chosenMitigations(incident).filter(
    ({ action: { finished } }) => finished?.outcome === 'done' && finished.at <= end,
  );
  return lastDecision({ decisions: done.map(({ decision }) => decision) }, end);
}

function lastDecision({ decisions }: Pick<Incident, 'decisions'>, end: Instant): Mitigation | undefined {
  const last = latest(decisions, ({ at }: Decision) => (at <= end ? at : undefined));
  return last && { kind: 'decision', text: last.decision, at: last.at };
}

function lastDone({ actions }: Incident, end: Instant): Mitigation | undefined {
  const doneAt = ({ finished }: Action) =>
    finished?.outcome === 'done' && finished.at <= end ? finished.at : undefined;
  const last = latest(actions, doneAt);
  return last && { kind: 'action', text: last.text, at: doneAt(last) ?? end };
}

/** The one with the latest time, the later one of two with the same; those without a time do not count. */
function latest<T>(all: readonly T[], timeOf: (one: T) => Instant | undefined): T | undefined {
  let found: { readonly one: T; readonly at: Instant } | undefined;
  for (const one of all) {
    const at = timeOf(one);
    if (at !== undefined && at >= (found?.at ?? -Infinity)) found = { one, at };
  }
  return found?.one;
}

/** A mitigation that was decided on, and the action that carries it out. */
export interface ChosenMitigation {
  readonly decision: Decision;
  readonly action: Action;
}

/**
 * The mitigations that were chosen, in the order of their decisions. The record knows one by its words: the decision and
 * the action that was started for it, then or later, say the same.
 */
export function chosenMitigations({ decisions, actions }: Incident): readonly ChosenMitigation[] {
  const started = new Map<string, Action[]>();
  for (const action of actions.toSorted((a, b) => b.startedAt - a.startedAt)) {
    const words = inWords(action.text);
    const same = started.get(words);
    if (same === undefined) started.set(words, [action]);
    else same.push(action);
  }
  return decisions
    .toSorted((a, b) => a.at - b.at)
    .flatMap((decision) => {
      const same = started.get(inWords(decision.decision));
      // The decisions come in their order, so an action before this one is before all that follow: each is looked at once.
      while ((same?.at(-1)?.startedAt ?? Infinity) < decision.at) same?.pop();
      const action = same?.at(-1);
      return action === undefined ? [] : [{ decision, action }];
    });
}

function inWords(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
