import assert from 'node:assert/strict';
import { framesOf } from '../../../src/changes/stackTrace';
import { bareTitle, readRevertIntent } from '../../../src/changes/reverts';
import { commitAddress } from '../../../src/changes/remoteAddress';
import { ownNumbers, titleOf } from '../../../src/changes/title';

const SIZE = 1_000_000;
/**
 * Milliseconds of the processor. An idle machine takes less than 50 for any of these, and what is not linear takes
 * seconds or minutes; the room between is for a machine that does other work at the same time.
 */
const MOST = 150;

const HOSTILE = [
  'a',
  '.a',
  '/',
  ' ',
  '"',
  '-',
  'A',
  '.a.a/',
  'a.js:1 ',
  '(a.java:1',
  'at ',
  'File "',
  '\u001b[',
  '\\n',
  '#1 ',
];

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'stack traces': framesOf,
  'titles without what stands around them': bareTitle,
  reverts: (text) => readRevertIntent({ subject: `Revert ${text}`, body: text }),
  'titles of merges': (text) => titleOf({ subject: `Merged PR 1: ${text}`, body: text }),
  'numbers of changes': (text) => ownNumbers({ subject: text, body: text }),
  remotes: (text) => commitAddress(`https://github.com/${text}`, '1a2b3c4'),
};

describe('a line of a million characters is read in proportion to its length', () => {
  for (const [name, read] of Object.entries(READERS)) {
    for (const piece of HOSTILE) {
      it(`${name}: ${JSON.stringify(piece)}`, () => {
        const text = piece.repeat(SIZE / piece.length);
        const times = [1, 2, 3].map(() => {
          const before = process.cpuUsage();
          read(text);
          return process.cpuUsage(before).user / 1000;
        });
        assert.ok(Math.min(...times) < MOST, `${Math.min(...times)} ms`);
      });
    }
  }
});
