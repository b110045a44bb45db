import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EventData, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { actionsInProgress, holdersOf, runningTime, type Incident } from '../../../src/domain/incident';
import { iso } from '../../../src/domain/time';
import { ADA, GRACE, INCIDENT, MINUTE, START, eventBuilder } from '../../helpers/events';

const LINUS = { name: 'Linus' };

/** The incident after a declaration and then these facts, a minute apart. */
function after(...facts: readonly { [T in EventType]: readonly [T, EventData[T]] }[EventType][]): Incident {
  const say = eventBuilder();
  const declared = say.declared();
  const events = facts.map(([type, data]) => say(type, data) as RecordedEvent);
  return of(declared, ...events);
}

function of(...events: readonly RecordedEvent[]): Incident {
  return fold(INCIDENT, events);
}

function timeline(incident: Incident): string[] {
  return incident.entries.map(({ event }) => (event.type === 'note.added' ? event.data.text : event.type));
}

describe('the fold', () => {
  describe('declaring', () => {
    it('gives the incident its title, severity and start, and enters Assess Impact', () => {
      const incident = after();
      assert.equal(incident.title, 'Images do not load');
      assert.equal(incident.severity, 'SEV-2');
      assert.equal(incident.startedAt, START - 10 * MINUTE);
      assert.equal(incident.declaredAt, START);
      assert.equal(incident.status, 'open');
      assert.deepEqual(incident.activeStages, ['assess']);
      assert.deepEqual([...incident.stageSince], [['assess', START]]);
    });

    it('counts once: a second declaration only stands in the timeline', () => {
      const again = { title: 'Other', severity: 'SEV-5', startedAt: iso(START) };
      const incident = after(['stage.entered', { stage: 'mitigate' }], ['incident.declared', again]);
      assert.equal(incident.title, 'Images do not load');
      assert.deepEqual(incident.activeStages, ['mitigate']);
      assert.equal(incident.entries.length, 3);
    });

    it('may be missing: what else is known is shown', () => {
      const say = eventBuilder();
      const incident = of(say.note('first'), say('severity.set', { from: 'SEV-3', to: 'SEV-1' }));
      assert.equal(incident.title, '');
      assert.equal(incident.severity, 'SEV-1');
      assert.equal(incident.startedAt, START);
      assert.equal(incident.declaredAt, START);
      assert.deepEqual(incident.activeStages, ['start']);
    });

    it('of an empty record gives an empty incident', () => {
      const incident = of();
      assert.deepEqual([incident.title, incident.startedAt, incident.entries.length], ['', 0, 0]);
    });
  });

  it('takes up a new title, severity and start', () => {
    const incident = after(
      ['title.set', { from: 'Images do not load', to: 'Uploads fail' }],
      ['severity.set', { from: 'SEV-2', to: 'SEV-1' }],
      ['startTime.set', { from: iso(START), to: iso(START - 60 * MINUTE) }],
    );
    assert.deepEqual(
      [incident.title, incident.severity, incident.startedAt],
      ['Uploads fail', 'SEV-1', START - 60 * MINUTE],
    );
  });

  it('knows how well the start is known: when it was noticed, unless somebody says otherwise', () => {
    const at = iso(START);
    assert.equal(after().startPrecision, 'noticed');
    assert.equal(after(['startTime.set', { from: at, to: iso(START - 60 * MINUTE) }]).startPrecision, 'roughly');
    const exact = after(['startTime.set', { from: at, to: at, precision: 'minute' }]);
    assert.deepEqual([exact.startPrecision, exact.startedAt], ['minute', START]);
  });

  describe('stages', () => {
    it('leave the one before', () => {
      assert.deepEqual(after(['stage.entered', { stage: 'communicate' }]).activeStages, ['communicate']);
    });

    it('Investigate and Mitigate are active together where asked for', () => {
      const incident = after(
        ['stage.entered', { stage: 'mitigate' }],
        ['stage.entered', { stage: 'investigate', alongside: true }],
      );
      assert.deepEqual(incident.activeStages, ['investigate', 'mitigate']);
    });
  });

  describe('resolving, closing and reopening', () => {
    const toMitigate = ['stage.entered', { stage: 'mitigate' }] as const;
    const resolved = ['incident.resolved', {}] as const;
    const closed = ['incident.closed', {}] as const;
    const reopened = ['incident.reopened', {}] as const;

    it('resolving goes to Clean-Up and stops the running time', () => {
      const incident = after(toMitigate, resolved);
      assert.equal(incident.status, 'resolved');
      assert.equal(incident.resolvedAt, START + 2 * MINUTE);
      assert.deepEqual(incident.activeStages, ['cleanUp']);
      assert.equal(runningTime(incident, START + 999 * MINUTE), 12 * MINUTE);
    });

    it('resolving twice keeps the first time', () => {
      assert.equal(after(resolved, ['note.added', { text: '' }], resolved).resolvedAt, START + MINUTE);
    });

    it('closing ends it, resolved or not', () => {
      assert.equal(after(resolved, closed).status, 'closed');
      const unresolved = after(['incident.closed', { whyUnresolved: 'not an incident' }]);
      assert.deepEqual([unresolved.status, unresolved.resolvedAt], ['closed', undefined]);
      assert.equal(runningTime(unresolved, START + 999 * MINUTE), 11 * MINUTE);
    });

    it('closing twice keeps the first time; a closed one cannot be resolved', () => {
      const incident = after(closed, closed, resolved);
      assert.deepEqual([incident.status, incident.closedAt], ['closed', START + MINUTE]);
      assert.equal(incident.resolvedAt, undefined);
    });

    it('reopening goes back to the stages before the resolution, and the time runs again', () => {
      const incident = after(toMitigate, resolved, closed, reopened);
      assert.equal(incident.status, 'open');
      assert.deepEqual(incident.activeStages, ['mitigate']);
      assert.deepEqual(['resolvedAt' in incident, 'closedAt' in incident], [false, false]);
      assert.equal(runningTime(incident, START + 50 * MINUTE), 60 * MINUTE);
    });

    it('reopening what was closed unresolved keeps the stage; reopening an open one changes nothing', () => {
      assert.deepEqual(after(toMitigate, closed, reopened).activeStages, ['mitigate']);
      assert.deepEqual(after(toMitigate, reopened).activeStages, ['mitigate']);
    });

    it('can be gone through again', () => {
      const incident = after(toMitigate, resolved, closed, reopened, resolved);
      assert.deepEqual([incident.status, incident.resolvedAt], ['resolved', START + 5 * MINUTE]);
    });
  });

  it('an incident that has not begun yet has run for no time', () => {
    assert.equal(runningTime(after(), START - 60 * MINUTE), 0);
  });

  describe('the checklist', () => {
    const item = { stage: 'assess', item: 'who', text: 'Who is affected?' } as const;

    it('remembers who ticked an item and when, until it is unticked', () => {
      const ticked = after(['checklistItem.checked', item]);
      assert.deepEqual([...ticked.ticks], [['assess/who', { by: ADA, at: START + MINUTE }]]);
      assert.equal(after(['checklistItem.checked', item], ['checklistItem.unchecked', item]).ticks.size, 0);
    });

    it('takes up added items once', () => {
      const again = { ...item, text: 'Who, again?' };
      assert.deepEqual(after(['checklistItem.added', item], ['checklistItem.added', again]).addedItems, [item]);
    });
  });

  describe('roles', () => {
    it('may be held by several people, and one may hold several', () => {
      const incident = after(
        ['role.assigned', { role: 'Scribe', person: ADA }],
        ['role.assigned', { role: 'Scribe', person: GRACE }],
        ['role.assigned', { role: 'Deputy', person: ADA }],
      );
      assert.deepEqual(
        holdersOf(incident, 'Scribe').map(({ person }) => person.name),
        ['Ada', 'Grace'],
      );
      assert.equal(incident.roles.length, 3);
    });

    it('handing on takes it from who held it', () => {
      const incident = after(
        ['role.assigned', { role: 'Incident Commander', person: ADA }],
        ['role.assigned', { role: 'Incident Commander', person: GRACE, inPlaceOf: ADA }],
      );
      assert.deepEqual(incident.roles, [{ role: 'Incident Commander', person: GRACE, since: START + 2 * MINUTE }]);
    });

    it('are held once by the same person, since the last time', () => {
      const shouting = { name: 'Ada L.', email: 'ADA@example.org' };
      const incident = after(
        ['role.assigned', { role: 'Scribe', person: ADA }],
        ['role.assigned', { role: 'Scribe', person: shouting }],
      );
      assert.deepEqual(incident.roles, [{ role: 'Scribe', person: shouting, since: START + 2 * MINUTE }]);
    });

    it('can be released, which leaves other roles alone', () => {
      const incident = after(
        ['role.assigned', { role: 'Scribe', person: ADA }],
        ['role.assigned', { role: 'Deputy', person: ADA }],
        ['role.released', { role: 'Scribe', person: ADA }],
        ['role.released', { role: 'Nobody', person: GRACE }],
      );
      assert.deepEqual(
        incident.roles.map(({ role }) => role),
        ['Deputy'],
      );
    });
  });

  describe('actions', () => {
    it('are in progress until they are finished, once', () => {
      const incident = after(
        ['action.started', { text: 'Restart registry' }],
        ['action.started', { text: 'Purge the cache' }],
        ['action.finished', { action: 'w1-2', outcome: 'failed', result: 'it hangs' }],
        ['action.finished', { action: 'w1-2', outcome: 'done' }],
      );
      assert.deepEqual(
        actionsInProgress(incident).map(({ text }) => text),
        ['Purge the cache'],
      );
      assert.deepEqual(incident.actions[0], {
        id: 'w1-2',
        text: 'Restart registry',
        by: ADA,
        startedAt: START + MINUTE,
        finished: { outcome: 'failed', at: START + 3 * MINUTE, by: ADA, result: 'it hangs' },
      });
    });

    it('that are unknown can be finished without effect', () => {
      const incident = after(['action.finished', { action: 'nobody-7', outcome: 'done' }]);
      assert.deepEqual([incident.actions.length, incident.entries.length], [0, 2]);
    });
  });

  it('decisions keep what they rest on, the tradeoff and where the code stood', () => {
    const say = eventBuilder();
    const code = [{ repository: 'registry', branch: 'main', dirty: true }];
    const data = { decision: 'Roll back', information: [{ text: 'errors since 13:52' }], tradeoff: null };
    const incident = of(say.declared(), say('decision.logged', data, { code }));
    assert.deepEqual(incident.decisions, [{ id: 'w1-2', at: START + MINUTE, by: ADA, ...data, code }]);
  });

  it('notes and evidence stand in the timeline', () => {
    const incident = after(
      ['note.added', { text: 'looks bad' }],
      ['evidence.added', { text: 'ERROR', source: { kind: 'terminal', name: 'zsh' } }],
    );
    assert.deepEqual(timeline(incident), ['incident.declared', 'looks bad', 'evidence.added']);
  });

  it('knows everybody who wrote or was named, once, in order of appearance', () => {
    const say = eventBuilder();
    const incident = of(
      say.declared(),
      say('role.assigned', { role: 'Scribe', person: GRACE }),
      say.note('', { author: LINUS }),
      say.note('', { author: { name: 'Ada', email: 'ADA@example.org' } }),
      say.note('', { author: { name: 'Grace' } }),
    );
    assert.deepEqual(incident.people, [ADA, GRACE, LINUS]);
  });

  it('counts what newer versions wrote and keeps it in the timeline', () => {
    const say = eventBuilder();
    const incident = of(say.declared(), say.newer('impact.assessed'), say.newer('suspect.judged'));
    assert.equal(incident.newerEvents, 2);
    assert.deepEqual(timeline(incident), ['incident.declared', 'newer', 'newer']);
  });

  it('takes an event that arrives twice once', () => {
    const say = eventBuilder();
    const [declared, note] = [say.declared(), say.note('once')];
    assert.deepEqual(timeline(of(declared, note, structuredClone(note), declared)), ['incident.declared', 'once']);
  });
});

