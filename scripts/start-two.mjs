// @ts-check
// `npm start -- --two`: two people on two machines who share incidents, each with an editor, a demo workspace and a record of
// their own, and one remote between them.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeDemoWorkspace } from './demo-workspace.mjs';
import { PEOPLE } from './demo/people.mjs';
import { startHost } from './hosts.mjs';
import { ROOT } from './processes.mjs';

const FOLDER = path.join(ROOT, '.vscode-test', 'demo-two');
const REMOTE = path.join(FOLDER, 'incidents.git');
/** The same every time, as the browser keeps its part of a window's state by address. */
const PORTS = [8138, 8139];

/**
 * Opens both editors; what they record stays until the next start that is `fresh`. Resolves when one of them has ended.
 * @param {boolean} fresh
 */
export async function openPair(fresh) {
  if (fresh) rmSync(FOLDER, { recursive: true, force: true });
  if (!existsSync(REMOTE)) execFileSync('git', ['init', '--quiet', '--bare', REMOTE]);
  const hosts = [];
  for (const [index, name] of ['mira', 'tunde'].entries()) {
    const person = PEOPLE[name];
    // The title of the window says whose it is.
    const workspace = path.join(FOLDER, name);
    if (!existsSync(workspace)) await makeWorkspaceOf(workspace, person);
    const host = await startHost({
      builtIn: 'all',
      workspace,
      dataDir: path.join(FOLDER, `data-${index + 1}`),
      port: PORTS[index] ?? 0,
      userSettings: { 'incident.share.remote': REMOTE, 'incident.share.automatically': true },
    });
    console.log(`\n${person?.name} is at\n\n    ${host.url()}`);
    hosts.push(host);
  }
  console.log('\nDeclare an incident in one of them: the other one is told. Ctrl+C here ends both; the records stay.');
  // Ctrl+C is the way to end it, and no failure. What was started is ended on the way out.
  process.prependListener('SIGINT', () => process.exit(0));
  await Promise.race(hosts.map((host) => host.closed()));
  throw new Error(`A VS Code server has ended by itself:\n${hosts.map(({ output }) => output).join('\n')}`);
}

/**
 * @param {string} workspace
 * @param {{name: string, email: string} | undefined} person
 */
async function makeWorkspaceOf(workspace, person) {
  console.log(`Making the demo workspace of ${person?.name} ...`);
  await makeDemoWorkspace(workspace);
  for (const [key, value] of [
    ['user.name', person?.name ?? ''],
    ['user.email', person?.email ?? ''],
  ]) {
    execFileSync('git', ['-C', workspace, 'config', '--local', key ?? '', value ?? '']);
  }
}
