import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blameFrames } from '../../src/adapters/git/blame';
import { readCodeContext } from '../../src/adapters/git/codeContext';
import { fetchRemotes } from '../../src/adapters/git/fetch';
import { readHistory } from '../../src/adapters/git/history';
import { readPast } from '../../src/adapters/git/landings';
import { readLines } from '../../src/adapters/git/lines';
import { readMerged } from '../../src/adapters/git/merged';
import { recentAuthors } from '../../src/adapters/git/people';
import { repositoryFacts } from '../../src/adapters/git/repositoryFacts';
import { GitHistory } from '../helpers/gitHistory';
import { sameEnvironment } from '../helpers/environment';
import { tempFolders } from '../helpers/tempFolders';

const day = (date: number, hour = 12) =>
  `2024-04-${String(date).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;
const at = (date: number) => Date.parse(day(date));

/** A configuration that turns every figure that git gives on its own account. */
const HOSTILE: Readonly<Record<string, string>> = {
  'blame.ignoreRevsFile': '/nonexistent/revs',
  'blame.coloring': 'highlightRecent',
  'blame.showEmail': 'true',
  'blame.blankBoundary': 'true',
  'blame.date': 'relative',
  'color.ui': 'always',
  'color.diff': 'always',
  'color.status': 'always',
  'core.abbrev': '4',
  'core.attributesFile': '.git/attributes-of-others',
  'core.bigFileThreshold': '1',
  'core.commentChar': '+',
  'core.notesRef': 'refs/notes/commits',
  'core.pager': 'false',
  'core.quotePath': 'true',
  'core.useReplaceRefs': 'false',
  'core.whitespace': 'blank-at-eol,tab-in-indent',
  'diff.algorithm': 'patience',
  'diff.colorMoved': 'zebra',
  'diff.context': '5',
  'diff.dirstat': 'lines',
  'diff.external': 'false',
  'diff.ignoreSubmodules': 'all',
  'diff.indentHeuristic': 'false',
  'diff.interHunkContext': '50',
  'diff.mnemonicPrefix': 'true',
  'diff.noprefix': 'true',
  'diff.orderFile': '/nonexistent/order',
  'diff.relative': 'true',
  'diff.renameLimit': '1',
  'diff.renames': 'false',
  'diff.statGraphWidth': '1',
  'diff.submodule': 'log',
  'diff.suppressBlankEmpty': 'true',
  'diff.wordRegex': '.',
  'diff.wsErrorHighlight': 'all',
  'diff.words.textconv': 'false',
  'diff.words.xfuncname': '.*',
  'format.pretty': 'oneline',
  'format.notes': 'true',
  'i18n.commitEncoding': 'ISO-8859-1',
  'i18n.logOutputEncoding': 'ISO-8859-1',
  'log.abbrevCommit': 'true',
  'log.date': 'relative',
  'log.decorate': 'full',
  'log.diffMerges': 'combined',
  'log.excludeDecoration': 'refs/*',
  'log.follow': 'true',
  'log.mailmap': 'false',
  'log.showRoot': 'false',
  'log.showSignature': 'true',
  'gpg.program': 'false',
  'mailmap.file': '.git/mailmap-of-others',
  'mailmap.blob': 'HEAD:names.txt',
  'notes.displayRef': '*',
  'pager.log': 'true',
  'pager.blame': 'true',
  'status.aheadBehind': 'true',
  'status.branch': 'false',
  'status.relativePaths': 'true',
  'status.renames': 'copies',
  'status.short': 'true',
  'status.showStash': 'true',
  'status.showUntrackedFiles': 'all',
  'status.submoduleSummary': 'true',
  'submodule.lib.ignore': 'all',
  'tag.sort': 'refname',
  'versionsort.suffix': '-',
  'column.ui': 'always',
};

describe('the configuration of a repository', function () {
  const folder = tempFolders();
  let history: GitHistory;
  sameEnvironment();
  beforeEach(() => {
    history = new GitHistory();
  });
  afterEach(() => {
    history.dispose();
  });

  /** Everything that is read of a repository. */
  const reading = async (directory: string, tip: string) => {
    const { signal } = new AbortController();
    const repository = { directory };
    const facts = await repositoryFacts(directory, { deployTags: ['v*'], from: at(1), to: at(28), signal });
    const lines = [];
    for await (const each of readLines(
      repository,
      facts.changes.map(({ sha }) => sha),
    ))
      lines.push(each);
    return {
      facts: { ...facts, fetchedAt: undefined },
      lines,
      merged: await readMerged(repository, facts.changes),
      past: await readPast(repository, { tip, from: at(6) }),
      history: await readHistory(repository, { tip, from: at(6) }),
      blamed: await blameFrames(
        repository,
        [1, 2, 3].map((line) => ({ path: 'src/a.txt', line, depth: line })),
        tip,
      ),
      people: await recentAuthors(directory),
      code: await readCodeContext(directory),
    };
  };

  /** A history in which each of the settings would change something. */
  const variedHistory = () => {
    const library = new GitHistory();
    library.commit(day(1), 'library', { 'l.txt': '1\n' });
    const older = library.git('rev-parse', 'HEAD');
    library.commit(day(2), 'library two', { 'l.txt': '2\n' });
    const newer = library.git('rev-parse', 'HEAD');
    library.dispose();
    const text = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join('');
    history.commit(day(1), 'base', {
      'src/a.txt': text,
      'src/names.bin': 'words\n',
      'café é.txt': '1\n',
      'names.txt': 'Somebody Else <al@example.org>\n',
      '.mailmap': 'Albert Example <al@example.org>\n',
      '.gitattributes': '*.bin diff=words filter=words\n',
      '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = https://example.invalid/lib\n\tignore = all\n',
    });
    writeFileSync(join(history.directory, '.git', 'mailmap-of-others'), 'Mallory <al@example.org>\n');
    writeFileSync(join(history.directory, '.git', 'attributes-of-others'), '*.txt -diff\n');
    mkdirSync(join(history.directory, 'lib'));
    history.git('update-index', '--add', '--cacheinfo', `160000,${older},lib`);
    history.gitAt(day(2), 'commit', '-q', '-m', 'add the library');
    history.git('update-index', '--cacheinfo', `160000,${newer},lib`);
    history.gitAt(day(3), 'commit', '-q', '-m', 'bump the library');
    history.git('notes', 'add', '-m', 'a note');
    const edited = text.replace('line 1\n', 'line one\n').replace('line 6\n', 'line six\n').replace('line 28\n', '');
    history.commit(day(4), 'Änderung: edit apart', { 'src/a.txt': edited, 'src/names.bin': 'other words\n' });
    history.git('mv', 'src/a.txt', 'src/b.txt');
    history.git('mv', 'src/b.txt', 'src/a.txt');
    history.git('checkout', '-q', '-b', 'side');
    history.commit(day(5), 'on the side', { 'side.txt': '1\n' });
    history.git('mv', 'café é.txt', 'cafe.txt');
    history.gitAt(day(5, 13), 'commit', '-q', '-m', 'rename');
    history.git('checkout', '-q', 'main');
    history.commit(day(6), 'meanwhile', { 'src/c.txt': '\tx \n' });
    history.gitAt(day(7), 'merge', '-q', '--no-ff', '-m', 'Merge side', 'side');
    history.gitAt(day(8), 'tag', '-a', '-m', 'v1', 'v1', 'HEAD');
    return history.git('rev-parse', 'HEAD');
  };

  it('changes no figure that is read', async () => {
    const tip = variedHistory();
    const plain = await reading(history.directory, tip);
    for (const [name, value] of Object.entries(HOSTILE)) history.git('config', name, value);
    Object.assign(process.env, {
      GIT_DIFF_OPTS: '--unified=9',
      GIT_EXTERNAL_DIFF: 'false',
      GIT_NOTES_REF: 'refs/notes/commits',
      GIT_LITERAL_PATHSPECS: '1',
      GIT_PAGER: 'false',
      PAGER: 'false',
    });
    const hostile = await reading(history.directory, tip);
    assert.deepEqual(hostile, plain);
    // And what is read is what is there.
    const { changes } = plain.facts;
    const files = changes.map(({ subject, files: touched }) => [subject, touched.map(({ path }) => path).join()]);
    assert.deepEqual(files.slice(0, 4), [
      ['Merge side', 'cafe.txt,side.txt'],
      ['meanwhile', 'src/c.txt'],
      ['Änderung: edit apart', 'src/a.txt,src/names.bin'],
      ['bump the library', 'lib'],
    ]);
    const edit = plain.lines.find(({ sha }) => sha === changes[2]?.sha);
    assert.deepEqual([...(edit?.lines.added.keys() ?? [])].sort(), ['line', 'six', 'word']);
    assert.equal(plain.blamed.length, 3);
    assert.deepEqual([...new Set(changes.map(({ authorName }) => authorName))], ['Albert Example']);
    assert.deepEqual(
      plain.people.map(({ name }) => name),
      ['Albert Example'],
    );
  });

  /** A program that leaves a trace when it runs. */
  const tracer = async () => {
    const place = await folder();
    const [program, trace] = [join(place, 'program'), join(place, 'trace')];
    writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${trace}'\ncat\n`);
    chmodSync(program, 0o755);
    return { program, ran: () => (existsSync(trace) ? readFileSync(trace, 'utf8') : '') };
  };

  it('names programs that reading never runs', async function () {
    if (process.platform === 'win32') this.skip();
    const tip = variedHistory();
    const { program, ran } = await tracer();
    for (const name of [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.gitProxy',
      'core.alternateRefsCommand',
      'diff.external',
      'diff.words.command',
      'diff.words.textconv',
      'filter.words.clean',
      'filter.words.smudge',
      'filter.words.process',
      'filter.a=b.clean',
      'gpg.program',
      'pager.log',
      'remote.origin.uploadpack',
      'uploadpack.packObjectsHook',
      'alias.log',
      'alias.status',
    ])
      history.git('config', name, program);
    history.git('config', 'filter.words.required', 'true');
    history.git('config', 'core.hooksPath', join(program, '..'));
    history.git('config', 'remote.origin.url', `ext::${program}`);
    history.git('config', 'remote.origin.promisor', 'true');
    history.git('config', 'extensions.partialClone', 'origin');
    history.git('config', 'core.repositoryFormatVersion', '1');
    history.git('config', 'protocol.ext.allow', 'always');
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'post-checkout', 'reference-transaction']) {
      const file = join(program, '..', hook);
      writeFileSync(file, readFileSync(program));
      chmodSync(file, 0o755);
    }
    // Newer than the index, so that git looks into it.
    history.write('src/names.bin', 'other words\n');
    await reading(history.directory, tip);
    assert.equal(ran(), '');
  });

  it('cannot make a fetch run a program as a transport', async function () {
    if (process.platform === 'win32') this.skip();
    const { program, ran } = await tracer();
    history.commit(day(1), 'one', { 'a.txt': '1\n' });
    history.git('config', 'protocol.ext.allow', 'always');
    history.git('remote', 'add', 'origin', `ext::${program}`);
    process.env.GIT_ALLOW_PROTOCOL = 'ext:https:file';
    await assert.rejects(fetchRemotes(history.directory));
    assert.equal(ran(), '');
  });

  it('lets a fetch do what it does in a terminal', async function () {
    if (process.platform === 'win32') this.skip();
    const remote = new GitHistory();
    try {
      remote.commit(day(1), 'one', { 'a.txt': '1\n' });
      history.git('remote', 'add', 'origin', 'place:repository');
      history.git('config', `url.${remote.directory}.insteadOf`, 'place:repository');
      history.git('config', 'remote.origin.uploadpack', 'git upload-pack');
      await fetchRemotes(history.directory);
      assert.equal(history.git('rev-parse', 'origin/main'), remote.git('rev-parse', 'main'));
    } finally {
      remote.dispose();
    }
  });
});
