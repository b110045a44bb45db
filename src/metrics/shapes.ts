/** How a series leaves what was usual: at once and for good, over some time, or for some time. */
export const FAMILIES = ['step', 'ramp', 'spike'] as const;
export type Family = (typeof FAMILIES)[number];

/** A way to leave what was usual: `first` is the place of the first point that does, `last` where a ramp or a spike is over. */
export interface Shape {
  readonly family: Family;
  readonly first: number;
  readonly last: number;
}

/** A shape with how much of the squares of the rest it explains, and how high it is. */
export interface Fitted extends Shape {
  readonly gain: number;
  readonly height: number;
}

/** So many points stay before a shape, at least, and belong to it. */
const LEAST_INSIDE = 3;
/** The ends of ramps and spikes that are tried: each by so much longer than the one before. */
const GROWTH = 0.12;
const LENGTHS: readonly number[] = lengths();

/**
 * Least squares of a series on a base (a constant, a trend, what was usual on other days, …) and one shape more. The base is made
 * orthonormal and its part taken out once; with running sums, what a shape explains besides it is then found in a few
 * operations, so that all shapes can be tried (as in the search for structural breaks by Bai and Perron, 1998).
 */
export class ShapeFit {
  /** Squares that the base leaves. */
  readonly rss: number;
  readonly parameters: number;
  /** What the base leaves of each value. */
  readonly rest: Float64Array;
  private readonly base: readonly Float64Array[];
  private readonly sums: readonly Sums[];
  private readonly restSums: Sums;
  private readonly timeSums: Sums;

  /** @param times of the values, from 0 to 1 */
  constructor(
    private readonly times: Float64Array,
    values: Float64Array,
    base: readonly Float64Array[],
    private readonly before: number,
  ) {
    this.base = orthonormal(base);
    this.parameters = this.base.length;
    this.rest = without(values, this.base);
    this.rss = dot(this.rest, this.rest);
    this.sums = this.base.map((column) => sumsOf(column, times));
    this.restSums = sumsOf(this.rest, times);
    this.timeSums = sumsOf(times, times);
  }

  /** The shape of a family that explains most. */
  best(family: Family): Fitted | undefined {
    let found: Shape | undefined;
    let most = 0;
    this.each(family, (first, last, gain) => {
      if (gain > most) [found, most] = [{ family, first, last }, gain];
    });
    return found === undefined ? undefined : this.fitted(this.settled(found));
  }

  /** For each place, the most that a shape of the family explains that begins there; 0 where none may. */
  profile(family: Family): Float64Array {
    const profile = new Float64Array(this.times.length);
    this.each(family, (first, _last, gain) => {
      if (gain > (profile[first] ?? 0)) profile[first] = gain;
    });
    return profile;
  }

  /** The shape at one place. */
  fitted(shape: Shape): Fitted {
    const { along, length } = this.measure(shape);
    return { ...shape, gain: length > 0 ? (along * along) / length : 0, height: length > 0 ? along / length : 0 };
  }

  /** What is left of the values when the base and a shape are taken out. */
  residuals(shape: Fitted | undefined): Float64Array {
    if (shape === undefined) return this.rest;
    const column = without(this.column(shape), this.base);
    return this.rest.map((value, i) => value - shape.height * (column[i] ?? 0));
  }

  private gain(shape: Shape): number {
    const { along, length } = this.measure(shape);
    return length > 1e-9 ? (along * along) / length : 0;
  }

  /** How much of the rest lies along what the base leaves of a shape, and how long that is. */
  private measure(shape: Shape): { along: number; length: number } {
    let length = this.squares(shape);
    const whole = length;
    for (const sums of this.sums) length -= this.along(shape, sums) ** 2;
    // What the base holds nearly whole is none of its own.
    return { along: this.along(shape, this.restSums), length: length > 1e-6 * whole ? length : 0 };
  }

  private along({ family, first, last }: Shape, { plain, timed }: Sums): number {
    const at = (sums: Float64Array, i: number) => sums[i] ?? 0;
    const end = plain.length - 1;
    if (family === 'step') return at(plain, end) - at(plain, first);
    if (family === 'spike') return at(plain, last) - at(plain, first);
    const [start, stop] = this.slope(first, last);
    const rising = at(timed, last) - at(timed, first) - start * (at(plain, last) - at(plain, first));
    return rising / (stop - start) + at(plain, end) - at(plain, last);
  }

