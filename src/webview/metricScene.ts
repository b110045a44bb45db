import type { PanelData } from '../protocol/changesPanel';
import { fill, svg } from './dom';
import type { Scale } from './scale';
import type { Wording } from './view';

/** Below the axis and its labels: the curve of a metric, and the grip of the start that it shows. */
export const METRIC = { top: 98, bottom: 132, grip: { top: 133, height: 15 }, height: 150 } as const;

/** A longer time than so many usual steps is a gap, over which no line is drawn. */
const GAP = 3.5;

/** The curve of the metric on the axis of the changes; nothing where there is none. */
export function metricScene({ metric, startedAt }: PanelData, scale: Scale, { words }: Wording): SVGElement[] {
  if (metric === null) return [];
  const { name, points, low, high } = metric;
  const { top, bottom } = METRIC;
  const label = { class: 'metric-label', x: scale.left + 2 };
  const start = startedAt !== null && isIn(scale, startedAt) ? scale.x(startedAt) : undefined;
  return [
    svg('line', { class: 'tick', x1: scale.left, x2: scale.right, y1: bottom, y2: bottom }),
    ...(start === undefined
      ? []
      : [svg('line', { class: 'metric-at-start', x1: start, x2: start, y1: top, y2: bottom })]),
    svg('path', { class: 'metric', d: curve(points, scale) }, svg('title', {}, fill(words.metric, name, low, high))),
    svg('text', { ...label, y: top + 8 }, `${name} · ${high}`),
    svg('text', { ...label, y: bottom - 3 }, low),
  ];
}

function curve(points: readonly (readonly [number, number])[], scale: Scale): string {
  const values = points.map(([, value]) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const y = (value: number) =>
    METRIC.bottom - 1 - ((value - least) / Math.max(most - least, Number.MIN_VALUE)) * (METRIC.bottom - METRIC.top - 2);
  const steps = points.slice(1).map(([at], i) => at - (points[i]?.[0] ?? at));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  let previous: number | undefined;
  let path = '';
  for (const [at, value] of points) {
    if (!isIn(scale, at)) continue;
    const goesOn = previous !== undefined && at - previous <= GAP * Math.max(usual, 1);
    path += `${goesOn ? 'L' : 'M'}${scale.x(at).toFixed(1)},${y(value).toFixed(1)}`;
    // A single point is a line without length, which is drawn as a dot.
    if (!goesOn) path += 'h0.01';
    previous = at;
  }
  return path;
}

function isIn({ span }: Scale, at: number): boolean {
  return at >= span.from && at <= span.to;
}
