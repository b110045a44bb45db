/**
 * How many steps a bisect takes that halves the chance, beside one that halves the count, by simulation.
 *   npm run bench:bisect -- --data DIR [--json OUT]
 * DIR holds cases as `bench:suspects --data` reads them. Each case is searched for its culprit, both ways, over all changes of its
 * window, by a check that is always right; the chances are those of the ranking. OUT is `{cases, plain, ours, ratio, worst,
 * steppedOver}`: mean steps of both, ours as a share of plain halving, the most steps that ours took more, and how many culprits
 * were documents alone. Ours steps over these and finds them by one more halving of what it stepped over; that is counted.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bisectStanding, type BisectLine } from '../../../src/changes/bisect';
import type { BisectResult } from '../../../src/domain/events';
import { cannotMatter } from '../../../src/changes/kinds';
import { rankSuspects } from '../../../src/changes/rank';
import { storedCases, type SuspectCase } from '../suspects/cases';
import { indexOf, situationOf } from '../suspects/evaluate';

interface Steps {
  readonly repo: string;
  readonly hasText: boolean;
  readonly plain: number;
  readonly ours: number;
  readonly isSteppedOver: boolean;
}

/** The steps of both searches; undefined where the culprit is not in the window. */
function stepsOf(found: SuspectCase): Steps | undefined {
  const changes = found.changes.toReversed();
  const culprit = changes.findIndex(({ sha }) => sha === found.culprit);
  if (culprit < 0) return undefined;
  const shares = new Map(
    rankSuspects(indexOf(found, found.changes), situationOf(found)).map(({ change, share }) => [change, share]),
  );
  const line = changes.map((change) => ({ chance: shares.get(change) ?? 0, isSteppedOver: cannotMatter(change) }));
  const ours = search({ changes: line, isStartKnown: true, isEndKnown: true }, culprit);
  return {
    repo: found.repo,
    hasText: found.symptom !== '',
    plain: plainSteps(changes.length, culprit),
    ours,
    isSteppedOver: line[culprit]?.isSteppedOver === true,
  };
}

function search(line: BisectLine, culprit: number): number {
  const results = new Map<number, BisectResult>();
  for (;;) {
    const standing = bisectStanding(line, results);
    if (standing.kind === 'found') {
      if (standing.place === culprit) return results.size;
      if (!standing.unproven.includes(culprit)) throw new Error('the search went wrong');
      return results.size + Math.ceil(Math.log2(standing.unproven.length + 1));
    }
    if (standing.kind !== 'test') throw new Error(standing.kind);
    results.set(standing.place, standing.place >= culprit ? 'bad' : 'good');
  }
}

function plainSteps(count: number, culprit: number): number {
  let [from, to, steps] = [0, count, 0];
  for (; to - from > 1; steps++) {
    const middle = (from + to) >> 1;
    if (culprit < middle) to = middle;
    else from = middle;
  }
  return steps;
}

function figuresOf(steps: readonly Steps[]) {
  const mean = (of: (each: Steps) => number) => steps.reduce((sum, each) => sum + of(each), 0) / steps.length;
  const [plain, ours] = [mean((each) => each.plain), mean((each) => each.ours)];
  return {
    cases: steps.length,
    plain: rounded(plain),
    ours: rounded(ours),
    ratio: rounded(ours / plain),
    worst: steps.reduce((most, each) => Math.max(most, each.ours - each.plain), -Infinity),
    steppedOver: steps.filter(({ isSteppedOver }) => isSteppedOver).length,
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}

function main(): void {
  const text = { type: 'string' } as const;
  const { data, json } = parseArgs({ options: { data: text, json: text } }).values;
  if (data === undefined) throw new Error('name --data DIR');
  const steps = [...storedCases(resolve(data))].flatMap((found) => stepsOf(found) ?? []);
  if (steps.length === 0) throw new Error('no cases found');
  const result = figuresOf(steps);
  console.log('all', JSON.stringify(result));
  for (const repo of new Set(steps.map((each) => each.repo))) {
    console.log(repo, JSON.stringify(figuresOf(steps.filter((each) => each.repo === repo))));
  }
  for (const hasText of [true, false]) {
    const some = steps.filter((each) => each.hasText === hasText);
    if (some.length > 0) console.log(hasText ? 'with text' : 'without text', JSON.stringify(figuresOf(some)));
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
}

main();
