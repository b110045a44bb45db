import * as assert from 'node:assert/strict';
import { revertBranchName, revertMessage } from '../../../src/changes/revertCommit';

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
