import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { changeSources } from '../../src/adapters/changeSources';
import { readCodeContext } from '../../src/adapters/git/codeContext';
import { findGit } from '../../src/adapters/git/executable';
import { fetchRemotes } from '../../src/adapters/git/fetch';
import { gitIdentity } from '../../src/adapters/git/identity';
import { recentAuthors } from '../../src/adapters/git/people';
import { repositoryFacts } from '../../src/adapters/git/repositoryFacts';
import { askGit, GitFailed, streamGit } from '../../src/adapters/git/run';
import { killProcesses } from '../../src/adapters/processes';
import { SourceFailed, type FactsRequest } from '../../src/app/changePorts';
import { deafGit, fakeGit, isRunning } from '../helpers/fakeGit';
import { GitHistory } from '../helpers/gitHistory';
import { sameEnvironment } from '../helpers/environment';
import { tempFolders } from '../helpers/tempFolders';
import { waitFor } from '../helpers/waitFor';

const request = (signal: AbortSignal): FactsRequest => ({ deployTags: [], from: 0, to: Date.now(), signal });
const isSilent = (error: unknown) => error instanceof GitFailed && error.reason === 'silent';

describe('a git that never answers', function () {
  if (process.platform === 'win32') return;
  const folder = tempFolders();
  let history: GitHistory;
  sameEnvironment();
  let started: () => readonly number[];
  beforeEach(async () => {
    history = new GitHistory();
    history.commit('2024-04-01T12:00:00Z', 'one', { 'a.txt': '1\n' });
    started = deafGit(await folder());
  });
  afterEach(() => {
    killProcesses();
    history.dispose();
  });
  const nothingRuns = () => waitFor(() => started().length > 0 && !started().some(isRunning), 'all of git is gone');
  const quickly = async (work: () => Promise<unknown>, limit: number) => {
    const begun = performance.now();
    await work();
    assert.ok(performance.now() - begun < limit, `${Math.round(performance.now() - begun)} ms`);
  };

  it('is gone after ten cancelled readings, with what it started, though it ignores SIGINT and SIGTERM', async () => {
    const sources = changeSources({ roots: () => Promise.resolve([]), now: Date.now, report: () => undefined });
    for (let i = 0; i < 10; i++) {
      const before = started().length;
      const controller = new AbortController();
      const reading = assert.rejects(sources.facts(history.directory, request(controller.signal)), SourceFailed);
      await waitFor(() => started().length > before, 'git runs');
      controller.abort();
      await quickly(() => reading, 1000);
    }
    await nothingRuns();
  });

  it('keeps neither facts nor a diff, a past or a stack trace waiting without end', async () => {
    const reported: unknown[] = [];
    const sources = changeSources({
      roots: () => Promise.resolve([]),
      now: Date.now,
      report: (error) => reported.push(error),
      patience: 100,
    });
    const { signal } = new AbortController();
    const tip = '1'.repeat(40);
    await assert.rejects(sources.facts(history.directory, request(signal)), (error) => {
      return error instanceof SourceFailed && error.problem === 'gitSilent';
    });
    assert.equal(await sources.past(history.directory, tip, 0, signal), undefined);
    assert.deepEqual(await sources.blame(history.directory, [{ path: 'a.txt', line: 1, depth: 0 }], tip, signal), []);
    const lines = sources.lines(history.directory, [tip], signal)[Symbol.asyncIterator]();
    assert.equal((await lines.next()).done, true);
    assert.ok(reported.length >= 3 && reported.every(isSilent));
    await nothingRuns();
  });

  it('delays an entry by a second at most: the author and where the code stands are given up', async () => {
    await quickly(() => assert.rejects(gitIdentity(history.directory), isSilent), 1800);
    await quickly(() => assert.rejects(readCodeContext(history.directory), isSilent), 1800);
    await assert.rejects(recentAuthors(history.directory, 100), isSilent);
    await assert.rejects(fetchRemotes(history.directory, undefined, 100), isSilent);
    await nothingRuns();
  });

  it('does not outlive the program that asked', async () => {
    const script = `
      const { askGit } = require(${JSON.stringify(join(__dirname, '../../src/adapters/git/run.ts'))});
      askGit({ directory: ${JSON.stringify(history.directory)} }, { args: ['version'] }).catch(() => undefined);
      process.stdin.once('data', () => process.exit(0));
    `;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=commonjs', '-e', script], {
      cwd: join(__dirname, '../..'),
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    await waitFor(() => started().length === 2, 'git runs', 15_000);
    assert.ok(started().every(isRunning));
    const ended = once(child, 'exit');
    child.stdin.write('end');
    await ended;
    await nothingRuns();
  });

  it('is killed at once when the extension ends', async () => {
    const asking = askGit(history, { args: ['version'] }).catch(() => undefined);
    await waitFor(() => started().length === 2, 'git runs');
    killProcesses();
    await nothingRuns();
    await asking;
  });
});

describe('a git that is slow, or says too much', function () {
  if (process.platform === 'win32') return;
  const folder = tempFolders();
  sameEnvironment();

  it('has time as long as it says something', async () => {
    const directory = await folder();
    fakeGit(await folder(), 'for i in 1 2 3 4 5 6; do printf x; sleep 0.1; done');
    let all = '';
    for await (const chunk of streamGit({ directory, patience: 400 }, { args: [] })) all += chunk.toString();
    assert.equal(all, 'xxxxxx');
  });

  it('is not blamed for a reader that takes its time', async () => {
    const directory = await folder();
    fakeGit(await folder(), "printf 'one'; sleep 0.05; printf 'two'");
    let all = '';
    for await (const chunk of streamGit({ directory, patience: 150 }, { args: [] })) {
      all += chunk.toString();
      // No wait for a condition: the time that passes is what is tested.
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    assert.equal(all, 'onetwo');
  });

  it('fills no memory with an answer that has no end', async () => {
    const directory = await folder();
    fakeGit(await folder(), 'exec cat /dev/zero');
    await assert.rejects(askGit({ directory }, { args: [] }), GitFailed);
  });
});

describe('which git is run', function () {
  if (process.platform === 'win32') return;
  const folder = tempFolders();
  const program = (path: string) => {
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
  };

  it('is the first on PATH, by its absolute path, and none of the repository or the current folder', async () => {
    const [repository, good] = [await folder(), await folder()];
    mkdirSync(join(repository, 'bin'));
    mkdirSync(join(good, 'git'));
    for (const file of [join(repository, 'git'), join(repository, 'bin', 'git')]) program(file);
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const path = [repository, join(repository, 'bin'), '.', '', 'bin', good, join(real, '..')].join(delimiter);
    assert.equal(await findGit(repository, path), real);
    assert.equal(await findGit(repository, [repository, '.', ''].join(delimiter)), undefined);
    assert.equal(await findGit(good, path), join(repository, 'git'));
  });

  it('is found once it is installed', async () => {
    const [bin, repository] = [await folder(), await folder()];
    assert.equal(await findGit(repository, bin), undefined);
    program(join(bin, 'git'));
    assert.equal(await findGit(repository, bin), join(bin, 'git'));
  });

  it('tells in its own words what to do about a folder that it does not trust', async () => {
    const history = new GitHistory();
    try {
      history.commit('2024-04-01T12:00:00Z', 'one', { 'a.txt': '1\n' });
      process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER = '1';
      const error: unknown = await repositoryFacts(history.directory, request(new AbortController().signal)).catch(
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof SourceFailed && error.problem === 'notTrustedByGit');
      assert.match(error.detail ?? '', /git config --global --add safe\.directory/);
    } finally {
      delete process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER;
      history.dispose();
    }
  });
});
