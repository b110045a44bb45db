import * as assert from 'node:assert/strict';
import type { Doubt } from '../../../src/domain/events';
import { helpWanted, updateBody } from '../../../src/reports/messageParts';
import { english as t } from '../../../src/reports/translate';

describe('a message in the timeline', () => {
  it('that is an update does not repeat its status and the title', () => {
    assert.equal(updateBody('Identified: Checkout is failing\n\nSince 09:13 UTC, …\n'), 'Since 09:13 UTC, …');
    for (const whole of ['All is well', 'Identified: the cause', 'Note: x\ny', ''])
      assert.equal(updateBody(whole), whole);
  });

  const wanted = (text: string, ...doubts: Doubt[]) => helpWanted({ text, doubts }, t);
  const rows: readonly (readonly [text: string, doubts: Doubt[], wanted: string])[] = [
    ['Help needed: Checkout\n\nNeeded:\n- payments database expert\n', [], 'payments database expert'],
    [
      'Help needed: Checkout\n\nNeeded:\n- More people\n- a DBA\n',
      ['capacity', 'howToFix'],
      'more people, help finding a fix, a DBA',
    ],
    ['Help needed: Checkout\n\nNeeded:\n- [What do you need, and from whom?]\n', [], 'Checkout'],
    ['Help needed: payments database expert', [], 'payments database expert'],
    ['Help wanted: Checkout', ['whatIsWrong'], 'help finding out what is wrong'],
    ['Help wanted: Checkout.\n\nWe need a DBA.', ['capacity'], 'We need a DBA.'],
    ['Can a DBA have a look?', ['capacity'], 'Can a DBA have a look?'],
  ];
  for (const [text, doubts, expected] of rows) {
    it(`that asks for help says what is needed: ${expected}`, () => assert.equal(wanted(text, ...doubts), expected));
  }
});
