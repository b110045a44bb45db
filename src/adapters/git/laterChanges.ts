import { PatchReader, type CommitPatch, type FilePatch } from '../../changes/patch';
import type { LaterChange } from '../../changes/rehearsal';
import { PINNED_DIFF } from './environment';
import { type GitRepository, nulFields, streamGit } from './run';
import { inScratch } from './scratch';
import { textLines } from './textLines';

/** A line of more changes is only counted. */
const MOST_LISTED = 2_000;
/** The later changes of some files that are looked at: the newest. */
const MOST_READ = 60;
/** What comes after so much of their diffs is left out. Bytes. */
const MOST_BYTES = 3 * 1024 * 1024;
/** Of more files, all later changes are looked at. */
const MOST_PATHS = 300;
const LOG = ['log', '--first-parent', '--no-show-signature', '--no-notes', '--no-decorate', '--encoding=UTF-8'];
const PATCH = [...PINNED_DIFF, '-p', '-U0', '--submodule=short', '--src-prefix=a/', '--dst-prefix=b/'];
const RENAMES = ['-M50%', '-l200'];
const FORMAT = '--format=tformat:%x01%m%H %s';
/** Behind the sign with which our own lines begin: a mark that tells a commit of the line from where it ends, and the commit. */
const HEAD = /^([<>-])([0-9a-f]{40,64}) ?(.*)$/;

/** What landed on a line after a commit, newest first. */
export interface LaterLine {
  readonly changes: readonly LaterChange[];
  /** Whether the line goes back to the commit itself, which is then on it. */
  readonly reachesBack: boolean;
}

/** Throws GitFailed. */
export async function readLaterLine(repository: GitRepository, since: string, tip: string): Promise<LaterLine> {
  const range = ['--boundary', `--max-count=${MOST_LISTED}`, `${since}..${tip}`, '--'];
  const changes: LaterChange[] = [];
  const lines = textLines(streamGit(repository, { args: inScratch(...LOG, '-s', FORMAT, ...range) }));
  for await (const batch of lines) {
    for (const line of batch) {
      const { mark, sha = '', subject = '' } = headOf(line) ?? {};
      // Behind the line stands where it ends.
      if (mark === '-' && sha === since) return { changes, reachesBack: true };
      if (mark !== undefined && mark !== '-') changes.push({ sha, subject });
    }
  }
  return { changes, reachesBack: since === tip };
}

/**
 * What the later changes did to some files, newest first: without a gap, but where it is cut, not back to the commit. Throws
 * GitFailed.
 */
export async function readLaterPatches(
  repository: GitRepository,
  since: string,
  tip: string,
  paths: readonly string[],
): Promise<{ readonly patches: readonly CommitPatch[]; readonly isCut: boolean }> {
  const named = paths.length > MOST_PATHS ? [] : paths;
  const show = [...LOG, '--diff-merges=first-parent', ...PATCH, ...RENAMES, FORMAT, `--max-count=${MOST_READ}`];
  const args = inScratch('-c', 'core.bigFileThreshold=512k', '--literal-pathspecs', ...show);
  const output = new Limited(streamGit(repository, { args: [...args, `${since}..${tip}`, '--', ...named] }));
  const patches: CommitPatch[] = [];
  let current: { sha: string; subject: string; patch: PatchReader } | undefined;
  const complete = () => {
    if (current) patches.push({ sha: current.sha, subject: current.subject, files: current.patch.end() });
    current = undefined;
  };
  for await (const batch of textLines(output)) {
    for (const line of batch) {
      const head = headOf(line);
      if (head === undefined) {
        current?.patch.take(line);
        continue;
      }
      complete();
      current = { sha: head.sha, subject: head.subject, patch: new PatchReader() };
    }
  }
  // The diff of the one at which it was cut is not whole.
  if (!output.isCut) complete();
  return { patches, isCut: output.isCut || patches.length >= MOST_READ };
}

/** The files in which two trees or commits differ. Throws GitFailed. */
export async function readChangedPaths(repository: GitRepository, before: string, after: string): Promise<string[]> {
  const args = inScratch('diff-tree', '-r', '-z', '--name-only', '--no-renames', before, after);
  const paths: string[] = [];
  for await (const fields of nulFields(streamGit(repository, { args }))) paths.push(...fields);
  return paths;
}

/** The lines in which two trees differ; undefined where that is too much to be read. Throws GitFailed. */
export async function readTreePatch(
  repository: GitRepository,
  before: string,
  after: string,
): Promise<readonly FilePatch[] | undefined> {
  const args = inScratch('diff-tree', '-r', ...PATCH, ...RENAMES, before, after);
  const reader = new PatchReader();
  const output = new Limited(streamGit(repository, { args }));
  for await (const batch of textLines(output)) {
    for (const line of batch) reader.take(line);
  }
  return output.isCut ? undefined : reader.end();
}

/** The line before a commit's diff: no line of a diff begins like it. */
function headOf(line: string): { readonly mark: string; readonly sha: string; readonly subject: string } | undefined {
  const [, mark, sha = '', subject = ''] = (line.startsWith('\x01') ? HEAD.exec(line.slice(1)) : undefined) ?? [];
  return mark === undefined ? undefined : { mark, sha, subject };
}

/** Output up to so many bytes. */
class Limited implements AsyncIterable<Buffer> {
  isCut = false;

  constructor(private readonly chunks: AsyncIterable<Buffer>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    let size = 0;
    for await (const chunk of this.chunks) {
      size += chunk.length;
      this.isCut = size > MOST_BYTES;
      if (this.isCut) return;
      yield chunk;
    }
  }
}
