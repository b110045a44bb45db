import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { changeSources } from '../../src/adapters/changeSources';
import { blameFrames } from '../../src/adapters/git/blame';
import { readWindow } from '../../src/adapters/git/landings';
import { repositoryFacts } from '../../src/adapters/git/repositoryFacts';
import { GitFailed } from '../../src/adapters/git/run';
import { SourceFailed, type FactsRequest, type SourceProblem } from '../../src/app/changePorts';
import { GitHistory } from '../helpers/gitHistory';
import { sameEnvironment } from '../helpers/environment';
import { tempFolders } from '../helpers/tempFolders';
import { waitFor } from '../helpers/waitFor';

const day = (date: number) => `2024-04-${String(date).padStart(2, '0')}T12:00:00Z`;
const at = (date: number) => Date.parse(day(date));

describe('what a repository tells, whatever state it is in', () => {
  const folder = tempFolders();
  let history: GitHistory;
  sameEnvironment();
  beforeEach(() => {
    history = new GitHistory();
  });
  afterEach(() => {
    history.dispose();
  });

  const request = (more: Partial<FactsRequest> = {}): FactsRequest => ({
    deployTags: [],
    from: at(1),
    to: at(29),
    signal: new AbortController().signal,
    ...more,
  });
  const facts = (root = history.directory) => repositoryFacts(root, request());
  const subjects = async (root?: string) => (await facts(root)).changes.map(({ subject }) => subject);
  const problem = async (root = history.directory, more: Partial<FactsRequest> = {}): Promise<SourceProblem> => {
    const error: unknown = await repositoryFacts(root, request(more)).then(
      () => assert.fail('it was read'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof SourceFailed, String(error));
    return error.problem;
  };
  const forget = (id: string) =>
    rmSync(join(history.directory, '.git', 'objects', id.slice(0, 2), id.slice(2)), { force: true });
  const clone = async (...options: readonly string[]) => history.cloneTo(await folder(), ...options);
  /** Puts a program named git before the real one, which is `$GIT` to it. */
  const fakeGit = async (script: string) => {
    const bin = await folder();
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'git'), `#!/bin/sh\nGIT='${real}'\n${script}\n`);
    chmodSync(join(bin, 'git'), 0o755);
    process.env.PATH = [bin, process.env.PATH].join(delimiter);
    return bin;
  };
  /** A commit made byte by byte, on top of what is there. */
  const rawCommit = (message: Buffer, author: string | Buffer = 'Al <al@example.org>') => {
    const seconds = `${at(3) / 1000} +0000\n`;
    const parts = [
      `tree ${history.git('rev-parse', 'HEAD^{tree}')}\nparent ${history.git('rev-parse', 'HEAD')}\nauthor `,
      author,
      ` ${seconds}committer Al <al@example.org> ${seconds}\n`,
      message,
    ];
    history.write('.git/raw', Buffer.concat(parts.map((part) => Buffer.from(part))));
    const id = history.git('hash-object', '-t', 'commit', '-w', '--literally', '.git/raw');
    history.git('update-ref', 'refs/heads/main', id);
  };

  it('takes names and messages for text, whatever is in them', async () => {
    history.commit(day(1), 'base', { 'a.txt': '1\n' });
    const names = [
      '<img src=x onerror=alert(1)>.html',
      '[click](command:workbench.action.quit).md',
      '\u001b[2J\u001b]0;owned\u0007.txt',
      'gpj\u202e.exe',
      ':000000 100644 0000000 1111111 A',
      '1\t2\tx',
      '-rf "quoted"\nnewline',
    ];
    history.commit(day(2), '\u001b[31m[x](y) <b>\u202e', Object.fromEntries(names.map((name) => [name, '1\n'])));
    const [change] = (await facts()).changes;
    assert.deepEqual(change?.files.map(({ path }) => path).toSorted(), names.toSorted());
    assert.deepEqual([...new Set(change.files.map(({ added }) => added))], [1]);
    assert.equal(change.subject, '\u001b[31m[x](y) <b>\u202e');
  });

  it('reads messages, names and paths that are not UTF-8', async () => {
    history.commit(day(1), 'base', { 'a.txt': '1\n' });
    const latin = (text: string) => Buffer.from(text, 'latin1');
    rawCommit(latin('caf\xe9 closed\n'), latin('Ren\xe9 <rene@example.org>'));
    const [change] = (await facts()).changes;
    assert.match(change?.subject ?? '', /^caf.+ closed$/);
    assert.match(change?.authorName ?? '', /^Ren/);
    const blob = history.git('rev-parse', 'HEAD:a.txt');
    history.write('.git/names', Buffer.concat([latin(`100644 blob ${blob}\tmen\xfc.txt`), Buffer.from('\0')]));
    const tree = execFileSync('git', ['mktree', '-z'], {
      cwd: history.directory,
      input: readFileSync(join(history.directory, '.git', 'names')),
      encoding: 'utf8',
    }).trim();
    const tip = history.gitAt(day(4), 'commit-tree', tree, '-p', 'main', '-m', 'rename');
    history.git('update-ref', 'refs/heads/main', tip);
    const files = (await facts()).changes[0]?.files ?? [];
    assert.match(files.map(({ path }) => path).join(), /men.+\.txt/);
  });

  it('bounds subjects and names of any length, and reads on behind them', async () => {
    history.commit(day(1), 'base', { 'a.txt': '1\n' });
    rawCommit(Buffer.from('long '.repeat(200_000)), `${'A'.repeat(1_000_000)} <${'a'.repeat(1_000_000)}@example.org>`);
    rawCommit(Buffer.from('with a NUL\0 in it\n'));
    const { changes } = await facts();
    assert.deepEqual(
      changes.map(({ subject }) => subject.slice(0, 9)),
      ['with a NU', 'long long', 'base'],
    );
    const [, long] = changes;
    assert.ok(long && long.subject.length + long.author.length + (long.authorName ?? '').length < 2_000);
  });

  it('gives a root all its files, and where a clone is cut none, but says where', async () => {
    const root = history.commit(day(2), 'root', { 'a.txt': '1\n2\n', 'b.txt': '1\n' });
    const second = history.commit(day(3), 'second', { 'a.txt': '1\n' });
    history.commit(day(4), 'third', { 'b.txt': '2\n' });
    const whole = await facts();
    assert.equal(whole.cutAt, undefined);
    assert.equal(whole.changes[2]?.sha, root);
    assert.deepEqual(
      whole.changes[2].files.map(({ path, status, added, deleted }) => [path, status, added, deleted]),
      [
        ['a.txt', 'A', 2, 0],
        ['b.txt', 'A', 1, 0],
      ],
    );
    const shallow = await facts(await clone('--depth=2'));
    assert.equal(shallow.cutAt, second);
    assert.deepEqual(
      shallow.changes.map(({ subject, fileCount }) => [subject, fileCount]),
      [
        ['third', 1],
        ['second', 0],
      ],
    );
  });

  it('reads a partial clone without fetching anything, and says that contents are not there', async () => {
    history.git('config', 'uploadpack.allowFilter', 'true');
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    history.commit(day(3), 'two', { 'a.txt': '2\n' });
    history.commit(day(4), 'three', { 'a.txt': '3\n' });
    const partial = await clone('--filter=blob:none', '--no-checkout');
    const objects = () => execFileSync('git', ['count-objects', '-v'], { cwd: partial, encoding: 'utf8' });
    const before = objects();
    const { changes, withoutContents } = await facts(partial);
    assert.equal(withoutContents, 'partialClone');
    assert.deepEqual(
      changes.map(({ files }) => files.map(({ path, added }) => `${path} ${added}`).join()),
      ['a.txt null', 'a.txt null', 'a.txt null'],
    );
    const reported: unknown[] = [];
    const sources = changeSources({
      roots: () => Promise.resolve([partial]),
      now: () => at(29),
      report: (error) => reported.push(error),
    });
    const { signal } = new AbortController();
    const shas = changes.map(({ sha }) => sha);
    for await (const { lines } of sources.lines(partial, shas, signal)) assert.equal(lines.added.size, 0);
    assert.deepEqual(await blameFrames({ directory: partial }, [{ path: 'a.txt', line: 1, depth: 0 }], shas[0]!), []);
    assert.equal((await sources.past(partial, shas[0]!, at(1), signal))?.landings.landings.length, 3);
    assert.equal(objects(), before);
    assert.deepEqual(reported, []);
  });

  it('reads on where a tree is missing, and says so', async () => {
    history.commit(day(2), 'one', { 'a/b.txt': '1\n' });
    history.commit(day(3), 'two', { 'a/b.txt': '2\n' });
    history.commit(day(4), 'three', { 'c.txt': '1\n' });
    forget(history.git('rev-parse', 'main~1:a'));
    forget(history.git('rev-parse', 'main~1^{tree}'));
    const { changes, withoutContents } = await facts();
    assert.deepEqual(
      changes.map(({ subject }) => subject),
      ['three', 'two', 'one'],
    );
    assert.equal(changes[2]?.fileCount, 1);
    assert.equal(withoutContents, 'missingObjects');
  });

  it('says that commits are missing, be it the newest or one of the window', async () => {
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    history.commit(day(3), 'two', { 'a.txt': '2\n' });
    const tip = history.commit(day(4), 'three', { 'a.txt': '3\n' });
    forget(history.git('rev-parse', 'main~1'));
    assert.equal(await problem(), 'missingObjects');
    forget(tip);
    assert.equal(await problem(), 'missingObjects');
  });

  it('knows when authors landed where the longer history is cut by a missing commit', async () => {
    // Authors are looked for in half a year and a hundred commits more, the history in a year.
    const old = Array.from({ length: 120 }, (_, i) => {
      const when = `${at(2) / 1000 - 300 * 86_400 + i} +0000`;
      return `commit refs/heads/main\nmark :${i + 1}\ncommitter Al <al@example.org> ${when}\ndata 3\nold\n`;
    });
    execFileSync('git', ['-c', 'fastimport.unpackLimit=1000', 'fast-import', '--quiet'], {
      cwd: history.directory,
      input: old.join('\n'),
    });
    history.git('reset', '-q', '--hard');
    const tip = history.commit(day(2), 'new', { 'a.txt': '1\n' });
    forget(history.git('rev-parse', 'main~115'));
    const reported: unknown[] = [];
    const { past } = changeSources({
      roots: () => Promise.resolve([history.directory]),
      now: () => at(29),
      report: (error) => reported.push(error),
    });
    const read = await past(history.directory, tip, at(3), new AbortController().signal);
    assert.deepEqual(
      [
        read?.landings.priorOf('al@example.org', at(3)),
        read?.history.size,
        reported.map((error) => error instanceof GitFailed),
      ],
      [1, 0, [true]],
    );
  });

  it('reads the branch, not the half-way of a rebase', async () => {
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    history.git('branch', 'upstream');
    history.commit(day(3), 'mine', { 'a.txt': 'mine\n' });
    history.git('checkout', '-q', 'upstream');
    history.commit(day(4), 'theirs', { 'a.txt': 'theirs\n' });
    history.git('checkout', '-q', 'main');
    assert.throws(() => history.git('rebase', 'upstream'));
    assert.ok(existsSync(join(history.directory, '.git', 'rebase-merge')));
    assert.deepEqual(await subjects(), ['mine', 'one']);
  });

  it('reads a detached HEAD where there is no usual branch', async () => {
    const one = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    history.commit(day(3), 'two', { 'a.txt': '2\n' });
    history.git('checkout', '-q', '--detach', one);
    history.git('branch', '-m', 'main', 'trunk');
    const { branch, changes } = await facts();
    assert.deepEqual([branch, changes.length], ['HEAD', 1]);
  });

  it('is not stopped by a commit of 1970, and shows one of 2038 though nothing is newer', async () => {
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    for (const year of [1970, 1971]) history.commit(`${year}-01-02T00:00:00Z`, `of ${year}`, { 'a.txt': `${year}\n` });
    history.commit(day(3), 'two', { 'a.txt': '2\n' });
    history.commit('2038-01-01T00:00:00Z', 'of 2038', { 'a.txt': '3\n' });
    history.commit(day(4), 'three', { 'a.txt': '4\n' });
    const { changes } = await facts();
    assert.deepEqual(
      changes.map(({ subject, landedAt }) => [subject, landedAt]),
      [
        ['three', at(4)],
        ['of 2038', at(3)],
        ['two', at(3)],
        ['of 1971', at(2)],
        ['of 1970', at(2)],
        ['one', at(2)],
      ],
    );
  });

  it('says that git is too old', async () => {
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    // As git before 2.31: it says so of an option, and before 2.24 it knows no end of options.
    await fakeGit(`case "$*" in
      *--diff-merges=*) echo 'fatal: unrecognized argument: --diff-merges=first-parent' >&2; exit 128;;
      *--end-of-options*) exit 1;;
      version) echo 'git version 2.20.1'; exit;;
      *\\ version) echo 'git version 2.20.1'; exit;;
    esac
    exec "$GIT" "$@"`);
    assert.equal(await problem(), 'gitTooOld');
    assert.equal(await problem(history.directory, { branch: 'main' }), 'gitTooOld');
  });

  it('reads the repository that it was asked for, though the environment names another', async () => {
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    const other = await clone();
    history.commit(day(3), 'two', { 'a.txt': '2\n' });
    process.env.GIT_DIR = join(other, '.git');
    process.env.GIT_WORK_TREE = other;
    assert.deepEqual(await subjects(), ['two', 'one']);
  });

  it('ends git at once when it is cancelled', async function () {
    if (process.platform === 'win32') this.skip();
    const tip = history.commit(day(2), 'one', { 'a.txt': '1\n' });
    const pids = join(await folder(), 'pids');
    // A git that says a little, then nothing for an hour.
    await fakeGit(`echo $$ >> '${pids}'\nprintf 'some\\0fields\\0'\nexec sleep 3600`);
    const controller = new AbortController();
    const reading = readWindow(
      { directory: history.directory },
      { tip, from: at(1), to: at(29), signal: controller.signal },
      Promise.resolve(new Set()),
    );
    const ended = assert.rejects(reading, (error) => error instanceof GitFailed && error.reason === 'cancelled');
    const started = () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number) : []);
    const isRunning = (pid: number) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    try {
      await waitFor(() => started().length === 2, 'the line is walked and the files are read');
      assert.ok(started().every(isRunning));
    } finally {
      controller.abort();
    }
    await ended;
    await waitFor(() => !started().some(isRunning), 'git is gone', 1500);
  });
});
