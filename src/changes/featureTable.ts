import type { Change } from './change';
import { type Columns, FEATURES } from './features';
import { WEIGHTS } from './weights';

/**
 * The figures of some changes, a column a feature: most columns stand for several rankings, or are all 0 and left out, so that
 * few are made anew for each.
 */
export class FeatureTable {
  private readonly columns: readonly (Float64Array | undefined)[];
  private cachedMeans: Float64Array | undefined;

  /** @param places of the changes in the index, along which the columns go */
  constructor(
    readonly places: Int32Array,
    columns: Columns,
  ) {
    this.columns = FEATURES.map((feature) => columns[feature]);
  }

  get size(): number {
    return this.places.length;
  }

  /** The figures of one change, in the order of FEATURES. */
  row(n: number): Float64Array {
    return Float64Array.from(this.columns, (column) => column?.[n] ?? 0);
  }

  /** The average change's figures. */
  get means(): Float64Array {
    return (this.cachedMeans ??= Float64Array.from(this.columns, (column) =>
      column === undefined ? 0 : meanOf(column),
    ));
  }

  /** The weighted sum of each row. */
  sums(): Float64Array {
    const sums = new Float64Array(this.size);
    for (const [f, feature] of FEATURES.entries()) {
      const column = this.columns[f];
      if (column !== undefined) addWeighted(sums, column, WEIGHTS[feature]);
    }
    return sums;
  }
}

function addWeighted(sums: Float64Array, column: Float64Array, weight: number): void {
  for (let n = 0; n < sums.length; n++) sums[n] = (sums[n] ?? 0) + weight * (column[n] ?? 0);
}

function meanOf(column: Float64Array): number {
  let sum = 0;
  for (const value of column) sum += value;
  return sum / Math.max(1, column.length);
}

/** What stands in columns along all changes of the index, along these places alone. */
export function columnsAt(places: Int32Array, columns: Columns): Columns {
  const first = places[0] ?? 0;
  // Mostly all changes from some place on had landed by the start: then nothing has to be copied.
  const isRun = places.every((place, n) => place === first + n);
  const at = (column: Float64Array) =>
    isRun ? column.subarray(first, first + places.length) : Float64Array.from(places, (place) => column[place] ?? 0);
  return Object.fromEntries(Object.entries(columns).map(([feature, column]) => [feature, at(column)]));
}

/** The places of the changes that had landed by a moment, and went live by then where that is known. */
export function landedBy(changes: readonly Change[], moment: number): Int32Array {
  const places = new Int32Array(changes.length);
  let count = 0;
  for (let i = 0; i < changes.length; i++) {
    const change = changes[i];
    if (change !== undefined && !((change.liveAt ?? change.landedAt) > moment)) places[count++] = i;
  }
  return places.subarray(0, count);
}

/** The numbers of these scores, from the highest one down; of equal ones the first one first. */
export function highestFirst(scores: Float64Array): Int32Array {
  // Numbers alone are sorted without a call for each comparison, several times as fast.
  const sorted = scores.slice().sort();
  const order = new Int32Array(scores.length);
  const taken = new Int32Array(scores.length);
  for (let n = 0; n < scores.length; n++) {
    const score = scores[n] ?? 0;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) > score) high = middle;
      else low = middle + 1;
    }
    // Behind the last one that is not higher stand as many as are higher.
    const place = sorted.length - low;
    order[place + (taken[place] ?? 0)] = n;
    taken[place] = (taken[place] ?? 0) + 1;
  }
  return order;
}
