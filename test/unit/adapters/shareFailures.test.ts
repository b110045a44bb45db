import assert from 'node:assert/strict';
import { asShareFailed } from '../../../src/adapters/share/failures';
import type { ShareProblem } from '../../../src/app/sharePorts';
import { GitFailed } from '../../../src/adapters/git/run';

const FORBIDDEN = "fatal: unable to access 'https://git.example/a/b.git/': The requested URL returned error: 403";
const SAID: readonly (readonly [complaint: string, problem: ShareProblem, detail: RegExp])[] = [
  [FORBIDDEN, 'readOnly', /error: 403$/],
  [
    `remote: Permission to a/b.git denied to ada.\n${FORBIDDEN}`,
    'readOnly',
    /^Permission to a\/b\.git denied to ada\.$/,
  ],
  ['ERROR: Permission to a/b.git denied to ada.\nfatal: Could not read from remote repository.', 'readOnly', /./],
  ['remote: You are not allowed to push code to this project.', 'readOnly', /^You are not allowed/],
  ['remote: GitLab: You are not allowed to push code to protected branches on this project.', 'refused', /protected/],
  ['git@git.example: Permission denied (publickey).', 'signIn', /publickey/],
  ["fatal: unable to access 'https://git.example/': Could not resolve host: git.example", 'offline', /resolve host/],
];

describe('what git says of a remote', () => {
  for (const [complaint, problem, detail] of SAID) {
    it(`is a reason to tell people: ${complaint.split('\n')[0]}`, () => {
      const failure = asShareFailed(new GitFailed('failed', complaint));
      assert.equal(failure.problem, problem);
      assert.match(failure.detail, detail);
    });
  }
});
