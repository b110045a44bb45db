import type { PanelData } from '../protocol/changesPanel';
import type { Span, Zoom } from './choices';
import { within } from './times';

const HOUR = 3_600_000;
/** A longer time than this before the start is too much to begin with: most culprits landed in the last hours. */
const LONG = 26 * HOUR;
/** What is looked at first in a longer one, in hours: the first of these in which so many changes landed. */
const FIRST_LOOKS = [6, 12, 24] as const;
const ENOUGH = 3;
/** The least that an axis without any time shows. Milliseconds. */
const LEAST = 60_000;

/** The whole of the axis. */
export function wholeSpan({ from, to }: Pick<PanelData, 'from' | 'to'>): Span {
  return { from, to: Math.max(to, from + LEAST) };
}

/** The time that the axis shows. */
export function shownSpan(data: PanelData, zoom: Zoom): Span {
  const whole = wholeSpan(data);
  if (zoom === 'whole') return whole;
  return zoom === null || zoom.to <= zoom.from ? firstSpan(data, whole) : within(zoom, whole);
}

/**
 * What the axis shows at first: the last hours before the start, and half as much after it, however long ago that was.
 * The whole of it where there is no start, or no more than that.
 */
function firstSpan({ startedAt, changes }: PanelData, whole: Span): Span {
  if (startedAt === null) return whole;
  const landedIn = (hours: number) => changes.filter(({ at }) => at <= startedAt && at >= startedAt - hours * HOUR);
  const before = startedAt - whole.from;
  const hours = before <= LONG ? undefined : FIRST_LOOKS.find((each) => landedIn(each).length >= ENOUGH);
  const shown = hours === undefined ? before : hours * HOUR;
  const after = Math.max(HOUR, shown / 2);
  return { from: startedAt - shown, to: Math.min(whole.to, Math.max(startedAt + after, whole.from + LEAST)) };
}
