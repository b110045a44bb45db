import * as assert from 'node:assert/strict';
import { hasText, isRetractable, textOf } from '../../../src/domain/amend';
import type { RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import type { Entry, Incident } from '../../../src/domain/incident';
import { iso } from '../../../src/domain/time';
import { ADA, GRACE, INCIDENT, MINUTE, START, eventBuilder } from '../../helpers/events';

function of(...events: readonly RecordedEvent[]): Incident {
  return fold(INCIDENT, events);
}

function entry(incident: Incident, id: string): Entry {
  const found = incident.entries.find((each) => each.id === id);
  assert.ok(found, `no entry ${id}`);
  return found;
}

describe('amending an entry', () => {
  it('changes what it says and keeps what it said', () => {
    const say = eventBuilder();
    const note = say.note('the cahce is full');
    const amend = say('entry.amended', { entry: note.id, text: 'the cache is full' }, { author: GRACE });
    const { event, amendments } = entry(of(note, amend), note.id);
    assert.equal(textOf(event), 'the cache is full');
    assert.deepEqual(amendments, [{ by: GRACE, at: START + MINUTE, before: note }]);
  });

  it('is no entry of its own', () => {
    const say = eventBuilder();
    assert.equal(of(say.note(''), say('entry.amended', { entry: 'w1-1', text: 'x' })).entries.length, 1);
  });

  it('several times keeps every wording, the last one counts', () => {
    const say = eventBuilder();
    const events = ['b', 'c'].map((text) => say('entry.amended', { entry: 'n-1', text }));
    const { event, amendments } = entry(of(...events, say.note('a', { writer: 'n' })), 'n-1');
    assert.equal(textOf(event), 'c');
    assert.deepEqual(
      amendments.map(({ before }) => textOf(before)),
      ['a', 'b'],
    );
  });

  it('moves it to another time', () => {
    const say = eventBuilder();
    const at = START - 20 * MINUTE;
    const incident = of(
      say.declared(),
      say('action.started', { text: 'Restart' }),
      say('entry.amended', { entry: 'w1-2', occurredAt: iso(at) }),
    );
    assert.equal(incident.entries[0]?.id, 'w1-2');
    assert.equal(incident.entries[0].dated, true);
    assert.equal(incident.actions[0]?.startedAt, at);
  });

  it('of an action, its result, a piece of evidence or a decision changes the state', () => {
    const say = eventBuilder();
    const source = { kind: 'terminal', name: 'zsh' } as const;
    const incident = of(
      say('action.started', { text: 'Restart' }),
      say('action.finished', { action: 'w1-1', outcome: 'done' }),
      say('evidence.added', { text: 'ERROR', source }),
      say('decision.logged', { decision: 'Roll back', information: [{ text: 'a' }], tradeoff: 'uploads' }),
      say('entry.amended', { entry: 'w1-1', text: 'Restart registry' }),
      say('entry.amended', { entry: 'w1-2', text: 'no effect' }),
      say('entry.amended', { entry: 'w1-3', text: 'FATAL' }),
      say('entry.amended', { entry: 'w1-4', tradeoff: null, information: [] }),
    );
    assert.equal(incident.actions[0]?.text, 'Restart registry');
    assert.equal(incident.actions[0].finished?.result, 'no effect');
    assert.deepEqual(entry(incident, 'w1-3').event, {
      ...entry(incident, 'w1-3').event,
      data: { text: 'FATAL', source },
    });
    const { decision, information, tradeoff } = incident.decisions[0] ?? {};
    assert.deepEqual({ decision, information, tradeoff }, { decision: 'Roll back', information: [], tradeoff: null });
  });

  it('leaves a decision\u2019s other parts alone', () => {
    const say = eventBuilder();
    const incident = of(
      say('decision.logged', { decision: 'Roll back', information: [{ text: 'a' }], tradeoff: 'uploads' }),
      say('entry.amended', { entry: 'w1-1', text: 'Roll forward' }),
    );
    const { decision, information, tradeoff } = incident.decisions[0] ?? {};
    assert.deepEqual([decision, information, tradeoff], ['Roll forward', [{ text: 'a' }], 'uploads']);
  });

  it('with parts that the entry does not have changes nothing of it', () => {
    const say = eventBuilder();
    const entered = say('stage.entered', { stage: 'mitigate' });
    const { event } = entry(of(entered, say('entry.amended', { entry: 'w1-1', text: 'x', tradeoff: 'y' })), 'w1-1');
    assert.deepEqual(event, entered);
  });

  it('of something unknown changes nothing', () => {
    const say = eventBuilder();
    const note = say.note('a');
    assert.deepEqual(of(note, say('entry.amended', { entry: 'x', text: 'b' })), of(note));
  });

  it('of what a newer version wrote changes nothing', () => {
    const say = eventBuilder();
    const newer = say.newer('x.y');
    assert.deepEqual(of(newer, say('entry.amended', { entry: newer.id, occurredAt: iso(0) })), of(newer));
  });
});

describe('retracting an entry', () => {
  it('keeps it readable, with who retracted it and why', () => {
    const say = eventBuilder();
    const note = say.note('wrong');
    const retracted = say('entry.retracted', { entry: note.id, why: 'wrong incident' }, { author: GRACE });
    const { event, retraction } = entry(of(note, retracted), note.id);
    assert.deepEqual(event, note);
    assert.deepEqual(retraction, { by: GRACE, at: START + MINUTE, why: 'wrong incident' });
  });

  it('twice keeps the first retraction', () => {
    const say = eventBuilder();
    const incident = of(
      say.note(''),
      say('entry.retracted', { entry: 'w1-1' }),
      say('entry.retracted', { entry: 'w1-1' }),
    );
    assert.deepEqual(entry(incident, 'w1-1').retraction, { by: ADA, at: START + MINUTE });
  });

  it('undoes what it did to the incident', () => {
    const say = eventBuilder();
    const events = [
      say.declared(),
      say('severity.set', { from: 'SEV-2', to: 'SEV-1' }),
      say('stage.entered', { stage: 'mitigate' }),
      say('role.assigned', { role: 'Scribe', person: ADA }),
      say('role.assigned', { role: 'Scribe', person: GRACE, inPlaceOf: ADA }),
      say('action.started', { text: 'Restart' }),
      say('action.finished', { action: 'w1-6', outcome: 'done' }),
      say('checklistItem.checked', { stage: 'assess', item: 'who', text: '' }),
      say('decision.logged', { decision: 'x', information: [], tradeoff: null }),
      say('incident.resolved', {}),
    ];
    const retract = (id: string) => say('entry.retracted', { entry: id });
    const without = of(...events, ...['w1-2', 'w1-3', 'w1-5', 'w1-7', 'w1-8', 'w1-9', 'w1-10'].map(retract));
    assert.equal(without.severity, 'SEV-2');
    assert.deepEqual(without.activeStages, ['assess']);
    assert.deepEqual(
      without.roles.map(({ person }) => person.name),
      ['Ada'],
    );
    assert.equal(without.actions[0]?.finished, undefined);
    assert.deepEqual([without.ticks.size, without.decisions.length, without.status], [0, 0, 'open']);
    assert.equal(without.entries.length, events.length);
  });

  it('of the declaration is not possible', () => {
    const say = eventBuilder();
    const incident = of(say.declared(), say('entry.retracted', { entry: 'w1-1' }));
    assert.equal(incident.title, 'Images do not load');
    assert.equal(entry(incident, 'w1-1').retraction, undefined);
  });
});

describe('what can be corrected', () => {
  const say = eventBuilder();

  it('the wording of what a person typed', () => {
    assert.equal(hasText(say.note('a')), true);
    assert.equal(hasText(say('action.finished', { action: 'a', outcome: 'done' })), true);
    assert.equal(hasText(say('stage.entered', { stage: 'assess' })), false);
    assert.equal(hasText(say.newer('x')), false);
  });

  it('everything but the declaration and what a newer version wrote can be retracted', () => {
    assert.equal(isRetractable(say.note('a')), true);
    assert.equal(isRetractable(say.declared()), false);
    assert.equal(isRetractable(say.newer('x')), false);
  });
});
