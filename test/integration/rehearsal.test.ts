import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { RehearsalFailed } from '../../src/app/rehearsalPorts';
import { rehearsals, type Rehearsals } from '../../src/adapters/rehearsals';
import type { Rehearsal } from '../../src/changes/rehearsal';
import { fakeGit, deafGit } from '../helpers/fakeGit';
import type { GitHistory } from '../helpers/gitHistory';
import { at, rehearsing } from '../helpers/rehearsing';
import { tempFolders } from '../helpers/tempFolders';

const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`);
/** Forty lines of which some are replaced. */
const lines = (replaced: Readonly<Record<number, string>> = {}) =>
  numbered(1, 40)
    .map((line, i) => replaced[i + 1] ?? line)
    .join('');

/** Every file below a folder with a hash of its contents, and when it was written. */
function listing(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return entries.map((name) => {
    const path = join(folder, name);
    const { mtimeMs, mode } = lstatSync(path);
    if (!lstatSync(path).isFile()) return `${name} ${mode}`;
    // git renews the time of an object that it finds to be there, so that none that is in use is cleaned up.
    const written = /(?:^|\/)objects\//.test(name) ? '' : mtimeMs;
    return `${name} ${mode} ${written} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
  });
}
const scratches = () => readdirSync(tmpdir()).filter((name) => name.startsWith('incident-rehearsal-'));

