import assert from 'node:assert/strict';
import { globProblem } from '../../../src/changes/braces';
import { globMatcher, pathMatcher } from '../../../src/changes/globs';
import { processorTime } from '../../helpers/processorTime';

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
    ['/README.md', 'README.md', true],
    ['/README.md', 'docs/README.md', false],
    ['README.md', 'docs/README.md', true],
    ['src/cache/', 'src/cache', false],
    ['cache/**', 'src/cache/a.ts', false],
    ['{src,lib}/**', 'lib/a.ts', true],
    ['src/{a,b/c}', 'src/b/c/d.ts', true],
    ['src/{a,b/c}', 'src/b/d.ts', false],
    ['*.{ts,{js,mjs}}', 'src/a.mjs', true],
    ['v{08..10}.sql', 'db/v09.sql', true],
    ['{a', '{a', true],
    ['[a-c].ts', 'b.ts', true],
    ['[!a-c].ts', 'b.ts', false],
    ['[^a-c].ts', 'd.ts', true],
    ['[[:digit:]]*.sql', 'db/1_add.sql', true],
    ['[]x]', ']', true],
    ['[z-a]', 'z', false],
    ['\\*.ts', 'a.ts', false],
    ['\\*.ts', '*.ts', true],
    ['a**b', 'axxb', true],
    ['*aa', 'aaa', true],
    ['*ab*ab', 'abab', true],
    ['*/*a*/*b', 'x/ya/zb', true],
    ['.*', '.env', true],
    ['*', '.github/ci.yml', true],
    ['!a.ts', '!a.ts', true],
    ['', 'a.ts', false],
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

describe('hostile globs', () => {
  const many = 'a'.repeat(4_000);
  const hostile: readonly [glob: string, path: string][] = [
    ['*a*a*a*a*a*a*b', many],
    ['*a?'.repeat(300) + 'b', many],
    ['**/a/'.repeat(100) + 'b', 'a/'.repeat(2_000)],
    ['{a,a}'.repeat(6) + '*{a,b}*b', many],
    ['{'.repeat(900), many],
    ['\\'.repeat(900), many],
    ['('.repeat(900), many],
    ['[[:'.repeat(300), many],
  ];
  for (const [glob, path] of hostile) {
    it(`${glob.slice(0, 20)}… takes a moment at most`, () => {
      const took = processorTime(() => {
        assert.equal(pathMatcher([glob])(path), false);
        assert.equal(globMatcher([glob])(path), false);
      });
      assert.ok(took < 1_000, `${took} ms`);
    });
  }

  it('are refused if they are too long or stand for too many names', () => {
    assert.equal(globProblem('src/{a,b}/*.ts'), undefined);
    assert.match(globProblem('a'.repeat(1_001)) ?? '', /1000 characters/);
    for (const glob of ['{1..1000000}', '{a,b}'.repeat(20)]) {
      assert.match(globProblem(glob) ?? '', /at most 100/);
      assert.equal(pathMatcher([glob])('5'), false);
    }
  });
});
