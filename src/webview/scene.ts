import type { PanelData, PanelMoment } from '../protocol/changesPanel';
import { fill, svg } from './dom';
import { LabelRow, type Anchor } from './labels';
import type { Scale } from './scale';
import type { Wording } from './view';

/** From top to bottom: labels of moments, third parties, marks, deploys, the axis, its labels and the grip of the start. */
export const LAYOUT = {
  height: 94,
  labels: 10,
  lines: 14,
  thirdParties: { top: 15, height: 4 },
  plot: { top: 26, bottom: 58 },
  logLines: 60,
  deploys: { top: 65, label: 73 },
  axis: 77,
  grip: { top: 78, height: 15 },
  ticks: 90,
} as const;

/** The least room between two ticks, and the room of the grip of the start on either side. Pixels. */
const TICK = 34;
const GRIP = 9;
/** So much of a metric before its onset is not cut out of the axis. Minutes. */
const BEFORE_ONSET = [15, 30, 45, 60];
/** The start is named before its line, what comes later after its own: they are often close together. */
const ANCHORS: Readonly<Record<PanelMoment['kind'], readonly Anchor[]>> = {
  start: ['end', 'start'],
  mitigated: ['start', 'end'],
  resolved: ['start', 'end'],
  now: ['start', 'end'],
};

/** All of the picture but the marks and the start line: a pure function of the data, the scale and the width. */
export function sceneOf(data: PanelData, scale: Scale, width: number, wording: Wording): SVGElement[] {
  return [
    svg('line', { class: 'axis-line', x1: scale.left, x2: scale.right, y1: LAYOUT.axis, y2: LAYOUT.axis }),
    ...ticks(data, scale, width, wording),
    ...breaks(scale, wording),
    ...thirdParties(data, scale),
    ...moments(data, scale, width, wording),
    ...deploys(data, scale, width, wording),
    ...logLines(data, scale, wording),
  ];
}

/** The times of all that is on the axis, so that what is empty can be told. */
export function timesOf({ changes, deploys, thirdParties, moments, logLines, metric }: PanelData): number[] {
  const { at, from, to } = metric?.onset ?? {};
  // What a metric left is seen only where there is room for it.
  const before = at === undefined ? [] : BEFORE_ONSET.map((minutes) => at - minutes * 60_000);
  return [
    ...changes.map((change) => change.at),
    ...deploys.map((deploy) => deploy.at),
    ...thirdParties.flatMap((span) => [span.from, span.to]),
    ...moments.map((moment) => moment.at),
    ...logLines.map((line) => line.at),
    ...before,
    ...[at, from, to].filter((time) => time !== undefined),
  ];
}

/** Lines at natural boundaries; the first one in every part of the axis says the day, and so does each midnight. */
function ticks({ startedAt }: PanelData, scale: Scale, width: number, { times }: Wording): SVGElement[] {
  const row = new LabelRow(0, width);
  if (startedAt !== null && isIn(scale, startedAt)) {
    const x = scale.x(startedAt);
    row.reserve(x - GRIP, x + GRIP);
  }
  const parts: SVGElement[] = [];
  const label = (at: number, text: string) => {
    const placed = row.place(text, scale.x(at));
    if (placed === undefined) return false;
    parts.push(svg('text', { class: 'tick-label', x: placed.x, y: LAYOUT.ticks, 'text-anchor': placed.anchor }, text));
    return true;
  };
  const found = scale.pieces
    .filter(({ broken }) => !broken)
    .map((piece) => times.ticks(piece, Math.max(1, TICK * scale.density)));
  for (const piece of found) {
    const first = piece.findIndex((at) => label(at, times.firstTick(at)));
    for (const at of piece.slice(first + 1)) if (times.isMidnight(at)) label(at, times.tick(at));
  }
  for (const at of found.flat()) {
    const x = scale.x(at);
    parts.push(svg('line', { class: 'tick', x1: x, x2: x, y1: LAYOUT.plot.top - 6, y2: LAYOUT.axis + 4 }));
    if (!times.isMidnight(at)) label(at, times.tick(at));
  }
  return parts;
}

