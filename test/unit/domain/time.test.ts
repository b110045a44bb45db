import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatDuration, instantOf, iso } from '../../../src/domain/time';
import { inZone } from '../../helpers/zone';

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
const LENGTHS: readonly (readonly [length: number, expected: string])[] = [
  [-5 * HOUR, '<1m'],
  [0, '<1m'],
  [59 * SECOND, '<1m'],
  [MINUTE, '1m'],
  [12 * MINUTE + 59 * SECOND, '12m'],
  [HOUR - 1, '59m'],
  [HOUR, '1h'],
  [HOUR + 32 * MINUTE, '1h 32m'],
  [2 * HOUR + 59 * SECOND, '2h'],
  [DAY - 1, '23h 59m'],
  [DAY, '1d'],
  [DAY + 59 * MINUTE, '1d'],
  [3 * DAY + 4 * HOUR, '3d 4h'],
  [365 * DAY - 1, '364d 23h'],
  [365 * DAY, '1 y'],
  [370 * DAY + 5 * HOUR, '1 y 5 d'],
  [800 * DAY, '2 y 70 d'],
];

describe('a length of time', () => {
  it('reads in at most two units', () => {
    assert.deepEqual(
      LENGTHS.map(([length]) => [length, formatDuration(length)]),
      LENGTHS,
    );
  });

  it('reads the same in every time zone', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      inZone(zone, () => assert.deepEqual([zone, formatDuration(DAY - 1)], [zone, '23h 59m']));
    }
  });
});

describe('a time of the record', () => {
  it('is in UTC, whatever the zone', () => {
    inZone('Pacific/Chatham', () => assert.equal(iso(Date.UTC(2026, 10, 22, 14, 5, 7, 8)), '2026-11-22T14:05:07.008Z'));
  });

  it('is the instant that every other reader takes it for, on leap days and at the turn of years too', () => {
    const years = { min: new Date('0000-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z') };
    fc.assert(
      fc.property(
        fc.date({ ...years, noInvalidDate: true }),
        (date) => instantOf(date.toISOString()) === date.getTime(),
      ),
    );
    for (const day of [
      '0000-02-29',
      '1900-03-01',
      '1969-12-31',
      '1970-01-01',
      '2000-02-29',
      '2024-02-29',
      '2026-02-31',
    ])
      assert.equal(instantOf(`${day}T23:59:59.999Z`), Date.parse(`${day}T23:59:59.999Z`), day);
    assert.equal(instantOf('2026-11-22T14:05:07Z'), Date.UTC(2026, 10, 22, 14, 5, 7));
  });
});
