import type { Incident } from '../domain/incident';
import { PeopleDraft } from '../domain/peopleSide';
import { impactSentence } from './peopleWords';
import { english as t } from './translate';

/** The state of the incident when a decision was made; texts as typed. */
export interface Context {
  readonly severity: string;
  readonly impact: string | undefined;
  /** The first of the actions that were in progress. */
  readonly inProgress: readonly string[];
  /** How many more there were. */
  readonly more: number;
}

const MOST = 5;

/** The state of the incident at each decision, by its id: one walk through the timeline, so that nothing later is seen. */
export function decisionContexts({ entries }: Incident): ReadonlyMap<string, Context> {
  const contexts = new Map<string, Context>();
  const people = new PeopleDraft();
  const running = new Map<string, string>();
  let severity = '';
  for (const { id, event, at, retraction } of entries) {
    if (retraction !== undefined) continue;
    if (event.type === 'incident.declared') severity = event.data.severity;
    else if (event.type === 'severity.set') severity = event.data.to;
    else if (event.type === 'impact.assessed') people.assess(event, at);
    else if (event.type === 'action.started') running.set(id, event.data.text);
    else if (event.type === 'action.finished') running.delete(event.data.action);
    else if (event.type === 'decision.logged') {
      const { impact } = people.finish();
      contexts.set(id, {
        severity,
        impact: impact === undefined ? undefined : impactSentence(impact, t),
        inProgress: firstOf(running.values(), MOST),
        more: Math.max(0, running.size - MOST),
      });
    }
  }
  return contexts;
}

function firstOf(values: Iterable<string>, most: number): string[] {
  const first: string[] = [];
  for (const value of values) {
    if (first.length === most) break;
    first.push(value);
  }
  return first;
}
