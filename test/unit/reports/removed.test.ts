import * as assert from 'node:assert/strict';
import type { RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { entrySentence } from '../../../src/reports/sentences';
import { english as t } from '../../../src/reports/translate';
import { eventBuilder, INCIDENT } from '../../helpers/events';

describe('an entry about something that was retracted', () => {
  const build = eventBuilder();
  const sentences = (events: readonly RecordedEvent[]): readonly string[] => {
    const incident = fold(INCIDENT, events);
    return incident.entries.map((entry) => entrySentence(entry, incident, t));
  };

  it('still names the follow-up', () => {
    const added = build('followUp.added', { text: 'Alert on failed pulls' });
    const changed = build('followUp.changed', { followUp: added.id, owner: 'Grace' });
    const events = [build.declared(), added, changed, build('entry.retracted', { entry: added.id })];
    assert.ok(sentences(events).includes('Follow-up “Alert on failed pulls”: owner Grace'));
  });

  it('still names the action', () => {
    const started = build('action.started', { text: 'Restart the cache' });
    const finished = build('action.finished', { action: started.id, outcome: 'done' });
    const events = [build.declared(), started, finished, build('entry.retracted', { entry: started.id })];
    assert.ok(sentences(events).includes('Action done: Restart the cache'));
  });
});
