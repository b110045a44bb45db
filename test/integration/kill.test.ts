import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { fold } from '../../src/domain/fold';
import { RecordFolder } from '../../src/record/folder';
import { note } from '../helpers/record';
import { randomNumbers } from '../helpers/random';

/** Enough to find a write that is not in order; `npm run soak` kills 200 and more, among other people's files. */
const KILLS = 24;
/** Each is killed and started again on an incident of its own, so that sessions follow one another as in real life. */
const WRITERS = 4;
const LONGEST_LIFE = 60;

describe('a writing session killed while it appends', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  let folder: string;
  let program: string;

  before(async function () {
    this.timeout(20_000);
    folder = await mkdtemp(join(tmpdir(), 'incident-kill-'));
    program = join(folder, 'appendLoop.js');
    const entryPoints = [join(__dirname, '../helpers/appendLoop.ts')];
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node', logLevel: 'error' });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Starts a session, lets it append for a while after its first confirmation, kills it, and says what it confirmed. */
  async function liveAndDie(root: string, incident: string, life: number): Promise<readonly string[]> {
    const child = spawn(process.execPath, [program, root, incident], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    const begun = new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        resolve();
      });
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
      child.on('error', reject).on('close', (_code, signal) => resolve(signal));
    });
    await Promise.race([begun, ended]);
    await pause(life);
    child.kill('SIGKILL');
    const signal = await ended;
    if (process.platform !== 'win32') assert.equal(signal, 'SIGKILL', 'the session ended by itself');
    return output.split('\n').slice(0, -1);
  }

  it(`${KILLS} times at random moments has lost nothing that it confirmed, and the next session goes on`, async function () {
    this.timeout(120_000);
    const root = join(folder, 'record');
    const random = randomNumbers(seed);

    const writer = async (incident: string) => {
      const confirmed: string[] = [];
      for (let kill = 0; kill < KILLS / WRITERS; kill++) {
        const ids = await liveAndDie(root, incident, random() * LONGEST_LIFE);
        confirmed.push(...ids);
        assert.ok(ids.length > 0, 'the next session did not go on');
      }
      const next = new RecordFolder(root);
      const { events, problems } = await next.read(incident);
      const found = new Set(events.map(({ id }) => id));
      assert.deepEqual(
        confirmed.filter((id) => !found.has(id)),
        [],
        'lost what was confirmed',
      );
      assert.ok(
        problems.every(({ fault }) => fault.code === 'torn'),
        JSON.stringify(problems),
      );
      const sessions = (await readdir(join(root, incident))).length;
      assert.ok(events.length - confirmed.length <= sessions, 'more than one unconfirmed event a session');

      await next.append(incident, note('the next start works'));
      await next.close();
      const { entries } = fold(incident, (await new RecordFolder(root).read(incident)).events);
      assert.equal(entries.at(-1)?.event.seq, 1);
      assert.equal(entries.length, events.length + 1);
    };
    // All of them, also after a failure, so that none is still writing when the folder is removed.
    const incidents = Array.from({ length: WRITERS }, (_, index) => `20261122-1400-kill0${index}`);
    const failed = (await Promise.allSettled(incidents.map(writer))).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw new Error(`with SEED=${seed}: ${failed.reason}`, { cause: failed.reason });
  });
});
