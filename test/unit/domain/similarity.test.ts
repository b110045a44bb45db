import * as assert from 'node:assert/strict';
import { fold } from '../../../src/domain/fold';
import { similarActionInProgress } from '../../../src/domain/similarity';
import { INCIDENT, eventBuilder } from '../../helpers/events';

/** The action in progress that `text` is taken to repeat. */
function repeated(inProgress: readonly string[], text: string): string | undefined {
  const say = eventBuilder();
  const events = inProgress.map((each) => say('action.started', { text: each }));
  return similarActionInProgress(fold(INCIDENT, [say.declared(), ...events]), text)?.text;
}

const SAME: readonly (readonly [string, string])[] = [
  ['Restart api-gateway', 'restarting the api-gateway'],
  ['Roll back registry to v1.2', 'Rolling back the registry'],
  ['Purge CDN cache', 'clear the cdn cache'],
  ['Restart the database', 'reboot database'],
  ['restart', 'Restarting it'],
  ['revert commit abc123', 'Reverted abc123'],
  ['Fail over to the replica', 'failover to replica'],
  ['Disable feature flag new-checkout', 'turn off feature flag new-checkout'],
  ['Restart web pods', 'restarting pods'],
  ['Kubernetes restart', 'restart kubernetes'],
  ['page the DBA', 'paged DBA'],
  ['rotate credentials', 'Rotating the credential'],
  ['Datenbank neu starten', 'Datenbank starten'],
];

const NOT_THE_SAME: readonly (readonly [string, string])[] = [
  ['Restart api-gateway', 'Restart payment-db'],
  ['check logs', 'check metrics'],
  ['restart registry-3', 'restart registry-4'],
  ['restart node 3', 'restart node 4'],
  ['drain 10.0.0.1', 'drain 10.0.0.2'],
  ['Look at the dashboards', 'look at the logs'],
  ['kill the import job', 'kill nginx'],
  ['roll uploads', 'rolling thumbnailer'],
  ['add disks', 'adding replicas'],
  ['call Bob', 'calling Alice'],
  ['Restart registry', 'Ask the storage team'],
  ['the', 'a'],
  ['', ''],
];

describe('an action that repeats one in progress', () => {
  for (const [one, other] of SAME) {
    it(`\u201c${other}\u201d repeats \u201c${one}\u201d, and the other way round`, () => {
      assert.equal(repeated([one], other), one);
      assert.equal(repeated([other], one), other);
    });
  }

  for (const [one, other] of NOT_THE_SAME) {
    it(`\u201c${other}\u201d does not repeat \u201c${one}\u201d, nor the other way round`, () => {
      assert.equal(repeated([one], other), undefined);
      assert.equal(repeated([other], one), undefined);
    });
  }

  it('is told with the most similar one', () => {
    assert.equal(
      repeated(['Restart the cache cluster', 'Restart cache'], 'restarting cache cluster'),
      'Restart the cache cluster',
    );
  });

  it('is none once that one is finished', () => {
    const say = eventBuilder();
    const events = [
      say('action.started', { text: 'Restart cache' }),
      say('action.finished', { action: 'w1-1', outcome: 'failed' }),
    ];
    assert.equal(similarActionInProgress(fold(INCIDENT, events), 'Restart cache'), undefined);
  });
});
