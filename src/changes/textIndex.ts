import type { Change } from './change';
import { countTerms } from './terms';

export const FIELDS = ['subject', 'body', 'path', 'added', 'removed'] as const;
export type Field = (typeof FIELDS)[number];

interface Posting {
  readonly change: number;
  readonly count: number;
}

/** One field of all changes: who has a term how often, and how long each one is. */
export class FieldIndex {
  readonly postings = new Map<string, Posting[]>();
  readonly lengths: Float64Array;
  private total = 0;

  constructor(size: number) {
    this.lengths = new Float64Array(size);
  }

  add(change: number, counts: ReadonlyMap<string, number>): void {
    let length = 0;
    for (const [term, count] of counts) {
      length += count;
      const postings = this.postings.get(term);
      if (postings) postings.push({ change, count });
      else this.postings.set(term, [{ change, count }]);
    }
    this.lengths[change] = length;
    this.total += length;
  }

  get averageLength(): number {
    return this.lengths.length === 0 ? 1 : Math.max(1, this.total / this.lengths.length);
  }
}

/** The terms of all changes, made once for a window; a situation is then matched through the postings of its own terms alone. */
export class TextIndex {
  readonly fields: Readonly<Record<Field, FieldIndex>>;

  constructor(readonly changes: readonly Change[]) {
    const empty = () => new FieldIndex(changes.length);
    this.fields = { subject: empty(), body: empty(), path: empty(), added: empty(), removed: empty() };
    changes.forEach((change, i) => this.addChange(i, change));
  }

  private addChange(i: number, change: Change): void {
    this.fields.subject.add(i, countTerms(change.subject));
    this.fields.body.add(i, countTerms(withoutTrailers(change.body)));
    this.fields.path.add(i, pathTerms(change));
    if (!change.lines) return;
    this.fields.added.add(i, change.lines.added);
    this.fields.removed.add(i, change.lines.removed);
  }
}

/** Paths of so many files are indexed; a larger change is told by its message. */
const MAX_PATHS = 100;

/** Every term of the paths once: a directory of a hundred files is not a hundred times as much about its name. */
function pathTerms(change: Change): Map<string, number> {
  const counts = new Map<string, number>();
  for (const file of change.files.slice(0, MAX_PATHS)) {
    countTerms(file.path, counts);
    if (file.oldPath !== undefined) countTerms(file.oldPath, counts);
  }
  for (const term of counts.keys()) counts.set(term, 1);
  return counts;
}

const TRAILER =
  /^(?:(?:Reviewed|Signed-off|Co-authored|Acked|Tested|Approved|Reported|Suggested|Auto-Submit|Commit-Queue|Change-Id|Cr-Commit|Differential|Pull Request|PiperOrigin|fbshipit|GitOrigin|Reviewers|Subscribers|Tasks|Tags|TBR|CC|R)\b[^:=]*)[:=].*$/gim;

/** Trailers name people and tools, not what the change does. */
export function withoutTrailers(body: string): string {
  return body.replace(TRAILER, '').replace(/https?:\/\/\S+/g, ' ');
}
