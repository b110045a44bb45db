import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ChangeFiles } from '../../src/adapters/changeFiles';
import { repositoryFacts } from '../../src/adapters/git/repositoryFacts';
import type { EventsOutcome } from '../../src/app/changePorts';
import { GitHistory } from '../helpers/gitHistory';
import { tempFolders } from '../helpers/tempFolders';

const NOW = Date.parse('2026-11-24T15:00:00Z');
const line = (what: string, more: object = {}) =>
  `${JSON.stringify({ time: '2026-11-24T12:54:00Z', what, ...more })}\n`;

/** What an outcome says, in short. */
function told(outcome: EventsOutcome | undefined): readonly string[] | string | undefined {
  if (outcome === undefined) return undefined;
  return 'problem' in outcome ? outcome.problem : outcome.events.map(({ what }) => what);
}

describe('files of changes', () => {
  const tempFolder = tempFolders();
  const reported: unknown[] = [];
  const reader = () => new ChangeFiles((error) => reported.push(error));
  const read = async (files: ChangeFiles, ...paths: string[]) => (await files.read(paths)).map(told);
  afterEach(() => assert.deepEqual(reported.splice(0), []));

  it('are read as they grow, a line that is still being written with the next look', async () => {
    const file = join(await tempFolder(), 'changes.jsonl');
    const files = reader();
    assert.deepEqual(await read(files, file), ['noSuchFile']);
    await writeFile(file, line('one'));
    assert.deepEqual(await read(files, file), [['one']]);
    const second = line('two');
    await appendFile(file, second.slice(0, 20));
    assert.deepEqual(await read(files, file), [['one']]);
    await appendFile(file, second.slice(20));
    assert.deepEqual(await read(files, file), [['one', 'two']]);
  });

  it('are read anew where another has taken their place', async () => {
    const folder = await tempFolder();
    const [file, other] = [join(folder, 'a.jsonl'), join(folder, 'b')];
    const files = reader();
    await writeFile(file, line('one'));
    await read(files, file);
    await writeFile(other, line('new'));
    await utimes(other, new Date(NOW), new Date(NOW));
    await rename(other, file);
    assert.deepEqual(await read(files, file), [['new']]);
  });

  it('may be those of a folder, none of the folders in it and nothing else', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, '2.jsonl'), line('two'));
    await writeFile(join(folder, '1.ndjson'), line('one'));
    await writeFile(join(folder, '3.json'), `[${line('three')}]`);
    await writeFile(join(folder, 'notes.txt'), line('no'));
    await mkdir(join(folder, 'more.jsonl'));
    await writeFile(join(folder, 'more.jsonl', 'x.jsonl'), line('no'));
    assert.deepEqual(await read(reader(), folder), [['one', 'two', 'three']]);
  });

  it('are regular files: no link and no pipe is opened', async () => {
    const folder = await tempFolder();
    const [real, link, pipe] = [join(folder, 'real.txt'), join(folder, 'link.jsonl'), join(folder, 'pipe.jsonl')];
    await writeFile(real, line('no'));
    await symlink(real, link);
    execFileSync('mkfifo', [pipe]);
    assert.deepEqual(await read(reader(), folder, link, pipe), [[], 'notAFile', 'notAFile']);
  });

  it('are read from their end where they are long', async () => {
    const file = join(await tempFolder(), 'long.jsonl');
    const filler = `${JSON.stringify({ time: '2026-11-24T12:54:00Z', what: 'x'.repeat(400_000) })}\n`;
    await writeFile(file, line('first') + filler.repeat(45) + line('last'));
    const [outcome] = await reader().read([file]);
    assert.ok(outcome !== undefined && 'events' in outcome);
    const whats = outcome.events.map(({ what }) => what.slice(0, 5));
    assert.deepEqual([whats[0], whats.at(-1), outcome.unreadable], ['xxxxx', 'last', 0]);
  });
});

