/**
 * Fits the weights of `src/changes/weights.ts` to saved cases and says how well they do on repositories that they were not fitted on.
 *   node --import tsx test/bench/suspects/fit.ts --data DIR [--data DIR …] [--repos DIR] [--held DIR] [--groups N] [--free FIGURE,…]
 * DIR holds cases as `main.ts --save` writes them, a repository a file. --repos holds the repositories themselves, as folders
 * OWNER+NAME: with it each case counts with the history that git tells, too, beside the one that the earlier cases of its file
 * tell. The repositories of --data are left out of the fit in turn, in N groups (10; as many as there are repositories leaves out
 * one at a time); those of --held are never fitted on. With --free only the figures named are fitted, and the others keep their
 * weights. Prints the figures for each DIR, then the weights fitted on all of --data.
 */
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Change } from '../../../src/changes/change';
import { FEATURES, type Feature } from '../../../src/changes/features';
import { PAST_LENGTH, type PastChange } from '../../../src/changes/history';
import { featureTable } from '../../../src/changes/rank';
import { isRevert } from '../../../src/changes/reverts';
import { WEIGHTS } from '../../../src/changes/weights';
import { historyBefore, storedCases, type SuspectCase } from './cases';
import { figuresOf, indexOf, situationOf } from './evaluate';
import { type Choice, type Fit, fitLogit, scoresOf } from './logit';
import { pastOf } from './repository';

const RIDGE = 0.03;
/** Set otherwise: no case has services, stack traces, or a start that is known. */
const BY_HAND: ReadonlySet<Feature> = new Set(['affected', 'blamed', 'placeByPrecision']);

interface FittedCase {
  readonly repo: string;
  readonly set: string;
  readonly hasText: boolean;
  readonly culprit: number;
  readonly open: readonly number[];
  /** The figures of its changes, by what is known of them. */
  readonly variants: ReadonlyMap<string, Float64Array>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', multiple: true },
      repos: { type: 'string' },
      held: { type: 'string' },
      groups: { type: 'string', default: '10' },
      free: { type: 'string' },
    },
  });
  if (!values.data) throw new Error('name --data DIR');
  const cases: FittedCase[] = [];
  for (const set of values.data) cases.push(...(await readCases(set, values.repos)));
  const held = values.held ? await readCases(values.held, values.repos) : [];
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

async function readCases(set: string, repos: string | undefined): Promise<FittedCase[]> {
  const byRepo = new Map<string, SuspectCase[]>();
  for (const found of storedCases(set)) byRepo.set(found.repo, [...(byRepo.get(found.repo) ?? []), found]);
  const fitted: FittedCase[] = [];
  for (const [repo, cases] of byRepo) {
    const past =
      repos === undefined ? [] : await pastOf({ directory: join(repos, repo.replace('/', '+')), trusted: true }, cases);
    for (const found of cases) {
      const culprit = found.changes.findIndex((change) => change.sha === found.culprit);
      if (culprit >= 0) fitted.push(fittedCase(found, set, culprit, past));
    }
  }
  return fitted;
}

function fittedCase(found: SuspectCase, set: string, culprit: number, past: readonly PastChange[]): FittedCase {
  const open = found.changes.flatMap((change, i) => (i === culprit || !isRevert(change) ? [i] : []));
  const bare = found.changes.map(withoutLines);
  const told = { ...found, history: historyBefore(past, found, PAST_LENGTH) };
  const hasText = found.symptom !== '';
  const variants = new Map([['history of the cases', figures(found, bare)]]);
  if (hasText) variants.set('history of the cases, diffs', figures(found, found.changes));
  if (past.length > 0) variants.set('history of git', figures(told, bare));
  if (past.length > 0 && hasText) variants.set('history of git, diffs', figures(told, found.changes));
  return { repo: found.repo, set, hasText, culprit, open, variants };
}

function withoutLines(change: Change): Change {
  const { lines, ...rest } = change;
  return lines ? rest : change;
}

function figures(found: SuspectCase, changes: readonly Change[]): Float64Array {
  const table = featureTable(indexOf(found, changes), situationOf(found));
  const rows = new Float64Array(table.size * FEATURES.length);
  for (let n = 0; n < table.size; n++) rows.set(table.row(n), n * FEATURES.length);
  return rows;
}

/** All that may be known of a case counts alike: the weights serve before and after diffs are read, with much history and with little. */
function fit(cases: readonly FittedCase[], how: Fit, start?: Float64Array): Float64Array {
  const counts = new Map<string, number>();
  for (const { repo } of cases) counts.set(repo, (counts.get(repo) ?? 0) + 1);
  const choices = cases.flatMap(({ repo, variants, open, culprit }): Choice[] => {
    const weight = 1 / Math.sqrt(counts.get(repo) ?? 1); // a repository weighs as the root of its cases
    return [...variants.values()].map((rows) => ({ open, taken: culprit, rows, weight: weight / variants.size }));
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
  for (const variant of new Set(cases.flatMap(({ variants }) => [...variants.keys()]))) {
    const ranked = cases.flatMap((found) => {
      const rows = found.variants.get(variant);
      return rows ? [{ hasText: found.hasText, rank: rankOf(scoresOf(rows, weightsFor(found)), found.culprit) }] : [];
    });
    printGroup(variant, 'all', ranked);
    for (const hasText of [true, false]) {
      printGroup(
        variant,
        hasText ? 'with text' : 'without text',
        ranked.filter((found) => found.hasText === hasText),
      );
    }
  }
}

function printGroup(variant: string, group: string, ranked: readonly { readonly rank: number }[]): void {
  if (ranked.length === 0) return;
  const { top1, top3, top5, top10, mrr } = figuresOf(ranked.map(({ rank }) => rank));
  const columns = [top1, top3, top5, top10].map((figure) => figure.toFixed(1).padStart(7)).join('');
  console.log(`  ${variant.padEnd(28)}${group.padEnd(14)}${columns}  ${mrr.toFixed(3)}`);
}

function rankOf(scores: Float64Array, culprit: number): number {
  const own = scores[culprit] ?? 0;
  return 1 + scores.filter((score, i) => score > own || (score === own && i < culprit)).length;
}

void main();
