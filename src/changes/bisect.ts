import type { BisectResult } from '../domain/events';

/** A change of the line that is searched. */
export interface BisectChange {
  /** The chance that it is the cause; only its ratio to that of the others counts. */
  readonly chance: number;
  /** It was ruled out, or cannot matter: it is not tested, and not named as the cause. */
  readonly isSteppedOver: boolean;
}

/** A line of changes between a state that works and one that fails. */
export interface BisectLine {
  /** In the order in which they landed, the oldest first. */
  readonly changes: readonly BisectChange[];
  /** Whether the state before the first change is known to work, and the one after the last to fail; otherwise that is assumed. */
  readonly isStartKnown: boolean;
  readonly isEndKnown: boolean;
}

/** The state before the first change; every other state goes by the place of the change that made it. */
export const BEFORE_ALL = -1;

/** Where a search stands. */
export type BisectStanding =
  /** The state to test next, and the steps that are still to be expected, this one among them. */
  | { readonly kind: 'test'; readonly place: number; readonly left: number }
  /** The first change that fails. Those stepped over just before it were not told apart from it. */
  | { readonly kind: 'found'; readonly place: number; readonly unproven: readonly number[] }
  /** All states in between were skipped: one of these. */
  | { readonly kind: 'anyOf'; readonly places: readonly number[] }
  /** The state before the first change fails too: the cause is older. */
  | { readonly kind: 'older' }
  /** The state after the last change works: the check does not see the problem, or the cause is newer. */
  | { readonly kind: 'newer' }
  /** An earlier state fails while a later one works. */
  | { readonly kind: 'contradiction'; readonly bad: number; readonly good: number };

/** So many steps more than plain halving are risked at most. */
const MOST_EXTRA = 2;
/** This part of the chance is spread evenly: the model may be wrong. */
const EVEN_PART = 0.1;

/** Where a search stands after some tests, by the places of the states. */
export function bisectStanding(line: BisectLine, results: ReadonlyMap<number, BisectResult>): BisectStanding {
  const { changes, isStartKnown, isEndKnown } = line;
  const last = changes.length - 1;
  if (results.get(BEFORE_ALL) === 'bad') return { kind: 'older' };
  if (results.get(last) === 'good') return { kind: 'newer' };
  const [good, bad] = bounds(results, last);
  if (good >= bad) return { kind: 'contradiction', bad, good };
  const candidates = candidatesBetween(changes, good, bad);
  if (candidates.length > 1) {
    const search = new Search(changes, candidates, results);
    const next = search.next(budgetOf(changes.length, results));
    if (next === undefined) return { kind: 'anyOf', places: search.indistinguishable() };
    const place = candidates[next] ?? last;
    return { kind: 'test', place, left: search.expected(budgetOf(changes.length, results)) };
  }
  const [place = bad] = candidates;
  // What the answer rests on is tested last: most searches never come near the ends.
  if (good === BEFORE_ALL && !isStartKnown && !results.has(BEFORE_ALL)) {
    return { kind: 'test', place: BEFORE_ALL, left: 1 };
  }
  if (bad === last && !isEndKnown && !results.has(last)) return { kind: 'test', place: last, left: 1 };
  const unproven = range(good + 1, bad + 1).filter((each) => each !== place);
  return { kind: 'found', place, unproven };
}

/** The newest state that works and the oldest that fails, as far as they are tested. */
function bounds(results: ReadonlyMap<number, BisectResult>, last: number): readonly [number, number] {
  let [good, bad] = [BEFORE_ALL, last];
  for (const [place, result] of results) {
    if (result === 'good') good = Math.max(good, place);
    if (result === 'bad') bad = Math.min(bad, place);
  }
  return [good, bad];
}

/** The changes that may be the cause; where all were stepped over, that was wrong of one of them. */
function candidatesBetween(changes: readonly BisectChange[], good: number, bad: number): readonly number[] {
  const all = range(good + 1, bad + 1);
  const open = all.filter((place) => changes[place]?.isSteppedOver !== true);
  return open.length > 0 ? open : all;
}

/** The tests that are left, if the search is to end with the bound. */
function budgetOf(count: number, results: ReadonlyMap<number, BisectResult>): number {
  const decisive = [...results].filter(
    ([place, result]) => result !== 'skip' && place !== BEFORE_ALL && place !== count - 1,
  );
  return Math.floor(Math.log2(Math.max(1, count))) + MOST_EXTRA - decisive.length;
}

/** The candidates of a search with their chances, and where to split them. */
class Search {
  /** The chance of the candidates before each of them, and of all. */
  private readonly sums: Float64Array;
  private readonly skipped: readonly number[];

