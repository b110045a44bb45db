import * as assert from 'node:assert/strict';
import { fold } from '../../../src/domain/fold';
import { entrySentence } from '../../../src/reports/sentences';
import { english as t } from '../../../src/reports/translate';
import { eventBuilder, INCIDENT } from '../../helpers/events';

describe('an entry about the end of an action', () => {
  it('says what came of it, however long the action is', () => {
    const build = eventBuilder();
    const started = build('action.started', { text: `Probe the registry: curl ${'-H x '.repeat(100)}` });
    const result = 'exit status 3';
    const finished = build('action.finished', { action: started.id, outcome: 'failed', result });
    const incident = fold(INCIDENT, [build.declared(), started, finished]);
    const sentence = incident.entries
      .map((entry) => entrySentence(entry, incident, t))
      .find((each) => each.includes('failed'));
    assert.ok(sentence);
    assert.match(sentence, /^Action failed: Probe the registry: curl -H x .*… \(exit status 3\)$/);
    assert.ok(sentence.length < 150, sentence);
  });
});
