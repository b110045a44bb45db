/** What a character of a label takes, on average. Pixels. */
const CHARACTER = 6.2;
/** What a short label of wide characters, such as "Now", takes more. Pixels. */
const WIDE = 7;
const GAP = 6;

/** Where a label stands to the point that it names. */
export type Anchor = 'start' | 'middle' | 'end';

export interface PlacedLabel {
  readonly x: number;
  readonly anchor: Anchor;
}

/** One line of labels of which none covers another: the first that asks for a place gets it. */
export class LabelRow {
  private readonly taken: (readonly [left: number, right: number])[] = [];

  constructor(
    private readonly left: number,
    private readonly right: number,
  ) {}

  /** Keeps a stretch free of labels. */
  reserve(left: number, right: number): void {
    this.taken.push([left, right]);
  }

  /** The place of a label: the first of these anchors with which it fits, moved as little as keeps it on the line. */
  place(text: string, x: number, anchors: readonly Anchor[] = ['middle']): PlacedLabel | undefined {
    const width = text.length * CHARACTER + WIDE;
    for (const anchor of anchors) {
      const wanted = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
      const left = Math.max(this.left, Math.min(wanted, this.right - width));
      if (this.taken.some(([from, to]) => left < to + GAP && left + width > from - GAP)) continue;
      this.reserve(left, left + width);
      return wanted === left ? { x, anchor } : { x: left, anchor: 'start' };
    }
    return undefined;
  }
}