describe('the order of the timeline', () => {
  it('does not depend on the order of arrival', () => {
    const say = eventBuilder();
    const events = [say.declared(), say.note('one', { writer: 'b' }), say.note('two', { writer: 'a' })];
    assert.deepEqual(timeline(of(...events.toReversed())), ['incident.declared', 'one', 'two']);
  });

  it('is by writer where two wrote at the same logical time', () => {
    const say = eventBuilder();
    const events = [say.note('b', { writer: 'b', clock: 5 }), say.note('a', { writer: 'a', seq: 2, clock: 5 })];
    const sameTime = events.map((event) => ({ ...event, recordedAt: iso(START) }));
    assert.deepEqual(timeline(of(...sameTime)), ['a', 'b']);
  });

  it('stays that of recording where a clock jumps back', () => {
    const say = eventBuilder();
    const incident = of(
      say.declared(),
      say.note('before'),
      say.note('after the jump', { recordedAt: iso(START - 60 * MINUTE) }),
      say.note('later', { recordedAt: iso(START - 59 * MINUTE) }),
    );
    assert.deepEqual(timeline(incident), ['incident.declared', 'before', 'after the jump', 'later']);
  });

  it('puts an entry that a person dated at its time', () => {
    const say = eventBuilder();
    const incident = of(
      say.declared(),
      say.note('now'),
      say.note('earlier', { occurredAt: iso(START - 5 * MINUTE) }),
      say.note('then'),
    );
    assert.deepEqual(timeline(incident), ['earlier', 'incident.declared', 'now', 'then']);
    assert.deepEqual([incident.entries[0]?.dated, incident.entries[0]?.at], [true, START - 5 * MINUTE]);
    assert.equal(incident.entries[0]?.recordedAt, START + 2 * MINUTE);
  });

  it('puts dated entries among the others by time, and those of one time as they were recorded', () => {
    const minutes = fc.array(fc.option(fc.integer({ min: -2, max: 12 }), { nil: undefined }), { maxLength: 12 });
    fc.assert(
      fc.property(minutes, (dates) => {
        const say = eventBuilder();
        const notes = dates.map((minute, index) =>
          say.note(String(index), minute === undefined ? {} : { occurredAt: iso(START + minute * MINUTE) }),
        );
        const places = dates.map((minute, index) => minute ?? index);
        const expected = [...dates.keys()].sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
        assert.deepEqual(timeline(of(...notes)), expected.map(String));
      }),
    );
  });

  it('dated facts count from when they happened', () => {
    const say = eventBuilder();
    const at = START - 3 * MINUTE;
    const incident = of(say.declared(), say('action.started', { text: 'Restart' }, { occurredAt: iso(at) }));
    assert.equal(incident.actions[0]?.startedAt, at);
  });
});
