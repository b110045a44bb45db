import type { Instant } from '../domain/incident';
import type { Level } from './levels';
import { OTHER_LINES, saysSomething, type Template } from './miner';

/** Where a line stands. */
export interface LinePlace {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly offset: number;
}

/** How a template differs after the start from before. */
export type NewsKind = 'new' | 'rose' | 'fell' | 'gone' | 'same';

/** A kind of line, and how often it came. */
export interface NewsRow {
  readonly text: string;
  readonly kind: NewsKind;
  readonly level: Level | undefined;
  readonly count: number;
  readonly before: number;
  readonly after: number;
  readonly firstAt: Instant | undefined;
  readonly first: LinePlace;
  /** The first line itself, and what stands below it without a time: a stack trace. */
  readonly sample: string;
  readonly below: readonly string[];
  readonly last: LinePlace;
  /** How many came in each of equal parts of the whole time. */
  readonly counts: readonly number[];
}

export interface News {
  readonly rows: readonly NewsRow[];
  /** The times of the first and the last line. */
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly lines: number;
  /** The lines have no time: what is new cannot be told. */
  readonly untimed: boolean;
}

/** A template that came so shortly before the start is new. Milliseconds. */
export const SHORTLY_BEFORE = 10 * 60_000;
const PARTS = 40;
const MINUTE = 60_000;
/** Counts of minutes are kept for so many minutes of all templates together; then of two minutes, of four, … */
const MOST_BINS = 200_000;
const MOST_BELOW = 30;
/** How many standard deviations count as a difference, and by which factor the rates must differ. */
const CLEAR = 4;
const FACTOR = 2;
const RANK: Readonly<Record<NewsKind, number>> = { new: 0, rose: 1, gone: 2, fell: 3, same: 4 };

interface Stats {
  count: number;
  before: number;
  /** Lines from long before the start on. */
  long: number;
  level: Level | undefined;
  readonly first: LinePlace;
  readonly firstAt: Instant | undefined;
  readonly sample: string;
  readonly below: string[];
  last: LinePlace;
  lastAt: Instant | undefined;
  bins: Map<number, number>;
}

/** Counts the lines of each pattern before and after the start. Memory is bounded by the number of patterns. */
export class NewsCounter {
  private readonly stats = new Map<number, Stats>();
  private width = MINUTE;
  private bins = 0;
  private from: Instant | undefined;
  private to: Instant | undefined;
  private lines = 0;
  private latest: Stats | undefined;

  constructor(private readonly start: Instant) {}

  /** A line of a pattern. `text` is asked for where the line is kept; `at` is NaN where it has no time. */
  add(pattern: number, level: Level | undefined, at: Instant, place: () => LinePlace, text: () => string): void {
    this.lines++;
    let stats = this.stats.get(pattern);
    const here = place();
    const timed = Number.isNaN(at) ? undefined : at;
    if (stats === undefined) {
      stats = {
        count: 0,
        before: 0,
        long: 0,
        level,
        first: here,
        firstAt: timed,
        sample: text(),
        below: [],
        last: here,
        lastAt: timed,
        bins: new Map(),
      };
      this.stats.set(pattern, stats);
      this.latest = stats;
    } else this.latest = undefined;
    stats.count++;
    if ((timed ?? -Infinity) >= (stats.lastAt ?? -Infinity)) [stats.last, stats.lastAt] = [here, timed];
    if (timed === undefined) return;
    if (this.from === undefined || at < this.from) this.from = at;
    if (this.to === undefined || at > this.to) this.to = at;
    if (at < this.start) stats.before++;
    if (at < this.start - SHORTLY_BEFORE) stats.long++;
    const bin = Math.floor(at / this.width);
    const known = stats.bins.get(bin);
    stats.bins.set(bin, (known ?? 0) + 1);
    if (known === undefined && ++this.bins > MOST_BINS) this.coarsen();
  }

  /** A line that belongs to the one before. */
  addBelow(text: () => string): void {
    if (this.latest !== undefined && this.latest.below.length < MOST_BELOW) this.latest.below.push(text());
  }

  /** What is new, for templates that the patterns were put into. */
  news(templates: readonly Template[]): News {
    const rows = templates.flatMap(({ text, patterns }) => {
      const row = this.rowOf(text, patterns);
      return row === undefined ? [] : [row];
    });
    const others = this.rowOf('', [OTHER_LINES]);
    const untimed = this.from === undefined;
    return {
      rows: [...rows, ...(others === undefined ? [] : [others])].sort(byImportance),
      from: this.from,
      to: this.to,
      lines: this.lines,
      untimed,
    };
  }