describe('a revert rehearsed', function () {
  this.timeout(20_000);
  let history: GitHistory;
  let tries: Rehearsals;
  const folder = tempFolders();
  const { PATH } = process.env;
  afterEach(() => void (process.env.PATH = PATH));
  rehearsing((made) => {
    ({ history, tries } = made);
    history.commit(at(1), 'the root', { 'cart.txt': lines(), 'other.txt': '1\n' });
  });

  const rehearse = (commits: readonly string[], root = history.directory, tip?: string): Promise<Rehearsal> => {
    const head = tip ?? execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
    return tries.rehearse(root, { tip: head, commits, signal: new AbortController().signal });
  };
  const refused = (problem: RehearsalFailed['problem'], commit?: string) => (error: unknown) => {
    assert.ok(error instanceof RehearsalFailed, String(error));
    assert.equal(error.problem, problem, String(error.cause));
    if (commit !== undefined) assert.equal(error.commit, commit);
    return true;
  };
  /** The tree that `git revert` makes of it. */
  const reverted = (...args: readonly string[]) => {
    history.git('revert', '--no-edit', ...args);
    return history.git('rev-parse', 'HEAD^{tree}');
  };

  it('is clean where nothing is in the way, with the tree that git revert makes, and says what it changes', async () => {
    const culprit = history.commit(at(2), 'Cache the cart', {
      'cart.txt': lines({ 5: 'cached\n' }),
      'db/schema.sql': 'x\n',
    });
    history.commit(at(3), 'Tidy up', { 'cart.txt': lines({ 5: 'cached\n', 30: 'tidy\n' }) });
    const found = await rehearse([culprit]);
    assert.equal(found.outcome, 'clean');
    assert.deepEqual(
      found.files.map(({ status, path, added, deleted }) => `${status} ${path} +${added} -${deleted}`),
      ['D db/schema.sql +0 -1', 'M cart.txt +1 -1'],
    );
    assert.deepEqual([found.fileCount, found.added, found.deleted, found.laterCount], [2, 1, 2, 1]);
    assert.deepEqual(found.dependants, []);
    assert.equal(found.tree, reverted(culprit));
  });

  it('writes nothing into the repository, whatever comes of it, and leaves nothing in the temporary folder', async () => {
    const before = scratches();
    const clean = history.commit(at(2), 'clean', { 'other.txt': '2\n' });
    const conflicting = history.commit(at(3), 'conflicting', { 'cart.txt': lines({ 5: 'five\n' }) });
    history.commit(at(4), 'in the way', { 'cart.txt': lines({ 5: 'fünf\n' }) });
    const untouched = listing(history.directory);
    await rehearse([clean]);
    await rehearse([conflicting]);
    await rehearse([conflicting, clean]);
    await rehearse(['f'.repeat(40)]).catch(() => undefined);
    assert.deepEqual(listing(history.directory), untouched);
    await tries.dispose();
    assert.deepEqual(scratches(), before);
  });

  it('names the files that conflict, and the later change that is in the way', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines({ 5: 'five\n' }), 'other.txt': '2\n' });
    const inTheWay = history.commit(at(3), 'in the way', { 'cart.txt': lines({ 5: 'fünf\n' }) });
    history.commit(at(4), 'elsewhere in it', { 'cart.txt': lines({ 5: 'fünf\n', 30: 'x\n' }) });
    const found = await rehearse([culprit]);
    assert.equal(found.outcome, 'conflicts');
    assert.deepEqual(found.conflicts, [{ path: 'cart.txt', kind: 'contents' }]);
    assert.deepEqual(found.wayOut, {
      kind: 'found',
      changes: [{ sha: inTheWay, subject: 'in the way' }],
      isSmallest: true,
    });
    assert.equal((await rehearse([culprit, inTheWay])).outcome, 'clean');
  });

  it('finds two later changes that have to go together', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines({ 5: 'a\n', 30: 'a\n' }) });
    history.commit(at(3), 'first', { 'cart.txt': lines({ 5: 'b\n', 30: 'a\n' }) });
    history.commit(at(4), 'second', { 'cart.txt': lines({ 5: 'b\n', 30: 'b\n' }) });
    const { wayOut } = await rehearse([culprit]);
    assert.deepEqual(wayOut?.kind === 'found' && wayOut.changes.map(({ subject }) => subject), ['second', 'first']);
  });

  it('says that no later change makes it clean where a file is gone for another reason', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines({ 5: 'five\n' }) });
    history.git('checkout', '-q', '-b', 'side', `${culprit}^`);
    history.git('rm', '-q', 'cart.txt');
    history.git('commit', '-q', '-m', 'removed on a branch');
    history.git('checkout', '-q', 'main');
    history.git('merge', '-q', '-s', 'ours', '--no-ff', '-m', 'merged without effect', 'side');
    history.git('rm', '-q', 'cart.txt');
    const gone = history.commit(at(5), 'remove the cart', {});
    const found = await rehearse([culprit]);
    assert.deepEqual(found.conflicts, [{ path: 'cart.txt', kind: 'deleted' }]);
    assert.deepEqual(found.wayOut?.kind === 'found' && found.wayOut.changes.map(({ sha }) => sha), [gone]);
  });

  it('names later changes near its lines, and those that use a name which it takes out', async () => {
    const culprit = history.commit(at(2), 'Add retries', {
      'cart.txt': lines({ 5: 'five\n' }),
      'retry.ts': 'export function retryUpload() {}\n',
    });
    history.commit(at(3), 'Retry the mail', { 'mail.ts': '\n\nretryUpload();\n' });
    history.commit(at(4), 'Tidy up', { 'cart.txt': lines({ 5: 'five\n', 8: 'eight\n' }) });
    history.commit(at(5), 'Far away', { 'cart.txt': lines({ 5: 'five\n', 8: 'eight\n', 38: 'x\n' }) });
    const { outcome, dependants } = await rehearse([culprit]);
    assert.equal(outcome, 'clean');
    assert.deepEqual(dependants.map(({ subject, why }) => [subject, why.kind, why.path]).sort(), [
      ['Retry the mail', 'uses', 'mail.ts'],
      ['Tidy up', 'near', 'cart.txt'],
    ]);
  });

  it('does not name a change whose use of the name is gone again, or where the name was there before', async () => {
    history.commit(at(2), 'before', { 'mail.ts': 'retryMail();\n' });
    const culprit = history.commit(at(3), 'Add retries', {
      'retry.ts': 'export function retryUpload() {}\nexport function retryMail() {}\n',
    });
    history.commit(at(4), 'Retry it', { 'upload.ts': 'retryUpload();\n', 'mail.ts': 'retryMail();\nretryMail();\n' });
    history.commit(at(5), 'Without', { 'upload.ts': 'upload();\n' });
    assert.deepEqual((await rehearse([culprit])).dependants, []);
  });

  it('takes the whole of a merge back, from its first parent', async () => {
    history.git('checkout', '-q', '-b', 'side');
    history.commit(at(2), 'one', { 'one.txt': '1\n' });
    history.commit(at(3), 'two', { 'two.txt': '2\n' });
    history.git('checkout', '-q', 'main');
    history.commit(at(4), 'meanwhile', { 'other.txt': '2\n' });
    history.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    const merge = history.git('rev-parse', 'HEAD');
    history.commit(at(5), 'later', { 'other.txt': '3\n' });
    const found = await rehearse([merge]);
    assert.deepEqual(found.files.map(({ path }) => path).sort(), ['one.txt', 'two.txt']);
    assert.equal(found.tree, reverted('-m', '1', merge));
  });

  it('takes an octopus back as a whole', async () => {
    for (const [i, name] of ['a', 'b', 'c'].entries()) {
      history.git('checkout', '-q', '-b', name, 'main');
      history.commit(at(2 + i), name, { [`${name}.txt`]: '1\n' });
    }
    history.git('checkout', '-q', 'main');
    history.git('merge', '-q', '--no-ff', '-m', 'octopus', 'a', 'b', 'c');
    const octopus = history.git('rev-parse', 'HEAD');
    assert.equal(history.git('rev-list', '--parents', '-1', 'HEAD').split(' ').length, 5);
    const found = await rehearse([octopus]);
    assert.deepEqual([found.outcome, found.fileCount], ['clean', 3]);
    assert.equal(found.tree, history.git('rev-parse', `${octopus}^1^{tree}`));
  });

  it('takes a series back newest first, in whatever order it was picked', async () => {
    const shas = [1, 2, 3].map((i) => history.commit(at(1 + i), `step ${i}`, { 'cart.txt': lines({ 5: `${i}\n` }) }));
    history.commit(at(9), 'later', { 'other.txt': '2\n' });
    const expected = (await rehearse(shas)).tree;
    for (const order of [
      [2, 0, 1],
      [1, 2, 0],
      [2, 1, 0],
    ]) {
      const found = await rehearse(order.map((i) => shas[i]!));
      assert.deepEqual([found.outcome, found.tree, found.commits], ['clean', expected, shas.toReversed()]);
    }
    assert.equal(expected, reverted(...shas.toReversed()));
  });

  it('tells a change that was empty from one that is gone already', async () => {
    const empty = history.commit(at(2), 'empty', {});
    const culprit = history.commit(at(3), 'culprit', { 'other.txt': '2\n' });
    history.git('revert', '--no-edit', culprit);
    assert.equal((await rehearse([empty])).outcome, 'empty');
    assert.equal((await rehearse([culprit])).outcome, 'alreadyGone');
  });

  it('follows files that were renamed later', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines({ 5: 'five\n' }) });
    history.git('mv', 'cart.txt', 'basket.txt');
    history.commit(at(3), 'rename', {});
    const found = await rehearse([culprit]);
    assert.deepEqual([found.outcome, found.files.map(({ path }) => path)], ['clean', ['basket.txt']]);
    assert.equal(found.tree, reverted(culprit));
  });

  it('takes back the first commit of all', async () => {
    const root = history.git('rev-parse', 'HEAD');
    history.commit(at(2), 'more', { 'more.txt': '1\n' });
    const found = await rehearse([root]);
    assert.deepEqual(found.files.map(({ path, status }) => `${status} ${path}`).sort(), ['D cart.txt', 'D other.txt']);
  });

  it('takes back where a submodule stands, without looking into it', async () => {
    const pointer = (sha: string) => history.git('update-index', '--add', '--cacheinfo', `160000,${sha},lib`);
    pointer('1'.repeat(40));
    history.git('commit', '-q', '-m', 'submodule');
    pointer('2'.repeat(40));
    history.git('commit', '-q', '-m', 'bump');
    const found = await rehearse([history.git('rev-parse', 'HEAD')]);
    assert.deepEqual(
      found.files.map(({ path, added, deleted }) => [path, added, deleted]),
      [['lib', 1, 1]],
    );
  });

  it('runs no filter, merge driver, hook or other program that attributes and a hostile configuration name', async () => {
    const trap = join(history.directory, 'ran');
    const program = `touch '${trap}'; cat`;
    history.write('.gitattributes', '* filter=evil merge=evil diff=evil text eol=crlf\n');
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines({ 5: 'five\n' }) });
    history.commit(at(3), 'later', { 'cart.txt': lines({ 5: 'five\n', 9: 'nine\n' }) });
    const untouched = history.git('rev-parse', 'HEAD');
    for (const [name, value] of [
      ['filter.evil.clean', program],
      ['filter.evil.smudge', program],
      ['filter.evil.process', program],
      ['merge.evil.driver', program],
      ['diff.evil.textconv', program],
      ['diff.evil.command', program],
      ['diff.external', program],
      ['merge.default', 'evil'],
      ['merge.renormalize', 'true'],
      ['core.fsmonitor', program],
      ['core.sshCommand', program],
      ['core.alternateRefsCommand', program],
      ['core.hooksPath', join(history.directory, 'hooks')],
      ['core.pager', program],
      ['gpg.program', program],
      ['commit.gpgSign', 'true'],
      ['diff.noprefix', 'true'],
      ['diff.context', '9'],
      ['merge.renames', 'false'],
      ['core.abbrev', '4'],
    ])
      history.git('config', name!, value!);
    assert.equal((await rehearse([culprit], history.directory, untouched)).outcome, 'clean');
    assert.equal(existsSync(trap), false);
  });

  it('keeps line endings as they are', async () => {
    const crlf = (text: string) => text.replaceAll('\n', '\r\n');
    history.commit(at(2), 'crlf', { '.gitattributes': '* -text\n', 'cart.txt': crlf(lines()) });
    const culprit = history.commit(at(3), 'culprit', { 'cart.txt': crlf(lines({ 5: 'five\n' })) });
    const found = await rehearse([culprit]);
    assert.deepEqual([found.added, found.deleted], [1, 1]);
    assert.deepEqual(await tries.contents(history.directory, found.tree, 'cart.txt'), {
      kind: 'text',
      text: crlf(lines()),
    });
  });

  it('works in a repository with SHA-256, in a worktree, and in a bare one', async () => {
    const root = await folder();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], {
        cwd: root,
        encoding: 'utf8',
      }).trim();
    git('init', '-q', '-b', 'main', '--object-format=sha256');
    for (const text of ['1', '2', '3']) {
      writeFileSync(join(root, text), text);
      git('add', '-A');
      git('commit', '-q', '-m', text);
    }
    const found = await rehearse([git('rev-parse', 'HEAD~1')], root);
    assert.deepEqual([found.outcome, found.tree.length, found.fileCount], ['clean', 64, 1]);

    const culprit = history.commit(at(2), 'culprit', { 'other.txt': '2\n' });
    const worktree = join(await folder(), 'tree');
    history.git('worktree', 'add', '-q', worktree);
    assert.equal((await rehearse([culprit], worktree)).outcome, 'clean');
    assert.equal((await rehearse([culprit], history.cloneTo(join(await folder(), 'bare'), '--bare'))).outcome, 'clean');
  });

  it('says that a shallow clone has no parent of the change', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'other.txt': '2\n' });
    const inside = history.commit(at(3), 'inside', { 'other.txt': '3\n' });
    const clone = history.cloneTo(join(await folder(), 'shallow'), '--depth=2');
    await assert.rejects(rehearse([culprit], clone), refused('shallow', culprit));
    assert.equal((await rehearse([inside], clone)).outcome, 'clean');
    execFileSync('git', ['fetch', '-q', '--unshallow'], { cwd: clone });
    assert.notEqual((await rehearse([culprit], clone)).outcome, 'clean');
  });

  it('says that a partial clone has not the contents, and fetches none', async () => {
    history.git('config', 'uploadpack.allowFilter', 'true');
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines({ 5: 'five\n' }) });
    history.commit(at(3), 'later', { 'cart.txt': lines({ 5: 'five\n', 30: 'x\n' }) });
    const clone = history.cloneTo(join(await folder(), 'partial'), '--filter=blob:none', '--no-checkout');
    const before = listing(clone);
    await assert.rejects(rehearse([culprit], clone), refused('partialClone'));
    assert.deepEqual(listing(clone), before);
  });

  it('says that a commit is unknown, or not on the branch', async () => {
    const unknown = 'f'.repeat(40);
    await assert.rejects(rehearse([unknown]), refused('unknownCommit', unknown));
    await assert.rejects(rehearse(['--output=/tmp/x']), refused('unknownCommit'));
    await assert.rejects(rehearse([history.git('rev-parse', 'HEAD^{tree}')]), refused('unknownCommit'));
    history.git('checkout', '-q', '-b', 'side');
    const side = history.commit(at(2), 'side', { 'side.txt': '1\n' });
    history.git('checkout', '-q', 'main');
    history.commit(at(3), 'main', { 'other.txt': '2\n' });
    await assert.rejects(rehearse([side]), refused('notOnBranch', side));
  });

  it('goes by where the branch stands now', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'cart.txt': lines({ 5: 'five\n' }) });
    assert.equal((await rehearse([culprit])).outcome, 'clean');
    history.commit(at(3), 'in the way', { 'cart.txt': lines({ 5: 'fünf\n' }) });
    assert.equal((await rehearse([culprit])).outcome, 'conflicts');
  });

  it('works in a repository that cannot be written to', async function () {
    if (process.platform === 'win32') this.skip();
    const culprit = history.commit(at(2), 'culprit', { 'other.txt': '2\n' });
    const folders = ['.', ...readdirSync(history.directory, { recursive: true, encoding: 'utf8' })]
      .map((name) => join(history.directory, name))
      .filter((path) => lstatSync(path).isDirectory());
    for (const path of folders) chmodSync(path, 0o555);
    try {
      assert.equal((await rehearse([culprit])).outcome, 'clean');
    } finally {
      for (const path of folders) chmodSync(path, 0o755);
    }
  });

  it('works where the path has what a list of alternates would read otherwise', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'other.txt': '2\n' });
    for (const name of ['a:b', '#c', '"d"', 'é ü']) {
      const clone = history.cloneTo(join(await folder(), name));
      assert.equal((await rehearse([culprit], clone)).outcome, 'clean', relative(tmpdir(), clone));
    }
  });

  it('says that git is too old, where it has no merge-tree that writes', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'other.txt': '2\n' });
    fakeGit(
      await folder(),
      `for arg; do [ "$arg" = merge-tree ] && { echo 'usage: git merge-tree <base-tree> <branch1> <branch2>' >&2; exit 129; }; done
      exec "$GIT" "$@"`,
    );
    await assert.rejects(rehearse([culprit]), refused('gitTooOld'));
  });

  it('gives up on a git that keeps silent, and ends at once where it is cancelled', async () => {
    const culprit = history.commit(at(2), 'culprit', { 'other.txt': '2\n' });
    const tip = history.git('rev-parse', 'HEAD');
    deafGit(await folder());
    const impatient = rehearsals({ now: Date.now, patience: 300 });
    const { signal } = new AbortController();
    await assert.rejects(
      impatient.rehearse(history.directory, { tip, commits: [culprit], signal }),
      refused('gitSilent'),
    );
    await impatient.dispose();
    process.env.PATH = PATH;
    await rehearse([culprit]);
    deafGit(await folder());
    const cancelling = new AbortController();
    const trying = tries.rehearse(history.directory, { tip, commits: [culprit], signal: cancelling.signal });
    cancelling.abort();
    await assert.rejects(trying, RehearsalFailed);
  });
});
