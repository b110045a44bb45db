import * as assert from 'node:assert/strict';
import { incidentToShow, openIncidents, pastIncidents } from '../../../src/app/shown';
import type { Incident, Status } from '../../../src/domain/incident';
import { fold } from '../../../src/domain/fold';
import { MINUTE, START } from '../../helpers/events';

function incident(id: string, status: Status, minute: number): Incident {
  return { ...fold(id, []), status, declaredAt: START + minute * MINUTE };
}

const INCIDENTS = new Map(
  [
    incident('old', 'open', 1),
    incident('resolved', 'resolved', 2),
    incident('new', 'open', 3),
    incident('past', 'closed', 4),
    incident('older past', 'closed', 0),
  ].map((each) => [each.id, each]),
);
const NONE_OPEN = new Map([...INCIDENTS].filter(([, { status }]) => status === 'closed'));

const CASES: readonly (readonly [
  what: string,
  remembered: { id: string; past: boolean } | undefined,
  shown: string,
])[] = [
  ['the newest open one where nothing is remembered', undefined, 'new'],
  ['the one remembered', { id: 'old', past: false }, 'old'],
  ['the one remembered while it is resolved', { id: 'resolved', past: false }, 'resolved'],
  ['the newest open one where the one remembered is closed now', { id: 'past', past: false }, 'new'],
  ['a closed one that was chosen as such', { id: 'past', past: true }, 'past'],
  ['one that was chosen as past and is open again', { id: 'old', past: true }, 'old'],
  ['the newest open one where the one remembered is gone', { id: 'gone', past: true }, 'new'],
];

describe('the incident that a window shows', () => {
  for (const [what, remembered, shown] of CASES) {
    it(`is ${what}`, () => assert.equal(incidentToShow(INCIDENTS, remembered)?.id, shown));
  }

  it('is none where all are closed', () => {
    assert.equal(incidentToShow(NONE_OPEN, undefined), undefined);
    assert.equal(incidentToShow(NONE_OPEN, { id: 'past', past: false }), undefined);
  });
});

describe('the lists of incidents', () => {
  const ids = (incidents: readonly Incident[]) => incidents.map(({ id }) => id);

  it('have the newest first', () => {
    assert.deepEqual(ids(openIncidents(INCIDENTS)), ['new', 'resolved', 'old']);
    assert.deepEqual(ids(pastIncidents(INCIDENTS)), ['past', 'older past']);
  });

  it('have a fixed order for incidents of the same moment', () => {
    const same = [incident('a', 'open', 1), incident('b', 'open', 1)];
    for (const order of [same, same.toReversed()]) {
      assert.deepEqual(ids(openIncidents(new Map(order.map((each) => [each.id, each])))), ['b', 'a']);
    }
  });
});
