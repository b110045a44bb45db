import type { ChangedLines } from './change';
import { eachTerm } from './terms';

/** Different terms kept of one change's lines: enough for any change a person wrote, and a bound for generated ones. */
const MAX_TERMS = 3_000;
/** A longer line is generated or data. */
const MAX_LINE = 400;

/** Gathers the terms of a diff's lines as they are read. */
export class LinesCollector {
  private readonly added = new Map<string, number>();
  private readonly removed = new Map<string, number>();
  private cut = false;

  take(line: string, side: 'added' | 'removed'): void {
    const terms = this[side];
    eachTerm(line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line, (term) => {
      const count = terms.get(term);
      if (count !== undefined) terms.set(term, count + 1);
      else if (terms.size < MAX_TERMS) terms.set(term, 1);
      else this.cut = true;
    });
  }

  /** The reader stopped at its own limit. */
  markCut(): void {
    this.cut = true;
  }

  done(): ChangedLines {
    return { added: this.added, removed: this.removed, truncated: this.cut };
  }
}