  constructor(
    changes: readonly BisectChange[],
    private readonly candidates: readonly number[],
    results: ReadonlyMap<number, BisectResult>,
  ) {
    const chances = candidates.map((place) => Math.max(0, changes[place]?.chance ?? 0));
    const total = chances.reduce((sum, chance) => sum + chance, 0);
    const even = 1 / candidates.length;
    this.sums = new Float64Array(candidates.length + 1);
    for (const [i, chance] of chances.entries()) {
      const share = total > 0 ? (1 - EVEN_PART) * (chance / total) + EVEN_PART * even : even;
      this.sums[i + 1] = (this.sums[i] ?? 0) + share;
    }
    this.skipped = candidates.flatMap((place, i) => (results.get(place) === 'skip' ? [i] : []));
  }

  /** The candidate after which to test; undefined where all that could be tested was skipped. */
  next(budget: number): number | undefined {
    return this.split(0, this.candidates.length, budget, true);
  }

  /** Those that cannot be told apart. */
  indistinguishable(): readonly number[] {
    return this.candidates;
  }

  /** The steps that a search is to be expected to take, by the chances. */
  expected(budget: number): number {
    const steps = this.stepsOf(0, this.candidates.length, budget);
    return steps / (this.sums.at(-1) ?? 1);
  }

  /** The sum of chance times steps over the candidates of a range. */
  private stepsOf(from: number, to: number, budget: number): number {
    if (to - from < 2) return 0;
    const at = this.split(from, to, budget, true) ?? this.split(from, to, budget, false) ?? from;
    return this.weight(from, to) + this.stepsOf(from, at + 1, budget - 1) + this.stepsOf(at + 1, to, budget - 1);
  }

  private weight(from: number, to: number): number {
    return (this.sums[to] ?? 0) - (this.sums[from] ?? 0);
  }

  /**
   * The candidate whose state tells most: the one that halves the chance, within what the budget allows in the worst case. What
   * lies beside a state that was skipped is likely to be as untestable, so that it is taken where it tells much more.
   */
  private split(from: number, to: number, budget: number, avoidsSkipped: boolean): number | undefined {
    const skipped = avoidsSkipped ? this.skipped.filter((each) => each >= from && each < to - 1) : [];
    if (skipped.length === 0) return this.half(from, to, capacityOf(budget));
    let best: { readonly at: number; readonly worth: number } | undefined;
    const whole = this.weight(from, to);
    const isWithin = (at: number) => Math.max(at + 1 - from, to - at - 1) <= capacityOf(budget);
    for (let at = from; at < to - 1; at++) {
      const distance = skipped.reduce((least, each) => Math.min(least, Math.abs(each - at)), Infinity);
      const information = entropy(this.weight(from, at + 1) / whole) * (1 - 0.5 ** distance);
      // Where skipping has cost too much, the bound cannot be kept; what keeps it comes first.
      const worth = information + (isWithin(at) ? 1 : 0);
      if (distance > 0 && (best === undefined || worth > best.worth)) best = { at, worth };
    }
    return best?.at;
  }

  /** Where the chance of a range is halved, with at most so many candidates on either side. */
  private half(from: number, to: number, side: number): number {
    const [first, last] = [Math.max(from, to - 1 - side), Math.min(to - 2, from - 1 + side)];
    if (first > last) return from + Math.floor((to - from) / 2) - 1;
    const middle = ((this.sums[from] ?? 0) + (this.sums[to] ?? 0)) / 2;
    let [low, high] = [first, last];
    while (low < high) {
      const at = (low + high) >> 1;
      if ((this.sums[at + 1] ?? 0) >= middle) high = at;
      else low = at + 1;
    }
    const before = Math.max(first, low - 1);
    const [over, under] = [(this.sums[low + 1] ?? 0) - middle, middle - (this.sums[before + 1] ?? 0)];
    return under < over ? before : low;
  }
}

/** So many candidates can be told apart by one test less than the budget. */
function capacityOf(budget: number): number {
  return budget < 1 ? 1 : 2 ** (budget - 1);
}

function entropy(part: number): number {
  const term = (p: number) => (p <= 0 ? 0 : -p * Math.log2(p));
  return term(part) + term(1 - part);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

/** How a check ended that a command made, as `git bisect run` reads it: undefined where the command itself did not work. */
export function resultOfExit(code: number): BisectResult | undefined {
  if (code === 0) return 'good';
  if (code === 125) return 'skip';
  // 126 and 127: a shell could not run it. From 128 on: it was killed.
  return code < 0 || code > 125 ? undefined : 'bad';
}

/** What one state is by the runs of a check that fails now and then: one that fails is enough. Undefined: run it again. */
export function resultOfRuns(runs: readonly BisectResult[], wanted: number): BisectResult | undefined {
  if (runs.includes('bad')) return 'bad';
  if (runs.includes('skip')) return 'skip';
  return runs.length >= wanted ? 'good' : undefined;
}
