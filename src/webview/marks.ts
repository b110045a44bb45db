import type { PanelChange } from '../protocol/changesPanel';
import { svg } from './dom';
import type { Scale } from './scale';

/** Smallest and largest radius of a mark. */
const RADII = [2.5, 7] as const;
/** Of more changes than this the marks get smaller, down to so much of their size. */
const CROWD = 300;
const CROWDED = 0.4;
/** Shares differ by orders of magnitude: the axis of suspicion is logarithmic, over so many factors of e at most. */
const SHARE_RANGE = 9;

/** Where marks may lie, from top to bottom. */
export interface Plot {
  readonly top: number;
  readonly bottom: number;
}

/** A change on the axis. */
export interface Mark {
  readonly change: PanelChange;
  readonly element: SVGPathElement;
  readonly radius: number;
  readonly y: number;
  x: number;
  shown: boolean;
}

/** One mark for every change: across, when it went live; up and in shape, how suspect it is; in size, the lines that it changed. */
export function makeMarks(changes: readonly PanelChange[], { top, bottom }: Plot): Mark[] {
  const most = changes.reduce((max, { share }) => Math.max(max, share ?? 0), 0);
  const least = changes.reduce((min, { share }) => Math.min(min, share ?? 1), 1);
  const range = Math.min(SHARE_RANGE, Math.max(1, Math.log(most / Math.max(least, 1e-9))));
  const size = Math.max(CROWDED, Math.min(1, Math.sqrt(CROWD / changes.length)));
  return changes.map((change) => {
    const r = radiusOf(change, size);
    const height =
      change.share === null || most === 0
        ? 0.25 + 0.5 * scatter(change.key)
        : Math.max(0, 1 + Math.log(Math.max(change.share, 1e-9) / most) / range);
    const element = svg('path', {
      class: `mark ${change.suspicion ?? 'none'} ${change.verdict} in-${change.group}`,
      d: outline(change, r),
    });
    return { change, element, radius: r, x: 0, y: top + (1 - height) * (bottom - top), shown: true };
  });
}

export function placeMarks(marks: readonly Mark[], scale: Scale): void {
  for (const mark of marks) {
    const { at } = mark.change;
    const shown = at >= scale.span.from && at <= scale.span.to;
    mark.x = scale.x(at);
    if (shown) mark.element.setAttribute('transform', `translate(${mark.x.toFixed(1)},${mark.y.toFixed(1)})`);
    if (shown !== mark.shown) mark.element.classList.toggle('outside', !shown);
    mark.shown = shown;
  }
}

/** The mark next to a point, if one is near. */
export function nearest(marks: readonly Mark[], x: number, y: number, reach: number): Mark | undefined {
  let found: Mark | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const mark of marks) {
    if (!mark.shown) continue;
    const distance = Math.hypot(mark.x - x, mark.y - y) - mark.radius / 2;
    if (distance < least && distance <= reach) [found, least] = [mark, distance];
  }
  return found;
}

/** The marks from the bottom to the top: a person's suspects must not be hidden, nor what is most suspect. */
export function layered(marks: readonly Mark[]): readonly Mark[] {
  const layer = ({ change }: Mark) => (change.verdict === 'suspect' ? 2 : change.shape === 'recorded' ? 1 : 0);
  return [...marks].reverse().sort((a, b) => layer(a) - layer(b));
}

/** By the logarithm of the lines changed; a recorded change has none. */
function radiusOf({ churn, shape }: PanelChange, size: number): number {
  const [least, most] = RADII;
  return shape === 'recorded' ? 5 : Math.max(least, size * Math.min(most, least + 1.5 * Math.log10(1 + churn)));
}

/**
 * A triangle is of high, a diamond of medium suspicion, a disc of low suspicion or none, as the signs of the list are. A ring
 * around it marks a suspect, a cross what was ruled out.
 */
function outline(change: PanelChange, r: number): string {
  const body = { high: triangle, medium: diamond, low: disc }[change.suspicion ?? 'low'](r);
  if (change.verdict === 'suspect') return body + disc(r + 2.5) + disc(r + 4.5);
  const arm = Math.max(r, 4) + 1;
  return change.verdict === 'ruledOut' ? `${body}M${-arm},${-arm}L${arm},${arm}M${-arm},${arm}L${arm},${-arm}` : body;
}

function triangle(r: number): string {
  const side = 1.15 * r;
  return `M0,${-side}L${side},${side * 0.8}H${-side}Z`;
}

function diamond(r: number): string {
  const arm = 1.2 * r;
  return `M0,${-arm}L${arm},0L0,${arm}L${-arm},0Z`;
}

function disc(r: number): string {
  return `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
}

/** A number from 0 to 1 that is the same for the same text. */
function scatter(text: string): number {
  let hash = 7;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0;
  return (Math.imul(hash, 2654435761) >>> 0) / 2 ** 32;
}
