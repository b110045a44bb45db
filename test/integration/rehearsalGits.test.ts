import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMerged } from '../../src/adapters/git/mergeTree';
import { RehearsalFailed } from '../../src/app/rehearsalPorts';
import { rehearsals, type Rehearsals } from '../../src/adapters/rehearsals';
import type { Rehearsal } from '../../src/changes/rehearsal';
import { sameEnvironment } from '../helpers/environment';
import { fakeGit, isRunning } from '../helpers/fakeGit';
import type { GitHistory } from '../helpers/gitHistory';
import { at, rehearsing } from '../helpers/rehearsing';
import { tempFolders } from '../helpers/tempFolders';
import { waitFor } from '../helpers/waitFor';

/** Twenty lines, of which the fifth is this one. */
const lines = (fifth = '5') => Array.from({ length: 20 }, (_, i) => `${i === 4 ? fifth : i + 1}\n`).join('');

describe('the gits of a rehearsal', function () {
  if (process.platform === 'win32') return;
  this.timeout(20_000);
  const tempFolder = tempFolders();
  sameEnvironment();
  let history: GitHistory;
  let tries: Rehearsals;
  rehearsing((made) => {
    ({ history, tries } = made);
    history.commit(at(1), 'the root', { 'cart.txt': lines(), 'other.txt': '1\n' });
  });

  const rehearse = (commit: string, signal = new AbortController().signal): Promise<Rehearsal> =>
    tries.rehearse(history.directory, { tip: history.git('rev-parse', 'HEAD'), commits: [commit], signal });

  /** Every git that is started from now on: its process and what it was asked to do. */
  async function watchGit(before = ''): Promise<() => readonly (readonly [pid: number, command: string])[]> {
    const started = join(await tempFolder(), 'started');
    const command = `for arg; do case "$arg" in merge-tree|cat-file|diff-tree|log|rev-list|rev-parse) command=$arg; break;; esac; done`;
    fakeGit(
      await tempFolder(),
      `${command}\nprintf '%s %s\\n' $$ "$command" >> '${started}'\n${before}\nexec "$GIT" "$@"`,
    );
    return () =>
      (existsSync(started) ? readFileSync(started, 'utf8').trim().split('\n') : []).map((line) => {
        const [pid, name = ''] = line.split(' ');
        return [Number(pid), name] as const;
      });
  }

  it('stay for the next one, which starts none, and are ended with the last', async () => {
    const first = history.commit(at(2), 'first', { 'cart.txt': lines('five') });
    const second = history.commit(at(3), 'second', { 'retry.ts': 'export function retryUpload() {}\n' });
    history.commit(at(4), 'later', { 'other.txt': '2\n' });
    const started = await watchGit();
    assert.equal((await rehearse(first)).outcome, 'clean');
    const before = started().length;
    assert.equal((await rehearse(second)).outcome, 'clean');
    assert.deepEqual(
      started()
        .slice(before)
        .map(([, command]) => command),
      ['rev-parse'],
    );
    await tries.dispose();
    await waitFor(() => !started().some(([pid]) => isRunning(pid)), 'no git is left');
  });

  it('are ended where nothing more is asked of them', async () => {
    await tries.dispose();
    tries = rehearsals({ now: Date.now, idle: 20 });
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines('five') });
    const started = await watchGit();
    for (let i = 0; i < 2; i++) {
      assert.equal((await rehearse(culprit)).outcome, 'clean');
      await waitFor(() => !started().some(([pid]) => isRunning(pid)), 'no git is left');
    }
    await tries.dispose();
  });

  it('are not shared by two at a time, and one that is cancelled leaves the other alone', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines('five') });
    history.commit(at(3), 'in the way', { 'cart.txt': lines('fünf') });
    const cancelling = new AbortController();
    const cancelled = rehearse(culprit, cancelling.signal);
    const other = rehearse(culprit);
    cancelling.abort();
    await assert.rejects(cancelled, RehearsalFailed);
    assert.equal((await other).outcome, 'conflicts');
    assert.equal((await rehearse(culprit)).outcome, 'conflicts');
  });

  it('say the same where git takes one merge a run (2.38), or keeps back what it says', async () => {
    const clean = history.commit(at(2), 'clean', { 'other.txt': '2\n' });
    const culprit = history.commit(at(3), 'culprit', { 'cart.txt': lines('five') });
    const inTheWay = history.commit(at(4), 'in the way', { 'cart.txt': lines('fünf') });
    const expected = [await rehearse(clean), await rehearse(culprit)];
    assert.deepEqual(
      expected.map(({ outcome }) => outcome),
      ['clean', 'conflicts'],
    );
    assert.deepEqual(expected[1]?.wayOut, {
      kind: 'found',
      changes: [{ sha: inTheWay, subject: 'in the way' }],
      isSmallest: true,
    });
    const isBatch = `case "$*" in *merge-tree*--stdin*)`;
    const tooOld = `${isBatch} echo "error: unknown option \\\`stdin'" >&2; exit 129;; esac`;
    const keepsBack = `${isBatch} all=$(mktemp); "$GIT" "$@" > "$all"; cat "$all"; rm "$all"; exit;; esac`;
    const { PATH } = process.env;
    for (const before of [tooOld, keepsBack]) {
      await tries.dispose();
      process.env.PATH = PATH;
      const started = await watchGit(before);
      assert.deepEqual(await rehearse(clean), expected[0]);
      // Each answer that is kept back costs a second.
      if (before === tooOld) assert.deepEqual(await rehearse(culprit), expected[1]);
      assert.ok(started().some(([, command]) => command === 'merge-tree'));
    }
  });

  it('are asked the same where nothing of the change is left, time and again', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines('five') });
    history.git('revert', '--no-edit', culprit);
    const again = history.commit(at(4), 'again', { 'other.txt': '2\n' });
    for (let i = 0; i < 3; i++) {
      assert.equal((await rehearse(culprit)).outcome, 'alreadyGone');
      assert.equal((await rehearse(again)).outcome, 'clean');
    }
  });

  it('count all that landed since, however far back the change is', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines('five') });
    const many = Array.from({ length: 600 }, (_, i) =>
      [
        'commit refs/heads/main',
        `committer A <a@b.c> ${1714550000 + i} +0000`,
        'data 1',
        'x',
        ...(i === 0 ? [`from ${culprit}`] : []),
        'M 644 inline many.txt',
        `data ${String(i).length}`,
        String(i),
        '',
      ].join('\n'),
    );
    execFileSync('git', ['fast-import', '--quiet'], { cwd: history.directory, input: many.join('') });
    const { outcome, laterCount, laterRead } = await rehearse(culprit);
    assert.deepEqual([outcome, laterCount, laterRead], ['clean', 600, 600]);
  });

  it('find one change of a branch that was merged, with what landed since', async () => {
    history.git('checkout', '-q', '-b', 'side');
    const culprit = history.commit(at(2), 'on the branch', { 'cart.txt': lines('five') });
    history.git('checkout', '-q', 'main');
    history.commit(at(3), 'meanwhile', { 'other.txt': '2\n' });
    history.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    history.commit(at(5), 'near it', { 'cart.txt': lines('five').replace('7\n', 'seven\n') });
    const { outcome, files, dependants } = await rehearse(culprit);
    assert.deepEqual([outcome, files.map(({ path }) => path)], ['clean', ['cart.txt']]);
    assert.deepEqual(
      dependants.map(({ subject }) => subject),
      ['near it', 'merge'],
    );
  });

  it('find a name where it is used in a file that the revert changes, too', async () => {
    const culprit = history.commit(at(2), 'Add retries', {
      'cart.txt': lines('five'),
      'retry.ts': 'export function retryUpload() {}\n',
    });
    history.commit(at(3), 'uses it', { 'cart.txt': `${lines('five')}retryUpload();\n` });
    const { outcome, dependants } = await rehearse(culprit);
    assert.deepEqual(
      [outcome, dependants.map(({ why }) => why)],
      ['clean', [{ kind: 'uses', name: 'retryUpload', path: 'cart.txt' }]],
    );
  });

  it('are not misled by what files are called and commits say', async () => {
    // Without the change there is no such file: git says so with its name.
    const hostile = 'x blob 5';
    history.git('mv', 'cart.txt', hostile);
    const culprit = history.commit(at(2), `${'f'.repeat(40)} missing\n\nz missing\n`, {
      'retry.ts': 'export function retryUpload() {}\n',
    });
    history.commit(at(3), 'uses it', {
      [hostile]: lines('five'),
      ...{ '1': 'retryUpload();\n', 'new\nline': 'retryUpload();\n', 'a b\tc': 'retryUpload();\n' },
    });
    const { outcome, dependants } = await rehearse(culprit);
    assert.deepEqual([outcome, dependants.map(({ subject }) => subject)], ['clean', ['uses it']]);
    const { files } = await rehearse(history.git('rev-parse', 'HEAD'));
    assert.deepEqual(files.map(({ path }) => path).sort(), ['1', 'a b\tc', 'new\nline', hostile]);
  });

  it('have said all of a merge only where the answer to the next one follows', () => {
    const [tree, other] = ['a', 'b'].map((letter) => letter.repeat(40)) as [string, string];
    const conflict = `0\0${tree}\x00100644 ${other} 1\tx\0\x001\0x\0CONFLICT (contents)\0words\n\0`;
    const clean = `1\0${tree}\0\x001\0x\0Auto-merging\0words\n\0`;
    const next = `1\0${other}\0\0`;
    const read = (answer: string) => {
      const merged = parseMerged(Buffer.from(answer));
      return merged && [merged.tree, merged.conflicts.map(({ path, kind }) => `${kind} ${path}`), merged.isLast];
    };
    // The zero byte that ends an answer comes with it, or before the next one.
    for (const before of ['', '\0']) {
      assert.deepEqual(read(`${before}${clean}\0${next}`), [tree, [], false]);
      assert.deepEqual(read(`${before}${clean}\0${next}\0`), [tree, [], false]);
      assert.deepEqual(read(`${before}${conflict}\0${next}`), [tree, ['contents x'], false]);
      assert.deepEqual(read(`${before}1\0${tree}\0\0`), [tree, [], true]);
      assert.equal(read(`${before}${conflict.slice(0, 60)}`), undefined);
    }
    assert.equal(read(''), undefined);
  });
});
