import type { Change } from './change';
import { addWeighted, sumOf } from './columns';
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
      column === undefined ? 0 : sumOf(column) / Math.max(1, column.length),
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

/** What stands in columns along all changes of the index, along these places alone. */
export function columnsAt(places: Int32Array, columns: Columns): Columns {
  const first = places[0] ?? 0;
  // Mostly all changes from some place on had landed by the start: then nothing has to be copied.
  const isRun = (places.at(-1) ?? first) - first === Math.max(0, places.length - 1);
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
  // How many scores are higher: as many as stand behind the last one that is equal.
  const higher = new Map<number, number>();
  for (let n = 0, { length } = sorted; n < length; n++) higher.set(sorted[n] ?? 0, length - 1 - n);
  const order = new Int32Array(scores.length);
  const taken = new Int32Array(scores.length);
  for (let n = 0, { length } = scores; n < length; n++) {
    const place = higher.get(scores[n] ?? 0) ?? 0;
    const before = taken[place] ?? 0;
    order[place + before] = n;
    taken[place] = before + 1;
  }
  return order;
}
