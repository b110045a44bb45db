import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextUpdateLine, readNextUpdate, wholeMinute, withNextUpdate } from '../../../src/reports/nextUpdate';
import { MINUTE, START } from '../../helpers/events';
import { inZone } from '../../helpers/zone';
import { processorTime } from '../../helpers/processorTime';

/** 14:00 in London, on a Sunday. */
const NOW = START;
const HOUR = 60 * MINUTE;

/** What a text says of the next update: minutes from now, or the kind of what is wrong. */
function said(text: string, now = NOW): number | string {
  const read = readNextUpdate(text, now);
  if (read.kind === 'time') return (read.at - now) / MINUTE;
  return read.kind === 'unreadable' ? `unreadable: ${read.text}` : read.kind;
}

describe('the next update in the text of an update', () => {
  it('is read as the time that was written, in every zone, on every day', () => {
    const minutes = fc.integer({ min: 1, max: 40 * 1440 });
    const now = fc.integer({ min: Date.UTC(2025, 0, 1) / MINUTE, max: Date.UTC(2028, 0, 1) / MINUTE });
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham', 'America/St_Johns'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        now,
        minutes,
        fc.integer({ min: 0, max: 59_999 }),
        (zone, at, ahead, ms) => {
          inZone(zone, () => {
            const next = (at + ahead) * MINUTE;
            const line = nextUpdateLine(next, at * MINUTE);
            // It is sent some time after it was written, but before it is due.
            const sent = Math.min(at * MINUTE + ms, next - 1);
            assert.deepEqual(readNextUpdate(`We are on it.\n\n${line}\n`, sent), { kind: 'time', at: next }, line);
          });
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('names its day where it is far off, so that it is not taken for the day before', () => {
    for (const [zone, now, hours] of [
      ['UTC', '2026-11-25T00:00Z', 18],
      // The clocks go back on this day, which has 25 hours.
      ['Europe/Berlin', '2026-10-24T22:05Z', 24],
    ] as const) {
      inZone(zone, () => {
        const [from, next] = [Date.parse(now), Date.parse(now) + hours * HOUR];
        assert.deepEqual(readNextUpdate(nextUpdateLine(next, from), from), { kind: 'time', at: next });
      });
    }
  });

  it('is what a person made of it', () => {
    inZone('UTC', () => {
      for (const [line, minutes] of [
        ['Next update: 14:20 UTC', 20],
        ['Next update: 14:20', 20],
        ['next update at 14:20 UTC.', 20],
        ['Our next update is due by 14:20.', 20],
        ['**Next update:** 14:20 UTC', 20],
        ['- Next update – 14:20', 20],
        ['Next update in 45 minutes', 45],
        ['Next update: 45m', 45],
        ['Next update: 15:20 (UTC+01:00)', 20],
        ['Next update: 15:20 UTC+1', 20],
        ['Next update: 19:50 GMT+0530', 20],
        ['Next update: tomorrow 9:00', 19 * 60],
        ['Next update: 23 November, 09:00 UTC', 19 * 60],
        ['Next update: 09:00', 'past'],
        ['Next update: 06:00', 16 * 60],
      ] as const) {
        assert.equal(said(line), minutes, line);
      }
    });
  });

  it('is the last of several', () => {
    inZone('UTC', () => assert.equal(said('Next update: 14:10\nx\nNext update: 14:20 UTC\n\nThanks'), 20));
  });

  it('may be none, missing, over, or no time', () => {
    inZone('UTC', () => {
      assert.equal(said('Next update: none'), 'none');
      assert.equal(said('Next update:'), 'none');
      assert.equal(said('No further updates.'), 'missing');
      assert.equal(said('We will have the next update soon, at 14:20.'), 'missing');
      assert.equal(said(''), 'missing');
      assert.equal(said('Next update: 13:55 UTC'), 'past');
      assert.equal(said('Next update: soon'), 'unreadable: soon');
    });
  });

  it('that is over by the time of sending is not taken for tomorrow', () => {
    inZone('UTC', () => {
      const sent = START + 26 * MINUTE;
      assert.deepEqual(readNextUpdate('Next update: 14:20 UTC', sent), { kind: 'past', at: START + 20 * MINUTE });
      // Just after midnight, a time of the evening before.
      const midnight = Date.UTC(2026, 10, 23, 0, 3);
      assert.deepEqual(readNextUpdate('Next update: 23:58', midnight), { kind: 'past', at: midnight - 5 * MINUTE });
    });
  });

  it('can be put in place of the one that is there, added, and taken away', () => {
    inZone('UTC', () => {
      const next = START + HOUR;
      assert.equal(withNextUpdate('x\nNext update: 14:20 UTC\ny\n', next, NOW), `x\n${nextUpdateLine(next, NOW)}\ny\n`);
      assert.equal(withNextUpdate('x\n', next, NOW), `x\n${nextUpdateLine(next, NOW)}\n`);
      assert.equal(withNextUpdate('x\nNext update: 14:20 UTC\n', null, NOW), 'x\n');
      assert.equal(withNextUpdate('x\n', null, NOW), 'x\n');
    });
  });

  it('is a whole minute, so that the text and the clock are the same', () => {
    assert.equal(wholeMinute(START), START);
    assert.equal(wholeMinute(START + 59_999), START);
  });

  it('is found in a moment in a text of any length', () => {
    const texts = ['next update '.repeat(100_000), `Next update: ${' '.repeat(1_000_000)}x`, '*'.repeat(1_000_000)];
    const took = processorTime(() => {
      for (const text of texts) readNextUpdate(text, NOW);
    });
    assert.ok(took < 500, `${took} ms`);
  });
});
