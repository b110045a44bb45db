/**
 * Fits the chance of "None of these changes" (`src/changes/none.ts`) to saved cases, each once with its culprit and once without it, and
 * what the scores count for in the chances of the changes (the spread), and says how well both do on repositories that they were not
 * fitted on.
 *   node --import tsx test/bench/suspects/fitNone.ts --data DIR [--more]
 * DIR holds cases as `main.ts --save` writes them, a repository a file; each repository is left out of the fit in turn. With --more the
 * figures that were tried beside those of `none.ts` are fitted, too. Prints the figures of the weights that are shipped and of those
 * that were fitted, then the weights and spreads fitted on all.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CAUSED_BY_CHANGE, MOST_CHANCE, noneFigures } from '../../../src/changes/none';
import { evidenceOf, suspectsOf } from '../../../src/changes/rank';
import { storedCases, type SuspectCase } from './cases';
import { indexOf, situationOf } from './evaluate';
import { type Choice, type Fit, fitLogit } from './logit';
import { noneFigures as measured, type Said } from './none';

const RIDGE = 0.003;
const OWN = ['constant', 'whole', 'size', 'newest', 'contrast', 'terms'] as const;
const MORE = ['margin', 'spread', 'topShare'] as const;
const PRIOR = Math.log((1 - CAUSED_BY_CHANGE) / CAUSED_BY_CHANGE);

interface Window extends Said {
  readonly repo: string;
  readonly figures: readonly number[];
  /** The changes' weighted sums, and the place of the culprit among them; -1 where it is not there. */
  readonly scores: Float64Array;
  readonly culprit: number;
}

/** What is fitted for the windows with a text, or for those without. */
interface Fitted {
  readonly weights: Float64Array;
  readonly spread: number;
}

function windowsOf(found: SuspectCase, more: boolean): readonly Window[] {
  if (!found.changes.some(({ sha }) => sha === found.culprit)) return [];
  return [false, true].flatMap((isAbsent): Window[] => {
    const changes = isAbsent ? found.changes.filter(({ sha }) => sha !== found.culprit) : found.changes;
    const [index, situation] = [indexOf(found, changes), situationOf(found)];
    const { ranked, none } = suspectsOf(index, situation);
    const [first, second = first] = ranked;
    if (first === undefined || second === undefined) return [];
    const evidence = evidenceOf(index, situation);
    const { whole, size, newest, contrast, terms } = noneFigures(evidence);
    const mean = evidence.scores.reduce((sum, score) => sum + score, 0) / evidence.scores.length;
    const squares = evidence.scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / evidence.scores.length;
    const tried = more ? [first.score - second.score, Math.sqrt(squares), Math.log(first.share)] : [];
    return [
      {
        ...{ repo: found.repo, hasText: terms > 0, isAbsent, none, scores: evidence.scores },
        culprit: changes.findIndex(({ sha }) => sha === found.culprit),
        ...{ first: (1 - none) * first.share, isFirst: first.change.sha === found.culprit },
        figures: [1, whole, size, newest, contrast, terms, ...tried],
      },
    ];
  });
}

/** Of two alternatives: the culprit is there (nothing of it is weighed), or it is not. */
function choiceOf({ figures, isAbsent }: Window): Choice {
  const rows = new Float64Array(2 * figures.length);
  rows.set(figures, figures.length);
  return { rows, open: [0, 1], taken: Number(isAbsent), weight: 1 };
}

/** The culprit was chosen by its score, times the spread. */
function shareChoiceOf({ scores, culprit }: Window): Choice {
  return { rows: scores, open: Array.from(scores, (_, i) => i), taken: culprit, weight: 1 };
}

function fit(windows: readonly Window[]): (hasText: boolean) => Fitted {
  const fitted = [false, true].map((hasText): Fitted => {
    const own = windows.filter((window) => window.hasText === hasText);
    const width = own[0]?.figures.length ?? 0;
    if (own.length === 0) return NOT_FITTED;
    const weights = fitLogit(own.map(choiceOf), freely(width, RIDGE));
    const [spread = 1] = fitLogit(own.filter(({ isAbsent }) => !isAbsent).map(shareChoiceOf), freely(1, 0));
    return { weights, spread };
  });
  return (hasText) => fitted[Number(hasText)] ?? NOT_FITTED;
}

const NOT_FITTED: Fitted = { weights: new Float64Array(), spread: 1 };

function freely(width: number, ridge: number): Fit {
  return { prior: new Float64Array(width), ridge, free: Array.from({ length: width }, () => true) };
}

function judged(window: Window, { weights, spread }: Fitted): Said {
  const odds = window.figures.reduce((sum, figure, f) => sum + figure * (weights[f] ?? 0), PRIOR);
  const none = Math.min(MOST_CHANCE, 1 / (1 + Math.exp(-odds)));
  const top = window.scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const share = 1 / window.scores.reduce((sum, score) => sum + Math.exp(spread * (score - top)), 0);
  return { ...window, none, first: (1 - none) * Math.min(MOST_CHANCE, share) };
}

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string' }, more: { type: 'boolean', default: false } } });
  if (!values.data) throw new Error('name --data DIR');
  const windows = [...storedCases(resolve(values.data))].flatMap((found) => windowsOf(found, values.more));
  const repos = [...new Set(windows.map(({ repo }) => repo))];
  console.log(`${windows.length} windows of ${repos.length} repositories`);
  console.log('the weights of none.ts', measured(windows));
  const left = repos.flatMap((repo) => {
    const fitted = fit(windows.filter((window) => window.repo !== repo));
    return windows.filter((window) => window.repo === repo).map((window) => judged(window, fitted(window.hasText)));
  });
  console.log('each repository left out of its fit', measured(left));
  const whole = fit(windows);
  for (const hasText of [true, false]) {
    const { weights, spread } = whole(hasText);
    const names = [...OWN, ...MORE].map((name, f) => `${name}: ${(weights[f] ?? 0).toFixed(3)}`);
    console.log(
      hasText ? 'with text' : 'without text',
      names.slice(0, OWN.length + (values.more ? MORE.length : 0)).join(', '),
      `spread: ${spread.toFixed(3)}`,
    );
  }
}

main();
