import * as assert from 'node:assert/strict';
import type { EvidenceSource } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { entrySentence, sourceSentence } from '../../../src/reports/sentences';
import { sourceReference } from '../../../src/reports/markdownParts';
import { english } from '../../../src/reports/translate';
import { INCIDENT, eventBuilder } from '../../helpers/events';

/** What the timeline, a row and a document say of evidence from there. */
function wordsOf(source: EvidenceSource): readonly string[] {
  const event = eventBuilder();
  const incident = fold(INCIDENT, [event.declared(), event('evidence.added', { text: 'rose from 3 to 31', source })]);
  const entry = incident.entries[incident.entries.length - 1];
  assert.ok(entry);
  return [entrySentence(entry, incident, english), sourceSentence(source, english), sourceReference(source)];
}

describe('the source of evidence', () => {
  it('is named for what it is: a metric, a terminal, a file with its lines', () => {
    assert.deepEqual(wordsOf({ kind: 'metric', name: 'pay/errors' }), [
      'Evidence: “rose from 3 to 31” metric pay/errors',
      'metric pay/errors',
      'metric pay/errors',
    ]);
    assert.match(wordsOf({ kind: 'terminal', name: 'zsh' })[0] ?? '', / terminal zsh$/);
    assert.match(wordsOf({ kind: 'file', name: 'logs/app.log', startLine: 4 })[0] ?? '', / app\.log:4$/);
  });

  it('has its name where only a newer version knows what it is', () => {
    const source = { kind: 'trace', name: 'checkout' } as unknown as EvidenceSource;
    assert.deepEqual(wordsOf(source).slice(1), ['checkout', 'checkout']);
  });
});
