import assert from 'node:assert/strict';
import { fileOfFrame, framesOf } from '../../../src/changes/stackTrace';

const places = (text: string) => framesOf(text).map(({ path, line }) => `${path}:${line}`);

describe('frames of stack traces', () => {
  it('JavaScript, without node itself and libraries', () => {
    const trace = `TypeError: Cannot read properties of undefined (reading 'size')
    at sizeOf (/srv/pallet/src/cache/manifestCache.js:29:72)
    at Array.map (<anonymous>)
    at file:///srv/pallet/src/http/manifests.js:41:10
    at next (/srv/pallet/node_modules/express/lib/router.js:12:3)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;
    assert.deepEqual(places(trace), [
      '/srv/pallet/src/cache/manifestCache.js:29',
      '/srv/pallet/src/http/manifests.js:41',
    ]);
  });
  it('Python', () => {
    const trace =
      'Traceback (most recent call last):\n  File "app/cache.py", line 12, in get\n    return x[0]\nKeyError: 0';
    assert.deepEqual(places(trace), ['app/cache.py:12']);
  });
  it('Java, with the folder of the package', () => {
    assert.deepEqual(places('  at com.acme.pallet.Cache.get(Cache.java:12)'), ['com/acme/pallet/Cache.java:12']);
  });
  it('Go, Rust and compilers', () => {
    assert.deepEqual(places('goroutine 1:\n\t/app/cache/cache.go:33 +0x1d'), ['/app/cache/cache.go:33']);
    assert.deepEqual(places("thread 'main' panicked at src/main.rs:4:5:"), ['src/main.rs:4']);
    assert.deepEqual(places('   at Acme.Cache.Get() in C:\\src\\Acme\\Cache.cs:line 12'), ['C:/src/Acme/Cache.cs:12']);
  });
  it('none in times, addresses and versions', () => {
    assert.deepEqual(places('2026-11-22T14:05:30Z GET http://10.0.0.1:8080/v2 took 12:30 v1.2.3'), []);
  });
  it('gives each place once, the one where the error was thrown first', () => {
    const frames = framesOf('at a (src/a.js:1:1)\nat b (src/b.js:2:1)\nat a (src/a.js:1:9)');
    assert.deepEqual(
      frames.map(({ path, depth }) => [path, depth]),
      [
        ['src/a.js', 0],
        ['src/b.js', 1],
      ],
    );
  });
});

describe('the file that a frame means', () => {
  const files = ['src/cache/index.js', 'src/http/index.js', 'src/cache/manifestCache.js', 'docs/index.md'];
  const cases: readonly [frame: string, file: string | undefined][] = [
    ['/srv/pallet/src/cache/manifestCache.js', 'src/cache/manifestCache.js'],
    ['manifestCache.js', 'src/cache/manifestCache.js'],
    ['cache/index.js', 'src/cache/index.js'],
    ['index.js', undefined],
    ['lib/manifestCache.js', undefined],
    ['other.js', undefined],
  ];
  for (const [path, file] of cases)
    it(`${path}: ${file ?? 'none'}`, () => assert.equal(fileOfFrame({ path }, files), file));

  const twins = ['src/index.ts', 'packages/a/src/index.ts', 'a/x/foo.ts', 'b/x/foo.ts', 'lib/x/y/foo.ts', 'foo.ts'];
  it('is the one with exactly the path, whatever the order', () => {
    for (const all of [twins, twins.toReversed()]) {
      assert.equal(fileOfFrame({ path: 'src/index.ts' }, all), 'src/index.ts');
      assert.equal(fileOfFrame({ path: '/srv/src/index.ts' }, all), 'src/index.ts');
      assert.equal(fileOfFrame({ path: '../packages/b/../a/src/index.ts' }, all), 'packages/a/src/index.ts');
    }
  });
  it('is undecided between two that match equally well, whatever else matches less', () => {
    for (const all of [twins, twins.toReversed()]) assert.equal(fileOfFrame({ path: 'x/foo.ts' }, all), undefined);
  });
});
