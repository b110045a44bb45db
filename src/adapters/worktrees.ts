import type { WorktreePorts } from '../app/worktreePorts';
import { runCheck } from './checks';
import { firstParentOf, moveWorktree, openWorktree, removeWorktree, sweepWorktrees } from './git/worktrees';

/** Temporary worktrees of repositories, and checks in them. */
export const worktreePorts: WorktreePorts = {
  open: (root, commit, signal) => openWorktree({ directory: root }, commit, signal),
  move: (root, folder, commit, signal) => moveWorktree({ directory: root }, folder, commit, signal),
  remove: (root, folder) => removeWorktree({ directory: root }, folder),
  sweep: (root) => sweepWorktrees({ directory: root }),
  parentOf: (root, commit) => firstParentOf({ directory: root }, commit),
  check: (request) => runCheck(request),
};
