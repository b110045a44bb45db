/**
 * Fits the weights of `src/changes/weights.ts` to saved cases and says how well they do on repositories that they were not fitted on.
 *   node --import tsx test/bench/suspects/fit.ts --data DIR [--data DIR …] [--held DIR] [--groups N] [--free FIGURE,…]
 * DIR holds cases as `main.ts --save` writes them, a repository a file. The repositories of --data are left out of the fit in turn,
 * in N groups (10; as many as there are repositories leaves out one at a time); those of --held are never fitted on.
 * With --free only the figures named are fitted, and the others keep their weights. Prints the figures for each DIR, without and with changed lines, then the weights fitted on all of --data.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { Change } from '../../../src/changes/change';
import { FEATURES, type Feature } from '../../../src/changes/features';
import { featureRows, SuspectIndex } from '../../../src/changes/rank';
import { isRevert } from '../../../src/changes/relations';
import { WEIGHTS } from '../../../src/changes/weights';
import { storedCases, type SuspectCase } from './cases';
import { figuresOf, situationOf } from './evaluate';
import { type Choice, type Fit, fitLogit, scoresOf } from './logit';

const RIDGE = 0.03;
/** Set by hand: no case has services or stack traces. */
const BY_HAND: ReadonlySet<Feature> = new Set(['affected', 'blamed']);

interface FittedCase {
  readonly repo: string;
  readonly set: string;
  readonly hasText: boolean;
  readonly culprit: number;
  readonly open: readonly number[];
  readonly withLines: Float64Array;
  readonly withoutLines: Float64Array;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', multiple: true },
      held: { type: 'string' },
      groups: { type: 'string', default: '10' },
      free: { type: 'string' },
    },
  });
  if (!values.data) throw new Error('name --data DIR');
  const cases = values.data.flatMap(readCases);
  const held = values.held ? readCases(values.held) : [];
  const how = fitOf(values.free?.split(','));
  const weights = fit(cases, how);
  const left = leftOut(cases, how, weights, Number(values.groups));
  for (const set of values.data) {
    const own = cases.filter((found) => found.set === set);
    print(`${basename(set)}, each repository left out of its fit`, own, (found) => left.get(found.repo) ?? weights);
    print(`${basename(set)}, the weights of weights.ts`, own, () => SHIPPED);
  }
  if (held.length > 0) {
    print('held out', held, () => weights);
    print('held out, the weights of weights.ts', held, () => SHIPPED);
  }
  for (const [f, feature] of FEATURES.entries()) {
    if (!BY_HAND.has(feature)) console.log(`  ${feature}: ${(weights[f] ?? 0).toFixed(3)},`);
  }
}

const SHIPPED = Float64Array.from(FEATURES, (feature) => WEIGHTS[feature]);

/** All figures anew from nothing; or only those named, from nothing, beside the weights that the others have. */
function fitOf(named: readonly string[] | undefined): Fit {
  const free = FEATURES.map((feature) => named?.includes(feature) ?? true);
  return { prior: SHIPPED.map((weight, f) => (free[f] ? 0 : weight)), ridge: RIDGE, free };
}

function readCases(set: string): FittedCase[] {
  return [...storedCases(set)].flatMap((found) => {
    const culprit = found.changes.findIndex((change) => change.sha === found.culprit);
    return culprit < 0 ? [] : [fittedCase(found, set, culprit)];
  });
}

function fittedCase(found: SuspectCase, set: string, culprit: number): FittedCase {
  const open = found.changes.flatMap((change, i) => (i === culprit || !isRevert(change) ? [i] : []));
  const bare = found.changes.map(withoutLines);
  return {
    repo: found.repo,
    set,
    hasText: found.symptom !== '',
    culprit,
    open,
    withLines: figures(found, found.changes),
    withoutLines: figures(found, bare),
  };
}

function withoutLines(change: Change): Change {
  const { lines, ...rest } = change;
  return lines ? rest : change;
}

function figures(found: SuspectCase, changes: readonly Change[]): Float64Array {
  return featureRows(new SuspectIndex(changes), situationOf(found)).values;
}

/** Where there is text, each case counts half with its changed lines and half without: the weights serve before and after diffs are read. */
function fit(cases: readonly FittedCase[], how: Fit, start?: Float64Array): Float64Array {
  const counts = new Map<string, number>();
  for (const { repo } of cases) counts.set(repo, (counts.get(repo) ?? 0) + 1);
  const choices = cases.flatMap(({ repo, hasText, withLines, withoutLines, open, culprit }): Choice[] => {
    const weight = 1 / Math.sqrt(counts.get(repo) ?? 1); // a repository weighs as the root of its cases
    const choice = { open, taken: culprit };
    if (!hasText) return [{ ...choice, rows: withoutLines, weight }];
    return [withLines, withoutLines].map((rows) => ({ ...choice, rows, weight: weight / 2 }));
  });
  return fitLogit(choices, how, start);
}

/** For every repository the weights fitted without it and the others of its group. */
function leftOut(
  cases: readonly FittedCase[],
  how: Fit,
  start: Float64Array,
  groups: number,
): Map<string, Float64Array> {
  const repos = [...new Set(cases.map(({ repo }) => repo))].sort();
  const weights = new Map<string, Float64Array>();
  for (let group = 0; group < groups; group++) {
    const out = new Set(repos.filter((_, i) => i % groups === group));
    const fitted = fit(
      cases.filter(({ repo }) => !out.has(repo)),
      how,
      start,
    );
    for (const repo of out) weights.set(repo, fitted);
  }
  return weights;
}

function print(title: string, cases: readonly FittedCase[], weightsFor: (found: FittedCase) => Float64Array): void {
  console.log(`\n${title} (${cases.length} cases)`);
  for (const lines of [false, true]) {
    const ranked = cases.map((found) => ({
      hasText: found.hasText,
      rank: rankOf(scoresOf(lines ? found.withLines : found.withoutLines, weightsFor(found)), found.culprit),
    }));
    printGroup(lines, 'all', ranked);
    for (const hasText of [true, false]) {
      printGroup(
        lines,
        hasText ? 'with text' : 'without text',
        ranked.filter((found) => found.hasText === hasText),
      );
    }
  }
}

function printGroup(lines: boolean, group: string, ranked: readonly { readonly rank: number }[]): void {
  const { top1, top3, top5, top10, mrr } = figuresOf(ranked.map(({ rank }) => rank));
  const columns = [top1, top3, top5, top10].map((figure) => figure.toFixed(1).padStart(7)).join('');
  console.log(`  ${lines ? 'with diffs   ' : 'without diffs'}  ${group.padEnd(14)}${columns}  ${mrr.toFixed(3)}`);
}

function rankOf(scores: Float64Array, culprit: number): number {
  const own = scores[culprit] ?? 0;
  return 1 + scores.filter((score, i) => score > own || (score === own && i < culprit)).length;
}

main();
