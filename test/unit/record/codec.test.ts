import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KnownEvent } from '../../../src/domain/events';
import { decode, encode, ENVELOPE, type Decoded } from '../../../src/record/codec';
import { EVENT_TYPES, anyEvent } from '../../helpers/arbitraries';
import { ADA, eventBuilder } from '../../helpers/events';

const NOTE = eventBuilder().note('looks bad');

/** What is wrong with the note when these fields of it are changed; undefined if nothing is. */
function faultOf(change: Readonly<Record<string, unknown>>, event: KnownEvent = NOTE): string | undefined {
  const decoded = decode(JSON.stringify({ ...event, ...change }));
  if ('event' in decoded) return undefined;
  return decoded.fault.code === 'invalid' ? decoded.fault.field : decoded.fault.code;
}

function eventOf(decoded: Decoded) {
  assert.ok('event' in decoded, JSON.stringify(decoded));
  return decoded.event;
}

describe('the codec', () => {
  it('gives back every event as it was', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyEvent, (event) => {
        const line = encode(event);
        assert.equal(line.indexOf('\n'), line.length - 1);
        assert.deepEqual(decode(line.slice(0, -1)), { event });
        seen.add(event.type);
      }),
      { numRuns: 1000 },
    );
    assert.deepEqual([...seen].toSorted(), EVENT_TYPES.toSorted());
  });

  it('never throws, whatever stands in a line', () => {
    const json = fc.json({ maxDepth: 4 });
    const damaged = anyEvent.chain((event) => {
      const line = encode(event);
      return fc.tuple(fc.nat(line.length), fc.string(), fc.nat(4)).map(([at, put, cut]) => {
        return line.slice(0, at) + put + line.slice(at + cut);
      });
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), json, damaged), (line) => {
        const decoded = decode(line);
        assert.ok('event' in decoded !== 'fault' in decoded);
      }),
      { numRuns: 3000 },
    );
  });

  it('never takes up an event with a field of the wrong kind', () => {
    const wrong = fc.tuple(anyEvent, fc.constantFrom('v', 'id', 'incident', 'writer', 'seq', 'clock', 'recordedAt'));
    fc.assert(
      fc.property(wrong, fc.constantFrom(null, true, [], {}, undefined), ([event, field], value) => {
        assert.notEqual(faultOf({ [field]: value }, event), undefined);
      }),
    );
  });

  it('judges every field that all events have as its table says', () => {
    const fields = ENVELOPE.filter(([field]) => field !== 'v'); // which decides how the others are read
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('2026-11-22T14:00:00.000Z', { name: 'Ada' }, { name: 'Ada', email: 3 }, [{ repository: 'a' }]),
      fc.constant({ incident: 'a', event: 'b', by: { name: 'Ada' } }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fields), values, ([field, isRight], value) => {
        assert.equal(faultOf({ [field]: value }), isRight(value) ? undefined : field);
      }),
      { numRuns: 2000 },
    );
  });

  for (const line of ['', 'x', '{', '[]', 'null', '42', '"text"', '{}', '{"v":"1"}', '{"v":null}', '\ufeff{"v":1}']) {
    it(`takes \u201c${line}\u201d for garbage`, () => assert.deepEqual(decode(line), { fault: { code: 'garbage' } }));
  }

  const INVALID: readonly (readonly [change: Record<string, unknown>, field: string])[] = [
    [{ v: 0 }, 'v'],
    [{ v: 0.5 }, 'v'],
    [{ id: 3 }, 'id'],
    [{ seq: 0 }, 'seq'],
    [{ seq: 1.5 }, 'seq'],
    [{ clock: -1 }, 'clock'],
    [{ clock: 2 ** 53 }, 'clock'],
    [{ recordedAt: 'yesterday' }, 'recordedAt'],
    [{ recordedAt: '2026-11-22' }, 'recordedAt'],
    [{ recordedAt: '2026-11-22T14:00:00' }, 'recordedAt'],
    [{ recordedAt: '2026-11-22T14:00:00+01:00' }, 'recordedAt'],
    [{ recordedAt: '2026-13-22T14:00:00Z' }, 'recordedAt'],
    [{ recordedAt: '2026-11-32T14:00:00Z' }, 'recordedAt'],
    [{ recordedAt: '2026-11-22T24:00:00Z' }, 'recordedAt'],
    [{ recordedAt: '2026-11-22T14:00:60Z' }, 'recordedAt'],
    [{ occurredAt: null }, 'occurredAt'],
    [{ occurredAt: 1795356300000 }, 'occurredAt'],
    [{ author: 'Ada' }, 'author'],
    [{ author: {} }, 'author'],
    [{ author: { name: 'Ada', email: null } }, 'author'],
    [{ code: {} }, 'code'],
    [{ code: [{}] }, 'code'],
    [{ code: [{ repository: 'registry', dirty: 'no' }] }, 'code'],
    [{ type: 7 }, 'type'],
    [{ data: undefined }, 'data'],
    [{ data: [] }, 'data'],
    [{ data: {} }, 'data.text'],
    [{ data: { text: null } }, 'data.text'],
    [{ type: 'stage.entered', data: { stage: 'panic' } }, 'data.stage'],
    [{ type: 'stage.entered', data: { stage: 'assess', alongside: 1 } }, 'data.alongside'],
    [{ type: 'action.finished', data: { action: 'a', outcome: 'great' } }, 'data.outcome'],
    [{ type: 'decision.logged', data: { decision: 'a', information: [] } }, 'data.tradeoff'],
    [{ type: 'decision.logged', data: { decision: 'a', information: ['b'], tradeoff: null } }, 'data.information'],
    [{ type: 'evidence.added', data: { text: 'a', source: { kind: 'file' } } }, 'data.source'],
    [{ type: 'role.assigned', data: { role: 'Scribe', person: ADA, inPlaceOf: null } }, 'data.inPlaceOf'],
    [{ type: 'entry.amended', data: { entry: 'a', tradeoff: 3 } }, 'data.tradeoff'],
  ];
  for (const [change, field] of INVALID) {
    it(`names ${field} where an event has ${JSON.stringify(change)}`, () => assert.equal(faultOf(change), field));
  }

  it('accepts all that can be left out, and times without or with many fractions', () => {
    assert.equal(faultOf({ author: { name: 'Ada' }, code: [{ repository: 'registry' }] }), undefined);
    assert.equal(faultOf({ recordedAt: '2026-11-22T14:00:00Z' }), undefined);
    assert.equal(faultOf({ recordedAt: '2026-02-31T23:59:59.123456789Z' }), undefined);
  });

  it('keeps evidence of a kind of source that only a newer version knows', () => {
    for (const kind of ['file', 'terminal', 'metric', 'trace']) {
      assert.equal(faultOf({ type: 'evidence.added', data: { text: 'a', source: { kind, name: 'b' } } }), undefined);
    }
  });

  it('reads every time that it accepts', () => {
    const two = fc.nat(69).map((value) => String(value).padStart(2, '0'));
    const times = fc.tuple(two, two, two, two, two).map(([mo, d, h, m, s]) => `2026-${mo}-${d}T${h}:${m}:${s}.5Z`);
    fc.assert(
      fc.property(times, (recordedAt) => {
        if (faultOf({ recordedAt }) === undefined) assert.ok(!Number.isNaN(Date.parse(recordedAt)), recordedAt);
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps fields that it does not know', () => {
    const event = eventOf(decode(JSON.stringify({ ...NOTE, mood: 'bad' })));
    assert.equal((event as unknown as { mood: string }).mood, 'bad');
  });
});

describe('what a newer version wrote', () => {
  for (const type of ['weather.observed', 'newer', '__proto__', 'toString', '']) {
    it(`with the unknown type \u201c${type}\u201d is kept as such`, () => {
      const event = eventOf(decode(JSON.stringify({ ...NOTE, type })));
      assert.equal(event.type, 'newer');
      assert.equal(event.newerType, type);
      assert.deepEqual([event.id, event.clock, event.author], [NOTE.id, NOTE.clock, NOTE.author]);
    });
  }

  it('in a newer format is not interpreted, even if it looks as it does now', () => {
    const event = eventOf(decode(JSON.stringify({ ...NOTE, v: 2 })));
    assert.deepEqual([event.type, event.type === 'newer' && event.newerType], ['newer', 'note.added']);
  });

  it('with another envelope is told from garbage', () => {
    assert.deepEqual(decode('{"v":2,"what":"else"}'), { fault: { code: 'newerFormat' } });
  });
});
