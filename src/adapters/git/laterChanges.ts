import { PatchReader, type CommitPatch, type FilePatch } from '../../changes/patch';
import { PINNED_DIFF } from './environment';
import { type GitRepository, streamGit } from './run';
import { inScratch } from './scratch';
import { textLines } from './textLines';

/** The later changes that are looked at: the newest. */
const MOST_LATER = 60;
/** What comes after so much of their diffs is left out. Bytes. */
const MOST_BYTES = 3 * 1024 * 1024;
const PATCH = [...PINNED_DIFF, '-p', '-U0', '--submodule=short', '--src-prefix=a/', '--dst-prefix=b/'];
/** Behind the sign with which our own lines begin: a mark that tells a commit of the line from where it ends, and the commit. */
const HEAD = /^([<>-])([0-9a-f]{40,64}) ?(.*)$/;
const RENAMES = ['-M50%', '-l200'];

/** What landed on a line after a commit, with its diffs, newest first: without a gap, but perhaps not back to the commit. */
export interface LaterChanges {
  readonly changes: readonly CommitPatch[];
  /** Whether they go back to the commit itself, which is then on the line. */
  readonly reachesBack: boolean;
}

/** Throws GitFailed. */
export async function readLaterChanges(repository: GitRepository, since: string, tip: string): Promise<LaterChanges> {
  const args = inScratch('-c', 'core.bigFileThreshold=512k', 'log', '--first-parent', '--diff-merges=first-parent');
  const show = ['--no-show-signature', '--no-notes', '--no-decorate', '--encoding=UTF-8'];
  show.push('--format=tformat:%x01%m%H %s', '--boundary');
  const range = [`--max-count=${MOST_LATER}`, `${since}..${tip}`, '--'];
  const run = { args: [...args, ...PATCH, ...RENAMES, ...show, ...range] };
  const changes: CommitPatch[] = [];
  let current: { sha: string; subject: string; patch: PatchReader } | undefined;
  const complete = () => {
    if (current) changes.push({ sha: current.sha, subject: current.subject, files: current.patch.end() });
    current = undefined;
  };
  const output = new Limited(streamGit(repository, run));
  for await (const batch of textLines(output)) {
    for (const line of batch) {
      // No line of a diff begins with it.
      const [, mark, sha = '', subject = ''] = (line.startsWith('\x01') ? HEAD.exec(line.slice(1)) : undefined) ?? [];
      if (mark === undefined) {
        current?.patch.take(line);
        continue;
      }
      complete();
      // Behind the line stands where it ends.
      if (mark === '-' && sha === since) return { changes, reachesBack: true };
      if (mark !== '-') current = { sha, subject, patch: new PatchReader() };
    }
  }
  // The diff of the one at which it was cut is not whole.
  if (!output.isCut) complete();
  return { changes, reachesBack: since === tip };
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
