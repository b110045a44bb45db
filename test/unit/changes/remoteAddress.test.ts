import assert from 'node:assert/strict';
import { commitAddress } from '../../../src/changes/remoteAddress';

const SHA = '1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d';

describe('the page of a commit on its remote', () => {
  const known: readonly [remote: string, address: string][] = [
    ['https://github.com/acme/pallet.git', `https://github.com/acme/pallet/commit/${SHA}`],
    ['git@github.com:acme/pallet.git', `https://github.com/acme/pallet/commit/${SHA}`],
    ['ssh://git@github.com:22/acme/pallet', `https://github.com/acme/pallet/commit/${SHA}`],
    ['https://user:secret@github.com/acme/pallet', `https://github.com/acme/pallet/commit/${SHA}`],
    ['https://gitlab.example.com/a/b/c.git', `https://gitlab.example.com/a/b/c/-/commit/${SHA}`],
    ['git@bitbucket.org:acme/pallet.git', `https://bitbucket.org/acme/pallet/commits/${SHA}`],
    [
      'https://acme@dev.azure.com/acme/My%20Project/_git/pallet',
      `https://dev.azure.com/acme/My%20Project/_git/pallet/commit/${SHA}`,
    ],
    ['git@ssh.dev.azure.com:v3/acme/shop/pallet', `https://dev.azure.com/acme/shop/_git/pallet/commit/${SHA}`],
    ['https://acme.visualstudio.com/shop/_git/pallet', `https://acme.visualstudio.com/shop/_git/pallet/commit/${SHA}`],
  ];
  for (const [remote, address] of known) it(remote, () => assert.equal(commitAddress(remote, SHA), address));

  const unknown = [
    '/srv/git/pallet.git',
    'C:\\repos\\pallet',
    'file:///srv/git/pallet',
    'https://git.example.com/acme/pallet.git',
    'javascript://github.com/%0aalert(1)',
    '',
  ];
  for (const remote of unknown)
    it(`none for ${remote || 'no remote'}`, () => assert.equal(commitAddress(remote, SHA), undefined));

  it('cannot be led elsewhere by a hostile path or commit', () => {
    assert.equal(
      commitAddress('https://github.com/a/b" onclick="x', SHA),
      `https://github.com/a/b%22%20onclick%3D%22x/commit/${SHA}`,
    );
    assert.equal(commitAddress('https://github.com/a/b', '../../evil'), undefined);
  });
});
