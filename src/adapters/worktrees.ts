import type { WorktreePorts } from '../app/worktreePorts';
import { runCheck } from './checks';
import {
  firstParentOf,
  moveWorktree,
  openWorktree,
  removeWorktree,
  sweepAtStart,
  sweepWorktrees,
} from './git/worktrees';
import { claimWorktree } from './git/worktreeOwners';

/** Temporary worktrees of repositories, and checks in them. */
export const worktreePorts: WorktreePorts = {
  open: (root, commit, signal) => openWorktree({ directory: root }, commit, signal),
  move: (root, folder, commit, signal) => moveWorktree({ directory: root }, folder, commit, signal),
  remove: (root, folder) => removeWorktree({ directory: root }, folder),
  sweep: (root) => sweepWorktrees({ directory: root }),
  sweepAtStart: (roots) => sweepAtStart(roots.map((directory) => ({ directory }))),
  claim: claimWorktree,
  parentOf: (root, commit) => firstParentOf({ directory: root }, commit),
  check: (request) => runCheck(request),
};
