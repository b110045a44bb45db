import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { blameFrames } from '../../src/adapters/git/blame';
import { readCodeContext } from '../../src/adapters/git/codeContext';
import { fetchRemotes } from '../../src/adapters/git/fetch';
import { readMerged } from '../../src/adapters/git/merged';
import { repositoryFacts } from '../../src/adapters/git/repositoryFacts';
import { SourceFailed, type FactsRequest, type SourceProblem } from '../../src/app/changePorts';
import { GitHistory } from '../helpers/gitHistory';

const day = (date: number, hour = 12) =>
  `2024-04-${String(date).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;
const at = (date: number, hour = 12) => Date.parse(day(date, hour));

describe('what a repository tells of a window', () => {
  let history: GitHistory;
  beforeEach(() => (history = new GitHistory()));
  afterEach(() => history.dispose());

  const request = (more: Partial<FactsRequest> = {}): FactsRequest => ({
    deployTags: [],
    from: at(1),
    to: at(29),
    signal: new AbortController().signal,
    ...more,
  });
  const facts = (more: Partial<FactsRequest> = {}) => repositoryFacts(history.directory, request(more));
  const problem = async (root: string, more: Partial<FactsRequest> = {}): Promise<SourceProblem> => {
    const error: unknown = await repositoryFacts(root, request(more)).then(
      () => assert.fail('it was read'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof SourceFailed, String(error));
    return error.problem;
  };

  it('names the branch: that of the setting, else main, also on a detached HEAD', async () => {
    const first = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    history.commit(day(3), 'two', { 'a.txt': '2\n' });
    history.git('branch', 'release', first);
    history.git('checkout', '-q', '--detach', first);
    assert.equal((await facts()).branch, 'main');
    const release = await facts({ branch: 'release' });
    assert.equal(release.branch, 'release');
    assert.deepEqual(
      release.changes.map(({ subject }) => subject),
      ['one'],
    );
  });

  it("takes the remote's default branch before a local one", async () => {
    const first = history.commit(day(2), 'pushed', { 'a.txt': '1\n' });
    history.git('update-ref', 'refs/remotes/origin/trunk', first);
    history.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    history.commit(day(3), 'local', { 'a.txt': '2\n' });
    const { changes, branch } = await facts();
    assert.deepEqual(
      changes.map(({ subject }) => subject),
      ['pushed'],
    );
    assert.equal(branch, 'origin/trunk');
    history.git('update-ref', '--no-deref', 'refs/remotes/origin/HEAD', first);
    assert.equal((await facts()).branch, 'origin/HEAD');
  });

  it('tells which commits each merge brought, of a root merge too', async () => {
    const first = history.commit(day(2), 'first', { 'a.txt': '1\n' });
    history.git('checkout', '-q', '-b', 'topic');
    history.commit(day(3), 'cache: keep layers', { 'b.txt': '1\n' });
    history.commit(day(4), 'cache: test it', { 'c.txt': '1\n' });
    history.git('checkout', '-q', 'main');
    history.commit(day(5), 'meanwhile', { 'a.txt': '2\n' });
    history.gitAt(day(6), 'merge', '-q', '--no-ff', '-m', 'Merge topic', 'topic');
    const { changes } = await facts();
    const merged = await readMerged({ directory: history.directory }, changes);
    const brought = changes.map(({ sha, subject }) => [subject, merged.get(sha)?.map((commit) => commit.subject)]);
    assert.deepEqual(brought, [
      ['Merge topic', ['cache: test it', 'cache: keep layers']],
      ['meanwhile', undefined],
      ['first', undefined],
    ]);
    assert.equal(changes.at(-1)?.sha, first);
    const newer = changes.slice(0, 2);
    assert.equal((await readMerged({ directory: history.directory }, newer)).size, 1, 'what lies below is not read');
  });

  it('tells when changes went live from the tags that are deploys', async () => {
    const one = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    const two = history.commit(day(3), 'two', { 'a.txt': '2\n' });
    history.commit(day(4), 'three', { 'a.txt': '3\n' });
    history.gitAt(day(2, 18), 'tag', '-a', '-m', 'd', 'deploy-1', one);
    history.gitAt(day(3, 18), 'tag', '-a', '-m', 'd', 'deploy-2', two);
    history.git('tag', 'v1', two);
    const { changes, deploys } = await facts({ deployTags: ['deploy-*'] });
    assert.deepEqual(
      deploys.map(({ tag, at: live }) => [tag, live]),
      [
        ['deploy-2', at(3, 18)],
        ['deploy-1', at(2, 18)],
      ],
    );
    assert.deepEqual(
      changes.map(({ subject, liveAt }) => [subject, liveAt]),
      [
        ['three', undefined],
        ['two', at(3, 18)],
        ['one', at(2, 18)],
      ],
    );
  });

  it('counts a deploy of a side branch for the landing below it', async () => {
    const one = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    history.git('checkout', '-q', '-b', 'hotfix');
    const fix = history.commit(day(3), 'hotfix', { 'b.txt': '1\n' });
    history.git('checkout', '-q', 'main');
    history.commit(day(4), 'two', { 'a.txt': '2\n' });
    history.gitAt(day(5), 'tag', '-a', '-m', 'd', 'deploy-1', fix);
    const { changes, deploys } = await facts({ deployTags: ['deploy-*'] });
    assert.equal(deploys[0]?.sha, one);
    assert.deepEqual(
      changes.map(({ subject, liveAt }) => [subject, liveAt]),
      [
        ['two', undefined],
        ['one', at(5)],
      ],
    );
  });

  it('knows what was rolled back: A is live, B is not', async () => {
    const a = history.commit(day(2), 'A', { 'a.txt': '1\n' });
    const b = history.commit(day(3), 'B', { 'a.txt': '2\n' });
    history.gitAt(day(4), 'tag', '-a', '-m', 'd', 'd1', a);
    history.gitAt(day(5), 'tag', '-a', '-m', 'd', 'd2', b);
    history.gitAt(day(6), 'tag', '-a', '-m', 'd', 'd3', a);
    const { changes, rollbacks } = await facts({ deployTags: ['d*'], at: at(7) });
    assert.deepEqual(
      changes.map(({ subject, liveAt, rolledBackAt }) => [subject, liveAt, rolledBackAt]),
      [
        ['B', undefined, at(6)],
        ['A', at(4), undefined],
      ],
    );
    assert.deepEqual(
      rollbacks?.map(({ deploy, from, removed }) => [deploy.tag, from.tag, removed]),
      [['d3', 'd2', [b]]],
    );
    // The same where what was rolled back to had landed before the window.
    const later = await facts({ deployTags: ['d*'], from: at(3, 1), at: at(7) });
    assert.deepEqual(
      later.changes.map(({ subject, rolledBackAt }) => [subject, rolledBackAt]),
      [['B', at(6)]],
    );
  });

  it('notices tags that look like deploys, unless the setting names some', async () => {
    const one = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    const tags = ['deploy-1', 'deploy-2', 'v1.0', 'vendor-import', 'release/7', 'nightly'];
    for (const [i, tag] of tags.entries()) history.gitAt(day(3 + i), 'tag', '-a', '-m', 't', tag, one);
    const noticed = (await facts()).tagsNoticed ?? [];
    assert.ok(noticed.every(({ deploys, newest }) => deploys[0]?.tag === newest.tag));
    assert.deepEqual(
      noticed.map(({ pattern, newest, count }) => ({ pattern, newest, count })),
      [
        { pattern: 'release/*', newest: { tag: 'release/7', at: at(7) }, count: 1 },
        { pattern: 'v[0-9]*', newest: { tag: 'v1.0', at: at(5) }, count: 1 },
        { pattern: 'deploy-*', newest: { tag: 'deploy-2', at: at(4) }, count: 2 },
      ],
    );
    history.git('tag', '-d', 'vendor-import');
    assert.deepEqual(
      (await facts()).tagsNoticed?.map(({ pattern }) => pattern),
      ['release/*', 'v*', 'deploy-*'],
      'the plain glob where it names versions only',
    );
    assert.equal((await facts({ deployTags: ['nightly'] })).tagsNoticed, undefined);
  });

  it('tells where the code stands, in any state', async () => {
    const code = () => readCodeContext(history.directory);
    const repository = basename(history.directory);
    assert.deepEqual(await code(), { repository, branch: 'main', dirty: false });
    const commit = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    assert.deepEqual(await code(), { repository, branch: 'main', commit, dirty: false });
    history.write('a.txt', '2\n');
    assert.deepEqual(await code(), { repository, branch: 'main', commit, dirty: true });
    history.git('checkout', '-q', '-f', '--detach');
    assert.deepEqual(await code(), { repository, commit, dirty: false });
  });

  it('tells when the clone was last fetched', async () => {
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    assert.equal((await facts()).fetchedAt, undefined);
    writeFileSync(join(history.directory, '.git', 'FETCH_HEAD'), '');
    const { fetchedAt = 0 } = await facts();
    assert.ok(Math.abs(fetchedAt - Date.now()) < 60_000);
  });

  it('has what was pushed elsewhere once it is fetched', async () => {
    const remote = new GitHistory();
    try {
      remote.commit(day(2), 'one', { 'a.txt': '1\n' });
      history.git('remote', 'add', 'origin', remote.directory);
      await fetchRemotes(history.directory);
      history.git('remote', 'set-head', 'origin', 'main');
      remote.commit(day(3), 'two', { 'a.txt': '2\n' });
      assert.equal((await facts()).changes.length, 1);
      await fetchRemotes(history.directory);
      const { changes, fetchedAt } = await facts();
      assert.equal(changes.length, 2);
      assert.ok(fetchedAt !== undefined);
    } finally {
      remote.dispose();
    }
    await assert.rejects(fetchRemotes(history.directory));
  });

  it('says what is wrong with a repository', async () => {
    assert.equal(await problem(history.directory), 'noCommits');
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    assert.equal(await problem(history.directory, { branch: 'nowhere' }), 'noSuchBranch');
    assert.equal(await problem(history.directory, { branch: '--output=/tmp/x' }), 'noSuchBranch');
    const plain = mkdtempSync(join(tmpdir(), 'no-repository-'));
    try {
      assert.equal(await problem(plain), 'notARepository');
    } finally {
      rmSync(plain, { recursive: true });
    }
  });

  it('says that git is missing, and that git does not trust the owner of a folder', async () => {
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    const before = { ...process.env };
    try {
      process.env.PATH = history.directory;
      assert.equal(await problem(history.directory), 'gitMissing');
      process.env.PATH = before.PATH;
      // git's own switch for its tests: every repository looks as if somebody else owned it.
      process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER = '1';
      assert.equal(await problem(history.directory), 'notTrustedByGit');
    } finally {
      delete process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER;
      process.env.PATH = before.PATH;
    }
  });

  it('reads a bare repository', async () => {
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    const bare = mkdtempSync(join(tmpdir(), 'bare-'));
    try {
      history.git('clone', '-q', '--bare', '.', bare);
      const { changes } = await repositoryFacts(bare, request());
      assert.equal(changes.length, 1);
    } finally {
      rmSync(bare, { recursive: true });
    }
  });

  it('keeps hostile messages and names as they are', async () => {
    history.commit(day(1), 'base', { 'a.txt': '1\n' });
    const message = '<img src=x onerror=alert(1)> [a](command:b) \u202edesrever \u001b[31mred';
    history.commit(day(2), `${message}\n\n"body"\n'; rm -rf /`, { '--output=x': '1\n', 'a"b\nc\u202e.txt': '2\n' });
    const [change] = (await facts()).changes;
    assert.equal(change?.subject, message);
    assert.deepEqual(change.files.map(({ path }) => path).toSorted(), ['--output=x', 'a"b\nc\u202e.txt']);
  });

  it('is not upset by a message of a megabyte', async () => {
    history.commit(day(2), 'base', { 'a.txt': '1\n' });
    writeFileSync(join(history.directory, '.git', 'huge'), `huge\n\n${'word '.repeat(200_000)}`);
    history.write('a.txt', '2\n');
    history.git('add', '-A');
    history.gitAt(day(3), 'commit', '-q', '-F', '.git/huge');
    const { changes } = await facts();
    assert.deepEqual(
      changes.map(({ subject }) => subject),
      ['huge', 'base'],
    );
    assert.ok((changes[0]?.body.length ?? 0) < 10_000);
  });

  it('gives the lines of a stack trace to the changes that last touched them', async () => {
    const first = history.commit(day(2), 'base', { 'src/cache.js': 'one\ntwo\nthree\n' });
    const second = history.commit(day(3), 'edit', { 'src/cache.js': 'one\nTWO\nthree\n' });
    const frames = [
      { path: '/srv/app/src/cache.js', line: 2, depth: 0 },
      { path: '/srv/app/src/cache.js', line: 3, depth: 1 },
      { path: '/srv/app/src/cache.js', line: 99, depth: 2 },
      { path: '/usr/lib/other.js', line: 1, depth: 3 },
    ];
    assert.deepEqual(await blameFrames({ directory: history.directory }, frames, second), [
      { sha: second, depth: 0 },
      { sha: first, depth: 1 },
    ]);
    assert.deepEqual(await blameFrames({ directory: history.directory }, frames.slice(0, 1), first), [
      { sha: first, depth: 0 },
    ]);
  });
});
