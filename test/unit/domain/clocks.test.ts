import * as assert from 'node:assert/strict';
import { ASSESSMENT_TIME, clocksOf, dueReminders, remindsAt, reminderKey } from '../../../src/domain/clocks';
import type { EventData, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import type { Incident } from '../../../src/domain/incident';
import { iso } from '../../../src/domain/time';
import { eventBuilder, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [T, EventData[T]] }[EventType];

/** The incident after a declaration and these facts, a minute apart. */
function after(...facts: readonly Said[]): Incident {
  const build = eventBuilder();
  const declared = build.declared();
  return fold(INCIDENT, [declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
}

const at = (minutes: number) => START + minutes * MINUTE;
const promised = (minutes: number, audience = 'customers'): Said => [
  'nextUpdate.promised',
  { audience, due: iso(at(minutes)) },
];
const snoozed = (minutes: number, audience = 'customers'): Said => [
  'nextUpdate.snoozed',
  { audience, until: iso(at(minutes)) },
];
const running = (incident: Incident) =>
  clocksOf(incident).map((clock) => [clock.kind === 'update' ? clock.audience : clock.kind, clock.due - START]);

describe('the clock of the assessment', () => {
  it('runs for five minutes from the declaration, which enters the stage', () => {
    assert.equal(ASSESSMENT_TIME, 5 * MINUTE);
    assert.deepEqual(running(after()), [['assessment', 5 * MINUTE]]);
  });

  it('ends with an assessment, even one that says nothing', () => {
    assert.deepEqual(running(after(['impact.assessed', { scope: 'some' }])), []);
    assert.deepEqual(running(after(['impact.assessed', {}])), []);
  });

  it('ends with the stage, with the resolution and with the close', () => {
    assert.deepEqual(running(after(['stage.entered', { stage: 'investigate' }])), []);
    assert.deepEqual(running(after(['incident.resolved', {}])), []);
    assert.deepEqual(running(after(['incident.closed', {}])), []);
  });

  it('starts again where the stage is entered again, until it is assessed again', () => {
    const back: readonly Said[] = [
      ['impact.assessed', { scope: 'some' }],
      ['stage.entered', { stage: 'investigate' }],
      ['stage.entered', { stage: 'assess' }],
    ];
    assert.deepEqual(running(after(...back)), [['assessment', 8 * MINUTE]]);
    assert.deepEqual(running(after(...back, ['impact.assessed', {}])), []);
  });

  it('goes on where it was once a resolved incident is reopened', () => {
    assert.deepEqual(running(after(['incident.resolved', {}], ['incident.reopened', {}])), [
      ['assessment', 5 * MINUTE],
    ]);
  });

  it('does not start anew where the stage it is in is entered', () => {
    const again: Said = ['stage.entered', { stage: 'assess' }];
    assert.deepEqual(running(after(again)), [['assessment', 5 * MINUTE]]);
  });
});

describe('the clock of the next update', () => {
  it('goes on where it was once a closed incident is reopened', () => {
    const closed = after(['impact.assessed', {}], promised(30), ['incident.resolved', {}], ['incident.closed', {}]);
    assert.deepEqual(running(closed), []);
    const again = after(
      ['impact.assessed', {}],
      promised(30),
      ['incident.resolved', {}],
      ['incident.closed', {}],
      ['incident.reopened', {}],
    );
    assert.deepEqual(running(again), [['customers', 30 * MINUTE]]);
  });

  it('runs for each audience from its promise to its update, the first due in front', () => {
    const assessed: Said = ['impact.assessed', {}];
    const incident = after(assessed, promised(30), promised(20, 'internal'));
    assert.deepEqual(running(incident), [
      ['internal', 20 * MINUTE],
      ['customers', 30 * MINUTE],
    ]);
  });

  it('runs on in a resolved incident, and ends with its close', () => {
    assert.deepEqual(running(after(promised(30), ['incident.resolved', {}])), [['customers', 30 * MINUTE]]);
    assert.deepEqual(running(after(promised(30), ['incident.closed', {}])), []);
  });
});

describe('a reminder', () => {
  const due = (incident: Incident, minutes: number) =>
    dueReminders(incident, at(minutes)).map((clock) => (clock.kind === 'update' ? clock.audience : clock.kind));

  it('is due from its moment on, the one that has waited longest in front', () => {
    const incident = after(promised(30), promised(20, 'internal'));
    assert.deepEqual(due(incident, 4.9), []);
    assert.deepEqual(due(incident, 5), ['assessment']);
    assert.deepEqual(due(incident, 30), ['assessment', 'internal', 'customers']);
  });

  it('is put off by a snooze; the promise stays', () => {
    const incident = after(['impact.assessed', {}], promised(20), snoozed(35));
    assert.deepEqual(due(incident, 34), []);
    assert.deepEqual(due(incident, 35), ['customers']);
    const [clock] = clocksOf(incident);
    assert.deepEqual([clock!.due, remindsAt(clock!)], [at(20), at(35)]);
  });

  it('is never due before its moment, whatever it was snoozed until', () => {
    assert.deepEqual(due(after(['impact.assessed', {}], promised(20), snoozed(10)), 15), []);
  });

  it('has a key of its own in each incident, for each audience and moment', () => {
    const keys = [
      [after(), 0],
      [after(['impact.assessed', {}], promised(20)), 0],
      [after(['impact.assessed', {}], promised(21)), 0],
      [after(['impact.assessed', {}], promised(20), snoozed(35)), 0],
      [after(['impact.assessed', {}], promised(20, 'internal')), 0],
      [{ ...after(), id: 'other' }, 0],
    ] as const;
    const named = keys.map(([incident, index]) => reminderKey(incident, clocksOf(incident)[index]!));
    assert.equal(new Set(named).size, named.length);
    assert.equal(reminderKey(after(), clocksOf(after())[0]!), named[0]);
  });
});
