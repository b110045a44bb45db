import * as assert from 'node:assert/strict';
import { nextMorning, parseUpcoming } from '../../../src/domain/upcoming';
import { inZone } from '../../helpers/zone';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham'];

/** Sunday 22 November 2026, 14:30:20, local time. */
function now(hour = 14, minute = 30): number {
  return new Date(2026, 10, 22, hour, minute, 20).getTime();
}

function local(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const year = date.getFullYear() === 2026 ? '' : `${date.getFullYear()}-`;
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${year}${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** How an input is understood, short: a local time, `past <time>` or `unreadable`. */
function understood(input: string, at = now()): string {
  const read = parseUpcoming(input, at);
  if (read.kind === 'unreadable') return read.kind;
  return read.kind === 'past' ? `past ${local(read.at)}` : local(read.at);
}

/** Inputs that mean the same in every zone. */
const INPUTS: readonly (readonly [input: string, expected: string])[] = [
  // From now on.
  ['20', '11-22 14:50'],
  [' 90 ', '11-22 16:00'],
  ['45 min', '11-22 15:15'],
  ['in 45 minutes', '11-22 15:15'],
  ['+20m', '11-22 14:50'],
  ['1h 30m', '11-22 16:00'],
  ['1h30m from now', '11-22 16:00'],
  ['1.5h', '11-22 16:00'],
  ['2 days', '11-24 14:30'],
  // A time of day: today, or tomorrow where it is over.
  ['15:30', '11-22 15:30'],
  ['15.30', '11-22 15:30'],
  ['3:30pm', '11-22 15:30'],
  ['3 pm', '11-22 15:00'],
  ['at 15:30', '11-22 15:30'],
  ['9:00', '11-23 09:00'],
  ['9am', '11-23 09:00'],
  ['14:30', '11-23 14:30'],
  ['12am', '11-23 00:00'],
  // A day and a time.
  ['tomorrow 9:00', '11-23 09:00'],
  ['tomorrow at 9', '11-23 09:00'],
  ['Tomorrow, 7:30', '11-23 07:30'],
  ['today 18:00', '11-22 18:00'],
  ['mon 8am', '11-23 08:00'],
  ['Friday 10:00', '11-27 10:00'],
  ['2026-11-24 09:00', '11-24 09:00'],
  ['2026-11-24T09:00', '11-24 09:00'],
  ['24 Nov 9:00', '11-24 09:00'],
  ['Nov 24 9:00', '11-24 09:00'],
  ['3 Jan 9:00', '2027-01-03 09:00'],
  // A day is its morning.
  ['tomorrow', '11-23 09:00'],
  ['tomorrow morning', '11-23 09:00'],
  ['in the morning', '11-23 09:00'],
  ['monday', '11-23 09:00'],
  ['Nov 24', '11-24 09:00'],
  // What is over.
  ['0', 'past 11-22 14:30'],
  ['today 9:00', 'past 11-22 09:00'],
  ['yesterday 23:10', 'past 11-21 23:10'],
  ['2026-11-22 14:30', 'past 11-22 14:30'],
  // What is no time.
  ['', 'unreadable'],
  ['soon', 'unreadable'],
  ['25:00', 'unreadable'],
  ['9:61', 'unreadable'],
  ['13pm', 'unreadable'],
  ['-10m', 'unreadable'],
  ['10 parsecs', 'unreadable'],
  ['2026-02-30 9:00', 'unreadable'],
  ['2031-01-01 9:00', 'unreadable'],
  ['99999 days', 'unreadable'],
  ['15:30 or so', 'unreadable'],
  ['9:00 +99:00', 'unreadable'],
];

describe('a time to come', () => {
  for (const [input, expected] of INPUTS) {
    it(`“${input}” is ${expected}, wherever one is`, () => {
      for (const zone of ZONES) inZone(zone, () => assert.equal(understood(input), expected, zone));
    });
  }

  it('is read in the zone that is given', () => {
    inZone('Europe/Berlin', () => {
      assert.equal(understood('15:30Z'), '11-22 16:30');
      assert.equal(understood('15:30 +05:30'), '11-23 11:00');
      assert.equal(understood('2026-11-22T15:30:00.500Z'), '11-22 16:30');
      assert.equal(understood('2026-11-22T15:30+02:00'), 'past 11-22 14:30');
    });
  });

  it('keeps its time of day over a change of the clocks', () => {
    // In Berlin the clocks go back in the night to 25 October 2026.
    inZone('Europe/Berlin', () => {
      const evening = new Date(2026, 9, 24, 23, 0).getTime();
      assert.equal(understood('tomorrow 9:00', evening), '10-25 09:00');
      assert.equal(nextMorning(evening) - evening, 11 * 3_600_000);
    });
  });
});

describe('the next morning', () => {
  for (const [what, hour, minute, expected] of [
    ['in the evening is that of the next day', 22, 0, '11-23 09:00'],
    ['after midnight is that of the same day', 1, 30, '11-22 09:00'],
    ['just before it is that of the next day', 7, 0, '11-23 09:00'],
  ] as const) {
    it(what, () => assert.equal(local(nextMorning(now(hour, minute))), expected));
  }

  it('may be at another hour', () => assert.equal(local(nextMorning(now(22, 0), 7)), '11-23 07:00'));
});
