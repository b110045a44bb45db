import { seriesOf, type Point, type Series } from '../../../src/metrics/series';
import { randomNumbers } from '../../helpers/random';

export const KINDS = ['step', 'ramp', 'spike', 'daily', 'counter', 'gaps', 'noise', 'none'] as const;
export type Kind = (typeof KINDS)[number];

/** A series that was made, and when it leaves what is usual. */
export interface Made {
  readonly kind: Kind;
  readonly seed: number;
  readonly series: Series;
  readonly history?: Series;
  /** The first point after the event; undefined where nothing happens. */
  readonly truth?: number;
  /** The step between two points, in milliseconds. */
  readonly step: number;
  /** Whether it should be found by anybody who looks at it: decided here, before anything looks. */
  readonly clear: boolean;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const START = Date.UTC(2026, 10, 24, 0, 0);
/** A change of so many standard deviations of the noise, or a ramp that gains so many a step, is clear. */
const CLEAR = { height: 4, slope: 0.3 } as const;

/** Random draws of one seed. */
class Dice {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = randomNumbers(seed);
  }

  unit(): number {
    return this.next();
  }

  within(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  whole(low: number, high: number): number {
    return Math.floor(this.within(low, high + 1));
  }

  chance(part: number): boolean {
    return this.next() < part;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Student's t with three degrees of freedom, scaled so that its middle half is as wide as the normal's. */
  heavy(): number {
    const squares = this.normal() ** 2 + this.normal() ** 2 + this.normal() ** 2;
    return (0.88 * this.normal()) / Math.sqrt(squares / 3);
  }

  poisson(mean: number): number {
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    let count = 0;
    for (let product = this.next(); product > Math.exp(-mean); product *= this.next()) count++;
    return count;
  }
}

/** Noise of a length: independent, or lasting from one point to the next (`lasting` is φ). */
function noise(count: number, draw: () => number, lasting = 0): number[] {
  let last = 0;
  return Array.from({ length: count }, () => (last = lasting * last + Math.sqrt(1 - lasting ** 2) * draw()));
}

const points = (values: readonly number[], step: number, from = START): Point[] =>
  values.map((value, i) => ({ at: from + i * step, value }));

/** Makes one series; the same kind and seed give the same one. */
export function makeSeries(kind: Kind, seed: number): Made {
  const dice = new Dice(seed * 8 + KINDS.indexOf(kind));
  return { kind, seed, ...MAKERS[kind](dice) };
}

type Parts = Omit<Made, 'kind' | 'seed'>;

const MAKERS: Readonly<Record<Kind, (dice: Dice) => Parts>> = {
  step: (dice) => (dice.chance(0.25) ? errors(dice) : level(dice)),
  ramp,
  spike,
  daily,
  counter,
  gaps: (dice) => withGaps(dice, level(dice)),
  noise: noisy,
  none,
};

/** A level that changes at once: latency, memory, a share of errors. */
function level(dice: Dice, draw = () => dice.normal(), heights: readonly [number, number] = [4, 12]): Parts {
  const [count, step] = [dice.whole(120, 360), MINUTE];
  const place = dice.whole(Math.round(0.25 * count), Math.round(0.92 * count));
  const height = dice.within(...heights) * (dice.chance(0.8) ? 1 : -1);
  const [usual, scale] = [dice.within(20, 500), dice.within(0.5, 8)];
  const louder = dice.chance(0.3) ? dice.within(1, 2) : 1;
  const slope = dice.chance(0.3) ? dice.within(-0.01, 0.01) : 0;
  const values = noise(count, draw).map(
    (value, i) => usual + scale * (slope * i + (i < place ? value : louder * value + height)),
  );
  return { series: points(values, step), truth: START + place * step, step, clear: Math.abs(height) >= CLEAR.height };
}

/** Errors a minute: hardly any, then many. */
function errors(dice: Dice): Parts {
  const [count, step] = [dice.whole(120, 360), MINUTE];
  const place = dice.whole(Math.round(0.25 * count), Math.round(0.92 * count));
  const [before, after] = [dice.within(0.02, 1), dice.within(6, 60)];
  const values = Array.from({ length: count }, (_, i) => dice.poisson(i < place ? before : after));
  return { series: points(values, step), truth: START + place * step, step, clear: true };
}

/** Queues, memory, latency: more and more, then level or not. */
function ramp(dice: Dice): Parts {
  const [count, step] = [dice.whole(160, 360), MINUTE];
  const length = dice.whole(20, 60);
  const place = dice.whole(Math.round(0.3 * count), count - length);
  const height = dice.within(8, 20);
  const [usual, scale] = [dice.within(20, 500), dice.within(0.5, 8)];
  const goesOn = dice.chance(0.5);
  const values = noise(count, () => dice.normal()).map((value, i) => {
    const part = Math.max(0, (i - place + 1) / length);
    return usual + scale * (value + height * (goesOn ? part : Math.min(1, part)));
  });
  return { series: points(values, step), truth: START + place * step, step, clear: height / length >= CLEAR.slope };
}

/** For some time only: as a box, or at once and then less and less. */
function spike(dice: Dice): Parts {
  const [count, step] = [dice.whole(120, 360), MINUTE];
  const length = dice.whole(5, 25);
  const place = dice.whole(Math.round(0.25 * count), count - length - 5);
  const height = dice.within(5, 15);
  const [usual, scale, fades] = [dice.within(20, 500), dice.within(0.5, 8), dice.chance(0.5)];
  const values = noise(count, () => dice.normal()).map((value, i) => {
    const after = i - place;
    const shape = after < 0 ? 0 : fades ? Math.exp(-after / (length / 2)) : after < length ? 1 : 0;
    return usual + scale * (value + height * shape);
  });
  return { series: points(values, step), truth: START + place * step, step, clear: height >= CLEAR.height };
}

/** The pattern of a day, in standard deviations of the noise. */
function pattern(dice: Dice): (at: number) => number {
  const [high, second] = [dice.within(5, 20), dice.within(0, 0.5)];
  const [turn, other] = [dice.within(0, DAY), dice.within(0, DAY)];
  return (at) =>
    high * (Math.sin((2 * Math.PI * (at - turn)) / DAY) + second * Math.sin((4 * Math.PI * (at - other)) / DAY));
}

/** Traffic with its pattern of the day; some days in one file, or some hours with the same ones of the days before. */
function daily(dice: Dice): Parts {
  const usual = pattern(dice);
  const [level, scale, height] = [dice.within(50, 500), dice.within(0.5, 8), dice.within(4, 10)];
  const sign = dice.chance(0.5) ? 1 : -1;
  const value = (at: number, more: number) => level + scale * (usual(at) + more + dice.normal());
  if (dice.chance(0.5)) {
    const [step, days] = [5 * MINUTE, dice.whole(3, 7)];
    const count = (days * DAY) / step;
    const place = count - dice.whole(12, 200);
    const values = Array.from({ length: count }, (_, i) => value(START + i * step, i < place ? 0 : sign * height));
    return { series: points(values, step), truth: START + place * step, step, clear: true };
  }
  const step = 2 * MINUTE;
  const count = dice.whole(180, 300);
  const place = dice.whole(Math.round(0.4 * count), count - 8);
  const values = Array.from({ length: count }, (_, i) => value(START + i * step, i < place ? 0 : sign * height));
  const history = seriesOf(
    [1, 2, 7].flatMap((days) =>
      Array.from({ length: count }, (_, i) => START - days * DAY + i * step).map((at) => ({ at, value: value(at, 0) })),
    ),
  );
  return { series: points(values, step), history, truth: START + place * step, step, clear: true };
}

/** Requests or errors since the process began, which begins anew now and then. */
function counter(dice: Dice): Parts {
  const [count, step] = [dice.whole(120, 360), MINUTE];
  const place = dice.whole(Math.round(0.25 * count), Math.round(0.92 * count));
  const [before, times] = [dice.within(200, 2000), dice.within(1.4, 5)];
  const after = dice.chance(0.7) ? before * times : before / times;
  const values = counted(dice, count, (i) => (i < place ? before : after));
  const clear = Math.abs(after - before) >= CLEAR.height * Math.sqrt(before);
  return { series: points(values, step), truth: START + place * step, step, clear };
}

function counted(dice: Dice, count: number, mean: (i: number) => number): number[] {
  const resets = new Set(Array.from({ length: dice.whole(1, 4) }, () => dice.whole(5, count - 5)));
  let total = dice.whole(0, 100_000);
  return Array.from({ length: count }, (_, i) => {
    const more = dice.poisson(mean(i));
    return (total = resets.has(i) ? Math.round(more * dice.unit()) : total + more);
  });
}

/** Takes whole stretches away, and single points. */
function withGaps(dice: Dice, made: Parts): Parts {
  const { series, truth = 0, step } = made;
  const gone = new Set<number>();
  for (let gap = dice.whole(3, 8); gap > 0; gap--) {
    const [from, length] = [dice.whole(5, series.length - 5), dice.whole(3, 15)];
    for (let i = from; i < from + length; i++) gone.add(i);
  }
  const single = dice.within(0, 0.2);
  const left = series.filter((_, i) => !gone.has(i) && !dice.chance(single));
  // Where the event itself lies in a gap, nobody can know more than what comes after it.
  const first = left.find(({ at }) => at >= truth)?.at;
  const inside = left.filter(({ at }) => at >= truth).length;
  return { series: left, ...(first !== undefined && { truth: first }), step, clear: made.clear && inside >= 5 };
}

/** Noise with heavy tails, or that lasts, or of one side. */
function noisy(dice: Dice): Parts {
  const draws: readonly (() => number)[] = [
    () => dice.heavy(),
    () => (Math.exp(0.7 * dice.normal()) - 1) / 0.8,
    () => (dice.chance(0.03) ? 15 * dice.normal() : dice.normal()),
  ];
  if (!dice.chance(0.25)) return level(dice, draws[dice.whole(0, 2)], [2, 8]);
  const made = level(dice, () => 0, [3, 8]);
  const scale = Math.abs((made.series.at(-1)?.value ?? 0) - (made.series[0]?.value ?? 0)) / dice.within(3, 8);
  const lasting = noise(made.series.length, () => dice.normal(), dice.within(0.3, 0.7));
  const series = made.series.map(({ at, value }, i) => ({ at, value: value + scale * (lasting[i] ?? 0) }));
  return { ...made, series, clear: false };
}

/** Nothing happens, in one of many ways. */
function none(dice: Dice): Parts {
  const [count, step] = [dice.whole(100, 360), MINUTE];
  const usual = pattern(dice);
  const scale = dice.within(0.5, 8);
  const [base, slope] = [dice.within(20, 500), dice.within(-0.05, 0.05)];
  const of = (values: readonly number[]): Parts => ({ series: points(values, step), step, clear: true });
  const plain = (draw: () => number, lasting = 0) => noise(count, draw, lasting).map((v) => base + scale * v);
  const ways: readonly (() => Parts)[] = [
    () => of(plain(() => dice.normal())),
    () => of(plain(() => dice.heavy())),
    () => of(plain(() => dice.normal(), dice.within(0.3, 0.8))),
    () => of(plain(() => dice.normal()).map((value, i) => value + scale * slope * i)),
    () => of(plain(() => dice.normal()).map((value, i) => value + scale * usual(START + i * step))),
    () => of(counted(dice, count, () => 600)),
    () => withoutTruth(withGaps(dice, { ...of(plain(() => dice.normal())), truth: START })),
    // Hardly any errors, with a single burst within a minute now and then.
    () => of(Array.from({ length: count }, () => dice.poisson(dice.chance(0.02) ? 8 : 0.1))),
    () => {
      const long = Array.from({ length: 4 * 288 }, (_, i) => START + i * 5 * MINUTE);
      const values = long.map((at) => base + scale * (usual(at) + dice.normal()));
      return { series: points(values, 5 * MINUTE), step: 5 * MINUTE, clear: true };
    },
    // A job that runs every hour for some minutes.
    () => {
      const [height, length] = [dice.within(5, 15), dice.whole(3, 8)];
      return of(plain(() => dice.normal()).map((value, i) => value + (i % 60 < length ? scale * height : 0)));
    },
  ];
  return (ways[dice.whole(0, ways.length - 1)] ?? ways[0])?.() ?? of([]);
}

function withoutTruth({ series, step, clear }: Parts): Parts {
  return { series, step, clear };
}
