import * as assert from 'node:assert/strict';
import { lineReader } from '../../../src/domain/times/lineReader';
import { timeOfLine } from '../../../src/domain/times/stamps';
import { namedZone, UTC } from '../../../src/domain/times/zones';
import { inZone } from '../../helpers/zone';

const NOW = Date.UTC(2026, 10, 25, 12);

function timeIn(line: string, zone = UTC): string {
  const read = timeOfLine(line, NOW, zone);
  return read.kind === 'time' ? new Date(read.at).toISOString() : read.kind === 'refused' ? read.refusal.why : 'none';
}

/** Kinds of lines, and the time that they were written if the machine's clock is in UTC. */
const LINES: readonly (readonly [line: string, expected: string])[] = [
  // ISO 8601 and its kin.
  ['2026-11-24T02:30:00.123456789Z INFO x', '2026-11-24T02:30:00.123Z'],
  ['2026-11-24T02:30:00+0200 x', '2026-11-24T00:30:00.000Z'],
  ['2026-11-24 02:30:00,123 - WARN [main] x', '2026-11-24T02:30:00.123Z'],
  ['2026-11-24T02:30:00.5 [25376]INFO:a:b', '2026-11-24T02:30:00.500Z'],
  ['2026-11-24 02:30:00:317 +0000 x', '2026-11-24T02:30:00.317Z'],
  ['2026-11-24 02:30:00 UTC [20]: x', '2026-11-24T02:30:00.000Z'],
  ['2026-07-13 01:45:01.123 PDT [12345] LOG: x', '2026-07-13T08:45:01.123Z'],
  ['2026/11/24 02:30:00 [error] 12#12: *1 x', '2026-11-24T02:30:00.000Z'],
  ['2026/11/24 02:30:00.123456 main.go:3: x', '2026-11-24T02:30:00.123Z'],
  ['20261124T023000.123Z x', '2026-11-24T02:30:00.123Z'],
  ['20261124 02:30:00.123 - INFO - x', '2026-11-24T02:30:00.123Z'],
  ['20261124-02:30:00:606|Step|x', '2026-11-24T02:30:00.606Z'],
  ['2026-11-24-02.30.00.675872 NULL RAS x', '2026-11-24T02:30:00.675Z'],
  ['261124 023000 148 INFO dfs.x: y', '2026-11-24T02:30:00.000Z'],
  ['26/11/24 02:30:00 INFO executor.x: y', '2026-11-24T02:30:00.000Z'],
  // Within a line.
  ['[2026-11-24T02:30:00Z ERROR main] x', '2026-11-24T02:30:00.000Z'],
  ['[2026-11-24 02:30:00.688][8][info] x', '2026-11-24T02:30:00.688Z'],
  ['I, [2026-11-24T02:30:00.123456 #12]  INFO -- : x', '2026-11-24T02:30:00.123Z'],
  ['INFO:root:2026-11-24 02:30:00,123 x', '2026-11-24T02:30:00.123Z'],
  ['Thread-1::INFO::2026-11-24 02:30:00,123::x', '2026-11-24T02:30:00.123Z'],
  ['web-1  | 2026-11-24T02:30:00.5Z x', '2026-11-24T02:30:00.500Z'],
  ['nova.log.1.2026-05-16_13:53:08 2026-11-24 02:30:00.008 25746 INFO x', '2026-11-24T02:30:00.008Z'],
  ['<30>1 2026-11-24T02:30:00+02:00 host dhclient - - - x', '2026-11-24T00:30:00.000Z'],
  ['\u001b[32mNov 24 \u001b[0m\u001b[1m02:30:00\u001b[31m host x', '2026-11-24T02:30:00.000Z'],
  ['1.2.3.4 - - [24/Nov/2026:02:30:00 +0100] "GET / HTTP/1.1" 200 1', '2026-11-24T01:30:00.000Z'],
  ['1:M 24 Nov 2026 02:30:00.984 * x', '2026-11-24T02:30:00.984Z'],
  // Names of months.
  ['Nov  4 02:30:01 host sshd[1]: x', '2026-11-04T02:30:01.000Z'],
  ['Dec 31 02:30:01 host sshd[1]: x', '2025-12-31T02:30:01.000Z'],
  ['[Tue Nov 24 02:30:00.712806 2026] [core:error] x', '2026-11-24T02:30:00.712Z'],
  ['Tue Nov 24 02:30:00 EST 2026 x', '2026-11-24T07:30:00.000Z'],
  // Without a year, or a day.
  ['E1124 02:30:00.123456 7 x.go:1] m', '2026-11-24T02:30:00.123Z'],
  ['I20261124 02:30:00.123456 7 x.cc:1] m', '2026-11-24T02:30:00.123Z'],
  ['11-24 02:30:00.811  1702  2395 D Window: x', '2026-11-24T02:30:00.811Z'],
  ['[10.30 16:49:06] chrome.exe - x', '2026-10-30T16:49:06.000Z'],
  ['08:09:33.814936 execve("/bin/ls") = 0', '2026-11-25T08:09:33.814Z'],
  ['23:09:33.814936 execve("/bin/ls") = 0', '2026-11-24T23:09:33.814Z'],
  // Seconds since 1970.
  ['1764061800.125 x', '2025-11-25T09:10:00.125Z'],
  ['1764061800123 x', '2025-11-25T09:10:00.123Z'],
  ['10000 1764061800.125 execve("x") = 0', '2025-11-25T09:10:00.125Z'],
  ['- 1117838570 2005.06.03 R02 2005-06-03-15.42.50.675872 x', '2005-06-03T22:42:50.000Z'],
  ['@40000000433225833b6e1a8c tcpserver: x', '2005-09-22T03:31:05.997Z'],
  // Fields.
  ['{"level":"info","ts":1764061800.125,"msg":"x"}', '2025-11-25T09:10:00.125Z'],
  ['{"msg":"at 2020-01-01 10:00:00","@timestamp":"2026-11-24T02:30:00.5Z"}', '2026-11-24T02:30:00.500Z'],
  ['{"t":{"$date":"2026-11-24T02:30:00.401+00:00"},"s":"I"}', '2026-11-24T02:30:00.401Z'],
  ['{"instant":{"epochSecond": 1764061800,"nanoOfSecond": 484000000}}', '2025-11-25T09:10:00.484Z'],
  ['{"time":1764061800123456789}', '2025-11-25T09:10:00.123Z'],
  ['time="2026-11-24T02:30:00Z" level=info msg="x"', '2026-11-24T02:30:00.000Z'],
  ['logger=a t=2026-11-24T02:30:00.520963849Z level=info', '2026-11-24T02:30:00.520Z'],
  // Refused rather than guessed.
  ['2026-11-24 02:30:00 IST x', 'ambiguousZone'],
  ['2026-11-24T02:30:00FOO x', 'unknownZone'],
  ['x: 06/09/2026 02:49:59 PM: y', 'ambiguousDate'],
  ['2026-02-30 02:30:00 x', 'noSuchDate'],
  // No time at all.
  ['\tat com.foo.Bar.baz(Bar.java:14)', 'none'],
  ['took 14:05 minutes', 'none'],
  ['version 1.2.3 of 2026-11-24', 'none'],
  ['', 'none'],
];

