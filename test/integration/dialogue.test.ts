import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dialogue } from '../../src/adapters/git/dialogue';
import { GitFailed } from '../../src/adapters/git/run';
import { sameEnvironment } from '../helpers/environment';
import { deafGit, fakeGit, isRunning } from '../helpers/fakeGit';
import { tempFolders } from '../helpers/tempFolders';
import { waitFor } from '../helpers/waitFor';

describe('a git that stays to answer questions', function () {
  if (process.platform === 'win32') return;
  this.timeout(20_000);
  sameEnvironment();
  const tempFolder = tempFolders();
  let folder: string;
  let dialogue: Dialogue;
  beforeEach(async () => (folder = await tempFolder()));
  afterEach(() => dialogue.end());

  /** A git that answers each line by this script, in which the line is `$line`. */
  function talkative(script: string, patience = 10_000): void {
    fakeGit(folder, `echo $$ >> '${join(folder, 'pids')}'\nwhile read -r line; do ${script}; done`);
    dialogue = new Dialogue({ directory: folder, outside: '/nowhere', patience }, ['talk']);
  }
  const pids = () => {
    const file = join(folder, 'pids');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
  };
  const ask = async (line: string, most = 1_000) =>
    (await dialogue.ask({ text: `${line}\n`, ends: ['.\n'], most }))?.toString();
  const failed =
    (reason: GitFailed['reason'], words = '') =>
    (error: unknown) => {
      assert.ok(error instanceof GitFailed, String(error));
      assert.deepEqual([error.reason, error.message.includes(words)], [reason, true], error.message);
      return true;
    };
  const isGone = (pid: number | undefined) => waitFor(() => !isRunning(pid ?? 0), 'git is gone');

  it('is one process for all of them, whoever asks first', async () => {
    talkative(`printf '%s' "$line"; echo .`);
    assert.deepEqual(await Promise.all(['one', 'two', 'three'].map((line) => ask(line))), [
      'one.\n',
      'two.\n',
      'three.\n',
    ]);
    assert.equal(pids().length, 1);
  });

  it('is ended for good when nobody wants it any more; who waits gets no answer', async () => {
    talkative(`[ "$line" = wait ] || echo .`);
    await ask('one');
    const waiting = ask('wait');
    waiting.catch(() => undefined);
    dialogue.end();
    await assert.rejects(waiting, failed('cancelled'));
    await assert.rejects(ask('two'), failed('cancelled'));
    await isGone(pids()[0]);
    assert.equal(pids().length, 1);
  });

  it('is given up where it says nothing, whatever signals it ignores, and another one is asked the next time', async () => {
    const started = deafGit(folder);
    dialogue = new Dialogue({ directory: folder, outside: '/nowhere', patience: 100 }, ['talk']);
    await assert.rejects(ask('one'), failed('silent', 'talk'));
    for (const pid of started()) await isGone(pid);
    await assert.rejects(ask('two'), failed('silent'));
    assert.equal(started().length, 4);
  });

  it('says in its own words why it died, and another one answers the next question', async () => {
    talkative(`[ "$line" != die ] || { echo 'fatal: no such thing' >&2; exit 128; }; echo .`);
    await assert.rejects(ask('die'), failed('failed', 'no such thing'));
    assert.equal(await ask('one'), '.\n');
    assert.equal(pids().length, 2);
  });

  it('is cut short where it answers with more than is wanted', async () => {
    talkative(`[ "$line" = short ] || printf '%01000d' 1; echo .`);
    assert.equal(await ask('long', 100), undefined);
    assert.equal(await ask('short', 100), '.\n');
    await isGone(pids()[0]);
  });

  it('takes what only looks like the end for a part of the answer', async () => {
    talkative(`echo a.; sleep 0.1; echo b.`);
    const isWhole = (answer: Buffer) => answer.includes('b');
    const answer = await dialogue.ask({ text: 'one\n', ends: ['.\n'], isWhole, most: 100 });
    assert.equal(answer?.toString(), 'a.\nb.\n');
  });

  it('is told that nothing more is asked where it keeps its answer back until then', async () => {
    fakeGit(folder, `all=$(cat); printf '%s.\\n' "$all"`);
    dialogue = new Dialogue({ directory: folder, outside: '/nowhere' }, ['talk'], 50);
    assert.equal(await ask('one'), 'one.\n');
    assert.equal(await ask('two'), 'two.\n');
  });

  it('is said to be missing where there is none', async () => {
    dialogue = new Dialogue({ directory: folder }, ['talk']);
    process.env.PATH = folder;
    await assert.rejects(ask('one'), failed('not-found'));
  });
});
