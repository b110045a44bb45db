import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayOf, daysAfter, daysBetween, endOfMonth, noonOf, parseDay } from '../../../src/domain/days';
import { inZone } from '../../helpers/zone';

/** A Sunday. */
const TODAY = '2026-11-22';

describe('calendar days', () => {
  for (const [typed, day] of [
    ['2026-11-30', '2026-11-30'],
    ['2026-1-5', '2026-01-05'],
    [' 30 Nov ', '2026-11-30'],
    ['30 november', '2026-11-30'],
    ['Nov 30', '2026-11-30'],
    ['Nov 30th, 2027', '2027-11-30'],
    ['3 Jan', '2027-01-03'],
    ['22 Nov', '2026-11-22'],
    ['29 Feb 2028', '2028-02-29'],
    ['today', '2026-11-22'],
    ['Tomorrow', '2026-11-23'],
    ['yesterday', '2026-11-21'],
    ['friday', '2026-11-27'],
    ['by Fri', '2026-11-27'],
    ['next tuesday', '2026-11-24'],
    ['sunday', '2026-11-29'],
    ['in 3 days', '2026-11-25'],
    ['3d', '2026-11-25'],
    ['2w', '2026-12-06'],
    ['in a week', '2026-11-29'],
    ['two weeks', '2026-12-06'],
    ['next week', '2026-11-29'],
    ['end of month', '2026-11-30'],
    ['end of the month', '2026-11-30'],
  ] as const) {
    it(`reads “${typed}” as ${day}`, () => assert.equal(parseDay(typed, TODAY), day));
  }

  for (const typed of [
    '',
    'soon',
    '2026-02-30',
    '2026-13-01',
    '31 Nov',
    '0001-01-01',
    '99999-01-01',
    'm',
    'fr1',
    '-3d',
  ]) {
    it(`reads no day in “${typed}”`, () => assert.equal(parseDay(typed, TODAY), undefined));
  }

  it('reads back every day that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 100_000 }), (count) => {
        const day = daysAfter(TODAY, count);
        assert.equal(daysBetween(TODAY, day), count);
        if (day >= '1970-01-01') assert.equal(parseDay(day, TODAY), day);
        assert.equal(day < TODAY, count < 0);
      }),
    );
  });

  it('never throws, and gives only days that exist', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const day = parseDay(text, TODAY);
        if (day !== undefined) assert.equal(daysAfter(day, 0), day);
      }),
    );
  });

  it('ends months on their last day', () => {
    assert.deepEqual(['2026-11-22', '2026-12-31', '2027-02-01', '2028-02-01'].map(endOfMonth), [
      '2026-11-30',
      '2026-12-31',
      '2027-02-28',
      '2028-02-29',
    ]);
  });

  for (const zone of ['UTC', 'Pacific/Chatham', 'America/St_Johns']) {
    it(`are those of the clock on the wall in ${zone}`, () => {
      inZone(zone, () => {
        assert.equal(dayOf(new Date(2026, 10, 22, 0, 0, 1).getTime()), TODAY);
        assert.equal(dayOf(new Date(2026, 10, 22, 23, 59, 59).getTime()), TODAY);
        assert.equal(dayOf(noonOf(TODAY)), TODAY);
      });
    });
  }
});
