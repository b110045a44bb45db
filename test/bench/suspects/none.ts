import { CAUSED_BY_CHANGE } from '../../../src/changes/none';
import { suspectsOf } from '../../../src/changes/rank';
import type { SuspectCase } from './cases';
import { generator, indexOf, situationOf } from './evaluate';

/** What was said of a window, and what held. */
export interface Said {
  readonly hasText: boolean;
  /** The culprit is not in the window. */
  readonly isAbsent: boolean;
  readonly none: number;
  /** The chance of the first change, and whether it is the culprit. */
  readonly first: number;
  readonly isFirst: boolean;
}

/** A case once with its culprit and once without it. */
export function saidOf(found: SuspectCase): readonly Said[] {
  if (!found.changes.some(({ sha }) => sha === found.culprit)) return [];
  return [false, true].flatMap((isAbsent): Said[] => {
    const changes = isAbsent ? found.changes.filter(({ sha }) => sha !== found.culprit) : found.changes;
    const { ranked, none } = suspectsOf(indexOf(found, changes), situationOf(found));
    const [first] = ranked;
    if (first === undefined) return [];
    const isFirst = first.change.sha === found.culprit;
    return [{ hasText: found.symptom !== '', isAbsent, none, first: (1 - none) * first.share, isFirst }];
  });
}

export interface NoneFigures {
  /** How well the chance of "none" tells windows without their culprit from those with it: without a text, and with one. */
  readonly auc: number | null;
  readonly aucWithText: number | null;
  /**
   * Expected calibration errors of the chance of the first change and of "none". Windows without their culprit count as often as
   * causes are no change.
   */
  readonly ece: number;
  readonly eceNone: number;
  /** The windows of which "none" is likelier than not, in per cent, and how many of these have no culprit. */
  readonly abstained: number;
  readonly abstainedRight: number | null;
}

export function noneFigures(said: readonly Said[]): NoneFigures {
  const auc = (hasText: boolean) => aucOf(said.filter((each) => each.hasText === hasText));
  const abstained = said.filter(({ none }) => none > 0.5);
  return {
    auc: auc(false),
    aucWithText: auc(true),
    ece: calibrationError(
      said,
      ({ first }) => first,
      ({ isFirst }) => isFirst,
    ),
    eceNone: calibrationError(
      said,
      ({ none }) => none,
      ({ isAbsent }) => isAbsent,
    ),
    abstained: (100 * weightOf(abstained)) / weightOf(said),
    abstainedRight:
      abstained.length === 0
        ? null
        : (100 * weightOf(abstained.filter(({ isAbsent }) => isAbsent))) / weightOf(abstained),
  };
}

/** The chance that "none" is higher in a window without its culprit than in one with it; null where there are not both. */
export function aucOf(said: readonly Pick<Said, 'none' | 'isAbsent'>[]): number | null {
  const [absent, there] = [true, false].map((is) => said.filter(({ isAbsent }) => isAbsent === is));
  if (absent === undefined || there === undefined || absent.length * there.length === 0) return null;
  let wins = 0;
  for (const a of absent) for (const b of there) wins += a.none > b.none ? 1 : a.none === b.none ? 0.5 : 0;
  return wins / (absent.length * there.length);
}

function weightOf(said: readonly Said[]): number {
  return said.reduce((sum, { isAbsent }) => sum + (isAbsent ? 1 - CAUSED_BY_CHANGE : CAUSED_BY_CHANGE), 0);
}

/**
 * The calibration error of the first change's chance that chances which hold exactly have on average, as there are only so many cases:
 * what is below it says nothing. The culprits are drawn by the chances.
 */
export function errorByLuck(said: readonly Said[]): number {
  const draw = generator(7);
  let sum = 0;
  for (let i = 0; i < DRAWS; i++) {
    const drawn = new Set(said.filter(({ isAbsent, none, first }) => !isAbsent && draw() * (1 - none) < first));
    sum += calibrationError(
      said,
      ({ first }) => first,
      (each) => drawn.has(each),
    );
  }
  return sum / DRAWS;
}

const DRAWS = 200;
const BINS = 10;

/** The mean distance of what was said from what held, over ten bins of equal width. */
function calibrationError(
  said: readonly Said[],
  chance: (each: Said) => number,
  holds: (each: Said) => boolean,
): number {
  let sum = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const own = said.filter((each) => Math.min(BINS - 1, Math.floor(chance(each) * BINS)) === bin);
    const expected = own.reduce((total, each) => total + chance(each) * weightOf([each]), 0);
    sum += Math.abs(expected - weightOf(own.filter(holds)));
  }
  return sum / Math.max(1e-9, weightOf(said));
}