describe('the time of a line of a log', () => {
  for (const [line, expected] of LINES) {
    it(`is ${expected} in “${line.slice(0, 60)}”`, () => assert.equal(timeIn(line), expected));
  }

  it('is in the zone that is given for the file, else in that of this machine', () => {
    const line = '2026-07-24 02:30:00,123 x';
    assert.equal(timeIn(line, namedZone('America/New_York')), '2026-07-24T06:30:00.123Z');
    inZone('Asia/Kolkata', () => {
      const read = timeOfLine(line, NOW);
      assert.equal(read.kind === 'time' && read.at, Date.UTC(2026, 6, 23, 21, 0, 0, 123));
    });
  });
});

describe('the reader of a file', () => {
  it('gives what is read line by line, for every way to write a stamp', () => {
    for (const zone of [UTC, namedZone('Europe/Berlin'), namedZone('America/St_Johns')]) {
      for (const [line] of LINES) {
        const reader = lineReader(NOW, zone);
        const read = timeOfLine(line, NOW, zone);
        const expected = read.kind === 'time' ? read.at : NaN;
        assert.deepEqual([line, reader.read(line), reader.read(line)], [line, expected, expected]);
      }
    }
  });

  it('reads lines of other shapes in between', () => {
    const reader = lineReader(NOW, UTC);
    const lines = LINES.map(([line]) => line);
    const alone = lines.map((line) => {
      const read = timeOfLine(line, NOW, UTC);
      return read.kind === 'time' ? read.at : NaN;
    });
    assert.deepEqual(lines.map(reader.read), alone);
  });

  it('drops no zone, half of the day or year that only some lines have', () => {
    const reader = lineReader(NOW, UTC);
    for (const [line, expected] of [
      ['2026-11-24 02:30:00 x', Date.UTC(2026, 10, 24, 2, 30)],
      ['2026-11-24 02:30:00 PST x', Date.UTC(2026, 10, 24, 10, 30)],
      ['2026-11-24 02:30:00 pm x', Date.UTC(2026, 10, 24, 14, 30)],
      ['2026-11-24 02:30:00 +0200 x', Date.UTC(2026, 10, 24, 0, 30)],
      ['2026-11-24 02:30:00 IST x', NaN],
      ['2026-11-24 02:30:00 utc x', Date.UTC(2026, 10, 24, 2, 30)],
      ['2026-11-24 02:30:00 Asia/Tokyo x', Date.UTC(2026, 10, 23, 17, 30)],
      ['2026-11-31 02:30:00 x', NaN],
      ['Nov 24 02:30:00 x', Date.UTC(2026, 10, 24, 2, 30)],
      ['Nov 24 02:30:00 2021 x', Date.UTC(2021, 10, 24, 2, 30)],
    ] as const) {
      assert.deepEqual([line, reader.read(line)], [line, expected]);
    }
  });

  it('does not run backwards in the hour that the clocks show twice', () => {
    const reader = lineReader(NOW, namedZone('America/New_York'));
    const times = ['00:59', '01:10', '01:50', '01:05', '01:55', '02:10'].map((time) =>
      new Date(reader.read(`2026-11-01 ${time}:00 x`)).toISOString().slice(11, 16),
    );
    assert.deepEqual(times, ['04:59', '05:10', '05:50', '06:05', '06:55', '07:10']);
  });
});