  private rowOf(text: string, patterns: readonly number[]): NewsRow | undefined {
    const all = patterns.flatMap((pattern) => this.stats.get(pattern) ?? []);
    const [first] = [...all].sort((a, b) => (a.firstAt ?? Infinity) - (b.firstAt ?? Infinity));
    if (first === undefined) return undefined;
    const sum = (of: (stats: Stats) => number) => all.reduce((total, each) => total + of(each), 0);
    const count = sum((each) => each.count);
    const before = sum((each) => each.before);
    const isLong = sum((each) => each.long) > 0;
    const worst = all.find(({ level }) => level === 'error') ?? first;
    return {
      text: saysSomething(text) || text === '' ? text : first.sample.trim(),
      kind: first.firstAt === undefined ? 'same' : this.kindOf(before, count - before, isLong),
      level: worst.level,
      count,
      before,
      after: count - before,
      firstAt: first.firstAt,
      first: first.first,
      sample: first.sample,
      below: first.below,
      last: all.reduce((a, b) => ((b.lastAt ?? -Infinity) >= (a.lastAt ?? -Infinity) ? b : a)).last,
      counts: this.countsOf(all),
    };
  }

  /** Under equal rates the lines fall before and after the start as the lengths of the two times; a normal approximation. */
  private kindOf(before: number, after: number, isLong: boolean): NewsKind {
    const { from, to, start } = this;
    if (from === undefined || to === undefined || from >= start || to < start) return 'same';
    if (!isLong) return 'new';
    const share = (to - start + MINUTE) / (to - from + 2 * MINUTE);
    const total = before + after;
    const expected = total * share;
    const distance = (after - expected) / Math.sqrt(total * share * (1 - share));
    const ratio = after / share / Math.max(0.5, before / (1 - share));
    if (after === 0) return distance < -CLEAR / 2 ? 'gone' : 'same';
    if (distance > CLEAR && ratio >= FACTOR) return 'rose';
    return distance < -CLEAR && ratio <= 1 / FACTOR ? 'fell' : 'same';
  }

  private countsOf(all: readonly Stats[]): readonly number[] {
    const counts = Array<number>(PARTS).fill(0);
    const { from, to, width } = this;
    if (from === undefined || to === undefined) return counts;
    const length = Math.max(1, to - from);
    for (const { bins } of all) {
      for (const [bin, count] of bins) {
        const middle = Math.min(Math.max(bin * width + width / 2 - from, 0), length);
        const part = Math.min(PARTS - 1, Math.floor((middle / length) * PARTS));
        counts[part] = (counts[part] ?? 0) + count;
      }
    }
    return counts;
  }

  private coarsen(): void {
    this.width *= 2;
    this.bins = 0;
    for (const stats of this.stats.values()) {
      const bins = new Map<number, number>();
      for (const [bin, count] of stats.bins) {
        const wide = Math.floor(bin / 2);
        bins.set(wide, (bins.get(wide) ?? 0) + count);
      }
      stats.bins = bins;
      this.bins += bins.size;
    }
  }
}

function byImportance(a: NewsRow, b: NewsRow): number {
  const isError = (row: NewsRow) => (row.level === 'error' ? 0 : 1);
  const isSame = (row: NewsRow) => (row.kind === 'same' ? 1 : 0);
  return isSame(a) - isSame(b) || isError(a) - isError(b) || RANK[a.kind] - RANK[b.kind] || b.count - a.count;
}

const BARS = '▁▂▃▄▅▆▇█';

/** Counts as a small chart; what is none is a space's width of nothing. `mark` is the part that the start falls into. */
export function sparkLine(counts: readonly number[], mark?: number): string {
  const most = Math.max(1, ...counts);
  const bar = (count: number) => (count === 0 ? '·' : (BARS[Math.ceil((count / most) * BARS.length) - 1] ?? '█'));
  return counts.map((count, part) => `${part === mark ? '|' : ''}${bar(count)}`).join('');
}

/** The part of the chart into which a moment falls; undefined outside. */
export function partOf(at: Instant, { from, to }: Pick<News, 'from' | 'to'>): number | undefined {
  if (from === undefined || to === undefined || at < from || at > to) return undefined;
  return Math.min(PARTS - 1, Math.floor(((at - from) / Math.max(1, to - from)) * PARTS));
}
