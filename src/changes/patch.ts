import type { ChangedFile } from './change';

/** A hunk of a diff without context lines: where it stood, and where it stands. A length of 0 is a place behind the start. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
}

/** What a commit did to a file. */
export interface FilePatch {
  readonly path: string;
  /** The path before a rename. */
  readonly oldPath?: string;
  /** git's letter: A added, M modified, D deleted, R renamed. */
  readonly status: string;
  /** Whether git shows no lines of it. */
  readonly isBinary: boolean;
  readonly hunks: readonly Hunk[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface CommitPatch {
  readonly sha: string;
  readonly subject: string;
  readonly files: readonly FilePatch[];
}

/** Lines of a file, counted from 1. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Reads diffs without context, made with `-p -U0 --src-prefix=a/ --dst-prefix=b/`, a line at a time. */
export class PatchReader {
  readonly files: FilePatch[] = [];
  private current: FileDraft | undefined;
  private left = { added: 0, removed: 0 };

  /** @param mostLines changed lines that are kept of a file; hunks always are */
  constructor(private readonly mostLines = 2_000) {}

  /** Takes a line of the diff; whether it belongs to one. */
  take(line: string): boolean {
    if (this.left.removed > 0 && line.startsWith('-')) {
      this.left.removed--;
      this.keep('removed', line);
      return true;
    }
    if (this.left.added > 0 && line.startsWith('+')) {
      this.left.added--;
      this.keep('added', line);
      return true;
    }
    if (line.startsWith('diff --git ')) {
      this.end();
      this.current = {
        // Where only a mode or binary contents changed, the path stands here alone, twice.
        headerPath: pathOfHeader(line.slice('diff --git '.length)),
        oldPath: undefined,
        path: undefined,
        status: 'M',
        isBinary: false,
        hunks: [],
        added: [],
        removed: [],
      };
      return true;
    }
    if (this.current === undefined) return false;
    if (line.startsWith('@@ ')) this.startHunk(line, this.current);
    else if (line.startsWith('--- ')) this.current.oldPath = pathIn(line.slice(4), 'a/');
    else if (line.startsWith('+++ ')) this.current.path = pathIn(line.slice(4), 'b/');
    else if (line.startsWith('rename from ')) this.current.oldPath = unquoted(line.slice('rename from '.length));
    else if (line.startsWith('rename to ')) this.current.path = unquoted(line.slice('rename to '.length));
    else if (line.startsWith('Binary files ')) this.current.isBinary = true;
    else if (line.startsWith('new file mode ')) this.current.status = 'A';
    else if (line.startsWith('deleted file mode ')) this.current.status = 'D';
    return true;
  }

  /** Completes the last file. */
  end(): readonly FilePatch[] {
    const { current } = this;
    this.current = undefined;
    this.left = { added: 0, removed: 0 };
    const path = current?.path ?? current?.oldPath ?? current?.headerPath;
    if (current === undefined || path === undefined) return this.files;
    const { oldPath, isBinary, hunks, added, removed } = current;
    const isRenamed = oldPath !== undefined && oldPath !== path;
    const status = isRenamed ? 'R' : current.status;
    this.files.push({ path, ...(isRenamed && { oldPath }), status, isBinary, hunks, added, removed });
    return this.files;
  }

  /** The hunk's header counts its lines, so that a changed line that looks like a header is not taken for one. */
  private startHunk(line: string, { hunks }: FileDraft): void {
    const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (match === null) return;
    const [oldStart, oldLines, newStart, newLines] = [match[1], match[2] ?? 1, match[3], match[4] ?? 1].map(Number);
    if (oldStart === undefined || oldLines === undefined || newStart === undefined || newLines === undefined) return;
    hunks.push({ oldStart, oldLines, newStart, newLines });
    this.left = { added: newLines, removed: oldLines };
  }

  private keep(side: 'added' | 'removed', line: string): void {
    const lines = this.current?.[side];
    if (lines !== undefined && lines.length < this.mostLines) lines.push(line.slice(1));
  }
}

interface FileDraft {
  readonly headerPath: string | undefined;
  status: string;
  isBinary: boolean;
  oldPath: string | undefined;
  path: string | undefined;
  readonly hunks: Hunk[];
  readonly added: string[];
  readonly removed: string[];
}

/** The path of a `---` or `+++` line; undefined for no file. git writes a tab behind a path with a space. */
function pathIn(text: string, prefix: string): string | undefined {
  const path = unquoted(text.endsWith('\t') ? text.slice(0, -1) : text);
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** `a/path b/path`, the same path twice, either of them quoted where it has to be. */
function pathOfHeader(text: string): string | undefined {
  const half = (text.length - 1) / 2;
  const [old, path] = [text.slice(0, half), text.slice(half + 1)];
  const found = pathIn(path, 'b/');
  return found !== undefined && pathIn(old, 'a/') === found ? found : undefined;
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** A path with control characters, quotes or backslashes is quoted as in C; other bytes stay as they are. */
function unquoted(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"')) return text;
  return text
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(parseInt(code, 8)) : (ESCAPED[code] ?? code),
    );
}

/** The files of a diff with the lines that it adds and deletes. */
export function filesOf(patch: readonly FilePatch[]): readonly ChangedFile[] {
  return patch.map(({ path, oldPath, status, isBinary, hunks }) => ({
    path,
    ...(oldPath !== undefined && { oldPath }),
    status,
    added: isBinary ? null : hunks.reduce((sum, { newLines }) => sum + newLines, 0),
    deleted: isBinary ? null : hunks.reduce((sum, { oldLines }) => sum + oldLines, 0),
  }));
}

/** Where lines of a file stood before a commit changed it. */
export function rangeBefore({ from, to }: LineRange, hunks: readonly Hunk[]): LineRange {
  let [start, end, shift] = [from, to, 0];
  let [hasStart, hasEnd] = [false, false];
  for (const { oldStart, oldLines, newStart, newLines } of hunks) {
    const first = newLines === 0 ? newStart + 1 : newStart;
    const last = first + newLines - 1;
    if (!hasStart && from < first) [start, hasStart] = [from + shift, true];
    else if (!hasStart && from <= last) [start, hasStart] = [Math.max(1, oldStart), true];
    if (!hasEnd && to < first) [end, hasEnd] = [to + shift, true];
    else if (!hasEnd && to <= last) [end, hasEnd] = [oldStart + Math.max(0, oldLines - 1), true];
    shift += oldLines - newLines;
  }
  if (!hasStart) start = from + shift;
  if (!hasEnd) end = to + shift;
  return { from: Math.max(1, start), to: Math.max(1, start, end) };
}
