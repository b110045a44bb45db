import { RehearsalFailed, type RehearsalPorts } from '../app/rehearsalPorts';
import { problemOf, rehearse } from './git/rehearsal';
import { createBranch, createCommit, deleteBranch, openBranch, openConflict, pushBranch } from './git/revert';
import { isObjectId, streamGit } from './git/run';
import { inScratch } from './git/environment';
import { Scratch, sweepScratches } from './git/scratch';

/** A file that is larger is not shown. Bytes. */
const MOST_CONTENT = 2 * 1024 * 1024;

export interface RehearsalNeeds {
  readonly now: () => number;
  /** How long git may say nothing, where not the usual time. Milliseconds. */
  readonly patience?: number;
  /** When a git that nothing is asked of is ended, where not at the usual time. Milliseconds. */
  readonly idle?: number;
}

export interface Rehearsals extends RehearsalPorts {
  /** Removes what was tried from the temporary folder. */
  readonly dispose: () => Promise<void>;
}

/** Tries reverts, in a scratch repository for each repository. */
export function rehearsals({ now, patience, idle }: RehearsalNeeds): Rehearsals {
  const scratches = new Map<string, Promise<Scratch>>();
  const at = (root: string) => ({ directory: root, ...(patience !== undefined && { patience }) });
  const scratchOf = async (root: string): Promise<Scratch> => {
    if (scratches.size === 0) void sweepScratches(now());
    const opening = scratches.get(root) ?? Scratch.open(at(root), idle);
    scratches.set(root, opening);
    try {
      const scratch = await opening;
      if (await scratch.isThere()) return scratch;
      // Something cleaned the temporary folder.
      scratches.delete(root);
      return await scratchOf(root);
    } catch (error) {
      scratches.delete(root);
      throw error;
    }
  };
  return {
    rehearse: async (root, request) => {
      let scratch;
      try {
        scratch = await scratchOf(root);
      } catch (error) {
        throw new RehearsalFailed(problemOf(error), error);
      }
      return rehearse(scratch, request, patience);
    },
    contents: async (root, tree, path) => {
      if (!isObjectId(tree)) return undefined;
      const repository = await (await scratchOf(root)).use(undefined, patience);
      const chunks: Buffer[] = [];
      let size = 0;
      // The name goes in as a line, so that it is no option.
      const run = { args: inScratch('cat-file', '--batch'), stdin: `${tree}:${path}\n` };
      if (path.includes('\n')) return undefined;
      for await (const chunk of streamGit(repository, run)) {
        size += chunk.length;
        if (size > MOST_CONTENT) return undefined;
        chunks.push(chunk);
      }
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf(10);
      const isBlob = / blob \d+$/.test(answer.toString('latin1', 0, Math.max(0, end)));
      const content = answer.subarray(end + 1, -1);
      return isBlob && !content.includes(0) ? content.toString('utf8') : undefined;
    },
    createBranch: async (root, plan) => createBranch(at(root), await scratchOf(root), plan),
    createCommit: async (root, rehearsal) => createCommit(at(root), await scratchOf(root), rehearsal),
    openBranch: (root, branch) => openBranch(at(root), branch),
    openConflict: (root, plan) => openConflict(at(root), plan),
    deleteBranch: (root, branch, commit) => deleteBranch(at(root), branch, commit),
    push: (root, remote, branch, signal) => pushBranch(at(root), remote, branch, signal),
    dispose: async () => {
      const opened = [...scratches.values()];
      scratches.clear();
      await Promise.all(opened.map(async (opening) => (await opening.catch(() => undefined))?.dispose()));
    },
  };
}
