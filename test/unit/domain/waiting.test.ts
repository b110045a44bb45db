import * as assert from 'node:assert/strict';
import type { EventData, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { whatWaits } from '../../../src/domain/waiting';
import { ADA, eventBuilder, INCIDENT } from '../../helpers/events';

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
