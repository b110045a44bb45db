import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bareRemote, everyByte, git, gitWith, problemOf, Responder, team } from '../helpers/responders';
import { GitHistory } from '../helpers/gitHistory';
import { shareAddress } from '../../src/adapters/share/address';

describe('sharing an incident through a git remote', () => {
  const ours = team();

  it('brings what one person declares and writes to the others, and theirs back', async () => {
    const { ada, id } = await ours.declared();
    const bob = await ours.join('Bob');
    assert.deepEqual([...(await bob.remote.list()).keys()], [id]);
    await bob.sync(id);
    assert.equal(bob.store.state.incidents.get(id)?.title, 'Checkout is failing');
    await bob.send(id, 'restarting web-3');
    await ada.send(id, 'looking at the pool');
    await bob.sync(id);
    assert.deepEqual(ada.notes(id).toSorted(), ['looking at the pool', 'restarting web-3']);
    assert.deepEqual(snapshot(bob, id), snapshot(ada, id));
  });

  it('keeps both where two push at the same moment', async () => {
    const { ada, bob, id } = await ours.pair();
    await Promise.all([ada.note(id, 'from Ada'), bob.note(id, 'from Bob')]);
    await Promise.all([ada.sync(id), bob.sync(id)]);
    await ada.sync(id);
    await bob.sync(id);
    assert.deepEqual(ada.notes(id).toSorted(), ['from Ada', 'from Bob']);
    assert.deepEqual(snapshot(bob, id), snapshot(ada, id));
  });

  it('leaves the history of the remote as a line in which every commit follows the one before', async () => {
    const { ada, bob, id } = await ours.pair();
    await Promise.all([ada.note(id, 'a'), bob.note(id, 'b')]);
    await Promise.all([ada.sync(id), bob.sync(id)]);
    assert.equal(git(ours.remote, 'rev-list', '--count', `refs/incidents/${id}`), '3');
    assert.equal(git(ours.remote, 'rev-list', '--min-parents=2', `refs/incidents/${id}`), '');
    git(ours.remote, 'fsck', '--strict');
  });

  it('shares into branches where the host takes no other refs', async () => {
    const [ada, bob] = [
      await ours.join('Ada', { prefix: 'refs/heads/incidents/' }),
      await ours.join('Bob', { prefix: 'refs/heads/incidents/' }),
    ];
    const { id } = await ada.declare('Checkout is failing');
    await ada.sync(id);
    await bob.sync(id);
    assert.equal(bob.store.state.incidents.get(id)?.title, 'Checkout is failing');
    assert.match(git(ours.remote, 'for-each-ref', '--format=%(refname)'), /^refs\/heads\/incidents\//);
  });

  it('works with a remote of SHA-256, empty or not', async () => {
    const other = bareRemote(await ours.temporary(), '--object-format=sha256');
    const [ada, bob] = [await ours.join('Ada', { address: other }), await ours.join('Bob', { address: other })];
    const { id } = await ada.declare('Checkout is failing');
    assert.notEqual(await problemOf(ada.sync(id)), 'none');
    await ada.sync(id);
    await bob.sync(id);
    assert.equal(bob.store.state.incidents.get(id)?.title, 'Checkout is failing');
    assert.equal(git(other, 'rev-parse', `refs/incidents/${id}`).length, 64);
  });

  it('neither writes to the repository whose remote it uses nor runs its hooks', async () => {
    const own = new GitHistory();
    try {
      own.commit('2026-11-20T10:00:00Z', 'first', { 'a.txt': 'a' });
      own.git('remote', 'add', 'origin', ours.remote);
      for (const hook of ['pre-push', 'reference-transaction', 'post-update'])
        own.write(`.git/hooks/${hook}`, '#!/bin/sh\ntouch ran\nexit 1\n');
      for (const hook of ['pre-push', 'reference-transaction'])
        chmodSync(join(own.directory, '.git/hooks', hook), 0o755);
      const before = everyByte(own.directory);
      const address = await shareAddress('origin', own.directory);
      assert.equal(address.fetch, ours.remote);
      const { ada, id } = await ours.declared({ address: address.fetch });
      await ada.send(id, 'x');
      assert.deepEqual(everyByte(own.directory), before);
    } finally {
      own.dispose();
    }
  });

  it('knows who brought each entry to the remote, whatever name the entry bears', async () => {
    const { ada, bob, id } = await ours.pair();
    await bob.send(id, 'from Bob');
    // Eve writes a line under Ada's name into a file of her own.
    const eve = await Responder.join(await ours.temporary(), 'Ada', ours.remote);
    try {
      await eve.sync(id);
      const { id: forged } = (await eve.note(id, 'forged')).entries.at(-1)!;
      await eve.remote.sync(id, (incident, files) => eve.store.unite(incident, files), {
        push: true,
        person: { name: 'Eve', email: 'eve@example.org' },
      });
      await ada.sync(id);
      await ada.send(id, 'from Ada');
      const committers = await ada.remote.committers(id);
      const by = new Map(
        ada.store.state.incidents
          .get(id)!
          .entries.map(({ id: entry, event }) => [
            event.type === 'note.added' ? event.data.text : event.type,
            committers.get(entry)?.person.name,
          ]),
      );
      assert.deepEqual(Object.fromEntries(by), {
        'incident.declared': 'Ada',
        'from Bob': 'Bob',
        forged: 'Eve',
        'from Ada': 'Ada',
      });
      assert.equal(committers.get(forged)?.signer, undefined);
    } finally {
      await eve.leave();
    }
  });

  describe('where commits are signed', () => {
    const before = process.env.GIT_CONFIG_GLOBAL;
    afterEach(() => {
      if (before === undefined) delete process.env.GIT_CONFIG_GLOBAL;
      else process.env.GIT_CONFIG_GLOBAL = before;
    });

    /** Bob's file of the incident, in a commit that Eve signs; who is said to have brought his entry. */
    async function signedByEve(signers: (key: string) => string) {
      const { ada, bob, id } = await ours.pair();
      const folder = await ours.temporary();
      const key = join(folder, 'eve');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      await bob.note(id, 'from Bob');
      const { id: entry } = bob.store.state.incidents.get(id)!.entries.at(-1)!;
      await bob.sync(id);
      // The tip again, signed by Eve, under Bob's name.
      const ref = `refs/incidents/${id}`;
      const signing = ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`];
      const named = ['-c', 'author.name=Bob', '-c', 'committer.name=Bob'];
      const commit = [...signing, ...named, 'commit-tree', '-S', '-p', `${ref}~1`, '-m', 'x', `${ref}^{tree}`];
      git(ours.remote, 'update-ref', ref, git(ours.remote, ...commit));
      writeFileSync(join(folder, 'signers'), signers(readFileSync(`${key}.pub`, 'utf8')));
      const config = join(folder, 'gitconfig');
      writeFileSync(config, `[gpg "ssh"]\n\tallowedSignersFile = ${join(folder, 'signers')}\n`);
      process.env.GIT_CONFIG_GLOBAL = config;
      await ada.sync(id);
      return (await ada.remote.committers(id)).get(entry);
    }

    it('knows who signed the commit that brought an entry', async () => {
      const committer = await signedByEve((key) => `eve@example.org ${key}`);
      assert.equal(committer?.signer, 'eve@example.org');
    });

    it('says nothing of a signature that nobody here vouches for', async () => {
      const committer = await signedByEve(() => '');
      assert.equal(committer?.signer, undefined);
      assert.equal(committer?.person.name, 'Eve');
    });
  });

  it('asks a remote once for what is new, and only for what it needs', async () => {
    const { ada, id } = await ours.declared();
    const [ref, trace] = [`refs/incidents/${id}`, join(await ours.temporary(), 'trace')];
    const grow = (commits: number) => {
      for (let i = 0; i < commits; i++)
        git(ours.remote, 'update-ref', ref, git(ours.remote, 'commit-tree', `${ref}^{tree}`, '-p', ref, '-m', 'x'));
    };
    /** What was said to the remote and by it while the newest commit was fetched. */
    const fetched = async () => {
      await ada.remote.list();
      await ada.remote.fetch([id]);
      grow(1);
      process.env.GIT_TRACE_PACKET = trace;
      await ada.remote.fetch([id]);
      delete process.env.GIT_TRACE_PACKET;
      const said = readFileSync(trace, 'utf8').split('\n');
      rmSync(trace);
      return said.filter((line) => line.includes(' fetch'));
    };
    grow(40);
    const questions = (lines: readonly string[]) =>
      lines.filter((line, at) => line.includes('fetch>') && !(lines[at - 1] ?? 'fetch>').includes('fetch>')).length;
    const tip = git(ours.remote, 'rev-parse', ref);
    const refs = Array.from({ length: 300 }, (_, i) => `create refs/tags/v${i} ${tip}\n`);
    gitWith(refs.join(''), ours.remote, 'update-ref', '--stdin');
    const said = await fetched();
    // One question is for its ref. What is here is known to the last commit, so that only the newest are named.
    assert.equal(questions(said), 2, said.join('\n'));
    assert.ok(said.filter((line) => line.includes('have')).length < 16);
    assert.ok(!said.some((line) => /refs\/tags\/v\d/.test(line)), said.join('\n'));
  });

  it('lets one window of a machine take what several learn', async () => {
    const left = await ours.join('Ada');
    const right = await ours.join('Ada', { folder: left.folder });
    const bob = await ours.join('Bob');
    const claims = [left, right, left].map(({ remote }) => remote.claim('arrived x'));
    assert.deepEqual(claims, [true, false, false]);
    assert.equal(right.remote.claim('arrived y'), true, 'something else');
    assert.equal(bob.remote.claim('arrived x'), true, 'another machine');
  });

  it('catches up with all that was written while the remote was away', async () => {
    const { ada, id } = await ours.declared();
    const bob = await ours.join('Bob');
    const away = `${ours.remote}.away`;
    renameSync(ours.remote, away);
    for (let i = 0; i < 200; i++) await ada.note(id, `note ${i}`);
    assert.notEqual(await problemOf(ada.sync(id)), 'none');
    renameSync(away, ours.remote);
    await ada.sync(id);
    await bob.sync(id);
    assert.equal(bob.notes(id).length, 200);
  });

  describe('a remote that does what it should not', () => {
    let ada: Responder;
    let bob: Responder;
    let id: string;
    let ref: string;

    beforeEach(async () => {
      [ada, bob] = [await ours.join('Ada'), await ours.join('Bob')];
      ({ id } = await ada.declare('Checkout is failing'));
      ref = `refs/incidents/${id}`;
      await ada.sync(id);
      await ada.send(id, 'first');
      await bob.sync(id);
    });

    it('is given again what it lost when its ref is set back', async () => {
      git(ours.remote, 'update-ref', ref, `${ref}~1`);
      assert.equal((await bob.sync(id)).lost, true);
      const carla = await ours.join('Carla');
      await carla.sync(id);
      assert.deepEqual(carla.notes(id), ['first']);
    });

    it('is given again what it lost when its ref is deleted, after a restart too', async () => {
      git(ours.remote, 'update-ref', '-d', ref);
      ada.remote.dispose();
      ada.remote = await ada.open();
      const { lost, pushed } = await ada.sync(id);
      assert.deepEqual({ lost, pushed }, { lost: true, pushed: true });
      const carla = await ours.join('Carla');
      await carla.sync(id);
      assert.deepEqual(carla.notes(id), ['first']);
    });

    it('cannot make anybody forget an entry by garbage in its place', async () => {
      const [name = ''] = git(ours.remote, 'ls-tree', '--name-only', ref).split('\n');
      push(ref, [`100644 blob ${blob('garbage\n')}\t${name}`, `100644 blob ${blob('more\n')}\tother.jsonl`]);
      const { refused, pushed } = await bob.sync(id);
      assert.deepEqual([refused.toSorted(), pushed], [[name, 'other.jsonl'].toSorted(), true]);
      const carla = await ours.join('Carla');
      await carla.sync(id);
      assert.deepEqual(carla.notes(id), ['first']);
      assert.deepEqual(snapshot(carla, id), snapshot(bob, id));
    });

    it('cannot write anywhere but into files of the record', async () => {
      const evil = blob(`{"v":1}\n`);
      push(ref, [
        `120000 blob ${evil}\tlink.jsonl`,
        `100755 blob ${evil}\tprogram.jsonl`,
        `040000 tree ${gitWith(`100644 blob ${evil}\tinner.jsonl\n`, ours.remote, 'mktree')}\tfolder.jsonl`,
        `100644 blob ${evil}\tCON.jsonl`,
        `100644 blob ${evil}\t..jsonl`,
        `100644 blob ${evil}\tREADME`,
      ]);
      const { refused } = await bob.sync(id);
      assert.deepEqual(refused.toSorted(), ['..jsonl', 'CON.jsonl', 'folder.jsonl', 'link.jsonl', 'program.jsonl']);
      const kept = git(ours.remote, 'ls-tree', '--name-only', ref).split('\n');
      assert.deepEqual(
        kept.filter((name) => !/^[0-9a-z]{16}\.jsonl$/.test(name)),
        ['README'],
        'what no reader takes for a file of the record is left to whoever put it there',
      );
      assert.deepEqual(bob.notes(id), ['first']);
    });

    it('cannot make a ref of a blob count as an incident that lost everything', async () => {
      git(ours.remote, 'update-ref', ref, blob('no commit'));
      assert.equal((await bob.sync(id)).lost, true);
      const carla = await ours.join('Carla');
      await carla.sync(id);
      assert.deepEqual(carla.notes(id), ['first']);
    });

    it('keeps one incident that cannot be read from stopping the others', async () => {
      const other = await ada.declare('Search is slow');
      await ada.sync(other.id);
      const tree = git(ours.remote, 'rev-parse', `${ref}^{tree}`);
      rmSync(join(ours.remote, 'objects', tree.slice(0, 2), tree.slice(2)), { force: true });
      const carla = await ours.join('Carla');
      await carla.remote.list();
      const failed = await carla.remote.fetch([id, other.id]);
      assert.deepEqual([...failed.keys()], [id]);
      await carla.sync(other.id);
      assert.equal(carla.store.state.incidents.get(other.id)?.title, 'Search is slow');
    });

    it('is read, and nothing is lost, where it takes nothing', async () => {
      writeFileSync(join(ours.remote, 'hooks/pre-receive'), '#!/bin/sh\necho incidents are frozen >&2\nexit 1\n');
      chmodSync(join(ours.remote, 'hooks/pre-receive'), 0o755);
      await bob.note(id, 'second');
      await assert.rejects(bob.sync(id), { problem: 'refused', detail: 'incidents are frozen' });
      await bob.sync(id, false);
      assert.deepEqual(bob.notes(id), ['first', 'second']);
      rmSync(join(ours.remote, 'hooks/pre-receive'));
      await bob.sync(id);
      await ada.sync(id);
      assert.deepEqual(ada.notes(id), ['first', 'second']);
    });

    it('keeps both of what two sessions wrote under one id, the same everywhere', async () => {
      // As after a machine was restored while it ran: both go on in the same file.
      const [name = ''] = git(ours.remote, 'ls-tree', '--name-only', ref).split('\n');
      const content = git(ours.remote, 'cat-file', 'blob', `${ref}:${name}`);
      const forged = JSON.parse(content.split('\n').at(-1) ?? '') as Record<string, unknown>;
      const line = JSON.stringify({
        ...forged,
        seq: 99,
        clock: 99,
        id: `${name.slice(0, -6)}-99`,
        data: { text: 'fork' },
      });
      push(ref, [`100644 blob ${blob(`${content}\n${line}\n`)}\t${name}`]);
      await ada.send(id, 'second');
      await bob.sync(id);
      await ada.send(id, 'third');
      await bob.sync(id);
      await ada.sync(id);
      for (const each of [ada, bob]) assert.deepEqual(each.notes(id).toSorted(), ['first', 'fork', 'second', 'third']);
      assert.equal((await ada.sync(id)).pushed, false, 'nobody goes on pushing');
      assert.deepEqual(snapshot(bob, id), snapshot(ada, id));
    });

    /** Replaces the ref by a commit with this tree. */
    function push(name: string, lines: readonly string[]): void {
      const tree = gitWith(`${lines.join('\n')}\n`, ours.remote, 'mktree');
      git(ours.remote, 'update-ref', name, git(ours.remote, 'commit-tree', tree, '-m', 'x'));
    }

    function blob(content: string): string {
      return gitWith(content, ours.remote, 'hash-object', '-w', '--stdin');
    }
  });
});

function snapshot(responder: Responder, id: string): unknown {
  return responder.store.state.incidents.get(id);
}
