// @ts-check
// The small workspace in which host and ui tests open their windows: a git repository with a commit and an author.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './processes.mjs';

export const TEST_AUTHOR = { name: 'Tess Ter', email: 'tess@example.org' };

/**
 * Makes the workspace `<temporary folder>/workspace`.
 * @param {string} name
 * @returns {{dir: string, remove: () => void}}
 */
export function makeTestWorkspace(name) {
  const temporary = temporaryFolder(name);
  const dir = path.join(temporary.dir, 'workspace');
  mkdirSync(dir);
  const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: dir, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', TEST_AUTHOR.name);
  git('config', 'user.email', TEST_AUTHOR.email);
  git('config', 'commit.gpgSign', 'false');
  writeFileSync(path.join(dir, 'README.md'), '# A service\n\nIt serves.\n');
  writeFileSync(path.join(dir, 'service.log'), '12:00:01 INFO started\n12:00:07 ERROR connection refused\n');
  git('add', '.');
  git('commit', '--quiet', '--message=Start the service');
  return { dir, remove: temporary.remove };
}
