import * as assert from 'node:assert/strict';
import { branchOn, revertBranchName, revertCommands, revertMessage } from '../../../src/changes/revertCommit';

const change = (sha: string, subject: string) => ({ sha: sha.repeat(40), subject, at: 0 }) as never;
const REASON = { title: 'Pulls fail\nbadly', severity: 'SEV-2', startedAt: '2026-11-25T21:55:00.000Z' };

describe('the commit of a revert', () => {
  it('says what it takes back in the words of git, and for which incident', () => {
    assert.equal(
      revertMessage([change('a', 'Cache the "cart"')], REASON),
      [
        'Revert "Cache the "cart""',
        '',
        `This reverts commit ${'a'.repeat(40)}.`,
        '',
        'Incident: Pulls fail badly',
        'Severity: SEV-2',
        'Started: 2026-11-25T21:55:00.000Z',
        '',
      ].join('\n'),
    );
  });

  it('has a line for each of several changes', () => {
    const message = revertMessage([change('a', 'Cache the cart'), change('b', 'Warm the cache')]);
    assert.match(
      message,
      /^Revert 2 changes\n\nThis reverts commit a{40}\. \(Cache the cart\)\nThis reverts commit b{40}/,
    );
  });

  it('is on a branch that is named after the change, with a number where there is one of that name', () => {
    const sha = '1a2b3c4d5e'.repeat(4);
    assert.equal(revertBranchName('revert/${shortHash}', sha), 'revert/1a2b3c4');
    assert.equal(revertBranchName('hotfix-${hash}', sha, 1), `hotfix-${sha}-2`);
  });
});

describe('the deployed branch', () => {
  it('is known by its name on the remote, so that it is not pushed', () => {
    assert.equal(branchOn('origin', 'origin/main'), 'main');
    assert.equal(branchOn('origin', 'origin/release/1.2'), 'release/1.2');
    assert.equal(branchOn('origin', 'origins/main'), 'origins/main');
    assert.equal(branchOn(undefined, 'main'), 'main');
  });
});

describe('the commands of a revert for a shell', () => {
  const [tip, sha, merge] = ['d', 'a', 'b'].map((letter) => letter.repeat(40)) as [string, string, string];

  it('do the same, newest first, a merge against its first parent', () => {
    const changes = [
      { sha: merge, isMerge: true },
      { sha, isMerge: false },
    ];
    assert.equal(
      revertCommands({ branch: 'revert/aaaaaaa', tip, remote: 'origin' }, changes),
      [
        `git switch --create revert/aaaaaaa ${tip}`,
        `git revert --no-edit --mainline 1 ${merge}`,
        `git revert --no-edit ${sha}`,
        'git push --set-upstream origin revert/aaaaaaa',
        '',
      ].join('\n'),
    );
  });

  it('cannot run anything else by the name of a branch, and push only where there is a remote', () => {
    const commands = revertCommands({ branch: "x;touch 'y'", tip }, [{ sha, isMerge: false }]);
    assert.equal(commands, `git switch --create 'x;touch '\\''y'\\''' ${tip}\ngit revert --no-edit ${sha}\n`);
  });
});