  private squares({ family, first, last }: Shape): number {
    const { length } = this.times;
    if (family === 'step') return length - first;
    if (family === 'spike') return last - first;
    const [start, stop] = this.slope(first, last);
    const { plain, timed } = this.timeSums;
    const part = (sums: Float64Array) => (sums[last] ?? 0) - (sums[first] ?? 0);
    const squares = part(timed) - 2 * start * part(plain) + start * start * (last - first);
    return squares / (stop - start) ** 2 + length - last;
  }

  /** A ramp begins at the last usual point, and is over at `last`. */
  private slope(first: number, last: number): readonly [number, number] {
    return [this.times[first - 1] ?? 0, this.times[last] ?? 1];
  }

  private column({ family, first, last }: Shape): Float64Array {
    const [start, stop] = this.slope(first, last);
    return this.times.map((time, i) => {
      if (i < first) return 0;
      if (family === 'spike') return i < last ? 1 : 0;
      return family === 'step' || i >= last ? 1 : (time - start) / (stop - start);
    });
  }

  /** Tells what every shape of a family explains; of its ends, those that are far off only roughly. */
  private each(family: Family, tell: (first: number, last: number, gain: number) => void): void {
    const { length } = this.times;
    const end = family === 'ramp' ? length - 1 : length - LEAST_INSIDE;
    for (let first = this.before; first <= length - LEAST_INSIDE; first++) {
      if (family === 'step') {
        tell(first, length, this.gain({ family, first, last: length }));
        continue;
      }
      for (const inside of LENGTHS) {
        const last = first + inside;
        if (last > end) break;
        tell(first, last, this.gain({ family, first, last }));
      }
    }
  }

  /** The same shape with its end moved to where it explains most. */
  private settled(shape: Shape): Shape {
    if (shape.family === 'step') return shape;
    const end = shape.family === 'ramp' ? this.times.length - 1 : this.times.length - LEAST_INSIDE;
    const reach = Math.ceil((shape.last - shape.first) * GROWTH);
    let [best, most] = [shape, this.gain(shape)];
    for (let last = shape.last - reach; last <= Math.min(end, shape.last + reach); last++) {
      if (last < shape.first + LEAST_INSIDE) continue;
      const gain = this.gain({ ...shape, last });
      if (gain > most) [best, most] = [{ ...shape, last }, gain];
    }
    return best;
  }
}

function lengths(): readonly number[] {
  const found: number[] = [];
  for (let length = LEAST_INSIDE; length < 4000; length = Math.ceil(length * (1 + GROWTH))) found.push(length);
  return found;
}

/** Running sums of values, and of the values times their moments. */
interface Sums {
  readonly plain: Float64Array;
  readonly timed: Float64Array;
}

function sumsOf(values: Float64Array, times: Float64Array): Sums {
  const plain = new Float64Array(values.length + 1);
  const timed = new Float64Array(values.length + 1);
  values.forEach((value, i) => {
    plain[i + 1] = (plain[i] ?? 0) + value;
    timed[i + 1] = (timed[i] ?? 0) + value * (times[i] ?? 0);
  });
  return { plain, timed };
}

function orthonormal(columns: readonly Float64Array[]): readonly Float64Array[] {
  const found: Float64Array[] = [];
  for (const column of columns) {
    const size = Math.sqrt(dot(column, column));
    // Twice, as rounding leaves something of the others the first time.
    const left = without(without(column, found), found);
    const length = Math.sqrt(dot(left, left));
    if (length > 1e-6 * size) found.push(left.map((value) => value / length));
  }
  return found;
}

function without(values: Float64Array, base: readonly Float64Array[]): Float64Array {
  const left = values.slice();
  for (const column of base) {
    const along = dot(left, column);
    for (let i = 0; i < left.length; i++) left[i] = (left[i] ?? 0) - along * (column[i] ?? 0);
  }
  return left;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
