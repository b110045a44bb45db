import assert from 'node:assert/strict';
import { nameAtRemote } from '../../../src/changes/refspecs';

describe('what a remote calls a branch', () => {
  const usual = '+refs/heads/*:refs/remotes/origin/*';

  it('follows from the refspec that brought it', () => {
    assert.equal(nameAtRemote([usual], 'refs/remotes/origin/release/2'), 'refs/heads/release/2');
    assert.equal(
      nameAtRemote(['refs/heads/live:refs/remotes/origin/main'], 'refs/remotes/origin/main'),
      'refs/heads/live',
    );
    assert.equal(nameAtRemote(['', '^refs/heads/x', usual], 'refs/remotes/origin/main'), 'refs/heads/main');
    assert.equal(nameAtRemote(['+refs/heads/*/$&:refs/remotes/o/*'], 'refs/remotes/o/a'), 'refs/heads/a/$&');
  });

  it('is not known where none did', () => {
    assert.equal(nameAtRemote([usual], 'refs/heads/main'), undefined);
    assert.equal(nameAtRemote([usual], 'refs/remotes/origi'), undefined);
    assert.equal(nameAtRemote(['refs/heads/a*b:refs/remotes/a*b'], 'refs/remotes/ab'), 'refs/heads/ab');
    assert.equal(nameAtRemote(['refs/heads/a*a:refs/remotes/a*a'], 'refs/remotes/a'), undefined);
    assert.equal(nameAtRemote([], 'refs/remotes/origin/main'), undefined);
  });
});
