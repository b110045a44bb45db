import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { WordSearch } from '../../../src/changes/wordSearch';

describe('names looked for in a text', () => {
  const search = new WordSearch(['retryUpload', 'RETRY_LIMIT', '$scope', 'a1']);
  const found = (text: string) => [...search.in(Buffer.from(text))].sort();

  it('are found as whole words, at either end, each once', () => {
    assert.deepEqual(found('retryUpload(RETRY_LIMIT); retryUpload'), ['RETRY_LIMIT', 'retryUpload']);
    assert.deepEqual(found('a1'), ['a1']);
    assert.deepEqual(found('x.$scope=é'), ['$scope']);
  });

  it('are not found as parts of others, or in nothing', () => {
    assert.deepEqual(found('retryUploads _retryUpload $retryUpload retryUpload2 scope ba1 éa1_'), []);
    assert.deepEqual(found(''), []);
    assert.deepEqual([...new WordSearch([]).in(Buffer.from('a b'))], []);
  });

  it('are those that splitting the text into words finds', () => {
    const word = fc.stringMatching(/^[ab_$1]{1,3}$/);
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.oneof(word, fc.constantFrom(' ', '.', 'ä', '\n'))), (names, parts) => {
        const text = parts.join('');
        const words = new Set(text.match(/[A-Za-z0-9_$]+/g));
        const expected = [...new Set(names)].filter((name) => words.has(name)).sort();
        assert.deepEqual([...new WordSearch(names).in(Buffer.from(text))].sort(), expected);
      }),
    );
  });
});
