import assert from 'node:assert/strict';
import { commitAddress, repositoryOn, requestAddress } from '../../../src/changes/remoteAddress';

const SHA = '1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d';

describe('the repository of a remote on a host', () => {
  it('is its owner and name there, and none elsewhere', () => {
    for (const remote of [
      'https://github.com/acme/shop.git',
      'git@github.com:acme/shop.git',
      'ssh://git@ssh.github.com:443/acme/shop.git',
      'https://user:secret@github.com/acme/shop',
    ]) {
      assert.equal(repositoryOn('github.com', remote), 'acme/shop', remote);
    }
    assert.equal(repositoryOn('github.example.com', 'git@github.example.com:acme/shop.git'), 'acme/shop');
    for (const remote of [
      'git@github.com.evil.example:acme/shop',
      'https://gitlab.com/acme/shop',
      '/srv/acme/shop',
      '',
    ]) {
      assert.equal(repositoryOn('github.com', remote), undefined, remote);
    }
  });
});

describe('the page of a commit on its remote', () => {
  const known: [remote: string, address: string][] = [
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
  const at = (page: string) => `https://${page}/${SHA}`;
  known.push(
    // GitHub
    ['git@github.com-work:o/r.git', at('github.com/o/r/commit')],
    ['ssh://git@ssh.github.com:443/o/r.git', at('github.com/o/r/commit')],
    ['github.com:o/r', at('github.com/o/r/commit')],
    ['git+ssh://user:password@github.com:o/r.git#branch', at('github.com/o/r/commit')],
    [':password@github.com:o/r.git', at('github.com/o/r/commit')],
    ['git+https://:password@www.github.com/o/r/', at('github.com/o/r/commit')],
    ['git://github.com:9418/o/r.git', at('github.com/o/r/commit')],
    ['https://github.com/o/r/blob/main/test/index.js?plain=1', at('github.com/o/r/commit')],
    ['https://github.example.com:8443/o/r.git', at('github.example.com:8443/o/r/commit')],
    ['ssh://git@github.example.com:2222/o/r.git', at('github.example.com/o/r/commit')],
    ['org@acme.ghe.com:o/r.git', at('acme.ghe.com/o/r/commit')],
    ['git@gist.github.com:2d84a6db1b41b4020685.git', at('gist.github.com/2d84a6db1b41b4020685')],
    ['https://gist.github.com/ada/feedbeef#readme', at('gist.github.com/ada/feedbeef')],
    // GitLab
    ['https://gitlab.example.com:8443/a/b.git', at('gitlab.example.com:8443/a/b/-/commit')],
    ['ssh://git@gitlab.example.com:2222/a/b/c.git', at('gitlab.example.com/a/b/c/-/commit')],
    ['http://gitlab.local:8080/a/b', `http://gitlab.local:8080/a/b/-/commit/${SHA}`],
    ['http://gitlab/a/b', `http://gitlab/a/b/-/commit/${SHA}`],
    ['ssh://git@altssh.gitlab.com:443/a/b.git', at('gitlab.com/a/b/-/commit')],
    ['git@gitlab.com-acme:a/b.git', at('gitlab.com/a/b/-/commit')],
    ['https://gitlab.com/a/b/c/-/tree/main', at('gitlab.com/a/b/c/-/commit')],
    ['git@salsa.debian.org:a/b.git', at('salsa.debian.org/a/b/-/commit')],
    // Bitbucket Cloud and Server
    ['ssh://git@altssh.bitbucket.org:443/w/r.git', at('bitbucket.org/w/r/commits')],
    ['https://x-token-auth:token@bitbucket.org/w/r.git', at('bitbucket.org/w/r/commits')],
    ['https://bitbucket.example.com/scm/P/r.git', at('bitbucket.example.com/projects/P/repos/r/commits')],
    ['https://ada@code.example.com:8443/git/scm/P/r.git', at('code.example.com:8443/git/projects/P/repos/r/commits')],
    ['https://bitbucket.example.com/scm/~ada/r.git', at('bitbucket.example.com/projects/~ada/repos/r/commits')],
    ['ssh://git@bitbucket.example.com:7999/P/r.git', at('bitbucket.example.com/projects/P/repos/r/commits')],
    ['ssh://git@code.example.com:7999/~ada/r.git', at('code.example.com/projects/~ada/repos/r/commits')],
    ['https://bitbucket.example.com/projects/P/repos/r/browse', at('bitbucket.example.com/projects/P/repos/r/commits')],
    // Azure DevOps
    ['https://acme.visualstudio.com/_git/pallet', at('acme.visualstudio.com/_git/pallet/commit')],
    [
      'https://acme.visualstudio.com/DefaultCollection/shop/_git/pallet',
      at('acme.visualstudio.com/DefaultCollection/shop/_git/pallet/commit'),
    ],
    ['acme@vs-ssh.visualstudio.com:v3/acme/shop/pallet', at('dev.azure.com/acme/shop/_git/pallet/commit')],
    ['git@ssh.dev.azure.com:v3/acme/My%20Shop/pallet', at('dev.azure.com/acme/My%20Shop/_git/pallet/commit')],
    ['ssh://acme@acme.visualstudio.com:22/shop/_ssh/pallet', at('acme.visualstudio.com/shop/_git/pallet/commit')],
    ['https://tfs.example.com:8080/tfs/Main/shop/_git/r', at('tfs.example.com:8080/tfs/Main/shop/_git/r/commit')],
    // Others
    ['https://codeberg.org/o/r.git', at('codeberg.org/o/r/commit')],
    ['ssh://git@gitea.example.com:2222/o/r.git', at('gitea.example.com/o/r/commit')],
    ['https://forgejo.example.com:3000/o/r', at('forgejo.example.com:3000/o/r/commit')],
    ['https://cnb.cool/o/r', at('cnb.cool/o/r/-/commit')],
    [
      'ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/r',
      at('eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/r/commit'),
    ],
    ['git@git.sr.ht:~ada/r', at('git.sr.ht/~ada/r/commit')],
    ['https://android.googlesource.com/platform/art', at('android.googlesource.com/platform/art/+')],
    ['git://git.kernel.org/pub/scm/git/git.git', `https://git.kernel.org/pub/scm/git/git.git/commit/?id=${SHA}`],
  );
  for (const [remote, address] of known) it(remote, () => assert.equal(commitAddress(remote, SHA), address));

  const unknown = [
    '/srv/git/pallet.git',
    'C:\\repos\\pallet',
    'file:///srv/git/pallet',
    'https://git.example.com/acme/pallet.git',
    'git@github-work:o/r.git',
    'github:o/r',
    'git@gitlab:a/b.git',
    'git@github.com.work:o/r.git',
    'https://github.com.example.org/o/r',
    'https://pages.gitlab.com/o/r',
    'https://github.com/o',
    'https://github.com/o/r/issues',
    'https://github.example.com/gist/feedbeef.git',
    'https://gitlab.com/a/-/b',
    'git@gitlab.example.com:2222/a/b.git',
    'https://bitbucket.org/w/r/get/archive.tar.gz',
    'https://bitbucket.example.com/P/r.git',
    'git@[::1]:o/r.git',
    'https://github.com/../r',
    'https://constructor/o/r',
    'ext::sh -c github.com:o/r',
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

describe('the page on which a pull request is made', () => {
  const pages: [remote: string, page: string | undefined][] = [
    ['git@github.com:acme/pallet.git', 'https://github.com/acme/pallet/compare/main...revert%2F1a2b3c4?expand=1'],
    [
      'https://gitlab.example.com/a/b/c.git',
      'https://gitlab.example.com/a/b/c/-/merge_requests/new?merge_request%5Bsource_branch%5D=revert%2F1a2b3c4&merge_request%5Btarget_branch%5D=main',
    ],
    [
      'git@bitbucket.org:acme/pallet.git',
      'https://bitbucket.org/acme/pallet/pull-requests/new?source=revert%2F1a2b3c4&dest=main',
    ],
    [
      'https://bitbucket.example.com/scm/P/r.git',
      'https://bitbucket.example.com/projects/P/repos/r/pull-requests?create&sourceBranch=refs%2Fheads%2Frevert%2F1a2b3c4&targetBranch=refs%2Fheads%2Fmain',
    ],
    [
      'https://acme@dev.azure.com/acme/shop/_git/pallet',
      'https://dev.azure.com/acme/shop/_git/pallet/pullrequestcreate?sourceRef=revert%2F1a2b3c4&targetRef=main',
    ],
    // Their requests are made by mail.
    ['git://git.kernel.org/pub/scm/git/git.git', undefined],
    ['/srv/git/pallet.git', undefined],
  ];
  for (const [remote, page] of pages)
    it(`${page === undefined ? 'none' : 'known'} for ${remote}`, () =>
      assert.equal(requestAddress(remote, 'revert/1a2b3c4', 'main'), page));

  it('cannot be led elsewhere by the name of a branch', () => {
    const page = requestAddress('git@github.com:acme/pallet.git', '../../x?y#z&', 'release 1/2');
    assert.equal(page, 'https://github.com/acme/pallet/compare/release%201%2F2.....%2F..%2Fx%3Fy%23z%26?expand=1');
  });
});
