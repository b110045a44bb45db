import type { Span } from './choices';
import { stepFor, ticksOf } from './ticks';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Times in the language and zone of the extension, which may run on another machine than this page. */
export class Times {
  private readonly clock: Intl.DateTimeFormat;
  private readonly days: FormatPair;
  private readonly moments: FormatPair;
  private readonly whole: FormatPair;
  private readonly year: Intl.DateTimeFormat;
  private readonly parts: Intl.DateTimeFormat;

  /** @param now tells which year is this one: times of any other are shown with theirs */
  constructor(
    locale: string,
    timeZone: string,
    private readonly now: () => number,
  ) {
    // The editor's English is the one in which the rest of the extension writes dates: 20 Nov 2025.
    const language = locale === 'en' ? 'en-GB' : locale;
    const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
    const day = { day: 'numeric', month: 'short', timeZone } as const;
    this.clock = new Intl.DateTimeFormat(language, clock);
    this.days = formats(language, day);
    this.moments = formats(language, { ...day, ...clock });
    this.whole = formats(language, { ...day, ...clock, timeZoneName: 'short' });
    this.year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone });
    const numbers = { year: 'numeric', month: 'numeric', day: 'numeric', second: 'numeric' } as const;
    this.parts = new Intl.DateTimeFormat('en', { ...clock, ...numbers });
  }

  /** `22 Nov, 14:05 UTC`; `20 Nov 2025, 14:05 UTC` where that is another year. */
  full(at: number): string {
    return this.whole[this.form(at)].format(at);
  }

  /** What stands at a tick: the day at midnight, else the time of day. */
  tick(at: number): string {
    return this.isMidnight(at) ? this.days[this.form(at)].format(at) : this.clock.format(at);
  }

  /** What stands at the first tick, which has to say the day. */
  firstTick(at: number): string {
    return this.isMidnight(at) ? this.tick(at) : this.moments[this.form(at)].format(at);
  }

  isMidnight(at: number): boolean {
    return this.local(at) % DAY === 0;
  }

  /**
   * The natural boundaries within a stretch of time: whole minutes, hours, days, weeks from Monday, months or years.
   * @param least milliseconds between two of them, at least
   */
  ticks({ from, to }: Span, least: number): readonly number[] {
    const found: number[] = [];
    for (const local of ticksOf(stepFor(least), this.local(from))) {
      // The offset of about that time, as clocks may have changed since the last tick.
      const guess = local - (this.local(from) - from);
      const at = local - (this.local(guess) - guess);
      if (at > to) break;
      if (at >= from) found.push(at);
    }
    return found;
  }

  private form(at: number): keyof FormatPair {
    return this.year.format(at) === this.year.format(this.now()) ? 'thisYear' : 'otherYear';
  }

  /** The local time as if it were UTC. */
  private local(at: number): number {
    const part = new Map(this.parts.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const get = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
    const whole = Math.floor(at / 1000) * 1000;
    const seconds = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
    return seconds + (at - whole);
  }
}

interface FormatPair {
  readonly thisYear: Intl.DateTimeFormat;
  readonly otherYear: Intl.DateTimeFormat;
}

function formats(language: string, options: Intl.DateTimeFormatOptions): FormatPair {
  return {
    thisYear: new Intl.DateTimeFormat(language, options),
    otherYear: new Intl.DateTimeFormat(language, { ...options, year: 'numeric' }),
  };
}

/** A stretch of time made shorter or longer around a time, within bounds. */
export function zoomed(span: Span, factor: number, around: number, bounds: Span): Span {
  const length = Math.min(bounds.to - bounds.from, Math.max(2 * MINUTE, (span.to - span.from) * factor));
  const part = (around - span.from) / Math.max(1, span.to - span.from);
  return within({ from: around - part * length, to: around + (1 - part) * length }, bounds);
}

/** A stretch of time moved into bounds; its length stays, as far as it fits. */
export function within({ from, to }: Span, bounds: Span): Span {
  const length = Math.min(to - from, bounds.to - bounds.from);
  const start = Math.min(Math.max(from, bounds.from), bounds.to - length);
  return { from: start, to: start + length };
}
