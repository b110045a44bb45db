import * as assert from 'node:assert/strict';
import type { RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { iso } from '../../../src/domain/time';
import { chosenMitigations, whatMitigated } from '../../../src/domain/whatMitigated';
import { eventBuilder, INCIDENT, MINUTE, START, type EventBuilder } from '../../helpers/events';

/** What mitigated the incident of which this is told after its declaration; every event comes a minute after the one before. */
function mitigating(tell: (build: EventBuilder) => readonly RecordedEvent[]): string | undefined {
  const build = eventBuilder();
  const found = whatMitigated(fold(INCIDENT, [build.declared(), ...tell(build)]));
  return found && `${found.kind}: ${found.text}`;
}

const decided = (build: EventBuilder, decision: string, said = {}) =>
  build('decision.logged', { decision, information: [], tradeoff: null }, said);

function done(build: EventBuilder, text: string, outcome: 'done' | 'failed' = 'done'): RecordedEvent[] {
  const started = build('action.started', { text });
  return [started, build('action.finished', { action: started.id, outcome })];
}

const resolved = (build: EventBuilder) => build('incident.resolved', {});
const mitigatedAt = (build: EventBuilder, minute: number) =>
  build('milestone.set', { milestone: 'mitigated', to: iso(START + minute * MINUTE) });

describe('what mitigated an incident', () => {
  it('is the last decision before it was resolved', () => {
    assert.equal(
      mitigating((build) => [
        decided(build, 'Restart the workers'),
        decided(build, 'Roll back'),
        ...done(build, 'look at the graphs'),
        resolved(build),
        decided(build, 'Write it up tomorrow'),
      ]),
      'decision: Roll back',
    );
  });

  it('is the last decision before it was mitigated, where somebody said when that was', () => {
    assert.equal(
      mitigating((build) => [
        decided(build, 'Shift traffic to eu-west'),
        decided(build, 'Keep the old pool until Monday'),
        mitigatedAt(build, 1),
        resolved(build),
      ]),
      'decision: Shift traffic to eu-west',
    );
  });

  it('is the last mitigation that was chosen and done, rather than a decision after it', () => {
    assert.equal(
      mitigating((build) => [
        decided(build, 'Roll back v12'),
        ...done(build, 'Roll back v12'),
        decided(build, 'Restart the workers'),
        ...done(build, 'Restart the workers', 'failed'),
        decided(build, 'Keep the old pool until Monday'),
        resolved(build),
      ]),
      'decision: Roll back v12',
    );
  });

  it('is the last action that was done where nothing was decided, not one that failed or is in progress', () => {
    assert.equal(
      mitigating((build) => [
        ...done(build, 'flush the cache'),
        ...done(build, 'restart registry-3'),
        ...done(build, 'scale up', 'failed'),
        build('action.started', { text: 'drain registry-4' }),
        resolved(build),
      ]),
      'action: restart registry-3',
    );
  });

  it('is what was recorded before the resolution where nothing was until the mitigation', () => {
    assert.equal(
      mitigating((build) => [decided(build, 'Roll back'), mitigatedAt(build, -5), resolved(build)]),
      'decision: Roll back',
    );
  });

  it('goes by when things happened, not by when they were recorded', () => {
    assert.equal(
      mitigating((build) => [
        decided(build, 'Roll back'),
        decided(build, 'Restart', { occurredAt: iso(START - 5 * MINUTE) }),
        resolved(build),
      ]),
      'decision: Roll back',
    );
  });

  it('is nothing that was retracted', () => {
    assert.equal(
      mitigating((build) => {
        const wrong = decided(build, 'Fail over');
        return [decided(build, 'Roll back'), wrong, build('entry.retracted', { entry: wrong.id }), resolved(build)];
      }),
      'decision: Roll back',
    );
  });

  it('is unknown as long as it goes on, and where nothing was recorded', () => {
    assert.equal(
      mitigating((build) => [decided(build, 'Roll back')]),
      undefined,
    );
    assert.equal(
      mitigating((build) => [decided(build, 'Wait'), build('incident.closed', { whyUnresolved: 'false alarm' })]),
      undefined,
    );
    assert.equal(
      mitigating((build) => [build.note('odd'), resolved(build)]),
      undefined,
    );
  });
});

describe('a mitigation that was chosen', () => {
  const chosen = (tell: (build: EventBuilder) => readonly RecordedEvent[]) => {
    const build = eventBuilder();
    return chosenMitigations(fold(INCIDENT, [build.declared(), ...tell(build)])).map(
      ({ decision, action }) => `${decision.decision} → ${action.text}`,
    );
  };

  it('is a decision and the action that was started for it, known by their words', () => {
    assert.deepEqual(
      chosen((build) => [
        ...done(build, 'Roll back v12'),
        decided(build, 'Roll back v12'),
        ...done(build, 'roll back  v12'),
        decided(build, 'Keep the old pool'),
      ]),
      ['Roll back v12 → roll back  v12'],
    );
  });
});
