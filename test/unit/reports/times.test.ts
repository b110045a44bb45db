import * as assert from 'node:assert/strict';
import { parseLeadingTime } from '../../../src/domain/when';
import { shortDay } from '../../../src/reports/days';
import {
  formatClock,
  formatDay,
  formatMoment,
  formatSpoken,
  formatSpokenRange,
  formatWithZone,
} from '../../../src/reports/times';
import { refusalSentence } from '../../../src/reports/timeWords';
import { english } from '../../../src/reports/translate';
import { inZone } from '../../helpers/zone';

const at = Date.UTC(2026, 10, 22, 14, 5);
const yearBefore = Date.UTC(2025, 10, 22, 14, 5);

describe('a written time', () => {
  it('names UTC by its name, and any other zone by its offset', () => {
    inZone('UTC', () => assert.equal(formatWithZone(at), '2026-11-22 14:05 UTC'));
    inZone('Asia/Kolkata', () => assert.equal(formatWithZone(at), '2026-11-22 19:35 UTC+05:30'));
    inZone('America/St_Johns', () => assert.equal(formatSpoken(at, at), '10:35 UTC-03:30'));
    inZone('Europe/Berlin', () => {
      assert.equal(formatSpokenRange(at, at + 3_600_000, at), 'From 15:05 to 16:05 UTC+01:00');
    });
  });

  it('has its year where that is another one', () => {
    inZone('UTC', () => {
      assert.equal(formatMoment(yearBefore, at, false), '22 Nov 2025 14:05 UTC');
      assert.equal(formatSpoken(yearBefore, at), '22 November 2025, 14:05 UTC');
    });
  });
});

describe('a local day', () => {
  it('is written in English, short in messages and long in documents', () => {
    inZone('Pacific/Auckland', () => {
      assert.equal(shortDay(at), '23 Nov');
      assert.equal(shortDay(at, { weekday: true, year: true }), 'Mon 23 Nov 2026');
      assert.equal(formatDay(at), 'Monday 23 November 2026');
    });
  });

  it('has its clock with two digits for each part', () => {
    inZone('UTC', () => assert.equal(formatClock(Date.UTC(2026, 2, 4, 5, 6, 7)), '05:06:07'));
  });
});

describe('a time that is refused', () => {
  for (const [line, sentence] of [
    ['25:99 x', 'Can’t read “25:99” as a time. Try 14:05, 20m ago, or paste a timestamp.'],
    [
      '14:05 BST x',
      '“BST” may be British Summer Time (UTC+01:00) or Bangladesh Standard Time (UTC+06:00). Type the offset instead.',
    ],
    ['14:05 Europe/Berln x', '“Europe/Berln” is not a known time zone. Try UTC+02:00 or Europe/Berlin.'],
    ['14:05 +10 x', '“+10” may be a time zone or text. Type the zone as UTC+02:00, or a comma before text.'],
    ['03/04/2026 14:05 x', '“03/04/2026” may be 2026-04-03 or 2026-03-04. Type the one you mean.'],
    ['2026-02-30 14:05 x', '“2026-02-30” is not a date in the calendar.'],
    ['Mon Nov 20 2026 14:05:00 x', '2026-11-20 is a Friday. Check the date, or leave out the weekday.'],
    ['2026-11-20 x', '“2026-11-20” has no time of day. Add one, such as 14:05.'],
    ['a few minutes ago x', '“a few minutes ago” is too vague. Try 9:10, 21:10 or 20m ago.'],
    ['14:05-14:10 x', '“14:05-14:10” is a range. Enter one time.'],
    ['2026-03-29 02:30 x', '02:30 doesn’t exist on that day: the clocks went from 02:00 to 03:00.'],
  ] as const) {
    it(`says what is wrong with “${line}”`, () => {
      inZone('Europe/Berlin', () => {
        const when = parseLeadingTime(line, at);
        assert.equal(when.kind === 'unreadable' && refusalSentence(when.refusal, when.token, english), sentence);
      });
    });
  }
});
