import * as assert from 'node:assert/strict';
import { draftFrom } from '../../../src/editor/messages/composer/composition';
import { fileNameOf, saysTheSame, takenOver } from '../../../src/editor/messages/composer/draftText';

const INCIDENT = '20261122-1400-abc123';
const nameFor = (audience: string) =>
  fileNameOf({ kind: 'update', incident: INCIDENT, audience, status: 'identified' });

describe('the file of a text to be sent', () => {
  it('is named after what it is', () => {
    assert.equal(nameFor('customers'), 'Update to customers');
    assert.equal(nameFor('Kundinnen in Übersee'), 'Update to Kundinnen in Übersee');
    assert.equal(fileNameOf({ kind: 'help', incident: INCIDENT, doubts: [], people: [] }), 'Request for help');
    assert.equal(fileNameOf({ kind: 'handover', incident: INCIDENT }), 'Handover note');
  });

  it('is the same whatever the status, and another for another audience', () => {
    const status = (of: 'identified' | 'resolved') =>
      fileNameOf({ kind: 'update', incident: INCIDENT, audience: 'customers', status: of });
    assert.equal(status('identified'), status('resolved'));
    const audiences = ['a/b', 'a\\b', 'a-b', 'a:b', 'a\u202eb', '../a', 'x'.repeat(500), 'x'.repeat(501), 'a.', 'a '];
    assert.equal(new Set(audiences.map(nameFor)).size, audiences.length);
    for (const audience of audiences) assert.match(nameFor(audience), /^Update to [\w .-]{1,70}$/);
  });
});

describe('what is kept of a text to be sent', () => {
  for (const composition of [
    { kind: 'update', incident: INCIDENT, audience: 'customers', status: 'identified' },
    { kind: 'update', incident: INCIDENT, audience: 'customers', status: 'identified', due: null },
    {
      kind: 'update',
      incident: INCIDENT,
      audience: 'customers',
      status: 'identified',
      due: '2026-11-22T15:00:00.000Z',
    },
    { kind: 'help', incident: INCIDENT, doubts: ['capacity'], people: ['Grace'] },
    { kind: 'handover', incident: INCIDENT, to: { name: 'Grace', email: 'grace@example.org' } },
    { kind: 'handover', incident: INCIDENT, resumeAt: '2026-11-23T08:00:00.000Z' },
  ]) {
    it(`reads as it was written: ${JSON.stringify(composition)}`, () => {
      const draft = { composition, made: 'Made.', typed: 'Typed.' };
      assert.deepEqual(draftFrom(JSON.parse(JSON.stringify(draft))), draft);
    });
  }

  for (const damaged of [
    null,
    7,
    [],
    {},
    { kind: 'update', incident: INCIDENT, audience: 'customers', status: 'fine' },
    { kind: 'update', incident: INCIDENT, status: 'identified' },
    { kind: 'update', audience: 'customers', status: 'identified' },
    { kind: 'update', incident: INCIDENT, audience: 'customers', status: 'identified', due: 'soon' },
    { kind: 'handover', incident: INCIDENT, to: {} },
    { kind: 'other', incident: INCIDENT },
  ]) {
    it(`is nothing where it is damaged: ${JSON.stringify(damaged)}`, () => {
      assert.equal(draftFrom({ composition: damaged, made: '', typed: '' }), undefined);
    });
  }
});

describe('a request for help whose lists are damaged', () => {
  it('keeps its text', () => {
    const composition = { kind: 'help', incident: INCIDENT, doubts: ['fear'], people: [7] };
    assert.deepEqual(draftFrom({ composition, made: 'Made.', typed: 'Typed.' }), {
      composition: { ...composition, doubts: [], people: [] },
      made: 'Made.',
      typed: 'Typed.',
    });
  });
});

describe('a text that was edited', () => {
  it('is told from one that a formatter has touched', () => {
    assert.ok(saysTheSame('One\n\ntwo', 'One\ntwo  \n'));
    assert.ok(!saysTheSame('One\n\nthree', 'One\ntwo  \n'));
  });

  it('takes over what the new draft says in lines that nobody touched', () => {
    const before = 'Identified: Pulls fail\n\nSince 14:05.\nWe know why.\n';
    const after = 'Monitoring: Pulls fail\n\nSince 13:50.\nWe watch.\n';
    const typed = 'Identified: Pulls fail\n\nSince 14:05.\nWe know why, and it is the cache.\n';
    assert.equal(
      takenOver(typed, before, after),
      'Monitoring: Pulls fail\n\nSince 13:50.\nWe know why, and it is the cache.\n',
    );
  });

  it('keeps what was typed instead of a line of the draft', () => {
    assert.equal(takenOver('Ours', 'Identified: Pulls fail', 'Monitoring: Pulls fail'), 'Ours');
  });

  it('takes over only the head of a draft with other lines', () => {
    const before = 'Identified: Pulls fail\n\nIn progress:\n- drain';
    const after = 'Monitoring: Pulls fail\n\nIn progress:\n- drain\n- restart';
    assert.equal(takenOver(`${before}\nmine`, before, after), 'Monitoring: Pulls fail\n\nIn progress:\n- drain\nmine');
  });
});
