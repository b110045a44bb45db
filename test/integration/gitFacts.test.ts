import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFiles, Wanted } from '../../src/adapters/git/files';
import { readLandings, readWindow } from '../../src/adapters/git/landings';
import { readLine } from '../../src/adapters/git/line';
import { findMainline, resolveCommit } from '../../src/adapters/git/mainline';
import { type LinesOfCommit, readLines } from '../../src/adapters/git/lines';
import { askGit, GitFailed } from '../../src/adapters/git/run';
import { GitHistory } from '../helpers/gitHistory';

const FROM = Date.parse('2024-05-01T00:00:00Z');
const TO = Date.parse('2024-05-08T00:00:00Z');
const day = (n: number, hour = 12) => `2024-05-0${n}T${hour}:00:00Z`;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('facts from git', () => {
  let history: GitHistory;
  beforeEach(() => (history = new GitHistory()));
  afterEach(() => history.dispose());

  const landings = async (tip: string) => readLandings(history, { tip, from: FROM, to: TO });
  const subjects = async (tip: string) => (await landings(tip)).changes.map((change) => change.subject);

  it('reads a window with files, churn, renames and binaries', async () => {
    history.commit('2024-04-01T12:00:00Z', 'long ago', { 'a.txt': '1\n2\n3\n4\n5\n', 'b.bin': Buffer.from([0, 1, 2]) });
    history.git('mv', 'a.txt', 'c.txt');
    const tip = history.commit(day(2), 'move\n\nwhy it moves', { 'b.bin': Buffer.from([0, 9]), 'd e\n"é".txt': 'x\n' });
    const { changes } = await landings(tip);
    assert.equal(changes.length, 1);
    assert.equal(changes[0]?.subject, 'move');
    assert.equal(changes[0].body.trim(), 'why it moves');
    assert.equal(changes[0].author, 'al@example.org');
    assert.equal(changes[0].authorPrior180d, 1);
    assert.deepEqual(
      changes[0].files.map((file) => [file.status, file.oldPath ?? '', file.path, file.added, file.deleted]),
      [
        ['M', '', 'b.bin', null, null],
        ['R', 'a.txt', 'c.txt', 0, 0],
        ['A', '', 'd e\n"é".txt', 1, 0],
      ],
    );
  });

  it('takes a merge as one landing, with the files of its diff to the first parent', async () => {
    history.commit(day(1), 'base', { 'a.txt': '1\n' });
    history.git('checkout', '-q', '-b', 'side');
    history.commit('2024-03-01T12:00:00Z', 'written weeks ago', { 'side.txt': '1\n2\n' });
    history.git('checkout', '-q', 'main');
    history.commit(day(2), 'meanwhile', { 'a.txt': '2\n' });
    history.gitAt(day(3), 'merge', '-q', '--no-ff', '-m', 'Merge side', 'side');
    const { changes } = await landings(history.git('rev-parse', 'main'));
    assert.deepEqual(
      changes.map((change) => change.subject),
      ['Merge side', 'meanwhile', 'base'],
    );
    assert.deepEqual(
      changes[0]!.files.map((file) => file.path),
      ['side.txt'],
    );
    assert.equal(changes[0]!.parents, 2);
  });

  it('is not stopped or misled by wrong clocks', async () => {
    for (const [at, name] of [
      [day(1), 'one'],
      ['1970-01-02T00:00:00Z', 'of 1970'],
      [day(2), 'two'],
      ['2038-01-01T00:00:00Z', 'of 2038'],
    ] as const) {
      history.commit(at, name, { 'a.txt': name });
    }
    let tip = '';
    for (let hour = 10; hour < 16; hour++) tip = history.commit(day(3, hour), `at ${hour}`, { 'a.txt': `${hour}` });
    assert.deepEqual((await subjects(tip)).slice(-4), ['of 2038', 'two', 'of 1970', 'one']);
  });

  it('reads changed lines, and no line that only looks like a header', async () => {
    history.commit(day(1), 'base', { 'a.sql': '-- old comment\nkeep\n' });
    const tip = history.commit(day(2), 'edit', { 'a.sql': '++ maxPoolSize\nkeep\n' });
    const [found] = await all(readLines(history, [tip]));
    assert.ok(found?.lines.added.has('#maxpoolsize'));
    assert.deepEqual([...(found?.lines.removed.keys() ?? [])], ['old', 'comment']);
    assert.equal(found?.lines.added.has('keep'), false);
  });

  it('cuts a huge diff and reads the next one', async () => {
    const words = Array.from({ length: 9_000 }, (_, i) => `word${String.fromCharCode(97 + (i % 26))}x line`).join('\n');
    const huge =
      history.commit(day(1), 'base', { 'a.txt': '1\n' }) && history.commit(day(2), 'huge', { 'big.txt': words });
    const next = history.commit(day(3), 'next', { 'a.txt': 'frobnicator\n' });
    const found = await all(readLines(history, [huge, next]));
    assert.deepEqual(
      found.map(({ lines }) => lines.truncated),
      [true, false],
    );
    assert.ok(found[1]?.lines.added.has('frobnic'));
  });

  it('reads text that is not UTF-8', async () => {
    history.commit(day(1), 'base', { 'a.txt': '1\n' });
    const tip = history.commit(day(2), 'latin', { 'a.txt': Buffer.from([0x66, 0xe9, 0x0a]), 'b.txt': 'gizmo\n' });
    const [found] = await all(readLines(history, [tip]));
    assert.ok(found?.lines.added.has('gizmo'));
  });

  it('reads on where contents are missing, without their line counts', async () => {
    history.commit(day(1), 'base', { 'a.txt': '1\n', 'b.txt': '1\n' });
    const gone = history.commit(day(2), 'gone', { 'a.txt': 'some text\n' });
    const blob = history.git('rev-parse', `${gone}:a.txt`);
    history.commit(day(3), 'over it', { 'a.txt': 'other\n' });
    const tip = history.commit(day(4), 'fine', { 'b.txt': '2\n' });
    rmSync(join(history.directory, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    const { changes } = await landings(tip);
    assert.deepEqual(
      changes.map((change) => change.files.map((file) => `${file.path} ${file.added}`).join()),
      ['b.txt 1', 'a.txt null', 'a.txt null', 'a.txt 1,b.txt 1'],
    );
    const lines = new Map(
      (
        await all(
          readLines(
            history,
            changes.map(({ sha }) => sha),
          ),
        )
      ).map((l: LinesOfCommit) => [l.sha, l]),
    );
    assert.equal(lines.has(tip), true);
    assert.equal(lines.has(gone), false);
  });

  it('reads the landings nearest the start where there are too many, with their files, and says so', async () => {
    for (let hour = 10; hour < 20; hour++) history.commit(day(2, hour), `at ${hour}`, { [`${hour}.txt`]: '1\n' });
    const tip = history.git('rev-parse', 'main');
    const at = Date.parse(day(2, 15));
    const read = async (most: number) => readWindow(history, { tip, from: FROM, to: TO, at, most });
    const some = await read(2);
    assert.deepEqual(
      some.changes.map(({ subject, files }) => `${subject}: ${files.map(({ path }) => path).join()}`),
      ['at 17: 17.txt', 'at 16: 16.txt', 'at 15: 15.txt', 'at 14: 14.txt'],
    );
    assert.equal(some.isPart, true);
    const all = await read(6);
    assert.equal(all.changes.length, 10);
    assert.equal(all.isPart, false);
  });

  it('says where a shallow clone is cut, and gives its boundary no files', async () => {
    history.commit(day(1), 'one', { 'a.txt': '1\n', 'b.txt': '1\n' });
    const boundary = history.commit(day(2), 'two', { 'a.txt': '2\n' });
    const tip = history.commit(day(3), 'three', { 'a.txt': '3\n' });
    const clone = mkdtempSync(join(tmpdir(), 'git-shallow-'));
    try {
      history.cloneTo(clone, '--bare', '--depth=2');
      const { changes, cutAt } = await readLandings({ directory: clone }, { tip, from: FROM, to: TO });
      assert.equal(cutAt, boundary);
      assert.deepEqual(
        changes.map((change) => change.fileCount),
        [1, 0],
      );
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });

  it('finds the mainline though a branch is named HEAD, and takes no name for an option', async () => {
    const tip = history.commit(day(1), 'one', { 'a.txt': '1\n' });
    history.git('update-ref', 'refs/heads/HEAD', tip);
    const choice = { reason: 'usualHere' };
    assert.deepEqual(await findMainline(history), { name: 'refs/heads/main', tip, choice });
    for (const name of ['--all', '-n1', '--output=/tmp/x', '', 'no such', 'a\0b', ':/x']) {
      assert.equal(await resolveCommit(history, name), undefined, name);
    }
    await assert.rejects(all(readLine(history, { tip: '--all', until: 0 })), TypeError);
  });

  it('knows a repository without commits, and a folder that is none', async () => {
    assert.equal(await findMainline(history), undefined);
    const empty = mkdtempSync(join(tmpdir(), 'no-git-'));
    try {
      await assert.rejects(askGit({ directory: empty }, { args: ['rev-parse', '--git-dir'] }), GitFailed);
      await assert.rejects(
        all(readFiles({ directory: join(empty, 'missing') }, new Wanted(['0'.repeat(40)]))).then((found) =>
          assert.equal(found[0]?.fileCount, 1),
        ),
      );
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });

  it('can be cancelled', async () => {
    const tip = history.commit(day(1), 'one', { 'a.txt': '1\n' });
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(
      readLandings(history, { tip, from: FROM, to: TO, signal: controller.signal }),
      (error) => error instanceof GitFailed && error.reason === 'cancelled',
    );
  });
});
