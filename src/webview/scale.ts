import type { Span } from './choices';

/** Room that an empty stretch of time takes when the axis is broken there. Pixels. */
const BREAK = 30;
/** An empty stretch that would take more of the axis than this is broken: what is worth a look needs the room. */
const LARGE = 0.3;
/** So much of the time that is left stays on either side of a break, so that no mark touches it. */
const MARGIN = 0.06;
/** … and never less than this. Milliseconds. */
const LEAST_MARGIN = 60_000;

/** A part of the axis along which time runs evenly; a broken one is shortened. */
export interface Piece extends Span {
  readonly left: number;
  readonly right: number;
  readonly broken: boolean;
}

/** The times that fit between two positions, both ways. Along a broken stretch time runs faster. */
export class Scale {
  readonly pieces: readonly Piece[];

  /** @param gaps stretches of time that are shortened: in order, apart from each other and within the span */
  constructor(
    readonly span: Span,
    readonly left: number,
    readonly right: number,
    gaps: readonly Span[] = [],
  ) {
    const room = right - left;
    // On an axis that is too narrow for its breaks there are none.
    this.pieces = pieces(span, left, room, gaps.length * BREAK < room / 2 ? gaps : []);
  }

  /** Milliseconds along one pixel where the axis is not broken. */
  get density(): number {
    const whole = this.pieces.find(({ broken }) => !broken);
    return whole === undefined ? 1 : (whole.to - whole.from) / Math.max(1, whole.right - whole.left);
  }

  x(at: number): number {
    const { from, to, left, right } = this.piece((piece) => at <= piece.to);
    return left + ((at - from) / Math.max(1, to - from)) * (right - left);
  }

  at(x: number): number {
    const { from, to, left, right } = this.piece((piece) => x <= piece.right);
    return from + ((x - left) / Math.max(1, right - left)) * (to - from);
  }

  private piece(isIt: (piece: Piece) => boolean): Piece {
    const { span, left, right } = this;
    return this.pieces.find(isIt) ?? this.pieces.at(-1) ?? { ...span, left, right, broken: false };
  }
}

function pieces(span: Span, left: number, room: number, gaps: readonly Span[]): readonly Piece[] {
  const lost = gaps.reduce((sum, { from, to }) => sum + to - from, 0);
  const density = (span.to - span.from - lost) / Math.max(1, room - gaps.length * BREAK);
  const pieces: Piece[] = [];
  let [at, x] = [span.from, left];
  const add = (to: number, width: number, broken: boolean) => {
    if (to > at) pieces.push({ from: at, to, left: x, right: x + width, broken });
    [at, x] = [Math.max(at, to), to > at ? x + width : x];
  };
  for (const gap of gaps) {
    add(gap.from, (gap.from - at) / Math.max(density, Number.MIN_VALUE), false);
    add(gap.to, BREAK, true);
  }
  add(span.to, left + room - x, false);
  return pieces;
}

/**
 * The stretches of a span in which nothing is and that are so long that they would squeeze the rest.
 * @param times of all that is on the axis, in any order
 */
export function emptySpans(span: Span, times: Iterable<number>): readonly Span[] {
  const inside = [...times].filter((at) => at > span.from && at < span.to).sort((a, b) => a - b);
  if (inside.length === 0) return [];
  const ends = [span.from, ...inside, span.to];
  const length = span.to - span.from;
  const large: Span[] = [];
  ends.forEach((to, i) => {
    const from = ends[i - 1];
    if (from !== undefined && to - from > LARGE * length) large.push({ from, to });
  });
  const left = large.reduce((rest, { from, to }) => rest - (to - from), length);
  const margin = Math.max(LEAST_MARGIN, MARGIN * left);
  return large
    .map(({ from, to }) => ({ from: from + margin, to: to - margin }))
    .filter(({ from, to }) => to - from > 2 * margin);
}
