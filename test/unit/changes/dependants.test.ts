import assert from 'node:assert/strict';
import { namesTakenOut, nearDependants, usesOf } from '../../../src/changes/dependants';
import { filesOf, PatchReader, rangeBefore, type CommitPatch, type FilePatch } from '../../../src/changes/patch';

function patch(text: string): readonly FilePatch[] {
  const reader = new PatchReader();
  for (const line of text.split('\n')) reader.take(line);
  return reader.end();
}

/** A diff of one file: hunks as `-10,2 +10,3`. */
function diff(path: string, ...hunks: readonly string[]): readonly FilePatch[] {
  const bodies = hunks.map((hunk) => {
    const [removed = 1, added = 1] = [.../-\d+(?:,(\d+))? \+\d+(?:,(\d+))?/.exec(hunk)!]
      .slice(1)
      .map((count: string | undefined) => Number(count ?? 1));
    return [`@@ ${hunk} @@`, ...Array<string>(removed).fill('-x'), ...Array<string>(added).fill('+y')].join('\n');
  });
  return patch([`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, ...bodies].join('\n'));
}
const later = (sha: string, files: readonly FilePatch[]): CommitPatch => ({ sha, subject: sha, files });

describe('a diff', () => {
  it('tells files, their status, and lines that look like headers from headers', () => {
    const files = patch(
      [
        'diff --git a/sql b/sql',
        '--- a/sql',
        '+++ b/sql',
        '@@ -1,2 +1 @@',
        '--- a/x',
        '-diff --git a/y b/y',
        '+++ b/x',
        'diff --git a/new b/new',
        'new file mode 100644',
        '--- /dev/null',
        '+++ b/new',
        '@@ -0,0 +1 @@',
        '+1',
        'diff --git a/from b/to',
        'similarity index 100%',
        'rename from from',
        'rename to to',
        'diff --git a/a b.png b/a b.png',
        'Binary files a/a b.png and b/a b.png differ',
        'diff --git a/gone b/gone',
        'deleted file mode 100644',
        '--- a/gone',
        '+++ /dev/null',
        '@@ -1 +0,0 @@',
        '-1',
        'diff --git "a/t\\tab" "b/t\\tab"',
        'old mode 100644',
        'new mode 100755',
      ].join('\n'),
    );
    assert.deepEqual(
      filesOf(files).map(({ status, path, oldPath, added, deleted }) => [status, path, oldPath, added, deleted]),
      [
        ['M', 'sql', undefined, 1, 2],
        ['A', 'new', undefined, 1, 0],
        ['R', 'to', 'from', 0, 0],
        ['M', 'a b.png', undefined, null, null],
        ['D', 'gone', undefined, 0, 1],
        ['M', 't\tab', undefined, 0, 0],
      ],
    );
    assert.deepEqual(files[0]?.removed, ['-- a/x', 'diff --git a/y b/y']);
  });

  it('tells where lines stood before it', () => {
    const hunks = diff('f', '-10,0 +11,5', '-20,3 +25')[0]!.hunks;
    assert.deepEqual(rangeBefore({ from: 5, to: 6 }, hunks), { from: 5, to: 6 });
    assert.deepEqual(rangeBefore({ from: 18, to: 20 }, hunks), { from: 13, to: 15 });
    assert.deepEqual(rangeBefore({ from: 40, to: 41 }, hunks), { from: 37, to: 38 });
  });
});

describe('the later changes that depend on what is taken back', () => {
  it('are those that changed lines near it', () => {
    const revert = diff('cart.ts', '-20,2 +20');
    const near = later('near', diff('cart.ts', '-23 +23'));
    const far = later('far', diff('cart.ts', '-40 +40'));
    const other = later('other', diff('other.ts', '-20 +20'));
    const found = nearDependants(revert, [other, far, near]);
    assert.deepEqual(found, [{ sha: 'near', subject: 'near', why: { kind: 'near', path: 'cart.ts' } }]);
  });

  it('are found where the lines have moved since', () => {
    const revert = diff('cart.ts', '-120,2 +120');
    const moved = later('moved', diff('cart.ts', '-1,0 +2,100'));
    const near = later('near', diff('cart.ts', '-23 +23'));
    assert.deepEqual(
      nearDependants(revert, [moved, near]).map(({ sha }) => sha),
      ['near'],
    );
  });

  it('are found through a rename', () => {
    const revert = diff('basket.ts', '-20 +20');
    const [renamed] = patch('diff --git a/cart.ts b/basket.ts\nrename from cart.ts\nrename to basket.ts');
    const found = nearDependants(revert, [later('renamed', [renamed!]), later('near', diff('cart.ts', '-21 +21'))]);
    assert.deepEqual(
      found.map(({ sha }) => sha),
      ['near'],
    );
  });

  const removing = (...lines: readonly string[]) =>
    patch(
      ['diff --git a/f b/f', '--- a/f', '+++ b/f', `@@ -1,${lines.length} +0,0 @@`, ...lines.map((l) => `-${l}`)].join(
        '\n',
      ),
    );
  const adding = (...lines: readonly string[]) =>
    patch(
      ['diff --git a/g b/g', '--- a/g', '+++ b/g', `@@ -0,0 +1,${lines.length} @@`, ...lines.map((l) => `+${l}`)].join(
        '\n',
      ),
    );

  it('are those that use a name which comes into being there', () => {
    const revert = removing(
      'export function retryUpload(job) {',
      'def backoff_seconds(n):',
      'func (s *Server) DrainQueue(ctx context.Context) {',
      'RETRY_LIMIT = 3',
      '  return retryUpload(job);',
    );
    assert.deepEqual(namesTakenOut(revert), ['retryUpload', 'backoff_seconds', 'DrainQueue', 'RETRY_LIMIT']);
    const uses = usesOf(namesTakenOut(revert), [
      later('uses', adding('  await retryUpload(next);')),
      later('similar', adding('  await retryUploads(next);')),
    ]);
    assert.deepEqual(
      uses.map(({ sha, why }) => `${sha} ${why.name} ${why.path}`),
      ['uses retryUpload g'],
    );
  });

  it('are not those that use a name which the revert leaves', () => {
    const kept = patch(
      'diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-function retryUpload(job, times) {\n+function retryUpload(job) {',
    );
    assert.deepEqual(namesTakenOut(kept), []);
  });
});
