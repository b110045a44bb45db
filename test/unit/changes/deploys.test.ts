import assert from 'node:assert/strict';
import { ChangeSet } from '../../../src/app/listing';
import { deployRange, rollbacksOf, withLiveTimes, type Deploy } from '../../../src/changes/deploys';
import { change, file, HOUR, START } from '../../helpers/changes';

const ago = (hours: number) => START - hours * HOUR;
const line = ['c', 'b', 'a'];
const changes = [
  change('c', 8, { files: [file('c.ts')] }),
  change('b', 9, { subject: 'Add B', files: [file('b.ts')] }),
  change('a', 10, { files: [file('a.ts')] }),
];
/** Newest first, as they are read. */
const deploys = (...each: readonly (readonly [tag: string, sha: string, hours: number])[]): readonly Deploy[] =>
  each.map(([tag, sha, hours]) => ({ tag, sha, at: ago(hours) })).sort((x, y) => y.at - x.at);
const live = (all: readonly Deploy[], moment = START) =>
  withLiveTimes(changes, line, all, moment).map(({ sha, liveAt, rolledBackAt }) => [
    sha,
    ...(liveAt === undefined ? [] : [`live ${(START - liveAt) / HOUR}`]),
    ...(rolledBackAt === undefined ? [] : [`rolled back ${(START - rolledBackAt) / HOUR}`]),
  ]);

describe('deploys in their order', () => {
  it('are live from the first one that has a change', () => {
    assert.deepEqual(live(deploys(['d1', 'a', 6], ['d2', 'c', 4])), [
      ['c', 'live 4'],
      ['b', 'live 4'],
      ['a', 'live 6'],
    ]);
  });

  it('take out what a later one has not: A is live, B was rolled back', () => {
    const all = deploys(['d1', 'a', 6], ['d2', 'b', 4], ['d3', 'a', 2]);
    assert.deepEqual(live(all), [['c'], ['b', 'rolled back 2'], ['a', 'live 6']]);
    const rollbacks = rollbacksOf(line, all);
    assert.deepEqual(
      rollbacks.map(({ deploy, from, removed }) => [deploy.tag, from.tag, removed]),
      [['d3', 'd2', ['b']]],
    );
    assert.equal(deployRange(all, START, rollbacks)?.rollback?.deploy.tag, 'd3');
  });

  it('are those before the start: a rollback that came after it was the cure', () => {
    const all = deploys(['d1', 'a', 6], ['d2', 'b', 4], ['d3', 'a', -1]);
    assert.deepEqual(live(all), [['c'], ['b', 'live 4'], ['a', 'live 6']]);
    assert.equal(deployRange(all, START, rollbacksOf(line, all))?.rollback, undefined);
  });

  it('bring back what had been taken out, from then on', () => {
    const all = deploys(['d1', 'b', 6], ['d2', 'a', 4], ['d3', 'c', 2]);
    assert.deepEqual(live(all), [
      ['c', 'live 2'],
      ['b', 'live 2'],
      ['a', 'live 6'],
    ]);
    assert.deepEqual(live(all, ago(3)), [
      ['c', 'live 2'],
      ['b', 'live 2', 'rolled back 4'],
      ['a', 'live 6'],
    ]);
  });

  it('may go back behind the window', () => {
    const all = [{ tag: 'd2', sha: 'old', at: ago(2), isOlder: true } as const, ...deploys(['d1', 'c', 4])];
    assert.deepEqual(live(all), [
      ['c', 'rolled back 2'],
      ['b', 'rolled back 2'],
      ['a', 'rolled back 2'],
    ]);
    const elsewhere = [{ tag: 'd2', sha: 'old', at: ago(2) }, ...deploys(['d1', 'c', 4])];
    assert.deepEqual(rollbacksOf(line, elsewhere), [], 'a deploy of another line says nothing');
  });

  it('of two services are two orders', () => {
    const all = deploys(['api-12', 'c', 6], ['web-9', 'b', 4], ['web-10', 'a', 3], ['api-13', 'c', 2]);
    assert.deepEqual(live(all), [
      ['c', 'live 6'],
      ['b', 'live 6'],
      ['a', 'live 6'],
    ]);
    assert.deepEqual(
      rollbacksOf(line, all).map(({ deploy }) => deploy.tag),
      ['web-10'],
    );
  });

  for (const [one, two] of [
    ['deploy-2026-11-24T10:00:00Z', 'deploy-2026-11-25'],
    ['v1.2.3', 'v1.10'],
    ['release-1a2b3c4d', 'release-9f8e7d6'],
    ['d1', 'd2'],
  ] as const) {
    it(`${one} is followed by ${two}`, () => {
      assert.equal(rollbacksOf(line, deploys([one, 'b', 4], [two, 'a', 2])).length, 1);
    });
  }

  it('are listed among the changes where they took something out', () => {
    const all = deploys(['d1', 'a', 6], ['d2', 'b', 4], ['d3', 'a', 2]);
    const facts = {
      root: '/pallet',
      name: 'pallet',
      branch: 'main',
      changes: withLiveTimes(changes, line, all, START),
      deploys: all,
      rollbacks: rollbacksOf(line, all),
    };
    const { suspects, notDeployed } = new ChangeSet([facts], []).list({ startedAt: START, texts: [] }, new Map());
    const subjects = suspects.map(({ reference }) => reference.subject).sort();
    assert.deepEqual(subjects, ['d2 → d3 (rollback)', changes[2]?.subject].sort());
    assert.deepEqual(
      notDeployed.map(({ change: { sha } }) => sha),
      ['c', 'b'],
    );
    // They would be suspects if they were live.
    assert.ok(notDeployed.every(({ share, reasons }) => (share ?? 0) > 0 && reasons.length > 0));
    const rollback = suspects.find((listed) => listed.rollback !== undefined);
    assert.deepEqual(
      [rollback?.at, rollback?.root, rollback?.change.files.map(({ path }) => path)],
      [ago(2), undefined, ['b.ts']],
    );
    assert.equal(rollback?.change.body, '- Add B');
  });
});
