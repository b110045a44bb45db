import * as assert from 'node:assert/strict';
import { formatDuration, iso } from '../../../src/domain/time';
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
});
