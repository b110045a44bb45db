import type { Change } from './change';
import { lastOf } from './steps';
import { countTerms } from './terms';

export const FIELDS = ['subject', 'body', 'path', 'added', 'removed'] as const;
export type Field = (typeof FIELDS)[number];

/** BM25 (Robertson and Zaragoza 2009): saturation of a repeated term, and how much a long field counts against itself. */
export const K1 = 1.2;
const B: Readonly<Record<Field, number>> = { subject: 0.3, body: 0.6, path: 0.4, added: 0.5, removed: 0.5 };

/** The places of the changes that have a term, each followed by the count: flat pairs, because there are very many. */
type Postings = readonly number[];

/** An inverted index of one field of all changes, with the length of each. */
export class FieldIndex {
  private readonly postings = new Map<string, number[]>();
  private readonly lengths: Float64Array;
  private total = 0;
  private knownNorms: Float64Array | undefined;

  constructor(
    private readonly field: Field,
    size: number,
  ) {
    this.lengths = new Float64Array(size);
  }

  add(change: number, counts: ReadonlyMap<string, number>): void {
    let length = 0;
    for (const [term, count] of counts) {
      length += count;
      const postings = this.postings.get(term);
      if (postings) postings.push(change, count);
      else this.postings.set(term, [change, count]);
    }
    this.lengths[change] = length;
    this.total += length;
    this.knownNorms = undefined;
  }

  postingsOf(term: string): Postings {
    return this.postings.get(term) ?? NO_POSTINGS;
  }

  /** By change: how many occurrences bring half of what very many would, more where the field is longer than the average. */
  get norms(): Float64Array {
    return (this.knownNorms ??= this.madeNorms());
  }

  private madeNorms(): Float64Array {
    const { lengths } = this;
    const norms = new Float64Array(lengths.length);
    const average = Math.max(1, this.total / lengths.length);
    const b = B[this.field];
    for (let i = 0; i < norms.length; i++) norms[i] = K1 * (1 - b + (b * (lengths[i] ?? 0)) / average);
    return norms;
  }
}

const NO_POSTINGS: Postings = [];

/** BM25's inverse document frequency, never negative. */
export function inverseFrequency(size: number, having: number): number {
  return Math.log(1 + (size - having + 0.5) / (having + 0.5));
}

export type Fields = Readonly<Record<Field, FieldIndex>>;

/** The terms of all changes, indexed once for a window; matching a situation then only reads the postings of its own terms. */
export class TextIndex {
  readonly fields: Fields;

  /** @param fields made by `indexSteps` for the same changes; without them, all changes are indexed here and now */
  constructor(
    readonly changes: readonly Change[],
    fields?: Fields,
  ) {
    this.fields = fields ?? lastOf(indexSteps(changes));
  }
}

/** So much text is indexed in one step: some milliseconds. Characters, or terms of changed lines. */
const STEP = 3_000;

/**
 * Indexes changes in steps, so that the caller can let other work in between.
 * @param before an index of copies of these changes, perhaps without their changed lines: messages and paths are taken from it
 */
export function* indexSteps(changes: readonly Change[], before?: TextIndex): Generator<undefined, Fields> {
  const empty = (field: Field) => new FieldIndex(field, changes.length);
  const lines = { added: empty('added'), removed: empty('removed') };
  const reused = before?.fields;
  const fields = reused
    ? { ...reused, ...lines }
    : { subject: empty('subject'), body: empty('body'), path: empty('path'), ...lines };
  let indexed = 0;
  for (const [i, change] of changes.entries()) {
    if (reused === undefined) indexed += addText(fields, i, change);
    if (change.lines !== undefined) {
      fields.added.add(i, change.lines.added);
      fields.removed.add(i, change.lines.removed);
      indexed += change.lines.added.size + change.lines.removed.size;
    }
    if (indexed < STEP) continue;
    indexed = 0;
    yield;
  }
  // Now, a little at a time, rather than with the first ranking.
  for (const field of FIELDS) {
    yield;
    void fields[field].norms;
  }
  return fields;
}

/** The beginning of a message says what it is about. Characters. */
const MOST_SUBJECT = 1_000;
const MOST_BODY = 20_000;

/** Returns the length of the text that was indexed. */
function addText(fields: Fields, i: number, change: Change): number {
  const [subject, body] = [change.subject.slice(0, MOST_SUBJECT), change.body.slice(0, MOST_BODY)];
  fields.subject.add(i, countTerms(subject));
  fields.body.add(i, countTerms(withoutTrailers(body)));
  fields.path.add(i, pathTerms(change));
  const paths = change.files.slice(0, MAX_PATHS).reduce((sum, file) => sum + file.path.length, 0);
  return subject.length + body.length + paths;
}

/** Changes per step when two lists are compared. */
const COMPARED = 100;

/** Whether the changes are those of another list, in the same order, with at most their lines or their authors' past added. */
export function* copySteps(some: readonly Change[], others: readonly Change[]): Generator<undefined, boolean> {
  if (some.length !== others.length) return false;
  for (const [i, change] of some.entries()) {
    if (i > 0 && i % COMPARED === 0) yield;
    if (!isCopy(change, others[i])) return false;
  }
  return true;
}

function isCopy(a: Change, b: Change | undefined): boolean {
  return (
    b?.sha === a.sha && b.subject === a.subject && b.body === a.body && b.files === a.files && b.landedAt === a.landedAt
  );
}

/** Paths of this many files are indexed; beyond that, the message says more. */
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