describe('deploys that other programs wrote down', () => {
  let history: GitHistory;
  beforeEach(() => (history = new GitHistory()));
  afterEach(() => history.dispose());
  const tempFolder = tempFolders();

  const day = (date: number, hour = 12) => `2024-04-0${date}T${hour}:00:00Z`;
  const at = (date: number, hour = 12) => Date.parse(day(date, hour));

  /** What the repository tells, with deploys from a file of these lines. */
  async function facts(lines: readonly object[], more: object = {}) {
    const file = join(await tempFolder(), 'deploys.jsonl');
    await writeFile(file, lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const [outcome] = await new ChangeFiles(assert.ifError).read([file]);
    assert.ok(outcome !== undefined && 'events' in outcome);
    const request = { deployTags: [], from: at(1), to: at(9), signal: new AbortController().signal, ...more };
    return repositoryFacts(history.directory, { ...request, events: outcome.events });
  }

  const times = ({ changes }: Awaited<ReturnType<typeof facts>>) =>
    changes.map(({ subject, liveAt, rolledBackAt }) => [subject, liveAt, rolledBackAt]);

  it('tell when commits went live, by the whole id or its beginning', async () => {
    const one = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    const two = history.commit(day(3), 'two', { 'a.txt': '2\n' });
    history.commit(day(4), 'three', { 'a.txt': '3\n' });
    const found = await facts([
      { time: day(2, 18), what: 'deployed', service: 'web', commit: one },
      { time: day(3, 18), what: 'deployed', service: 'web', commit: two.slice(0, 12) },
    ]);
    assert.deepEqual(times(found), [
      ['three', undefined, undefined],
      ['two', at(3, 18), undefined],
      ['one', at(2, 18), undefined],
    ]);
    assert.deepEqual(
      found.deploys.map(({ tag }) => tag),
      [`web ${two.slice(0, 8)}`, `web ${one.slice(0, 8)}`],
    );
  });

  it('go back like tags: an older commit takes out what was live', async () => {
    const a = history.commit(day(2), 'A', { 'a.txt': '1\n' });
    const b = history.commit(day(3), 'B', { 'a.txt': '2\n' });
    const deploy = (date: number, commit: string) => ({ time: day(date), what: 'deployed', service: 'web', commit });
    const found = await facts([deploy(4, a), deploy(5, b), deploy(6, a)], { at: at(7) });
    assert.deepEqual(times(found), [
      ['B', undefined, at(6)],
      ['A', at(4), undefined],
    ]);
    assert.deepEqual(
      found.rollbacks?.map(({ deploy: { tag }, removed }) => [tag, removed]),
      [[`web ${a.slice(0, 8)} #2`, [b]]],
    );
  });

  it('follow each other by service: another service goes back alone', async () => {
    const a = history.commit(day(2), 'A', { 'a.txt': '1\n' });
    const b = history.commit(day(3), 'B', { 'a.txt': '2\n' });
    const deploy = (date: number, service: string, commit: string) => ({
      time: day(date),
      what: 'deployed',
      service,
      commit,
    });
    const found = await facts([deploy(4, 'web', b), deploy(5, 'mail', a)], { at: at(7) });
    assert.deepEqual(times(found), [
      ['B', at(4), undefined],
      ['A', at(4), undefined],
    ]);
    assert.equal(found.rollbacks, undefined);
  });

  it('may name a tag; a branch has moved on and tells nothing', async () => {
    const one = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    history.git('tag', 'v1.0.0', one);
    history.commit(day(3), 'two', { 'a.txt': '2\n' });
    const found = await facts([
      { time: day(4), what: 'released', ref: 'v1.0.0' },
      { time: day(5), what: 'released', ref: 'main' },
    ]);
    assert.deepEqual(times(found), [
      ['two', undefined, undefined],
      ['one', at(4), undefined],
    ]);
  });

  it('of GitHub are known by their commit, whatever the folder here is called', async () => {
    const one = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    history.git('tag', 'v2', one);
    const deployment = { id: 7, created_at: day(4), environment: 'production', ref: 'v2' };
    const repository_url = 'https://api.github.com/repos/acme/shop';
    const found = await facts([
      { ...deployment, sha: one, repository_url },
      { ...deployment, id: 8, created_at: day(5), sha: 'f'.repeat(40), repository_url },
    ]);
    assert.deepEqual([times(found), found.deploys.length], [[['one', at(4), undefined]], 1]);
  });

  it('are left alone where they are of another repository, of another environment, or unknown here', async () => {
    const one = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    const found = await facts([
      { time: day(4), what: 'deployed', commit: one, repository: 'another' },
      { time: day(4), what: 'deployed', commit: one, environment: 'staging' },
      { time: day(5), what: 'deployed', commit: '0123456789abcdef0123456789abcdef01234567' },
      { time: day(5), what: 'released', ref: '--exec=touch /tmp/x' },
      { time: day(5), what: 'released', ref: '../../HEAD' },
    ]);
    assert.deepEqual(found.deploys, []);
    const own = await facts([
      { time: day(4), what: 'deployed', commit: one, repository: `x/${basename(history.directory)}` },
    ]);
    assert.equal(own.deploys.length, 1);
  });
});
