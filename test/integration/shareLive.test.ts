import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { waitFor } from '../helpers/waitFor';
import { bareRemote, git, Responder, team } from '../helpers/responders';

/** How often the process that shares is killed; more by hand, as it takes a second each. */
const KILLS = Number(process.env.SHARE_KILLS ?? 6);
const SCHEDULES = Number(process.env.SHARE_SCHEDULES ?? 4);

describe('responders who share live', function () {
  this.timeout(KILLS > 6 ? 3_600_000 : 120_000);
  const ours = team();

  it('see what a teammate declares without doing anything, and each other’s entries', async () => {
    const { ada, sharing, id } = await ours.live();
    const bob = await ours.join('Bob');
    bob.live();
    await waitFor(() => bob.arrived.length > 0, 'Bob is told', 10_000);
    await bob.note(id, 'on it');
    await waitFor(() => ada.notes(id).length === 1, 'Ada sees it', 10_000);
    await waitFor(() => sharing.waiting(id) === 0, 'nothing waits', 10_000);
  });

  it('send many entries of one moment in one push', async () => {
    const { ada, id } = await ours.live();
    const before = Number(git(ours.remote, 'rev-list', '--count', `refs/incidents/${id}`));
    for (let i = 0; i < 10; i++) await ada.note(id, `note ${i}`);
    const holds = () => git(ours.remote, 'grep', '-c', 'note.added', `refs/incidents/${id}`).endsWith(':10');
    await waitFor(
      () => {
        try {
          return holds();
        } catch {
          return false;
        }
      },
      'all are there',
      10_000,
    );
    const pushes = Number(git(ours.remote, 'rev-list', '--count', `refs/incidents/${id}`)) - before;
    assert.ok(pushes <= 3, `${pushes} pushes`);
  });

  it('say that the remote is away, how much waits, and go on when it is back', async () => {
    const { ada, sharing, id } = await ours.live();
    renameSync(ours.remote, `${ours.remote}.away`);
    await ada.note(id, 'one');
    await ada.note(id, 'two');
    await waitFor(() => sharing.state(id)?.kind === 'failing', 'it fails', 10_000);
    assert.equal(sharing.waiting(id), 2);
    renameSync(`${ours.remote}.away`, ours.remote);
    await sharing.syncNow();
    assert.deepEqual([sharing.state(id)?.kind, sharing.waiting(id)], ['shared', 0]);
  });

  it('say that the remote takes nothing, and go on reading', async () => {
    const { ada, sharing, id } = await ours.live();
    const bob = await ours.join('Bob');
    await bob.sync(id);
    await bob.send(id, 'from Bob');
    writeFileSync(join(ours.remote, 'hooks/pre-receive'), '#!/bin/sh\necho frozen >&2\nexit 1\n');
    chmodSync(join(ours.remote, 'hooks/pre-receive'), 0o755);
    await ada.note(id, 'from Ada');
    await waitFor(() => sharing.state(id)?.kind === 'failing', 'it is refused', 10_000);
    const state = sharing.state(id);
    assert.deepEqual(state?.kind === 'failing' && [state.problem, state.detail], ['refused', 'frozen']);
    await waitFor(() => ada.notes(id).length === 2, 'it still reads', 10_000);
    rmSync(join(ours.remote, 'hooks/pre-receive'));
    await sharing.syncNow();
    assert.equal(sharing.state(id)?.kind, 'shared');
  });

  it('share once from two windows of one machine', async () => {
    const folder = await ours.temporary();
    const [left, right] = [await ours.join('Ada', { folder }), await ours.join('Ada', { folder })];
    const { id } = await left.declare('Checkout is failing');
    await right.store.load();
    const both = [left, right].map((window) => ({ window, sharing: window.live() }));
    both[0]!.sharing.share(id);
    const isLeading = ({ sharing }: (typeof both)[number]) => sharing.state(id)?.kind === 'shared';
    await waitFor(() => both.some(isLeading), 'one of them shares', 10_000);
    const [leading, following] = isLeading(both[0]!) ? both : both.toReversed();
    assert.equal(following!.sharing.state(id)?.kind, 'follows');
    await following!.window.note(id, 'from the other window');
    const bob = await ours.join('Bob');
    await waitFor(
      async () => {
        await bob.sync(id);
        return bob.notes(id).length === 1;
      },
      'it sends what the other wrote',
      10_000,
    );
    // The one that shares is closed: the other takes its place.
    leading!.sharing.dispose();
    await following!.window.note(id, 'and again');
    await waitFor(
      async () => {
        await bob.sync(id);
        return bob.notes(id).length === 2;
      },
      'the other shares now',
      20_000,
    );
  });

  it('stop: nothing more goes out or comes in', async () => {
    const { ada, sharing, id } = await ours.live();
    const bob = await ours.join('Bob');
    sharing.stop(id);
    await bob.sync(id);
    await bob.send(id, 'from Bob');
    const before = git(ours.remote, 'rev-parse', `refs/incidents/${id}`);
    await ada.note(id, 'for me alone');
    await sharing.syncNow();
    assert.equal(sharing.state(id), undefined);
    assert.deepEqual(
      [ada.notes(id), git(ours.remote, 'rev-parse', `refs/incidents/${id}`)],
      [['for me alone'], before],
    );
  });

  it('lose nothing where the process is killed at any moment', async () => {
    const [folder, program] = [await ours.temporary(), join(await ours.temporary(), 'shareLoop.js')];
    const entryPoints = [join(__dirname, '../helpers/shareLoop.ts')];
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node', logLevel: 'error' });
    const bob = await ours.join('Bob');
    const { id } = await bob.declare('Checkout is failing');
    await bob.sync(id);
    const confirmed = new Set<string>();
    for (let round = 0; round < KILLS; round++) {
      const child = fork(program, [folder, ours.remote, id, String(round)], {
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      let complaint = '';
      child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
      const ended = once(child, 'close');
      const gaveUp = ended.then(() => assert.fail(`it ended by itself: ${complaint}`));
      gaveUp.catch(() => undefined);
      child.on('message', (text) => confirmed.add(text as string));
      await Promise.race([once(child, 'message'), gaveUp]);
      // From the first confirmed entry on, a moment of its own in each round, in the middle of fetching and pushing. What git
      // was at goes on by itself, beside the next round.
      const moment = performance.now() + ((round * 37) % 400);
      await Promise.race([waitFor(() => performance.now() >= moment, 'the moment', 5000), gaveUp]);
      child.kill('SIGKILL');
      await ended;
    }
    const again = await ours.join('Ada', { folder });
    await again.sync(id);
    await bob.sync(id);
    const seen = new Set(bob.notes(id));
    assert.ok(confirmed.size >= KILLS);
    assert.deepEqual(
      [...confirmed].filter((text) => !seen.has(text)),
      [],
    );
    assert.deepEqual(bob.store.state.incidents.get(id), again.store.state.incidents.get(id));
    git(ours.remote, 'fsck', '--strict');
  });

  it('end with the same, whoever writes and syncs when, whatever becomes of the remote meanwhile', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), who: fc.nat(2) }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('sync' as const), who: fc.nat(2) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), who: fc.nat(2) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constantFrom('rewind' as const, 'delete' as const), who: fc.constant(0) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const path = bareRemote(await ours.temporary());
        const people: Responder[] = [];
        for (const name of ['Ada', 'Bob', 'Eve']) people.push(await Responder.join(await ours.temporary(), name, path));
        try {
          const { id } = await people[0]!.declare('Checkout is failing');
          await people[0]!.sync(id);
          const written: string[] = [];
          for (const [index, { kind, who }] of steps.entries()) {
            const person = people[who]!;
            const ref = `refs/incidents/${id}`;
            const isThere = git(path, 'for-each-ref', ref) !== '';
            if (kind === 'sync') await person.sync(id);
            else if (kind === 'restart') {
              await person.leave();
              people[who] = await Responder.join(person.folder, person.person.name, path);
            } else if (kind === 'delete' && isThere) git(path, 'update-ref', '-d', ref);
            else if (kind === 'rewind' && isThere && Number(git(path, 'rev-list', '--count', ref)) > 1)
              git(path, 'update-ref', ref, `${ref}~1`);
            else if (kind === 'write' && person.store.state.incidents.has(id)) {
              written.push(`note ${index}`);
              await person.note(id, `note ${index}`);
            }
          }
          for (const person of [...people, ...people]) await person.sync(id);
          const [first, ...others] = people.map(({ store }) => store.state.incidents.get(id));
          for (const other of others) assert.deepEqual(other, first);
          assert.deepEqual(people[0]!.notes(id).toSorted(), written.toSorted());
        } finally {
          for (const person of people) await person.leave();
        }
      }),
      { numRuns: SCHEDULES },
    );
  });
});
