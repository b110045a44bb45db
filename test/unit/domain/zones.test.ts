import * as assert from 'node:assert/strict';
import { timeOfLine } from '../../../src/domain/times/stamps';
import { parseLeadingTime, parseTime } from '../../../src/domain/when';
import { inZone } from '../../helpers/zone';
import { processorTime } from '../../helpers/processorTime';

const NOW = Date.UTC(2026, 10, 22, 14, 30);

describe('a zone', () => {
  const refusalOf = (line: string) => {
    const when = parseLeadingTime(line, Date.UTC(2026, 10, 22, 23, 30));
    return when.kind === 'unreadable' ? when.refusal : undefined;
  };

  it('with several meanings is refused with all of them', () => {
    for (const [zone, offsets] of [
      ['IST', ['UTC+05:30', 'UTC+02:00', 'UTC+01:00']],
      ['CST', ['UTC-06:00', 'UTC+08:00', 'UTC-05:00']],
      ['BST', ['UTC+01:00', 'UTC+06:00']],
      ['AST', ['UTC-04:00', 'UTC+03:00']],
    ] as const) {
      for (const line of [`14:05 ${zone} x`, `2026-11-20 14:05:00 ${zone}`, `14:05 (${zone})`]) {
        const refusal = refusalOf(line);
        assert.equal(refusal?.why, 'ambiguousZone', line);
        assert.deepEqual(
          refusal.meanings.map((each) => each.zone.text),
          offsets,
        );
      }
    }
  });

  for (const [line, why] of [
    ['14:05 Europe/Berln x', 'unknownZone'],
    ['14:05 UTC+25 x', 'unknownZone'],
    ['14:05+19:00 x', 'unknownZone'],
    ['2026-11-20T14:05:00FOO x', 'unknownZone'],
    ['14:05 BOT x', 'unclearZone'],
    ['14:05 -08:00 x', 'range'],
  ] as const) {
    it(`is not dropped in “${line}”`, () => assert.equal(refusalOf(line)?.why, why));
  }

  it('where it is tomorrow already leaves today what it is here', () => {
    inZone('UTC', () => {
      const when = parseLeadingTime('14:05 UTC+2 x', Date.UTC(2026, 10, 22, 23, 30));
      assert.equal(when.kind === 'time' && when.at, Date.UTC(2026, 10, 22, 12, 5));
    });
  });

  it('of an hour that happens twice takes the last one that is not to come', () => {
    inZone('Europe/Berlin', () => {
      const at = (now: number) => {
        const when = parseLeadingTime('02:30 x', now);
        return when.kind === 'time' && when.at;
      };
      assert.equal(at(Date.UTC(2026, 9, 25, 12)), Date.UTC(2026, 9, 25, 1, 30));
      assert.equal(at(Date.UTC(2026, 9, 25, 1, 10)), Date.UTC(2026, 9, 25, 0, 30));
    });
  });
});

describe('a text of a megabyte', () => {
  for (const [what, line] of [
    ['figures', '1'.repeat(1_000_000)],
    ['clocks', '14:05 '.repeat(170_000)],
    ['letters', 'a'.repeat(1_000_000)],
    ['white space', `14:05${' '.repeat(1_000_000)}x`],
    ['brackets', '[('.repeat(500_000)],
    ['lengths', '1h 2m '.repeat(170_000)],
    ['JSON', `{${'"ts":"x",'.repeat(110_000)}}`],
    ['months', 'Nov 2 '.repeat(170_000)],
    ['colours', '\u001b[31m'.repeat(200_000)],
  ] as const) {
    it(`of ${what} is read within 50 ms`, () => {
      const took = processorTime(() => {
        parseLeadingTime(line, NOW);
        parseTime(line, NOW);
        timeOfLine(line, NOW);
      });
      assert.ok(took < 150, `${took} ms for three readings`);
    });
  }
});
