import * as assert from 'node:assert/strict';
import type { EventData, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { iso } from '../../../src/domain/time';
import { openPoints, whatWaits } from '../../../src/domain/waiting';
import { openPointSentence } from '../../../src/reports/openPointWords';
import { english as t } from '../../../src/reports/translate';
import { ADA, eventBuilder, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [T, EventData[T]] }[EventType];

const RULES = { commandRole: 'Incident Commander', majorSeverities: ['SEV-1', 'SEV-2'] };

/** What waits after a declaration with SEV-2 and these facts. */
function waiting(...facts: readonly Said[]): string[] {
  const build = eventBuilder();
  const declared = build.declared();
  const incident = fold(INCIDENT, [declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
  return whatWaits(incident, RULES).map(({ code }) => code);
}

const commander: Said = ['role.assigned', { role: 'Incident Commander', person: ADA }];
const reason: Said = ['severity.explained', { severity: 'SEV-2', why: 'a third of the pulls' }];
const update: Said = ['statusUpdate.posted', { audience: 'customers', status: 'investigating', text: 'we look' }];

describe('what waits in an incident', () => {
  it('is a commander, a reason for the severity, and a first update of a major one', () => {
    assert.deepEqual(waiting(), ['noCommander', 'noSeverityReason', 'noUpdate']);
  });

  it('is nothing once all of it is there', () => {
    assert.deepEqual(waiting(commander, reason, update), []);
  });

  it('is a commander only while nobody holds that role', () => {
    assert.ok(waiting(['role.assigned', { role: 'Scribe', person: ADA }]).includes('noCommander'));
    const gone: Said = ['role.released', { role: 'Incident Commander', person: ADA }];
    assert.ok(waiting(commander, gone).includes('noCommander'));
  });

  it('is a new reason with a new severity', () => {
    assert.deepEqual(waiting(commander, reason, update, ['severity.set', { from: 'SEV-2', to: 'SEV-1' }]), [
      'noSeverityReason',
    ]);
  });

  it('is no update where it is not major', () => {
    const minor: Said = ['severity.set', { from: 'SEV-2', to: 'SEV-3' }];
    assert.deepEqual(waiting(commander, minor), ['noSeverityReason']);
  });

  it('is only the commander in a resolved one, and nothing in a closed one', () => {
    assert.deepEqual(waiting(['incident.resolved', {}]), ['noCommander']);
    assert.deepEqual(waiting(['incident.resolved', {}], ['incident.closed', {}]), []);
  });

  it('names the role, and the severity', () => {
    const incident = fold(INCIDENT, [eventBuilder().declared()]);
    assert.deepEqual(whatWaits(incident, RULES).slice(0, 2), [
      { code: 'noCommander', role: 'Incident Commander' },
      { code: 'noSeverityReason', severity: 'SEV-2' },
    ]);
  });

  it('is no commander where the team has no such role', () => {
    const incident = fold(INCIDENT, [eventBuilder().declared()]);
    const codes = whatWaits(incident, { majorSeverities: [] }).map(({ code }) => code);
    assert.deepEqual(codes, ['noSeverityReason']);
  });
});

describe('what closing would leave open', () => {
  const open = (minute: number, ...facts: readonly Said[]) => {
    const build = eventBuilder();
    const declared = build.declared();
    const incident = fold(INCIDENT, [declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
    const when = (at: number) => `at minute ${(at - START) / MINUTE}`;
    return openPoints(incident, START + minute * MINUTE).map((point) => openPointSentence(point, when, t));
  };
  const told = (audience: string, status: 'identified' | 'resolved'): Said => [
    'statusUpdate.posted',
    { audience, status, text: 'x' },
  ];
  const due = (audience: string, minute: number): Said => [
    'nextUpdate.promised',
    { audience, due: iso(START + minute * MINUTE) },
  ];
  const followUp: Said = ['followUp.added', { text: 'alert on it' }];

  it('is the overdue update, what each audience heard last, actions in progress, and the missing follow-up', () => {
    assert.deepEqual(
      open(
        30,
        told('customers', 'identified'),
        due('customers', 20),
        told('internal', 'identified'),
        told('internal', 'resolved'),
        due('executives', 40),
        ['action.started', { text: 'drain the queue' }],
      ),
      [
        'The update to customers is overdue; it was due at minute 20',
        'An update to executives is due at minute 40',
        'The last update to customers says “identified” (at minute 1)',
        '1 action in progress: drain the queue',
        'No follow-up yet',
      ],
    );
  });

  it('is nothing where all is done', () => {
    assert.deepEqual(open(30, followUp, told('customers', 'identified'), told('customers', 'resolved')), []);
  });

  it('does not expect the update after the one that says resolved', () => {
    assert.deepEqual(open(30, followUp, due('customers', 20), told('customers', 'resolved')), []);
  });

  it('counts several actions, the first by name', () => {
    const action = (text: string): Said => ['action.started', { text }];
    assert.deepEqual(open(30, followUp, action('drain'), action('restart')), ['2 actions in progress: drain, …']);
  });
});
