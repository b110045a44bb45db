import * as assert from 'node:assert/strict';
import type { ChangesState } from '../../src/app/changeFinder';
import { Signal } from '../../src/app/signal';
import type { Incident } from '../../src/domain/incident';
import { ChangeQuestions } from '../../src/editor/changes/questions';
import { changesState, landed } from '../helpers/foundChanges';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 25, 12);

describe('what is asked about the changes', () => {
  const asked: string[] = [];
  const done: unknown[] = [];
  let memory: readonly string[] = [];
  let looking = true;
  let answer: string | undefined;

  beforeEach(() => {
    asked.length = done.length = 0;
    [memory, looking, answer] = [[], true, undefined];
  });

  /** A finder has come to this, as often as said. */
  const come = async (state: ChangesState, times = 1) => {
    const changed = new Signal();
    const questions = new ChangeQuestions({
      finder: { state, changed },
      isLookedAt: () => looking,
      memory: { get: () => memory, set: (all) => (memory = all) },
      setStartTime: () => done.push('setStartTime'),
      useTags: (patterns) => Promise.resolve(void done.push(patterns)),
      now: () => NOW,
      report: (error) => assert.fail(String(error)),
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
    });
    for (let i = 0; i < times; i++) {
      changed.fire();
      await new Promise(setImmediate);
    }
    questions.dispose();
  };
  const incident = (startedAt: number, more: Partial<Incident> = {}) =>
    ({ id: 'i1', startedAt, status: 'open', ...more }) as Incident;
  const started = (startedAt: number, more: Partial<ChangesState> = {}) =>
    changesState({ startedAt, now: NOW, changes: [] }, { incident: incident(startedAt), ...more }).state;

  it('is a start of more than 30 days ago, once, with its year', async () => {
    answer = 'Set Start Time';
    await come(started(NOW - 370 * DAY), 3);
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /^This incident started 1 y 5 d ago \(Thu 20 Nov 2025, .*\)\. Is that right\?$/);
    assert.deepEqual(done, ['setStartTime']);
    assert.deepEqual(memory, ['start i1']);
  });

  it('is not a start of late, nor that of an incident that is over, nor anything while nobody looks', async () => {
    await come(started(NOW - 29 * DAY));
    const old = NOW - 31 * DAY;
    await come(started(old, { incident: incident(old, { status: 'resolved' }) }));
    await come(started(old, { phase: 'refining' }));
    looking = false;
    await come(started(old));
    assert.deepEqual(asked, []);
    looking = true;
    await come(started(old));
    assert.deepEqual([asked.length, done], [1, []]);
  });

  it('is whether tags are deploys, with what it would change', async () => {
    const startedAt = NOW - HOUR;
    const changes = [1, 2, 30].map((hours) => landed({ sha: `s${hours}`, landedAt: startedAt - hours * HOUR }));
    const deploys = [{ tag: 'deploy-42', at: startedAt - HOUR / 2, sha: 's2' }];
    const newest = { tag: 'deploy-12', at: 0 };
    const tagsNoticed = [{ pattern: 'deploy-*', count: 12, newest, deploys }];
    const facts = { root: '/srv/r', name: 'r', branch: 'main', changes, deploys: [], tagsNoticed };
    const { state } = changesState(
      { startedAt, now: NOW, changes, outcomes: [{ root: facts.root, facts }] },
      { incident: incident(startedAt) },
    );
    answer = 'Use as Deploys';
    await come(state, 2);
    assert.deepEqual(asked, [
      'Tags like deploy-* look like deploys. Use them? deploy-42 was live at the start; 1 of 3 changes before it were not live yet and would no longer be suspects.',
    ]);
    assert.deepEqual(done, [['deploy-*']]);
  });
});
