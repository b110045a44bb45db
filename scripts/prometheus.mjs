// @ts-check
// Finds Prometheus and promtool for the integration tests, or unpacks Debian's package into .vscode-test/, without root.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT, run, temporaryFolder } from './processes.mjs';

const PLACE = path.join(ROOT, '.vscode-test', 'prometheus');

/** @typedef {{prometheus: string, promtool: string}} Programs */

/** @param {string} folder @returns {Programs} */
const programsIn = (folder) => ({
  prometheus: path.join(folder, 'prometheus'),
  promtool: path.join(folder, 'promtool'),
});

/** @param {Programs} programs */
const areThere = ({ prometheus, promtool }) => existsSync(prometheus) && existsSync(promtool);

/**
 * The programs that are there: of the PATH, or those that were unpacked before.
 * @returns {Programs | undefined}
 */
function findPrometheus() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return [...folders, path.join(PLACE, 'usr', 'bin')].map(programsIn).find(areThere);
}

/**
 * Finds the programs, or unpacks them where apt-get and dpkg are there. Rejects with a sentence that says why there are none.
 * @param {(line: string) => void} [log]
 * @returns {Promise<Programs>}
 */
export async function ensurePrometheus(log = console.log) {
  const found = findPrometheus();
  if (found) return found;
  const why = await unpack(log);
  const unpacked = findPrometheus();
  if (unpacked) return unpacked;
  throw new Error(`Prometheus was not found (${why}). Install prometheus and promtool to test against it.`);
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<string>} what came of it, for the error message
 */
async function unpack(log) {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg')) return 'and there is no apt-get to get it with';
  log('Getting Prometheus with apt-get, once ...');
  const { dir, remove } = temporaryFolder('prometheus');
  try {
    const got = await run('apt-get', ['-q', 'download', 'prometheus'], { cwd: dir });
    const file = readdirSync(dir).find((name) => name.endsWith('.deb'));
    if (got.code !== 0 || file === undefined) return `and apt-get download prometheus failed:\n${got.output}\n`;
    const building = `${PLACE}.${process.pid}.partial`;
    mkdirSync(building, { recursive: true });
    const { code, output } = await run('dpkg', ['-x', path.join(dir, file), building]);
    if (code !== 0) return `and its package could not be unpacked:\n${output}\n`;
    try {
      renameSync(building, PLACE);
    } catch {
      // Another run was faster: its result is as good as ours.
      rmSync(building, { recursive: true, force: true });
    }
    return 'not even in the package of that name';
  } finally {
    remove();
  }
}
