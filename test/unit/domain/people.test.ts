import * as assert from 'node:assert/strict';
import type { EventData, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { holdersOf, type Incident } from '../../../src/domain/incident';
import { iso } from '../../../src/domain/time';
import { ADA, eventBuilder, GRACE, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [T, EventData[T]] }[EventType];

/** The incident after a declaration and these facts, a minute apart; the first of them has the id `w1-2`. */
function after(...facts: readonly Said[]): Incident {
  const build = eventBuilder();
  const declared = build.declared();
  return fold(INCIDENT, [declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
}

const at = (minutes: number) => START + minutes * MINUTE;
const time = (minutes: number) => iso(at(minutes));

describe('the impact', () => {
  const impact = (...answers: readonly EventData['impact.assessed'][]) =>
    after(...answers.map((data): Said => ['impact.assessed', data])).impact;

  it('is not known before it was assessed', () => {
    assert.equal(impact(), undefined);
  });

  it('is what was answered, and who said it last, when', () => {
    assert.deepEqual(impact({ scope: 'some', effect: 'pulls fail' }, { noticed: 'yes' }), {
      scope: 'some',
      effect: 'pulls fail',
      noticed: 'yes',
      by: ADA,
      at: at(2),
    });
  });

  it('keeps what a later assessment does not mention', () => {
    const later = impact({ scope: 'share', share: 40, roughly: true }, { effect: 'pulls fail' });
    assert.deepEqual([later?.scope, later?.share, later?.roughly, later?.effect], ['share', 40, true, 'pulls fail']);
  });

  it('loses its share and its roughness with a new scope', () => {
    const later = impact({ scope: 'share', share: 40, roughly: true }, { scope: 'everyone' });
    assert.deepEqual([later?.scope, later?.share, later?.roughly], ['everyone', undefined, undefined]);
  });

  it('is known to have been looked at where nothing was answered', () => {
    assert.deepEqual(impact({}), { by: ADA, at: at(1) });
  });
});

describe('a milestone', () => {
  it('is when the last one to say so says it was', () => {
    const set = (minutes: number): Said => ['milestone.set', { milestone: 'mitigated', to: time(minutes) }];
    assert.equal(after(set(10), set(7)).milestones.get('mitigated'), at(7));
    assert.equal(after().milestones.size, 0);
  });
});

describe('the reason for the severity', () => {
  const explained = (severity: string, why: string): Said => ['severity.explained', { severity, why }];
  const set = (from: string, to: string): Said => ['severity.set', { from, to }];

  it('is the last one given', () => {
    assert.equal(after(explained('SEV-2', 'half'), explained('SEV-2', 'all')).severityReason, 'all');
  });

  it('belongs to one severity: another needs its own, and a late reason for the old one changes nothing', () => {
    assert.equal(after(explained('SEV-2', 'half'), set('SEV-2', 'SEV-1')).severityReason, undefined);
    assert.equal(after(set('SEV-2', 'SEV-1'), explained('SEV-2', 'half')).severityReason, undefined);
    assert.equal(after(set('SEV-2', 'SEV-1'), explained('SEV-1', 'all')).severityReason, 'all');
  });
});

describe('a promise of an update', () => {
  const posted = (audience: string): Said => [
    'statusUpdate.posted',
    { audience, status: 'identified', text: 'we know why' },
  ];
  const promised = (audience: string, minutes: number | null): Said => [
    'nextUpdate.promised',
    { audience, due: minutes === null ? null : time(minutes) },
  ];
  const snoozed = (audience: string, minutes: number): Said => [
    'nextUpdate.snoozed',
    { audience, until: time(minutes) },
  ];
  const open = (...facts: readonly Said[]) => [...after(...facts).nextUpdates.values()];

  it('is kept by an update to its audience, and by no other', () => {
    const both = [promised('customers', 20), promised('internal', 30)];
    assert.deepEqual(open(...both, posted('customers')), [{ audience: 'internal', due: at(30) }]);
    assert.equal(open(...both, posted('executives')).length, 2);
  });

  it('is replaced by the next one, and taken back by none', () => {
    assert.deepEqual(open(promised('customers', 20), promised('customers', 40)), [
      { audience: 'customers', due: at(40) },
    ]);
    assert.deepEqual(open(promised('customers', 20), promised('customers', null)), []);
  });

  it('stays while its reminder is snoozed; a new promise is not snoozed', () => {
    assert.deepEqual(open(promised('customers', 20), snoozed('customers', 35)), [
      { audience: 'customers', due: at(20), snoozedUntil: at(35) },
    ]);
    assert.deepEqual(open(promised('customers', 20), snoozed('customers', 35), promised('customers', 60)), [
      { audience: 'customers', due: at(60) },
    ]);
    assert.deepEqual(open(snoozed('customers', 35)), [], 'nothing to snooze');
  });

  it('is none after a resolved update to that audience, until another one or a reopening', () => {
    const resolved: Said = ['statusUpdate.posted', { audience: 'customers', status: 'resolved', text: 'over' }];
    const late = promised('customers', 60);
    assert.deepEqual(open(promised('customers', 20), resolved), []);
    assert.deepEqual(open(resolved, late), []);
    assert.deepEqual(open(resolved, promised('internal', 60)), [{ audience: 'internal', due: at(60) }]);
    assert.deepEqual(open(resolved, posted('customers'), late), [{ audience: 'customers', due: at(60) }]);
    assert.deepEqual(open(resolved, ['incident.resolved', {}], ['incident.reopened', {}], late), [
      { audience: 'customers', due: at(60) },
    ]);
  });

  it('of an update that is retracted stands again', () => {
    const update: Said = posted('customers');
    const retracted = after(promised('customers', 20), update, ['entry.retracted', { entry: 'w1-3' }]);
    assert.deepEqual([retracted.updates.length, retracted.nextUpdates.size], [0, 1]);
  });
});

describe('help, and those who come', () => {
  it('is kept with its doubts and those who were asked', () => {
    const doubts = ['howToFix', 'capacity'] as const;
    const { helpRequests } = after(['help.asked', { doubts, text: 'please', people: ['Grace'] }]);
    assert.deepEqual(helpRequests, [{ id: 'w1-2', doubts, text: 'please', people: ['Grace'], by: ADA, at: at(1) }]);
  });

  it('makes people known, with the role that they come for', () => {
    const joined = after(['responder.joined', { person: GRACE, role: 'Scribe' }]);
    assert.deepEqual(joined.people, [ADA, GRACE]);
    assert.deepEqual(holdersOf(joined, 'Scribe'), [{ role: 'Scribe', person: GRACE, since: at(1) }]);
    assert.deepEqual(after(['responder.joined', { person: GRACE }]).roles, []);
  });
});

describe('a handover', () => {
  const role = 'Incident Commander';
  const begin: Said = ['role.assigned', { role, person: ADA }];
  const holders = (incident: Incident) => holdersOf(incident, role).map(({ person }) => person.name);

  it('passes the role on', () => {
    const incident = after(begin, ['handover.made', { role, from: ADA, to: GRACE, text: 'all is quiet' }]);
    assert.deepEqual(holders(incident), ['Grace']);
    assert.deepEqual(incident.handovers, [
      { id: 'w1-3', role, from: ADA, to: GRACE, text: 'all is quiet', by: ADA, at: at(2) },
    ]);
  });

  it('to the morning leaves the role to nobody', () => {
    const incident = after(begin, ['handover.made', { role, from: ADA, text: 'go on at 9', resumeAt: time(600) }]);
    assert.deepEqual(holders(incident), []);
    assert.equal(incident.handovers[0]?.resumeAt, at(600));
  });

  it('of a role that nobody held gives it', () => {
    assert.deepEqual(holders(after(['handover.made', { role, to: GRACE, text: '' }])), ['Grace']);
  });
});

describe('a follow-up', () => {
  const added: Said = ['followUp.added', { text: 'alert on 500s' }];
  const changed = (change: Omit<EventData['followUp.changed'], 'followUp'>): Said => [
    'followUp.changed',
    { followUp: 'w1-2', ...change },
  ];
  const only = (...facts: readonly Said[]) => after(added, ...facts).followUps[0];

  it('begins with its text alone', () => {
    assert.deepEqual(only(), { id: 'w1-2', text: 'alert on 500s', by: ADA, at: at(1) });
  });

  it('gets an owner, a day and a kind, and loses them again', () => {
    const set = changed({ owner: 'Ada', due: '2026-11-30', kind: 'detective' });
    assert.deepEqual(only(set), {
      id: 'w1-2',
      text: 'alert on 500s',
      owner: 'Ada',
      due: '2026-11-30',
      kind: 'detective',
      by: ADA,
      at: at(1),
    });
    assert.deepEqual(only(set, changed({ owner: null, due: null, kind: null })), only());
    assert.equal(only(set, changed({ owner: 'Grace' }))?.due, '2026-11-30');
  });

  it('is done, by whom and when, and open again', () => {
    assert.deepEqual(only(changed({ done: true }))?.done, { by: ADA, at: at(2) });
    assert.deepEqual(only(changed({ done: true }), changed({ done: true }))?.done, { by: ADA, at: at(2) });
    assert.equal(only(changed({ done: true }), changed({ done: false }))?.done, undefined);
  });

  it('that nobody knows is not changed', () => {
    assert.deepEqual(after(['followUp.changed', { followUp: 'nonsense', done: true }]).followUps, []);
  });

  it('may be missing at the close, with why; a reopening forgets it', () => {
    const closed: Said = ['incident.closed', { whyNoFollowUp: 'a test' }];
    assert.equal(after(closed).whyNoFollowUp, 'a test');
    assert.equal(after(closed, ['incident.reopened', {}]).whyNoFollowUp, undefined);
  });
});
