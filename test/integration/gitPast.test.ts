import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readHistory } from '../../src/adapters/git/history';
import { GitFailed } from '../../src/adapters/git/run';
import { GitHistory } from '../helpers/gitHistory';
import { tempFolders } from '../helpers/tempFolders';

const FROM = Date.parse('2024-05-01T00:00:00Z');
const april = (day: number, hour = 12) => `2024-04-${String(day).padStart(2, '0')}T${hour}:00:00Z`;

describe('the history before a window', () => {
  let history: GitHistory;
  const folder = tempFolders();
  beforeEach(() => {
    history = new GitHistory();
    history.commit('2022-01-01T00:00:00Z', 'the root', { 'root.txt': '1\n' });
  });
  afterEach(() => history.dispose());

  const tip = (directory = history.directory) =>
    execFileSync('git', ['rev-parse', 'HEAD'], { cwd: directory, encoding: 'utf8' }).trim();
  const read = (over: Partial<Parameters<typeof readHistory>[1]> = {}, directory = history.directory) =>
    readHistory({ directory }, { tip: tip(directory), from: FROM, ...over });
  const brief = (landings: Awaited<ReturnType<typeof read>>) =>
    landings.map(({ subject, paths }) => `${subject}: ${paths.join(' ')}`);

  it('has the words and paths of what landed in the year before, newest first', async () => {
    history.commit('2023-04-20T12:00:00Z', 'more than a year before', { 'old.txt': '1\n' });
    history.commit(april(1), 'Cache the layers\n\nThey were pulled twice.\n\nReviewed-by: Mei', {
      'src/cache.ts': '1\n',
    });
    history.commit(april(2), 'Move it', { 'src/a b"é\n.ts': '1\n', 'src/cache.ts': '2\n' });
    history.commit('2024-05-02T12:00:00Z', 'in the window', { 'late.txt': '1\n' });
    const landings = await read();
    assert.deepEqual(brief(landings), ['Move it: src/a b"é\n.ts src/cache.ts', 'Cache the layers: src/cache.ts']);
    assert.equal(landings[1]?.landedAt, Date.parse(april(1)));
    assert.deepEqual([...landings[1].terms].sort(), ['cach', 'layer', 'twic']);
  });

  it('takes a merge as one landing with the files that it brought', async () => {
    history.git('checkout', '-q', '-b', 'side');
    history.commit(april(1), 'on a branch', { 'side.txt': '1\n' });
    history.git('checkout', '-q', 'main');
    history.commit(april(2), 'meanwhile', { 'main.txt': '2\n' });
    history.gitAt(april(3), 'merge', '-q', '--no-ff', '-m', 'Merge side', 'side');
    assert.deepEqual(brief(await read()), ['Merge side: side.txt', 'meanwhile: main.txt']);
  });

  it('knows what a revert takes back', async () => {
    const sha = history.commit(april(1), 'Speed up', { 'a.txt': '1\n' });
    history.gitAt(april(2), 'revert', '--no-edit', sha);
    const [revert, reverted] = await read();
    assert.deepEqual(revert?.target, { hashes: [sha], numbers: [], title: 'speed up' });
    assert.equal(reverted?.target, undefined);
  });

  it('ends after so many landings', async () => {
    for (let day = 1; day <= 9; day++) history.commit(april(day), `day ${day}`, { 'a.txt': `${day}\n` });
    assert.deepEqual(brief(await read({ most: 2 })), ['day 9: a.txt', 'day 8: a.txt']);
  });

  it('gives the commit at which a shallow clone is cut no files: to it, all had come then', async () => {
    history.commit(april(1), 'one', { 'a.txt': '1\n' });
    history.commit(april(2), 'two', { 'a.txt': '2\n' });
    assert.deepEqual(brief(await read({}, history.cloneTo(await folder(), '--depth=2'))), ['two: a.txt', 'one: ']);
  });

  it('fetches nothing where trees are not there, and goes by the messages', async () => {
    history.commit(april(1), 'one', { 'src/a.txt': '1\n' });
    history.commit(april(2), 'two', { 'src/a.txt': '2\n' });
    history.git('config', 'uploadpack.allowFilter', 'true');
    const treeless = history.cloneTo(await folder(), '--filter=tree:0', '--no-checkout');
    const objects = () => execFileSync('git', ['count-objects', '-v'], { cwd: treeless, encoding: 'utf8' });
    const before = objects();
    assert.deepEqual(brief(await read({}, treeless)), ['two: ', 'one: ']);
    assert.equal(objects(), before);
  });

  it('can be cancelled, and says what failed', async () => {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(read({ signal: controller.signal }), GitFailed);
    await assert.rejects(read({ tip: 'f'.repeat(40) }), GitFailed);
  });
});
