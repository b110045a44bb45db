import { RehearsalFailed, type RehearsalPorts } from '../app/rehearsalPorts';
import { readContents } from './git/contents';
import { pushAddresses, pushBranch } from './git/push';
import { problemOf, rehearse } from './git/rehearsal';
import { createBranch, createCommit, deleteBranch, openBranch, openConflict, standsAt } from './git/revert';
import { Scratch, sweepScratches } from './git/scratch';

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
      const repository = await (await scratchOf(root)).use(undefined, patience);
      return readContents(repository, tree, path);
    },
    createBranch: async (root, plan) => createBranch(at(root), await scratchOf(root), plan),
    createCommit: async (root, rehearsal) => createCommit(at(root), await scratchOf(root), rehearsal),
    openBranch: (root, branch) => openBranch(at(root), branch),
    openConflict: (root, plan) => openConflict(at(root), plan),
    deleteBranch: (root, branch, commit) => deleteBranch(at(root), branch, commit),
    standsAt: (root, branch, commit) => standsAt(at(root), branch, commit),
    pushAddresses: (root, plan) => pushAddresses(at(root), plan),
    push: (root, plan, signal) => pushBranch(at(root), plan, signal),
    dispose: async () => {
      const opened = [...scratches.values()];
      scratches.clear();
      await Promise.all(opened.map(async (opening) => (await opening.catch(() => undefined))?.dispose()));
    },
  };
}
