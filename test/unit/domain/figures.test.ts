import * as assert from 'node:assert/strict';
import type { EventData, EventType, Milestone, RecordedEvent } from '../../../src/domain/events';
import { figures, figuresSoFar, outOfOrder, timestamps, type FigureName } from '../../../src/domain/figures';
import { fold } from '../../../src/domain/fold';
import type { Incident } from '../../../src/domain/incident';
import { formatDuration, iso } from '../../../src/domain/time';
import { eventBuilder, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = readonly [minutes: number, ...{ [T in EventType]: readonly [T, EventData[T]] }[EventType]];

const at = (minutes: number) => START + minutes * MINUTE;

/** Declared at 0, started ten minutes before; then these facts, each at its minute. */
function incident(...facts: readonly Said[]): Incident {
  const build = eventBuilder();
  const declared = build.declared();
  const said = facts.map(
    ([minutes, type, data]) => build(type, data as never, { recordedAt: iso(at(minutes)) }) as RecordedEvent,
  );
  return fold(INCIDENT, [declared, ...said]);
}

const reached = (milestone: Milestone, minutes: number): Said => [
  40,
  'milestone.set',
  { milestone, to: iso(at(minutes)) },
];
const resolved: Said = [50, 'incident.resolved', {}];

const length = (of: Incident, name: FigureName) => figures(of).find((figure) => figure.name === name);
const minutes = (of: Incident, name: FigureName) => {
  const milliseconds = length(of, name)?.length;
  return milliseconds === undefined ? undefined : milliseconds / MINUTE;
};

describe('the figures', () => {
  it('have a time to detect from the start of the impact to the detection', () => {
    assert.equal(minutes(incident(reached('detected', -3)), 'timeToDetect'), 7);
  });

  it('have a time to mitigate from the start of the impact to the mitigation', () => {
    assert.equal(minutes(incident(reached('mitigated', 30)), 'timeToMitigate'), 40);
  });

  it('have a time to resolve from the declaration to the resolution', () => {
    assert.equal(minutes(incident(resolved), 'timeToResolve'), 50);
  });

  it('have a duration of the customer impact from its start to the mitigation', () => {
    assert.equal(minutes(incident(reached('mitigated', 30), resolved), 'customerImpact'), 40);
  });

  it('follow a start time that is corrected later', () => {
    const earlier: Said = [45, 'startTime.set', { from: iso(at(-10)), to: iso(at(-70)) }];
    const corrected = incident(reached('detected', -3), reached('mitigated', 30), earlier, resolved);
    assert.deepEqual(
      figures(corrected).map((figure) => (figure.length ?? NaN) / MINUTE),
      [67, 100, 50, 100],
    );
  });

  it('assume what nobody said: detected when declared, mitigated when resolved, at the latest', () => {
    const assumed = incident(resolved);
    assert.deepEqual(length(assumed, 'timeToDetect'), {
      name: 'timeToDetect',
      length: 10 * MINUTE,
      assumed: true,
      outOfOrder: false,
    });
    assert.deepEqual([minutes(assumed, 'timeToMitigate'), length(assumed, 'timeToMitigate')?.assumed], [60, true]);
    assert.equal(length(assumed, 'timeToResolve')?.assumed, false);
  });

  it('are not known before their end', () => {
    const open = incident();
    assert.equal(minutes(open, 'timeToMitigate'), undefined);
    assert.equal(minutes(open, 'timeToResolve'), undefined);
    assert.equal(minutes(open, 'customerImpact'), undefined);
  });

  it('are not known either where their end comes before their beginning, which is said', () => {
    const wrong = incident(reached('detected', -20));
    assert.deepEqual(length(wrong, 'timeToDetect'), { name: 'timeToDetect', assumed: false, outOfOrder: true });
  });

  it('take the resolution back with a reopening', () => {
    const reopened = incident(resolved, [60, 'incident.reopened', {}]);
    assert.equal(minutes(reopened, 'timeToResolve'), undefined);
  });
});

describe('the figures so far', () => {
  const soFar = (of: Incident, now: number) =>
    figuresSoFar(of, at(now)).map(({ length: long, running }) => {
      const words = long === undefined ? 'unknown' : formatDuration(long);
      return running ? `${words} so far` : words;
    });

  it('run while their end is still to come', () => {
    assert.deepEqual(soFar(incident(), 20), ['10m', '30m so far', '20m so far', '30m so far']);
    assert.deepEqual(soFar(incident(reached('mitigated', 15)), 20), ['10m', '25m', '20m so far', '25m']);
  });

  it('stand still once it is resolved, or closed without', () => {
    assert.deepEqual(soFar(incident(resolved), 500), ['10m', '1h', '50m', '1h']);
    const closed: Said = [50, 'incident.closed', { whyUnresolved: 'a false alarm' }];
    assert.deepEqual(soFar(incident(closed), 500), ['10m', 'unknown', 'unknown', 'unknown']);
  });

  it('never run backwards, nor where their ends are out of order', () => {
    assert.deepEqual(soFar(incident(), -60), ['10m', '<1m so far', '<1m so far', '<1m so far']);
    assert.equal(soFar(incident(reached('mitigated', -20)), 20)[1], 'unknown');
  });
});

describe('the moments of an incident', () => {
  const disorders = (of: Incident) => outOfOrder(of).map(({ first, second }) => `${second.name} before ${first.name}`);

  it('stand in the order in which they must come', () => {
    const whole = incident(reached('acknowledged', 2), reached('detected', -3), reached('mitigated', 30), resolved, [
      55,
      'incident.closed',
      {},
    ]);
    assert.deepEqual(
      timestamps(whole).map((moment) => [moment.name, (moment.at - START) / MINUTE]),
      [
        ['started', -10],
        ['detected', -3],
        ['declared', 0],
        ['acknowledged', 2],
        ['mitigated', 30],
        ['resolved', 50],
        ['closed', 55],
      ],
    );
    assert.deepEqual(disorders(whole), []);
  });

  it('are said to be out of order where they are, with both moments', () => {
    assert.deepEqual(disorders(incident(reached('detected', -20))), ['detected before started']);
    assert.deepEqual(disorders(incident(reached('acknowledged', -1))), ['acknowledged before declared']);
    assert.deepEqual(disorders(incident(reached('mitigated', 55), resolved)), ['resolved before mitigated']);
    assert.deepEqual(disorders(incident(reached('detected', -20), reached('acknowledged', -30))), [
      'detected before started',
      'acknowledged before declared',
    ]);
  });

  it('are not out of order at the same moment, nor because of one that is only assumed', () => {
    assert.deepEqual(disorders(incident(reached('detected', 0), reached('acknowledged', 0))), []);
    const late = incident([50, 'startTime.set', { from: iso(at(-10)), to: iso(at(5)) }]);
    assert.deepEqual(disorders(late), ['declared before started'], 'not the detection, of which nobody said when');
  });
});
