import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseLeadingTime, parseTime, type When } from '../../../src/domain/when';
import { inZone } from '../../helpers/zone';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham', 'America/St_Johns'];

/** 22 November 2026, 14:30:20, local time. */
function now(): number {
  return new Date(2026, 10, 22, 14, 30, 20).getTime();
}

/** How a line is understood, short: `<local time> | <text>`, `none`, `unreadable <token>`, `future <token>, rather …`. */
function understood(when: When): string {
  switch (when.kind) {
    case 'none':
      return `none | ${when.text}`;
    case 'time':
      return `${local(when.at)} | ${when.text}`;
    case 'future':
      return `future ${when.token}` + (when.suggestion === undefined ? '' : `, rather ${when.suggestion}`);
    case 'unreadable':
      return `unreadable ${when.token}`;
  }
}

function local(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const year = date.getFullYear() === 2026 ? '' : `${date.getFullYear()}-`;
  return `${year}${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Lines that mean the same in every zone. */
const LINES: readonly (readonly [line: string, expected: string])[] = [
  // The time of day, today.
  ['14:05 restarted', '11-22 14:05:00 | restarted'],
  ['14:05', '11-22 14:05:00 | '],
  ['14:05:07 restarted', '11-22 14:05:07 | restarted'],
  ['14:05:07.250 restarted', '11-22 14:05:07 | restarted'],
  ['9:05 x', '11-22 09:05:00 | x'],
  ['00:00 x', '11-22 00:00:00 | x'],
  ['2:05pm', '11-22 14:05:00 | '],
  ['2:05 pm restarted', '11-22 14:05:00 | restarted'],
  ['2:05PM x', '11-22 14:05:00 | x'],
  ['12:30am x', '11-22 00:30:00 | x'],
  ['12:30 pm x', '11-22 12:30:00 | x'],
  ['14:30 this minute', '11-22 14:30:00 | this minute'],
  ['today 14:05 x', '11-22 14:05:00 | x'],
  ['today at 14:05 x', '11-22 14:05:00 | x'],
  ['5pm x', 'future 5pm, rather yesterday 5pm'],
  ['2 pm x', '11-22 14:00:00 | x'],
  ['2:05\u00a0PM x', '11-22 14:05:00 | x'],
  ['2:05\u202fPM x', '11-22 14:05:00 | x'],
  ['2:05 p.m. x', '11-22 14:05:00 | x'],
  ['at 14:05 x', '11-22 14:05:00 | x'],
  ['this morning 9:10 x', '11-22 09:10:00 | x'],
  ['9:10 this morning x', '11-22 09:10:00 | x'],
  ['this afternoon 2:10 x', '11-22 14:10:00 | x'],
  ['9 in the morning x', '11-22 09:00:00 | x'],
  ['1405h x', '11-22 14:05:00 | x'],
  ['now x', '11-22 14:30:20 | x'],
  // What may stand between the time and the text.
  ['14:05: restarted', '11-22 14:05:00 | restarted'],
  ['14:05, restarted', '11-22 14:05:00 | restarted'],
  ['14:05 - restarted', '11-22 14:05:00 | restarted'],
  ['14:05 \u2013 restarted', '11-22 14:05:00 | restarted'],
  ['14:05 | restarted', '11-22 14:05:00 | restarted'],
  ['14:05;restarted', '11-22 14:05:00 | restarted'],
  ['14:05\trestarted  ', '11-22 14:05:00 | restarted'],
  ['14:05 -5 degrees', '11-22 14:05:00 | -5 degrees'],
  ['14:05 z-index is wrong', '11-22 14:05:00 | z-index is wrong'],
  // Another day.
  ['yesterday 23:10 first alarm', '11-21 23:10:00 | first alarm'],
  ['Yesterday at 23:10', '11-21 23:10:00 | '],
  ['2026-11-22 14:05', '11-22 14:05:00 | '],
  ['2026-11-20 14:05 x', '11-20 14:05:00 | x'],
  ['2026-11-20T14:05:09 x', '11-20 14:05:09 | x'],
  ['2026-11-20 14:05:33,123 ERROR x', '11-20 14:05:33 | ERROR x'],
  ['22 Nov 14:05 x', '11-22 14:05:00 | x'],
  ['21. November 14:05 x', '11-21 14:05:00 | x'],
  ['Nov 21, 14:05: x', '11-21 14:05:00 | x'],
  ['nov 21 at 2:05pm x', '11-21 14:05:00 | x'],
  ['24 Dec 14:05 x', '2025-12-24 14:05:00 | x'],
  // The day behind the clock.
  ['14:05 yesterday', '11-21 14:05:00 | '],
  ['14:05 yesterday x', '11-21 14:05:00 | x'],
  ['9:05 am, Jul 9 x', '07-09 09:05:00 | x'],
  ['10:30:00 2026-11-20 x', '11-20 10:30:00 | x'],
  ['Nov 24 14:05:03 2025 x', '2025-11-24 14:05:03 | x'],
  ['14:05 friday x', '11-20 14:05:00 | x'],
  // Days of the week.
  ['monday 14:05 x', '11-16 14:05:00 | x'],
  ['sunday 14:05 x', '11-22 14:05:00 | x'],
  ['sunday 14:55 x', '11-15 14:55:00 | x'],
  ['last sunday 14:05 x', '11-15 14:05:00 | x'],
  ['last friday 17:00 x', '11-20 17:00:00 | x'],
  ['last night 11:30 x', '11-21 23:30:00 | x'],
  ['last night 1:30 x', '11-22 01:30:00 | x'],
  ['yesterday 11pm x', '11-21 23:00:00 | x'],
  ['yesterday evening 9:10 x', '11-21 21:10:00 | x'],
  ['2 days ago 14:05 x', '11-20 14:05:00 | x'],
  ['Sun Nov 22 14:05:03 2026 x', '11-22 14:05:03 | x'],
  ['Fri 21 Nov 14:05 x', '2025-11-21 14:05:00 | x'],
  // Dates as they are written elsewhere.
  ['2026/11/20 02:30:00 [error] x', '11-20 02:30:00 | [error] x'],
  ['20/11/2026 14:05 x', '11-20 14:05:00 | x'],
  ['11/20/2026, 2:05 PM x', '11-20 14:05:00 | x'],
  ['20.11.2026 14:05 Uhr x', '11-20 14:05:00 | x'],
  ['20/Nov/2026:09:10:12 x', '11-20 09:10:12 | x'],
  ['20261120T091012 x', '11-20 09:10:12 | x'],
  ['2026-324T09:10:12 x', '11-20 09:10:12 | x'],
  ['2026-W47-5T09:10:12 x', '11-20 09:10:12 | x'],
  ['2026-11-20T24:00 x', '11-21 00:00:00 | x'],
  // Stamps of logs.
  ['[2026-11-20 09:10:12,123] ERROR x', '11-20 09:10:12 | ERROR x'],
  ['[14:05] x', '11-22 14:05:00 | x'],
  ['Nov  4 02:30:01 host sshd: x', '11-04 02:30:01 | host sshd: x'],
  ['E1120 09:10:12.123456 7 x.go:1] m', '11-20 09:10:12 | 7 x.go:1] m'],
  ['2026-11-20 09:10:12,123:DEBUG:x', '11-20 09:10:12 | DEBUG:x'],
  // So long ago.
  ['-10m looked', '11-22 14:20:20 | looked'],
  ['-10m', '11-22 14:20:20 | '],
  ['\u221210m x', '11-22 14:20:20 | x'],
  ['-45s x', '11-22 14:29:35 | x'],
  ['-1h30m x', '11-22 13:00:20 | x'],
  ['-1h 30m x', '11-22 13:00:20 | x'],
  ['-1.5h x', '11-22 13:00:20 | x'],
  ['-10 min x', '11-22 14:20:20 | x'],
  ['-2hours x', '11-22 12:30:20 | x'],
  ['-10m 3 nodes gone', '11-22 14:20:20 | 3 nodes gone'],
  ['-10m 3 modes gone', '11-22 14:20:20 | 3 modes gone'],
  ['-1h20 x', '11-22 13:10:20 | x'],
  ['5 minutes earlier x', '11-22 14:25:20 | x'],
  ['half an hour ago x', '11-22 14:00:20 | x'],
  ['an hour and a half ago x', '11-22 13:00:20 | x'],
  ['about 20 min ago x', '11-22 14:10:20 | x'],
  ['two hours, 5 minutes ago x', '11-22 12:25:20 | x'],
  ['20 min ago', '11-22 14:10:20 | '],
  ['20 min ago, alarm', '11-22 14:10:20 | alarm'],
  ['20 minutes ago alarm', '11-22 14:10:20 | alarm'],
  ['1h 30m ago x', '11-22 13:00:20 | x'],
  ['an hour ago x', '11-22 13:30:20 | x'],
  ['a minute ago x', '11-22 14:29:20 | x'],
  // In the future.
  ['14:31 x', 'future 14:31, rather yesterday 14:31'],
  ['23:59 x', 'future 23:59, rather yesterday 23:59'],
  ['today 23:59 x', 'future today 23:59'],
  ['2026-11-23 14:05 x', 'future 2026-11-23 14:05'],
  ['2027-01-01 00:00', 'future 2027-01-01 00:00'],
  // Meant as a time, but not readable as one.
  ['25:99 x', 'unreadable 25:99'],
  ['24:00', 'unreadable 24:00'],
  ['14:60 x', 'unreadable 14:60'],
  ['14:05:61 x', 'unreadable 14:05:61'],
  ['14:5 x', 'unreadable 14:5'],
  ['13:05pm x', 'unreadable 13:05pm'],
  ['0:05am x', 'unreadable 0:05am'],
  ['-10x looked', 'unreadable -10x'],
  ['-10m5 nodes', 'unreadable -10m5'],
  ['10 miles ago', 'unreadable 10 miles ago'],
  ['1:1 mapping', 'unreadable 1:1'],
  ['14:05restarted', 'unreadable 14:05restarted'],
  ['14:05-14:10 outage', 'unreadable 14:05-14:10'],
  ['09:00-09:30 outage', 'unreadable 09:00-09:30'],
  ['14:05+19:00 x', 'unreadable 14:05+19:00'],
  ['2026-02-30 10:00 x', 'unreadable 2026-02-30 10:00'],
  ['2026-13-01 10:00 x', 'unreadable 2026-13-01 10:00'],
  ['2026-11-20 deploy', 'unreadable 2026-11-20'],
  ['0001-01-01 10:00 x', 'unreadable 0001-01-01 10:00'],
  ['-9999999999d x', 'unreadable -9999999999d'],
  ['14:05 - 14:10 outage', 'unreadable 14:05 - 14:10'],
  ['2pm-4pm outage', 'unreadable 2pm-4pm'],
  ['Mon Nov 20 14:05:03 2026 x', 'unreadable Mon Nov 20 14:05:03 2026'],
  ['03/04/2026 14:05 x', 'unreadable 03/04/2026 14:05'],
  ['14:05 +10 replicas', 'unreadable 14:05 +10'],
  ['a few minutes ago x', 'unreadable a few minutes ago'],
  ['this morning 2:05 pm x', 'unreadable this morning 2:05 pm'],
  // Text.
  ['9.10 GB free', 'none | 9.10 GB free'],
  ['1405 errors', 'none | 1405 errors'],
  ['3/4 pods are gone', 'none | 3/4 pods are gone'],
  ['yesterday 2 nodes died', 'none | yesterday 2 nodes died'],
  ['monday 3 servers', 'none | monday 3 servers'],
  ['1732500000 bytes freed', 'none | 1732500000 bytes freed'],
  ['14:05 DB failover', '11-22 14:05:00 | DB failover'],
  ['14:05 GET /pay 500', '11-22 14:05:00 | GET /pay 500'],
  ['14:05 read/write errors', '11-22 14:05:00 | read/write errors'],
  ['14:05 US/EU traffic', '11-22 14:05:00 | US/EU traffic'],
  ["14:05 yesterday's deploy", "11-22 14:05:00 | yesterday's deploy"],
  ['14:05 5 pods', '11-22 14:05:00 | 5 pods'],
  ['9:05 10/12 pods ready', '11-22 09:05:00 | 10/12 pods ready'],
  ['14:05 a pod died', '11-22 14:05:00 | a pod died'],
  ['restarted at 14:05', 'none | restarted at 14:05'],
  ['-5 degrees', 'none | -5 degrees'],
  ['-5 m below', 'none | -5 m below'],
  ['- looked', 'none | - looked'],
  ['May be the cache', 'none | May be the cache'],
  ['may 5 people', 'none | may 5 people'],
  ['yesterday it was slow', 'none | yesterday it was slow'],
  ['100:200 is the ratio', 'none | 100:200 is the ratio'],
  ['10 nodes gone', 'none | 10 nodes gone'],
  ['2 servers restarted 5 minutes ago', 'none | 2 servers restarted 5 minutes ago'],
  ['3.5 times slower', 'none | 3.5 times slower'],
  ['fe80::1', 'none | fe80::1'],
  ['', 'none | '],
  // A leading space says that it is text.
  [' 14:05 is what the log says ', 'none | 14:05 is what the log says'],
  [' -10x', 'none | -10x'],
];

describe('a time in front of a line', () => {
  for (const zone of ZONES) {
    it(`is understood alike in ${zone}`, () => {
      inZone(zone, () => {
        const read = LINES.map(([line]) => [line, understood(parseLeadingTime(line, now()))]);
        assert.deepEqual(read, LINES);
      });
    });
  }

  it('with a zone means that zone, wherever one is', () => {
    const at = Date.UTC(2026, 10, 22, 14, 30);
    const lines: readonly (readonly [string, number])[] = [
      ['14:05Z x', Date.UTC(2026, 10, 22, 14, 5)],
      ['14:05 UTC x', Date.UTC(2026, 10, 22, 14, 5)],
      ['14:05 gmt', Date.UTC(2026, 10, 22, 14, 5)],
      ['2026-11-22T14:05+02:00 x', Date.UTC(2026, 10, 22, 12, 5)],
      ['2026-11-22 09:05:00 -0500 x', Date.UTC(2026, 10, 22, 14, 5)],
      ['2026-11-22T09:05-05:00 x', Date.UTC(2026, 10, 22, 14, 5)],
      ['15:05+01:00 x', Date.UTC(2026, 10, 22, 14, 5)],
      ['yesterday 14:05Z x', Date.UTC(2026, 10, 21, 14, 5)],
      ['06:05 PST x', Date.UTC(2026, 10, 22, 14, 5)],
      ['06:05 pst x', Date.UTC(2026, 10, 22, 14, 5)],
      ['06:05 pt today x', Date.UTC(2026, 10, 22, 14, 5)],
      ['9:05am ET x', Date.UTC(2026, 10, 22, 14, 5)],
      ['14:05 UTC+2 x', Date.UTC(2026, 10, 22, 12, 5)],
      ['14:05 GMT+2 x', Date.UTC(2026, 10, 22, 12, 5)],
      ['11:05 gmt -02:30 x', Date.UTC(2026, 10, 22, 13, 35)],
      ['14:05 +02 x', Date.UTC(2026, 10, 22, 12, 5)],
      ['14:05+02 x', Date.UTC(2026, 10, 22, 12, 5)],
      ['2:05 p.m. CET x', Date.UTC(2026, 10, 22, 13, 5)],
      ['2026-07-09 14:05 CET x', Date.UTC(2026, 6, 9, 12, 5)],
      ['2026-07-09 14:05:00 CET x', Date.UTC(2026, 6, 9, 13, 5)],
      ['2026-07-09 14:05 PST x', Date.UTC(2026, 6, 9, 22, 5)],
      ['2026-11-20 02:30 America/New_York x', Date.UTC(2026, 10, 20, 7, 30)],
      ['2026-07-20 02:30 america/new_york x', Date.UTC(2026, 6, 20, 6, 30)],
      ['2026-11-20T02:30:00+01:00[Europe/Berlin] x', Date.UTC(2026, 10, 20, 1, 30)],
      ['Fri Nov 20 2026 14:05:03 GMT+0100 (Central European Standard Time) x', Date.UTC(2026, 10, 20, 13, 5, 3)],
      ['Fri, 20 Nov 2026 14:05:03 GMT x', Date.UTC(2026, 10, 20, 14, 5, 3)],
      ['Fri Nov 20 14:05:03 EDT 2026 x', Date.UTC(2026, 10, 20, 18, 5, 3)],
      ['20/Nov/2026:09:10:12 +0000 x', Date.UTC(2026, 10, 20, 9, 10, 12)],
      ['[2026-11-20T02:30:00Z] x', Date.UTC(2026, 10, 20, 2, 30)],
      ['<30>1 2026-11-20T02:30:00+02:00 x', Date.UTC(2026, 10, 20, 0, 30)],
      ['2026-11-20 02:30:00.5 -08 x', Date.UTC(2026, 10, 20, 10, 30, 0, 500)],
      ['@1764061800 x', 1764061800_000],
      ['1764061800.25 x', 1764061800_250],
      ['1764061800123 x', 1764061800_123],
      ['@1764061800123456 x', 1764061800_123],
      ['@1764061800123456789 x', 1764061800_123],
      // Where it is the next day already, today is that day.
      ['03:20+13:00 x', Date.UTC(2026, 10, 22, 14, 20)],
    ];
    for (const zone of ZONES) {
      inZone(zone, () => {
        for (const [line, expected] of lines) {
          const when = parseLeadingTime(line, at);
          assert.equal(when.kind === 'time' && new Date(when.at).toISOString(), new Date(expected).toISOString(), line);
        }
      });
    }
  });

  it('on the day the clocks go forward reads both sides, and refuses the hour that is missing', () => {
    inZone('Europe/Berlin', () => {
      const evening = Date.UTC(2026, 2, 29, 18, 0);
      const at = (line: string) => {
        const when = parseLeadingTime(line, evening);
        return when.kind === 'time' ? new Date(when.at).toISOString() : when.kind;
      };
      assert.equal(at('01:59 x'), '2026-03-29T00:59:00.000Z');
      assert.equal(at('03:01 x'), '2026-03-29T01:01:00.000Z');
      assert.equal(at('02:30 x'), 'unreadable');
      const missing = parseLeadingTime('02:30 x', evening);
      assert.deepEqual(missing.kind === 'unreadable' && missing.refusal, {
        why: 'skipped',
        text: '02:30',
        from: '02:00',
        to: '03:00',
      });
      assert.equal(at('yesterday 12:00 x'), '2026-03-28T11:00:00.000Z');
    });
  });

  it('on the day the clocks go back counts backwards in real time', () => {
    inZone('Europe/Berlin', () => {
      const when = parseLeadingTime('-2h x', Date.UTC(2026, 9, 25, 2, 0));
      assert.equal(when.kind === 'time' && when.at, Date.UTC(2026, 9, 25, 0, 0));
    });
  });

  it('yesterday is the calendar day before, also on the first of a month and after midnight', () => {
    inZone('America/New_York', () => {
      const when = parseLeadingTime('yesterday 23:50 x', new Date(2026, 2, 1, 0, 5).getTime());
      assert.equal(when.kind === 'time' && local(when.at), '02-28 23:50:00');
    });
  });

  it('29 February is the last one there was, or none', () => {
    inZone('UTC', () => {
      assert.equal(understood(parseLeadingTime('29 Feb 10:00', Date.UTC(2024, 4, 1))), '2024-02-29 10:00:00 | ');
      assert.equal(understood(parseLeadingTime('29 Feb 10:00', Date.UTC(2026, 4, 1))), 'unreadable 29 Feb 10:00');
    });
  });

  it('is never in the future, never before 1970, and never loses text', () => {
    const parts = fc.constantFrom(
      '14:05',
      '-10m',
      '3h ago',
      'yesterday',
      '2026-11-22',
      ' ',
      ':',
      'Z',
      '-',
      'pm',
      '9',
      'T',
    );
    const lines = fc.oneof(
      fc.string(),
      fc.array(parts, { maxLength: 6 }).map((each) => each.join('')),
    );
    fc.assert(
      fc.property(lines, (line) => {
        const when = parseLeadingTime(line, now());
        if (when.kind === 'none') assert.equal(when.text, line.trim());
        else if (when.kind === 'time') {
          assert.ok(when.at <= now() && when.at >= 0);
          assert.ok(line.trimEnd().endsWith(when.text));
        } else assert.ok(line.startsWith(when.token));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a time on its own', () => {
  const TIMES: readonly (readonly [input: string, expected: string])[] = [
    ['now', '11-22 14:30:20 | '],
    ['Just now', '11-22 14:30:20 | '],
    [' 14:05 ', '11-22 14:05:00 | '],
    ['-10m', '11-22 14:20:20 | '],
    ['20 min ago', '11-22 14:10:20 | '],
    ['20 min', '11-22 14:10:20 | '],
    ['1h30m', '11-22 13:00:20 | '],
    ['10', '11-22 14:20:20 | '],
    ['90', '11-22 13:00:20 | '],
    ['1405', '11-22 14:05:00 | '],
    ['0910', '11-22 09:10:00 | '],
    ['2460', 'unreadable 2460'],
    ['9.10', '11-22 09:10:00 | '],
    ['1h20', '11-22 13:10:20 | '],
    ['14h05', 'unreadable 14h05'],
    ['half an hour ago', '11-22 14:00:20 | '],
    ['12:50 yesterday', '11-21 12:50:00 | '],
    ['noon', '11-22 12:00:00 | '],
    ['this morning', 'unreadable this morning'],
    ['yesterday', 'unreadable yesterday'],
    ['at 9', 'unreadable at 9'],
    ['2026-11-20', 'unreadable 2026-11-20'],
    ['2026/11/20 02:30:00 [error] 12#12: x', '11-20 02:30:00 | '],
    ['[20/Nov/2026:02:30:00] x', '11-20 02:30:00 | '],
    ['5 minutes later', 'unreadable 5 minutes later'],
    ['now + 40 minutes', 'unreadable now + 40 minutes'],
    ['yesterday 23:10', '11-21 23:10:00 | '],
    ['23:59', 'future 23:59, rather yesterday 23:59'],
    ['14:05 restarted', 'unreadable 14:05 restarted'],
    ['25:99', 'unreadable 25:99'],
    ['10x', 'unreadable 10x'],
    ['123456', 'unreadable 123456'],
    ['soon', 'unreadable soon'],
    ['', 'unreadable '],
  ];

  for (const [input, expected] of TIMES) {
    it(`\u201c${input}\u201d is ${expected}`, () => {
      assert.equal(understood(parseTime(input, now())), expected);
    });
  }
});
