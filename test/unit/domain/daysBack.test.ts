import * as assert from 'node:assert/strict';
import { parseLeadingTime, parseTime, type When } from '../../../src/domain/when';
import { inZone } from '../../helpers/zone';

const now = () => new Date(2026, 10, 22, 14, 30, 20).getTime();

function said(when: When): string {
  if (when.kind === 'none') return `none | ${when.text}`;
  if (when.kind !== 'time') return `${when.kind} ${when.token}`;
  const date = new Date(when.at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} | ${when.text}`;
}

/** In front of a line, and as a time on its own: what is said of both is in the second place. */
const BACK: readonly (readonly [typed: string, lead: string, alone?: string])[] = [
  // Days back and a clock are a day and its clock.
  ['-5d 00', '11-17 00:00:00 | ', '11-17 00:00:00 | '],
  ['-5d 00:00', '11-17 00:00:00 | ', '11-17 00:00:00 | '],
  ['-5d 00h', '11-17 00:00:00 | ', '11-17 00:00:00 | '],
  ['-5d, 14:05', '11-17 14:05:00 | ', '11-17 14:05:00 | '],
  ['-5d 1405', '11-17 14:05:00 | ', '11-17 14:05:00 | '],
  ['-5d 14:05 UTC-5', '11-17 19:05:00 | ', '11-17 19:05:00 | '],
  ['-2 weeks 9.10', '11-08 09:10:00 | ', '11-08 09:10:00 | '],
  ['-1w at 2:30 PM restarted', '11-15 14:30:00 | restarted'],
  ['2 days ago noon', '11-20 12:00:00 | ', '11-20 12:00:00 | '],
  ['2 days ago, 14:05 restarted', '11-20 14:05:00 | restarted'],
  // A half of the day, or a time of it, that is missing is asked for.
  ['-5d at 9', 'unreadable -5d at 9', 'unreadable -5d at 9'],
  ['-5d at 9 restarted', 'unreadable -5d at 9'],
  ['-5d morning', 'unreadable -5d morning', 'unreadable -5d morning'],
  ['-5d 25:00', 'unreadable -5d 25:00', 'unreadable -5d 25:00'],
  // Two times, and nothing else: which of them is meant?
  ['-10m 14:05', 'unreadable -10m 14:05', 'unreadable -10m 14:05'],
  ['-1h 20', 'unreadable -1h 20', 'unreadable -1h 20'],
  ['3h ago 14:05', 'unreadable 3h ago 14:05', 'unreadable 3h ago 14:05'],
  ['-3d 2026-11-20 14:05', 'unreadable -3d 2026-11-20 14:05', 'unreadable -3d 2026-11-20 14:05'],
  // Lengths, and text that begins with a number, stay what they were.
  ['-1d 12h', '11-21 02:30:20 | ', '11-21 02:30:20 | '],
  ['-5d 3 pods down', '11-17 14:30:20 | 3 pods down'],
  ['-5d 00 replicas', '11-17 14:30:20 | 00 replicas'],
  ['-1d 3.25 GB left', '11-21 14:30:20 | 3.25 GB left'],
  ['-10m 14:05 is in the log', '11-22 14:20:20 | 14:05 is in the log'],
];

describe('a time that is some days back', () => {
  for (const [typed, lead, alone] of BACK) {
    it(`is read, or refused: ${typed}`, () => {
      inZone('UTC', () => {
        assert.equal(said(parseLeadingTime(typed, now())), lead);
        if (alone !== undefined) assert.equal(said(parseTime(typed, now())), alone);
      });
    });
  }
});
