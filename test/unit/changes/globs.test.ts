import assert from 'node:assert/strict';
import { globMatcher, pathMatcher } from '../../../src/changes/globs';

describe('globs of paths', () => {
  const cases: readonly [glob: string, path: string, matches: boolean][] = [
    ['src/cache/**', 'src/cache/a/b.ts', true],
    ['src/cache/**', 'src/cached.ts', false],
    ['src/cache', 'src/cache/a.ts', true],
    ['src/cache/', 'src/cache/a.ts', true],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/a/b.ts', false],
    ['*.sql', 'migrations/1.sql', true],
    ['**/test/*.ts', 'test/a.ts', true],
    ['**/test/*.ts', 'a/b/test/a.ts', true],
    ['./docs', 'docs/a.md', true],
    ['a+b(c)', 'a+b(c)/x', true],
    ['src/?.ts', 'src/ab.ts', false],
  ];
  for (const [glob, path, matches] of cases) {
    it(`${glob} ${matches ? 'has' : 'has not'} ${path}`, () => assert.equal(pathMatcher([glob])(path), matches));
  }
});

describe('globs of deploy tags', () => {
  it('take * for anything, slashes too', () => {
    const matches = globMatcher(['deploy-*', 'v?.0']);
    assert.deepEqual(['deploy-20261122', 'deploy-eu/1', 'v1.0', 'v10.0', 'xdeploy-1', 'deploy'].map(matches), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
