import * as assert from 'node:assert/strict';
import type { RecordedEvent } from '../../../src/domain/events';
import { fold, foldSafely } from '../../../src/domain/fold';
import { INCIDENT, eventBuilder } from '../../helpers/events';

/** An event that no codec lets through: the fold fails at it. */
function impossible(event: RecordedEvent): RecordedEvent {
  return { ...event, author: undefined } as unknown as RecordedEvent;
}

describe('a fold that fails at an event', () => {
  it('shows the incident with all others, and names what was left out', () => {
    const say = eventBuilder();
    const events = [say.declared(), say.note('a'), say.note('bad'), say.note('b'), say.note('bad'), say.note('c')];
    const bad = [2, 4];
    const record = events.map((event, index) => (bad.includes(index) ? impossible(event) : event));
    assert.throws(() => fold(INCIDENT, record));
    const { incident, unfolded } = foldSafely(INCIDENT, record);
    assert.deepEqual(
      incident,
      fold(
        INCIDENT,
        events.filter((_, index) => !bad.includes(index)),
      ),
    );
    assert.deepEqual(
      unfolded.map(({ event }) => event),
      bad.map((index) => record[index]),
    );
    assert.ok(unfolded.every(({ error }) => error instanceof TypeError));
  });

  it('shows what came before in a record of which little can be folded, and ends', () => {
    const say = eventBuilder();
    const record = [say.declared(), ...Array.from({ length: 500 }, () => impossible(say.note('bad')))];
    const { incident, unfolded } = foldSafely(INCIDENT, record);
    assert.equal(incident.title, 'Images do not load');
    assert.equal(incident.entries.length, 1);
    assert.equal(unfolded[0]?.event, record[1]);
  });

  it('is the fold itself where nothing fails', () => {
    const say = eventBuilder();
    const events = [say.declared(), say.note('a')];
    assert.deepEqual(foldSafely(INCIDENT, events), { incident: fold(INCIDENT, events), unfolded: [] });
    assert.deepEqual(foldSafely(INCIDENT, []).unfolded, []);
  });
});
