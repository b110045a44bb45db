import * as assert from 'node:assert/strict';
import { configure, declare, last, recording, run, types } from './recording';

describe('assessing the impact', () => {
  const record = recording();
  const assessments = async () =>
    (await record.events()).flatMap((event) => (event.type === 'impact.assessed' ? [event.data] : []));

  it('records what is known of it', async () => {
    await declare();
    await run('incident.assessImpact', { share: '~40 %', effect: 'pulls fail with 500', noticed: 'yes' });
    assert.deepEqual((await last(record, 'impact.assessed')).data, {
      scope: 'share',
      share: 40,
      roughly: true,
      effect: 'pulls fail with 500',
      noticed: 'yes',
    });
  });

  it('takes a scope, roughly or not, and a share as a number', async () => {
    await declare();
    await run('incident.assessImpact', { scope: 'some', roughly: true });
    await run('incident.assessImpact', { scope: 'everyone' });
    await run('incident.assessImpact', { scope: 'share', share: 2.5 });
    assert.deepEqual(await assessments(), [
      { scope: 'some', roughly: true },
      { scope: 'everyone' },
      { scope: 'share', share: 2.5 },
    ]);
  });

  it('records only what is new when it is asked again', async () => {
    await declare();
    await run('incident.assessImpact', { scope: 'some', effect: 'pulls fail' });
    await run('incident.assessImpact', { scope: 'some', effect: 'pulls fail', noticed: 'probably' });
    await run('incident.assessImpact', { scope: 'some', roughly: true, effect: 'pulls fail' });
    assert.deepEqual(await assessments(), [
      { scope: 'some', effect: 'pulls fail' },
      { noticed: 'probably' },
      { scope: 'some', roughly: true },
    ]);
    await run('incident.assessImpact', { scope: 'some', roughly: true, effect: 'pulls fail', noticed: 'probably' });
    assert.equal((await assessments()).length, 3, 'nothing new, nothing recorded');
  });

  it('is recorded again without news where the stage was entered again: somebody has looked', async () => {
    await declare();
    await run('incident.assessImpact', { scope: 'some' });
    await run('incident.goToStage', { stage: 'investigate' });
    await run('incident.goToStage', { stage: 'assess' });
    await run('incident.assessImpact', { scope: 'some' });
    assert.deepEqual(await assessments(), [{ scope: 'some' }, {}]);
  });

  it('moves the start, and names the services', async () => {
    await declare();
    await run('incident.assessImpact', { scope: 'some', startedAt: '2026-01-02T03:04:00Z', services: ['registry'] });
    assert.deepEqual(await types(record), ['incident.declared', 'impact.assessed', 'startTime.set', 'services.set']);
    assert.deepEqual((await last(record, 'services.set')).data, { from: [], to: ['registry'] });
    const before = await types(record);
    await run('incident.assessImpact', { startedAt: '2026-01-02T03:04:00Z', services: ['registry'] });
    assert.deepEqual(await types(record), before, 'unchanged');
  });

  it('refuses what makes no sense', async () => {
    await declare();
    await run('incident.assessImpact', { share: 140 });
    await run('incident.assessImpact', { share: 'many' });
    await run('incident.assessImpact', { scope: 'nobody' });
    await run('incident.assessImpact', { noticed: 'perhaps' });
    assert.deepEqual(record.messages, [
      'warning: “share” must be a number from 0 to 100.',
      'warning: “share” must be a number from 0 to 100.',
      'warning: “scope” must be one of: one, some, share, everyone, unknown.',
      'warning: “noticed” must be one of: yes, probably, no, unknown.',
    ]);
    assert.deepEqual(await types(record), ['incident.declared']);
  });
});

describe('milestones and the reason for the severity', () => {
  const record = recording();

  it('records when something was detected, acknowledged or mitigated', async () => {
    await declare();
    for (const milestone of ['detected', 'acknowledged', 'mitigated']) {
      await run('incident.setMilestone', { milestone, at: '2026-01-02T03:04:00Z' });
      assert.deepEqual((await last(record, 'milestone.set')).data, { milestone, to: '2026-01-02T03:04:00.000Z' });
    }
    const before = await types(record);
    await run('incident.setMilestone', { milestone: 'mitigated', at: '2026-01-02T03:04:00Z' });
    assert.deepEqual(await types(record), before, 'unchanged');
  });

  it('refuses an unknown milestone, and one that is still to come', async () => {
    await declare();
    await run('incident.setMilestone', { milestone: 'resolved', at: 'now' });
    await run('incident.setMilestone', { milestone: 'detected', at: '2999-01-01T00:00:00Z' });
    assert.deepEqual(record.messages, [
      'warning: “milestone” must be one of: detected, acknowledged, mitigated.',
      'warning: “at” is in the future.',
    ]);
  });

  it('keeps why the severity is what it is', async () => {
    await configure('severities', undefined);
    await declare('Pulls fail', 'SEV-2');
    await run('incident.explainSeverity', { why: 'half of the pulls' });
    assert.deepEqual((await last(record, 'severity.explained')).data, { severity: 'SEV-2', why: 'half of the pulls' });
    const before = await types(record);
    await run('incident.explainSeverity', { why: 'half of the pulls' });
    assert.deepEqual(await types(record), before, 'unchanged');
  });
});
