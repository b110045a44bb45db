import { PatchReader, type CommitPatch, type FilePatch } from '../../changes/patch';
import { PATCH, type Desk } from './desk';
import { askGit, type GitRepository, isObjectId, nulFields, streamGit } from './run';
import { inScratch } from './environment';
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
const FORMAT = '--format=tformat:%x01%H %s';
/** Behind the sign with which our own lines begin. */
const HEAD = /^([0-9a-f]{40,64}) ?(.*)$/;

/** What landed on a line after a commit, newest first. Throws GitFailed. */
export async function readLaterLine(repository: GitRepository, since: string, tip: string): Promise<readonly string[]> {
  const args = inScratch('rev-list', '--first-parent', `--max-count=${MOST_LISTED}`, `${since}..${tip}`, '--');
  return (await askGit(repository, { args })).split('\n').filter(isObjectId);
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
  const show = [...LOG, '--diff-merges=first-parent', ...PATCH, FORMAT, `--max-count=${MOST_READ}`];
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

/** A file that differs between two trees. */
export interface TouchedFile {
  readonly path: string;
  /** The object of its contents before; absent where there was no such file, or no ordinary one. */
  readonly before?: string;
  readonly after?: string;
}

/** The files in which two trees differ, with where their contents are. Throws GitFailed. */
export async function readTouchedFiles(desk: Desk, before: string, after: string): Promise<readonly TouchedFile[]> {
  const fields = (await desk.compare(before, after)).toString().split('\0');
  const files: TouchedFile[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [oldMode = '', mode = '', oldId = '', id = ''] = (fields[i] ?? '').replace(/^:/, '').split(' ');
    const path = fields[i + 1] ?? '';
    const side = (fileMode: string, object: string) =>
      fileMode.startsWith('100') && isObjectId(object) ? object : undefined;
    const [old, now] = [side(oldMode, oldId), side(mode, id)];
    files.push({ path, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) });
  }
  return files;
}

/** The lines in which two trees differ; undefined where that is too much to be read. Throws GitFailed. */
export async function readTreePatch(
  desk: Desk,
  before: string,
  after: string,
): Promise<readonly FilePatch[] | undefined> {
  const output = await desk.patch(before, after, MOST_BYTES);
  if (output === undefined) return undefined;
  const reader = new PatchReader();
  for await (const batch of textLines([output])) {
    for (const line of batch) reader.take(line);
  }
  return reader.end();
}

/** The line before a commit's diff: no line of a diff begins like it. */
function headOf(line: string): Pick<CommitPatch, 'sha' | 'subject'> | undefined {
  const [, sha, subject = ''] = (line.startsWith('\x01') ? HEAD.exec(line.slice(1)) : undefined) ?? [];
  return sha === undefined ? undefined : { sha, subject };
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
