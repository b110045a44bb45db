import type { BlamedFrame } from '../../changes/change';
import { fileOfFrame, type StackFrame } from '../../changes/stackTrace';
import { askGit, GitFailed, type GitRepository, isObjectId, nulFields, streamGit } from './run';

/** Blaming a line takes git a while in a long history; the frames near the error matter most. */
const MOST_FRAMES = 8;
/** A line with a long past takes a while. Milliseconds. */
const PATIENCE = 30_000;
/** A list of commits to ignore that a configuration names may be missing, and then git blames nothing. */
const BLAME = ['--porcelain', '--first-parent', '-w', '--no-ignore-revs-file', '--no-textconv'];

/**
 * The commits that last touched the lines of a stack trace, as the code stood at a commit. Frames of files that are not in
 * the repository are left out, and so is one that git cannot blame. Throws GitFailed if git cannot be run.
 * @param commit an object id: the last landing before the start
 */
export async function blameFrames(
  repository: GitRepository,
  frames: readonly StackFrame[],
  commit: string,
  signal?: AbortSignal,
): Promise<readonly BlamedFrame[]> {
  if (frames.length === 0 || !isObjectId(commit)) return [];
  const files = await filesNamedLike(repository, frames, commit, signal);
  const blamed: BlamedFrame[] = [];
  for (const frame of frames) {
    const file = fileOfFrame(frame, files);
    if (file === undefined || blamed.length >= MOST_FRAMES) continue;
    const sha = await blameLine(repository, commit, file, frame.line, signal);
    if (sha !== undefined) blamed.push({ sha, depth: frame.depth });
  }
  return blamed;
}

/** The files of a commit that have the name of some frame's file. */
async function filesNamedLike(
  repository: GitRepository,
  frames: readonly StackFrame[],
  commit: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const names = new Set(frames.map(({ path }) => path.split('/').pop()));
  const args = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit];
  const files: string[] = [];
  for await (const paths of nulFields(streamGit(repository, { args, ...(signal && { signal }) }))) {
    files.push(...paths.filter((path) => names.has(path.split('/').pop())));
  }
  return files;
}

/** The commit that last touched a line, seen along the first-parent line, so that a merge counts as one landing. */
async function blameLine(
  repository: GitRepository,
  commit: string,
  file: string,
  line: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const args = ['blame', ...BLAME, '-L', `${line},${line}`, commit, '--', file];
  try {
    const output = await askGit(repository, { args, patience: PATIENCE, ...(signal && { signal }) });
    const sha = output.split(/\s/, 1)[0] ?? '';
    return isObjectId(sha) ? sha : undefined;
  } catch (error) {
    if (!(error instanceof GitFailed) || error.reason !== 'failed') throw error;
    return undefined; // the file was shorter then, or an object is missing
  }
}
