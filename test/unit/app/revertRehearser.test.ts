import assert from 'node:assert/strict';
import type { ChangesState } from '../../../src/app/changeFinder';
import { RehearsalFailed, type RehearsalRequest } from '../../../src/app/rehearsalPorts';
import { RevertRehearser } from '../../../src/app/revertRehearser';
import { Signal } from '../../../src/app/signal';
import type { Rehearsal } from '../../../src/changes/rehearsal';
import { fold } from '../../../src/domain/fold';
import { changesState, landed } from '../../helpers/foundChanges';
import { eventBuilder, INCIDENT } from '../../helpers/events';
import { waitFor } from '../../helpers/waitFor';

const NOW = Date.parse('2024-05-01T12:00:00Z');
const MINUTE = 60_000;
const sha = (i: number) => String(i).padStart(40, '0');
const rehearsal = ({ tip, commits }: RehearsalRequest): Rehearsal => ({
  tip,
  commits,
  tree: 't',
  tipTree: 'u',
  outcome: 'clean',
  conflicts: [],
  files: [],
  fileCount: 0,
  added: 0,
  deleted: 0,
  laterCount: 0,
  laterRead: 0,
  dependants: [],
});

describe('rehearsing reverts', () => {
  const incident = fold(INCIDENT, [eventBuilder().declared()]);
  const at = (tip: string, more: Partial<ChangesState> = {}): ChangesState => {
    const changes = [1, 2, 3, 4, 5, 6, 7].map((i) => landed({ sha: sha(i), landedAt: NOW - i * MINUTE }));
    const { state } = changesState({ changes, startedAt: NOW, now: NOW });
    const repositories = state.repositories.map((each) =>
      'facts' in each ? { ...each, facts: { ...each.facts, tip } } : each,
    );
    return { ...state, repositories, incident: incident, ...more };
  };
  const setUp = (
    state: ChangesState,
    rehearse = (request: RehearsalRequest) => Promise.resolve(rehearsal(request)),
  ) => {
    const asked: string[] = [];
    const errors: unknown[] = [];
    const finder = { state, changed: new Signal() };
    const ports = {
      rehearse: (_root: string, request: RehearsalRequest) => {
        asked.push(`${request.tip} ${request.commits.map(Number).toSorted().join(' ')}`);
        return rehearse(request);
      },
    };
    const rehearser = new RevertRehearser(ports, finder, (error) => errors.push(error));
    const show = (next: ChangesState) => {
      finder.state = next;
      finder.changed.fire();
    };
    return { asked, errors, rehearser, show };
  };
  const ROOT = '/srv/registry';

  it('begins by itself with the first five live suspects of an open incident, once all was read', async () => {
    const state = at('tip');
    const { asked, rehearser, show } = setUp({ ...state, phase: 'refining' });
    show({ ...state, phase: 'refining' });
    assert.deepEqual(asked, []);
    show(state);
    const first = state.suspects.slice(0, 5);
    await waitFor(() => first.every((listed) => rehearser.of(listed)?.phase === 'done'), 'all five are tried');
    assert.deepEqual(
      asked,
      first.map(({ change }) => `tip ${Number(change.sha)}`),
    );
    assert.equal(rehearser.of(state.suspects[5]!), undefined);
    show(state);
    assert.equal(asked.length, 5);
  });

  it('tries nothing by itself without an incident, or for one that is over', () => {
    const { asked, show } = setUp(at('tip'));
    show(at('tip', { hasIncident: false }));
    show(at('tip', { incident: { ...incident, status: 'resolved' } }));
    assert.deepEqual(asked, []);
  });

  it('tries again what was asked for when the branch has moved', async () => {
    const quiet = { hasIncident: false };
    const { asked, rehearser, show } = setUp(at('one', quiet));
    const together = { root: ROOT, commits: [sha(1), sha(7)] };
    assert.equal((await rehearser.rehearse(together)).tip, 'one');
    await rehearser.rehearse({ root: ROOT, commits: [sha(7), sha(1)] });
    assert.deepEqual(asked, ['one 1 7']);
    show(at('two', quiet));
    await waitFor(() => rehearser.ofAll(together)?.phase === 'done', 'it is tried again');
    assert.deepEqual(asked, ['one 1 7', 'two 1 7']);
  });

  it('says why it failed, and tries again when it is asked again', async () => {
    let isBroken = true;
    const { asked, errors, rehearser } = setUp(at('tip', { hasIncident: false }), (request) =>
      isBroken
        ? Promise.reject(new RehearsalFailed('shallow', undefined, sha(2)))
        : Promise.resolve(rehearsal(request)),
    );
    const one = { root: ROOT, commits: [sha(2)] };
    await assert.rejects(rehearser.rehearse(one), { problem: 'shallow', commit: sha(2) });
    assert.deepEqual(rehearser.ofAll(one), { phase: 'failed', problem: 'shallow', commit: sha(2) });
    assert.equal(errors.length, 1);
    isBroken = false;
    assert.equal((await rehearser.rehearse(one)).outcome, 'clean');
    assert.equal(asked.length, 2);
  });

  it('forgets what was cancelled, and reports no error', async () => {
    const { errors, rehearser } = setUp(
      at('tip', { hasIncident: false }),
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended')))),
    );
    const one = { root: ROOT, commits: [sha(2)] };
    const cancelling = new AbortController();
    const trying = rehearser.rehearse(one, cancelling.signal);
    assert.equal(rehearser.ofAll(one)?.phase, 'running');
    cancelling.abort();
    await assert.rejects(trying, RehearsalFailed);
    assert.equal(rehearser.ofAll(one), undefined);
    assert.deepEqual(errors, []);
  });
});
