import * as v from 'valibot';
import { BISECT_RESULTS, STEPPED_OVER, type Fact } from '../../domain/events';
import type { Bisect } from '../../domain/incident';
import { endOf, MOST_BISECTED, standingOf, unprovenOf } from '../bisect';
import { openBisect } from './openBisect';
import { compact, incidentOperation } from './operation';
import { Refused } from './refused';
import { TEXT } from './schemas';

const CHANGE = v.object({
  commit: TEXT,
  subject: v.string(),
  chance: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  steppedOver: v.exactOptional(v.picklist(STEPPED_OVER)),
});

/** Begins a search for the first change that fails; the incident has one at a time. */
export const startBisect = incidentOperation({
  id: 'startBisect',
  title: 'Start a bisect: a search for the first change that fails',
  input: {
    repository: TEXT,
    good: v.optional(TEXT),
    knownGood: v.optional(v.boolean()),
    knownBad: v.optional(v.boolean()),
    changes: v.pipe(v.array(CHANGE), v.nonEmpty(), v.maxLength(MOST_BISECTED)),
    check: v.optional(TEXT),
  },
  run: async ({ store }, incident, data) => {
    const open = openBisect(incident);
    const ending: readonly Fact[] =
      open === undefined
        ? []
        : [{ type: 'bisect.ended', data: { bisect: open.id, outcome: 'stopped' as const, changes: [] } }];
    return store.addAll(incident.id, [...ending, { type: 'bisect.started', data: compact(data) }], true);
  },
});

/**
 * A step of the search that runs: what the state at a commit is, the one to test next where none is named. Where that ends the
 * search, its outcome and the verdict on the change that it found are recorded with it.
 */
export const testBisect = incidentOperation({
  id: 'testBisect',
  title: 'Tell a bisect whether a state works, fails or cannot be tested',
  input: {
    result: v.picklist(BISECT_RESULTS),
    commit: v.optional(TEXT),
    seconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  },
  run: async ({ store }, incident, { result, commit: named, seconds }) => {
    const bisect = openBisect(incident);
    if (bisect === undefined) throw new Refused({ kind: 'noBisect' });
    const standing = standingOf(bisect);
    const commit = named ?? (standing.kind === 'test' ? standing.commit : undefined);
    const tested = bisect.changes.find((each) => each.commit === commit);
    if (commit === undefined || (tested === undefined && commit !== bisect.good))
      throw new Refused({ kind: 'notBisected' });
    const subject = tested?.subject ?? '';
    const step: Fact = {
      type: 'bisect.tested',
      data: compact({ bisect: bisect.id, commit, subject, result, seconds }),
    };
    const after = { ...bisect, results: new Map(bisect.results).set(commit, result) };
    return store.addAll(incident.id, [step, ...outcomeOf(after)], true);
  },
});

/** Ends the search without an answer. */
export const stopBisect = incidentOperation({
  id: 'stopBisect',
  title: 'Stop a bisect',
  input: {},
  run: async ({ store }, incident) => {
    const bisect = openBisect(incident);
    if (bisect === undefined) throw new Refused({ kind: 'noBisect' });
    return store.add(incident.id, {
      type: 'bisect.ended',
      data: { bisect: bisect.id, outcome: 'stopped', changes: [] },
    });
  },
});

/** What a search ends with, once nothing is left to test. The change that it found is confirmed, unless something is in doubt. */
function outcomeOf(bisect: Bisect): readonly Fact[] {
  const end = endOf(bisect);
  if (end === undefined) return [];
  const ended: Fact = { type: 'bisect.ended', data: { bisect: bisect.id, ...end } };
  const [found] = end.changes;
  if (end.outcome !== 'found' || found === undefined) return [ended];
  const steps = bisect.results.size;
  const unproven = unprovenOf(bisect);
  const others = unproven.map(({ commit }) => commit?.slice(0, 8) ?? '').join(', ');
  const doubts = [
    ...(others === '' ? [] : [`${others}, ruled out before, was not told apart from it`]),
    ...(areEndsProven(bisect) ? [] : ['an end of the search could not be tested']),
  ];
  const how = `works before it, fails with it; bisect, ${steps === 1 ? '1 test' : `${steps} tests`}`;
  const [isCertain, why] = [doubts.length === 0, [how, ...doubts].join('; ')];
  return [
    ended,
    { type: 'hypothesis.judged', data: { change: found, verdict: isCertain ? 'confirmed' : 'supported', why } },
  ];
}

/** Whether some state is known to work, and some to fail: an end that was skipped is taken for granted. */
function areEndsProven({ good, knownGood, knownBad, results }: Bisect): boolean {
  const found = new Set(results.values());
  return (good === undefined || knownGood === true || found.has('good')) && (knownBad === true || found.has('bad'));
}