function breaks({ pieces }: Scale, { words, times }: Wording): SVGElement[] {
  return pieces
    .filter(({ broken }) => broken)
    .map(({ from, to, left, right }) => {
      const [x, y] = [(left + right) / 2, LAYOUT.axis];
      const sign = svg('path', { class: 'break-sign', d: `M${x - 7},${y + 5}l6,-10M${x + 1},${y + 5}l6,-10` });
      const area = svg('rect', {
        class: 'break',
        x: left,
        width: right - left,
        y: LAYOUT.lines,
        height: LAYOUT.axis - LAYOUT.lines,
      });
      return svg(
        'g',
        {},
        svg('title', {}, fill(words.break, times.full(from), times.full(to))),
        area,
        // Nothing of the axis shows between the two strokes.
        svg('line', { class: 'break-gap', x1: x - 4, x2: x + 4, y1: y, y2: y }),
        sign,
      );
    });
}

function thirdParties({ thirdParties: all }: PanelData, scale: Scale): SVGElement[] {
  return all.flatMap(({ from, to, label }) => {
    const [left, right] = [Math.max(scale.x(from), scale.left), Math.min(scale.x(to), scale.right)];
    if (right < left || to < scale.span.from || from > scale.span.to) return [];
    const { top, height } = LAYOUT.thirdParties;
    const box = { class: 'third-party', x: left, width: Math.max(3, right - left), y: top, height, rx: 2 };
    return [svg('rect', box, svg('title', {}, label))];
  });
}

/** The moments of the incident: the start's line is a slider of its own, and has only its label here. */
function moments({ moments: all, startedAt }: PanelData, scale: Scale, width: number, { words, times }: Wording) {
  const row = new LabelRow(0, width);
  const parts: SVGElement[] = [];
  for (const { kind, at, label } of all) {
    if (!isIn(scale, at)) continue;
    const x = scale.x(at);
    const title = svg('title', {}, `${label}, ${times.full(at)}`);
    if (kind !== 'start') {
      parts.push(svg('line', { class: `moment ${kind}`, x1: x, x2: x, y1: LAYOUT.lines, y2: LAYOUT.axis }, title));
    }
    const placed = row.place(label, x, ANCHORS[kind]);
    if (placed === undefined) continue;
    const at0 = { x: placed.x, y: LAYOUT.labels, 'text-anchor': placed.anchor };
    parts.push(svg('text', { class: `moment-label ${kind}`, ...at0 }, label));
  }
  const up = `↑ ${words.moreSuspect}`;
  const place = startedAt === null ? undefined : row.place(up, scale.left, ['start']);
  if (place !== undefined) parts.push(svg('text', { class: 'up-label', x: place.x, y: LAYOUT.labels }, up));
  return parts;
}

/** A flag for every deploy; those next to the start are named first, as far as there is room. */
function deploys({ deploys: all, startedAt }: PanelData, scale: Scale, width: number, { times }: Wording) {
  const { top, label: baseline } = LAYOUT.deploys;
  const row = new LabelRow(0, width);
  const shown = all.filter(({ at }) => isIn(scale, at));
  for (const { at } of shown) row.reserve(scale.x(at), scale.x(at));
  const distance = (at: number) => Math.abs(at - (startedAt ?? scale.span.to));
  return [...shown]
    .sort((a, b) => distance(a.at) - distance(b.at))
    .flatMap(({ at, label }) => {
      const x = scale.x(at);
      const flag = svg('path', { class: 'deploy', d: `M${x},${top}v12M${x},${top}h6l-6,6Z` });
      flag.append(svg('title', {}, `${label}, ${times.full(at)}`));
      const placed = row.place(label, x + 14, ['start']);
      if (placed?.x !== x + 14) return [flag];
      return [flag, svg('text', { class: 'deploy-label', x: x + 9, y: baseline }, label)];
    });
}

/** A square above the deploys for every line of a log that is in the record. */
function logLines({ logLines: all }: PanelData, scale: Scale, { times }: Wording): SVGElement[] {
  return all
    .filter(({ at }) => isIn(scale, at))
    .map(({ at, label }) => {
      const box = { class: 'log-line', x: scale.x(at) - 2.5, y: LAYOUT.logLines, width: 5, height: 5 };
      return svg('rect', box, svg('title', {}, `${label}, ${times.full(at)}`));
    });
}

function isIn({ span }: Scale, at: number): boolean {
  return at >= span.from && at <= span.to;
}
