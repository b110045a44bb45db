// @ts-check
// Makes a fresh clone ready: everything that package-lock.json names is in node_modules/, or `npm ci` brings it.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, npm } from './processes.mjs';

/**
 * Installs the dependencies when they are missing or not those of package-lock.json.
 * @param {(line: string) => void} [log]
 */
export async function ensureDependencies(log = console.log) {
  if (areInstalled()) return;
  log('Installing the dependencies (npm ci) ...');
  const { code, output } = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Error(`npm ci failed with code ${code}:\n${output}`);
}

/** Whether npm's own list of what it installed agrees with the lock file. */
function areInstalled() {
  const list = path.join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const installed = packagesOf(list);
  return Object.entries(packagesOf(path.join(ROOT, 'package-lock.json'))).every(
    // Optional packages are for other kinds of machine, for the most part.
    ([name, { version, optional }]) => name === '' || optional || installed[name]?.version === version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, {version?: string, optional?: boolean}>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
