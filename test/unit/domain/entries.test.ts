import assert from 'node:assert/strict';
import { lastRecorded } from '../../../src/domain/entries';
import { fold } from '../../../src/domain/fold';
import { eventBuilder, GRACE, INCIDENT } from '../../helpers/events';

describe('the entry that was recorded last', () => {
  const build = eventBuilder();
  const events = [
    build.declared(),
    build.note('seen last, and recorded before'),
    build('note.added', { text: 'recorded last' }, { occurredAt: '2026-11-20T08:00:00.000Z', author: GRACE }),
    build('action.started', { text: 'restart the cache' }),
  ];

  it('of a type is not the latest of the timeline, nor one of another type', () => {
    const incident = fold(INCIDENT, events);
    assert.equal(lastRecorded(incident, 'note.added')?.data.text, 'recorded last');
    assert.equal(lastRecorded(incident, 'action.started')?.data.text, 'restart the cache');
    assert.equal(lastRecorded(incident, 'decision.logged'), undefined);
  });
});
