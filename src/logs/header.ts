import { endOfField, fieldsOf, skipSpaces, type Field } from './fields';
import { levelOf, type Level } from './levels';

/** Where the message of a line begins, after time, level, process and component; and the level, where it is given. */
export interface Head {
  readonly message: number;
  readonly level: Level | undefined;
}

/** Finds the message in the lines of one file. */
export type HeaderReader = (line: string) => Head;

/** What a field of a header looks like. */
type Kind = 'time' | 'level' | 'number' | 'bracket' | 'tag' | 'mark' | 'word';

/** Headers are not longer. */
const MOST_FIELDS = 14;
/** Of the lines of a file so many have the same form of header. */
const MOST_LINES = 0.9;
/** Some lines of syslog have no tag. */
const MOST_TAGS = 0.75;

const TIME =
  /^\W{0,2}(?:(?:\d{1,4}[-/.]){2}\d{1,4}|\d{4}-\d\d-\d\d.*|\d{1,2}:\d\d(?::\d\d.*)?|\d{8}[-T ]?\d.*[:\d]|\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:.*|\d{10}(?:\.\d+)?|[A-Z]\d{4})\W{0,2}$/;
const MONTH = /^\[?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun),?$/;
const BRACKETED_TIME = /^\[[\w ,/.-]*\d\d?:\d\d:\d\d/;
const TAG = /^[A-Za-z_/(<][^\s"'=,]*(?:\[\d+\])?:$|^[\w./$-]+\]$/;

function kindOf(line: string, { start, end }: Field): Kind {
  const text = line.slice(start, Math.min(end, start + 120));
  if (/^\d+$/.test(text) && text.length !== 10) return 'number';
  if (TIME.test(text) || MONTH.test(text) || BRACKETED_TIME.test(text)) return 'time';
  if (levelOf(text) !== undefined) return 'level';
  if (/^[[(<][^\s]?.*[\])>]:?$/.test(text) && !text.endsWith('::')) return 'bracket';
  if (TAG.test(text)) return 'tag';
  if (/^[^\w\s]{1,3}$/.test(text) || text === 'stdout' || text === 'stderr') return 'mark';
  return 'word';
}

interface Column {
  readonly kinds: ReadonlyMap<Kind, number>;
  /** How many lines have two spaces or more after it, and how wide the field with these is: all the same where it is padded. */
  readonly padded: number;
  readonly widths: ReadonlySet<number>;
}

function columnsOf(lines: readonly string[]): readonly Column[] {
  const columns: { kinds: Map<Kind, number>; padded: number; widths: Set<number> }[] = [];
  for (const line of lines) {
    fieldsOf(line, MOST_FIELDS).forEach((field, index) => {
      const column = (columns[index] ??= { kinds: new Map(), padded: 0, widths: new Set() });
      const kind = kindOf(line, field);
      column.kinds.set(kind, (column.kinds.get(kind) ?? 0) + 1);
      const after = skipSpaces(line, field.end);
      if (after > field.end + 1) column.padded++;
      column.widths.add(after - field.start);
    });
  }
  return columns;
}

/** How the header of a file goes: what stands in which column, and what may follow. */
interface Form {
  readonly kinds: readonly (Kind | 'any')[];
  /** After the columns comes a tag (`sshd[123]:`), in most lines. */
  readonly tag: boolean;
  /** After the columns comes a text that ends in ` - `, in most lines. */
  readonly dash: boolean;
  /** The mark between the fields of the header, and how many of them come before the message. */
  readonly mark: { readonly text: string; readonly fields: number } | undefined;
}

/** Learns from some lines of a file where their messages begin. Linear in the lines. */
export function learnHeader(lines: readonly string[]): HeaderReader {
  const first = lines.filter((line) => /^\S/.test(line));
  const form = formOf(first.length > 0 ? first : lines);
  return (line) => read(line, form);
}

function formOf(lines: readonly string[]): Form {
  const none: Form = { kinds: [], tag: false, dash: false, mark: undefined };
  if (lines.length === 0) return none;
  const mark = markOf(lines);
  if (mark !== undefined) return { ...none, mark };
  const columns = columnsOf(lines);
  const share = (index: number, ...kinds: readonly Kind[]) =>
    kinds.reduce((sum, kind) => sum + (columns[index]?.kinds.get(kind) ?? 0), 0) / lines.length;
  const sure = (index: number): Kind | undefined =>
    (['time', 'level', 'number', 'bracket', 'mark'] as const).find((kind) => share(index, kind) >= MOST_LINES);
  let end = 0;
  // Whatever stands before a time or a level belongs to the header.
  for (let index = 0; index < columns.length; index++) {
    if (share(index, 'time') >= MOST_LINES || share(index, 'level') >= MOST_LINES) end = index + 1;
  }
  if (end === 0) return none;
  let tag = false;
  let dash = false;
  for (; end < columns.length;) {
    const kind = sure(end);
    if (kind !== undefined) end++;
    else if (isTagAt(end)) {
      tag = true;
      break;
    } else if (share(end, 'word', 'time') >= MOST_LINES && isLedOn(end + 1)) end++;
    else if (isPadded(end)) end++;
    else {
      dash = dashShare(lines, end) >= MOST_LINES;
      break;
    }
  }
  // A tag of several words must not take in the host that stands before it.
  function isTagAt(index: number): boolean {
    if (share(index, 'tag') >= MOST_TAGS) return true;
    return tagShare(lines, index) >= MOST_TAGS && tagShare(lines, index, true) < MOST_TAGS;
  }
  function isLedOn(next: number): boolean {
    return (
      tagShare(lines, next) >= MOST_TAGS || share(next, 'bracket') >= MOST_LINES || share(next, 'mark') >= MOST_LINES
    );
  }
  function isPadded(index: number): boolean {
    const column = columns[index];
    return column !== undefined && column.padded / lines.length >= MOST_LINES && column.widths.size <= 2;
  }
  const kinds = Array.from({ length: end }, (_, index) => sure(index) ?? 'any');
  return { kinds, tag, dash, mark: undefined };
}

/** Fields between bars or tabs. */
function markOf(lines: readonly string[]): Form['mark'] {
  for (const text of ['|', '\t']) {
    let fields = Infinity;
    let lacking = 0;
    for (const line of lines) {
      const count = line.slice(0, 400).split(text).length - 1;
      if (count < 2) lacking++;
      else fields = Math.min(fields, count);
    }
    if (lacking / lines.length <= 1 - MOST_LINES && fields < 8) return { text, fields };
  }
  return undefined;
}

function dashShare(lines: readonly string[], column: number): number {
  let found = 0;
  for (const line of lines) {
    const start = fieldsOf(line, column + 1)[column]?.start;
    if (start !== undefined && afterDash(line, start) > start) found++;
  }
  return found / lines.length;
}

/** How many of the lines have a tag that begins in that column; with `late`, one that a column later would begin as well. */
function tagShare(lines: readonly string[], column: number, late = false): number {
  let found = 0;
  for (const line of lines) {
    const fields = fieldsOf(line, column + 2);
    const start = fields[column]?.start;
    const next = fields[column + 1]?.start;
    if (start === undefined) continue;
    const end = afterTag(line, start);
    if (end > start && (!late || (next !== undefined && next < end && afterTag(line, next) === end))) found++;
  }
  return found / lines.length;
}

/** Where the text after ` - ` begins, if that comes after at most three words; else the start. */
function afterDash(line: string, start: number): number {
  const dash = line.slice(start, start + 80).indexOf(' - ');
  if (
    dash === -1 ||
    line
      .slice(start, start + dash)
      .trim()
      .split(/\s+/).length > 3
  )
    return start;
  return start + dash + 3;
}

function read(line: string, { kinds, tag, dash, mark }: Form): Head {
  let at = skipSpaces(line, 0);
  let level: Level | undefined;
  if (mark !== undefined) {
    for (let field = 0; field < mark.fields; field++) {
      const next = line.indexOf(mark.text, at);
      if (next === -1) return { message: 0, level };
      level ??= levelOf(line.slice(at, Math.min(next, at + 16)).trim());
      at = next + 1;
    }
    return { message: skipSpaces(line, at), level };
  }
  for (const kind of kinds) {
    const end = endOfField(line, at);
    if (kind === 'level') {
      level = levelOf(line.slice(at, end));
      if (level === undefined) break;
    } else if (kind !== 'any' && kind !== 'time' && !fits(line, at, end, kind)) break;
    at = skipSpaces(line, end);
  }
  if (tag) at = afterTag(line, at);
  else if (dash) at = afterDash(line, at);
  return { message: at, level };
}

function fits(line: string, start: number, end: number, kind: Kind): boolean {
  if (start >= end) return false;
  const code = line.charCodeAt(start);
  if (kind === 'number') return code >= 48 && code <= 57;
  if (kind === 'bracket') return code === 91 || code === 40 || code === 60;
  if (kind === 'mark') return end - start <= 3 || code === 115;
  return true;
}

/** After `sshd(pam_unix)[19939]:`, `com.apple.launchd[1] (com.apple.x):`, `Some Program[12]:`; the start where there is none. */
function afterTag(line: string, start: number): number {
  let at = start;
  for (let words = 0; words < 4 && at < line.length; words++) {
    const end = endOfField(line, at);
    const last = line.charCodeAt(end - 1);
    const isTag = last === 58 || (last === 93 && words === 0 && line.charCodeAt(start) !== 91);
    if (isTag && (words === 0 || line.slice(start, end).includes(']'))) {
      const next = skipSpaces(line, end);
      // `com.apple.launchd[1] (com.apple.agent):`
      const more = last === 93 && line.charCodeAt(next) === 40 ? endOfField(line, next) : next;
      return line.charCodeAt(more - 1) === 58 ? skipSpaces(line, more) : next;
    }
    if (words === 0 && last === 44) return start;
    at = skipSpaces(line, end);
  }
  return start;
}
