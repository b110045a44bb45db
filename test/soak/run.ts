/**
 * Writes to records under everything that may go wrong at once, and counts what was confirmed and is not there: sessions
 * killed while they append (two on one record), files and lines of strangers, files that may not grow, a disk that is full (where
 * one can be made: as root on Linux), a git that never answers and heeds no signal. Prints `lost 0`, or fails. About three minutes;
 * `--kills N` for another number than 200.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { readCodeContext } from '../../src/adapters/git/codeContext';
import { gitIdentity } from '../../src/adapters/git/identity';
import { killProcesses } from '../../src/adapters/processes';
import { IncidentStore } from '../../src/app/store';
import { foldSafely } from '../../src/domain/fold';
import { RecordFolder } from '../../src/record/folder';
import { deafGit, isRunning } from '../helpers/fakeGit';
import { testPorts } from '../helpers/ports';
import { randomNumbers } from '../helpers/random';
import { waitFor } from '../helpers/waitFor';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } } });
const KILLS = Number(values.kills);
const SEED = Number(values.seed ?? Date.now() % 1_000_000);
const LONGEST_LIFE = 60;
/** Records that two sessions each write to at the same time. */
const RECORDS = 2;
const FULL_DISKS = 10;
/** No step is waited for longer than this. Milliseconds. */
const PATIENCE = 30_000;
const random = randomNumbers(SEED);

/** Runs a session until it is killed or ends; returns the ids that it confirmed. `limit` is the longest file in kB. */
async function session(program: string, root: string, incident: string, life: number, limit?: number) {
  const command = limit === undefined ? 'exec "$@"' : `ulimit -f ${limit}; trap "" XFSZ; exec "$@"`;
  const child = spawn('bash', ['-c', command, 'session', process.execPath, program, root, incident], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      resolve();
    });
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await Promise.race([begun, ended, pause(PATIENCE, undefined, { ref: false })]);
  await Promise.race([ended, pause(life)]);
  child.kill('SIGKILL');
  await ended;
  return output.split('\n').slice(0, -1);
}

/** What a stranger may put into an incident's folder. */
async function spoil(folder: string, index: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const deep = `{"v":1,"more":${'['.repeat(5000)}${']'.repeat(5000)}}\n`;
  const claim = JSON.stringify({ v: 1, id: 'a-1', incident: 'other', writer: 'a', seq: 1, clock: 2 ** 53 - 1 });
  await writeFile(join(folder, `stranger${index}.jsonl`), `${deep}garbage\n${claim}\n{"v":1,"torn`);
  await mkdir(join(folder, `folder${index}.jsonl`), { recursive: true });
  if (process.platform !== 'win32') {
    const made = spawn('mkfifo', [join(folder, `pipe${index}.jsonl`)], { stdio: 'ignore' });
    await new Promise((resolve) => made.on('close', resolve));
  }
}

/** How many of the confirmed ids a session that starts now does not find. */
async function lostOf(root: string, incident: string, confirmed: readonly string[]): Promise<number> {
  const { events } = await new RecordFolder(root).read(incident);
  const { incident: folded, unfolded } = foldSafely(incident, events);
  const found = new Set(folded.entries.map(({ id }) => id));
  return confirmed.filter((id) => !found.has(id)).length + unfolded.length;
}

/** Entries on a disk of 256 kB until nothing more fits, and once more when there is room; undefined where none can be made. */
async function fullDisk(program: string, disk: string, incident: string): Promise<readonly string[] | undefined> {
  await mkdir(disk);
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'incident-soak', disk], { stdio: 'ignore' });
  if (mount.status !== 0) return undefined;
  try {
    const ballast = join(disk, 'ballast');
    await writeFile(ballast, Buffer.alloc(64 * 1024));
    const confirmed = await session(program, disk, incident, 3000);
    await rm(ballast);
    confirmed.push(...(await session(program, disk, incident, 500)));
    const lost = await lostOf(disk, incident, confirmed);
    if (lost > 0) throw new Error(`${lost} entries lost on a full disk`);
    return confirmed;
  } finally {
    spawnSync('umount', [disk], { stdio: 'ignore' });
  }
}

/**
 * An entry is recorded while git never answers: the author and the code are asked of it as in the window. Returns how long it took
 * in milliseconds.
 */
async function hungGit(root: string): Promise<number> {
  const started = deafGit(await mkdtemp(`${root}-git-`));
  const asks = testPorts({
    author: async () => (await gitIdentity(root)) ?? { name: 'nobody' },
    codeContext: async () => [await readCodeContext(root)],
  });
  const store = new IncidentStore(root, asks);
  const began = performance.now();
  const { id } = await store.declare('Uploads fail', 'SEV-1', 0);
  const took = performance.now() - began;
  await store.dispose();
  if ((await lostOf(root, id, [])) > 0 || (await readdir(join(root, id))).length !== 1) throw new Error('not recorded');
  await waitFor(() => started().length > 0, 'git was asked');
  killProcesses();
  await waitFor(() => !started().some(isRunning), 'all of git is gone');
  return took;
}

async function main(): Promise<void> {
  const began = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'incident-soak-'));
  try {
    const program = join(folder, 'appendLoop.js');
    const entryPoints = [join(__dirname, '../helpers/appendLoop.ts')];
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node', logLevel: 'error' });
    const root = join(folder, 'record');
    let [lost, confirmedInAll] = [0, 0];

    const incidents = Array.from({ length: RECORDS }, (_, index) => `20261122-1400-soak0${index}`);
    for (const incident of incidents) {
      const confirmed: string[] = [];
      for (let kill = 0; kill < KILLS / RECORDS; kill += 2) {
        if (kill % 20 === 0) await spoil(join(root, incident), kill);
        const both = [0, 1].map(() => session(program, root, incident, random() * LONGEST_LIFE));
        confirmed.push(...(await Promise.all(both)).flat());
      }
      lost += await lostOf(root, incident, confirmed);
      confirmedInAll += confirmed.length;
    }
    console.log(`${KILLS} sessions killed, two at a time among strangers' files: ${confirmedInAll} entries confirmed`);

    const full = '20261122-1400-soakfull';
    const confirmed: string[] = [];
    for (let index = 0; index < FULL_DISKS; index++) {
      confirmed.push(...(await session(program, root, full, PATIENCE, 8 + Math.floor(random() * 100))));
    }
    lost += await lostOf(root, full, confirmed);
    console.log(`${FULL_DISKS} sessions whose file could not grow: ${confirmed.length} entries confirmed`);

    const onFull = await fullDisk(program, join(folder, 'disk'), full);
    console.log(onFull === undefined ? 'no disk to fill' : `a full disk: ${onFull.length} entries confirmed`);

    await mkdir(join(folder, 'hung'));
    const took = await hungGit(join(folder, 'hung'));
    console.log(`an entry while git never answers: ${took.toFixed(0)} ms`);
    if (took > 2000) lost += 1;
    console.log(`seed ${SEED}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
    console.log(`lost ${lost}`);
    if (lost > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

main().catch((error: unknown) => {
  console.error(`with --seed ${SEED}:`, error);
  process.exitCode = 1;
});
