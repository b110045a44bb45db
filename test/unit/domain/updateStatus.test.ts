import * as assert from 'node:assert/strict';
import type { KnownEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { iso } from '../../../src/domain/time';
import { lastPromise, likelyStatus } from '../../../src/domain/updateStatus';
import { eventBuilder, INCIDENT, MINUTE, START, type EventBuilder } from '../../helpers/events';

type Story = (build: EventBuilder) => KnownEvent[];

function incidentOf(story: Story) {
  const build = eventBuilder();
  return fold(INCIDENT, [build.declared(), ...story(build)]);
}

const told = (build: EventBuilder, status: 'investigating' | 'identified' | 'resolved', audience = 'customers') =>
  build('statusUpdate.posted', { audience, status, text: 'x' });

describe('the likely word of the next update', () => {
  for (const [what, expected, story] of [
    ['of a new incident', 'investigating', () => []],
    ['while it is being mitigated', 'identified', (build) => [build('stage.entered', { stage: 'mitigate' })]],
    [
      'with a suspect',
      'identified',
      (build) => [build('suspect.judged', { change: { entry: 'e', subject: 'flag' }, verdict: 'suspect' })],
    ],
    [
      'with a change that was ruled out',
      'investigating',
      (build) => [build('suspect.judged', { change: { entry: 'e', subject: 'flag' }, verdict: 'ruledOut' })],
    ],
    [
      'once it is mitigated',
      'monitoring',
      (build) => [build('milestone.set', { milestone: 'mitigated', to: iso(START) })],
    ],
    ['once it is resolved', 'resolved', (build) => [build('incident.resolved', {})]],
    ['is what was said last, where that is further', 'identified', (build) => [told(build, 'identified')]],
    ['is not what others were told', 'investigating', (build) => [told(build, 'identified', 'internal')]],
    [
      'goes on where the incident went on',
      'monitoring',
      (build) => [told(build, 'identified'), build('milestone.set', { milestone: 'mitigated', to: iso(START) })],
    ],
    [
      'is not resolved again after reopening',
      'investigating',
      (build) => [
        build('incident.resolved', {}),
        told(build, 'resolved'),
        build('incident.reopened', {}),
        build('stage.entered', { stage: 'investigate' }),
      ],
    ],
  ] as readonly (readonly [string, string, Story])[]) {
    it(`${what}: ${expected}`, () => assert.equal(likelyStatus(incidentOf(story), 'customers'), expected));
  }
});

describe('the last promise', () => {
  /** Promised at the minute of its event, counted from the declaration. */
  const promise = (build: EventBuilder, audience: string, minute: number, length: number | null) =>
    build('nextUpdate.promised', { audience, due: length === null ? null : iso(START + (minute + length) * MINUTE) });

  it('is that of the audience, else of any other', () => {
    const incident = incidentOf((build) => [promise(build, 'customers', 1, 15), promise(build, 'internal', 2, 45)]);
    assert.equal(lastPromise(incident, 'customers'), 15);
    assert.equal(lastPromise(incident, 'internal'), 45);
    assert.equal(lastPromise(incident, 'executives'), 45);
  });

  it('is what was chosen before the text took some minutes to write', () => {
    assert.equal(
      lastPromise(
        incidentOf((build) => [promise(build, 'customers', 1, 17)]),
        'customers',
      ),
      20,
    );
  });

  it('is unknown before the first, and where none was wanted', () => {
    assert.equal(
      lastPromise(
        incidentOf(() => []),
        'customers',
      ),
      undefined,
    );
    assert.equal(
      lastPromise(
        incidentOf((build) => [promise(build, 'customers', 1, null)]),
        'customers',
      ),
      undefined,
    );
  });
});
