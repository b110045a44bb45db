import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { constants, deflateSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { fetchAll, git, gitWith, problemOf, team, type Responder } from '../helpers/responders';
import { waitFor } from '../helpers/waitFor';

const DAY = 86_400_000;

describe('sharing, when things go wrong', () => {
  const ours = team();

  it('catches up after writers were cut off from each other for hours, each with the remote of the others’ past', async () => {
    // Each reaches the remote by a way of their own, which can be cut.
    const ways = [join(await ours.temporary(), 'way.git'), join(await ours.temporary(), 'way.git')] as const;
    const open = (way: string) => symlinkSync(ours.remote, way);
    for (const way of ways) open(way);
    const ada = await ours.join('Ada', { address: ways[0] });
    const bob = await ours.join('Bob', { address: ways[1] });
    const { id } = await ada.declare('Checkout is failing');
    await ada.sync(id);
    await bob.sync(id);
    rmSync(ways[0]);
    for (let i = 0; i < 60; i++) {
      await ada.note(id, `a${i}`);
      await bob.note(id, `b${i}`);
      if (i % 20 === 0) await bob.sync(id);
    }
    assert.equal(await problemOf(ada.sync(id)), 'notFound');
    rmSync(ways[1]);
    open(ways[0]);
    await ada.sync(id);
    await ada.send(id, 'a60');
    open(ways[1]);
    await bob.sync(id);
    await ada.sync(id);
    assert.equal(ada.notes(id).length, 121);
    assert.deepEqual(bob.store.state.incidents.get(id), ada.store.state.incidents.get(id));
  });

  it('brings together people whose clocks are days apart, and in an order that both see', async () => {
    const [ada, bob] = [await ours.join('Ada'), await ours.join('Bob')];
    [ada.skew, bob.skew] = [-3 * DAY, 4 * DAY];
    const { id } = await ada.declare('Checkout is failing');
    await ada.sync(id);
    await bob.sync(id);
    await bob.send(id, 'first');
    await ada.sync(id);
    await ada.send(id, 'second');
    await bob.sync(id);
    for (const each of [ada, bob]) assert.deepEqual(each.notes(id), ['first', 'second']);
    assert.deepEqual(bob.store.state.incidents.get(id), ada.store.state.incidents.get(id));
    git(ours.remote, 'fsck', '--strict');
  });

  it('goes on live where a clock is set back by days in the middle of it', async () => {
    const { ada, bob, id } = await ours.pair();
    const [ours1, ours2] = [ada.live(), bob.live()];
    await waitFor(() => ours1.state(id)?.kind === 'shared' && ours2.state(id)?.kind === 'shared', 'both share');
    ada.skew = -5 * DAY;
    await ada.note(id, 'from Ada');
    await bob.note(id, 'from Bob');
    await waitFor(() => ada.notes(id).length === 2 && bob.notes(id).length === 2, 'both see both');
  });

  it('says that the disk is full, keeps what was recorded, and goes on with room again', async function () {
    const ada = await ours.join('Ada');
    const { id } = await ada.declare('Checkout is failing');
    ada.remote.dispose();
    const share = join(ada.folder, 'share');
    rmSync(share, { recursive: true });
    mkdirSync(share);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', share], { stdio: 'ignore' });
    } catch {
      return this.skip();
    }
    try {
      ada.remote = await ada.open();
      await ada.sync(id);
      const bob = await ours.join('Bob');
      await bob.sync(id);
      await bob.send(id, 'from Bob');
      fill(join(share, 'of others'));
      await ada.note(id, 'from Ada');
      assert.equal(await problemOf(ada.sync(id)), 'diskFull');
      assert.deepEqual(ada.notes(id), ['from Ada']);
      rmSync(join(share, 'of others'));
      await ada.sync(id);
      await bob.sync(id);
      for (const each of [ada, bob]) assert.deepEqual(each.notes(id).toSorted(), ['from Ada', 'from Bob']);
      ada.remote.dispose();
    } finally {
      execFileSync('umount', ['-l', share]);
    }
  });

  it('ends a server that takes the connection and says nothing', async () => {
    const silent: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const sockets = new Set<{ destroy: () => void }>();
    silent.on('connection', (socket) => sockets.add(socket));
    try {
      const ada = await ours.join('Ada', { address: `http://127.0.0.1:${port}/x.git` });
      const { id } = await ada.declare('Checkout is failing');
      ada.remote.dispose();
      ada.remote = await ada.open({ deadline: 500 });
      assert.equal(await problemOf(ada.sync(id)), 'offline');
      assert.equal(ada.store.state.incidents.get(id)?.title, 'Checkout is failing');
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });

  it('says that a git that crashed at the remote left a lock there, and goes on once it is gone', async () => {
    const { ada, id } = await ours.declared();
    const lock = join(ours.remote, `refs/incidents/${id}.lock`);
    writeFileSync(lock, '');
    await ada.note(id, 'x');
    assert.equal(await problemOf(ada.sync(id)), 'locked');
    rmSync(lock);
    assert.equal((await ada.sync(id)).pushed, true);
  });

  describe('and the remote is hostile', () => {
    let ada: Responder;
    let id: string;
    let ref: string;

    beforeEach(async () => {
      ada = await ours.join('Ada');
      ({ id } = await ada.declare('Checkout is failing'));
      ref = `refs/incidents/${id}`;
      await ada.send(id, 'first');
    });

    it('takes the newest 500 of 100,000 incidents, and still shares its own', async () => {
      const tip = git(ours.remote, 'rev-parse', ref);
      const lines: string[] = [];
      for (let i = 0; i < 100_000; i++)
        lines.push(`${tip} refs/incidents/20200101-0000-${i.toString(36).padStart(6, '0')}\n`);
      // git packs refs in the order of their names.
      writeFileSync(
        join(ours.remote, 'packed-refs'),
        `# pack-refs with: peeled fully-peeled sorted \n${lines.sort().join('')}`,
      );
      const tips = await ada.remote.list();
      assert.equal(tips.size, 500);
      assert.equal([...tips.keys()][0], id);
      assert.equal((await ada.send(id, 'second')).pushed, true);
    });

    it('is not filled by a small pack that holds something huge', async () => {
      ada.remote.dispose();
      // The limit is 256 MB; a smaller one makes the test shorter.
      ada.remote = await ada.open({ memory: '8m' });
      bomb(16 * 1024 * 1024);
      const failed = await fetchAll(ada, [id]);
      assert.deepEqual(
        [...failed.values()].map(({ problem }) => problem),
        ['unreadable'],
      );
      assert.deepEqual(ada.notes(id), ['first']);
    });

    it('is not filled by a chain of deltas in which each step is many times as large as the one before', async () => {
      const chain = deltaChain([64 * 1024, 4 * 1024 * 1024, 64 * 1024 * 1024]);
      assert.ok(chain.pack.length < 2000, `${chain.pack.length} bytes`);
      gitWith(chain.pack, ours.remote, 'index-pack', '--stdin', '--fix-thin');
      const names = chain.ids.map((_, i) => `0123456789abcde${i}.jsonl`);
      const tree = object('tree', entries(...chain.ids.map((each, i) => ['100644', names[i] ?? '', each] as const)));
      writeFileSync(join(ours.remote, ref), `${git(ours.remote, 'commit-tree', tree, '-m', 'x')}\n`);
      ada.remote.dispose();
      ada.remote = await ada.open({ memory: '8m' });
      assert.equal((await fetchAll(ada, [id])).get(id)?.problem, 'unreadable', 'git may not take as much memory');
      ada.remote.dispose();
      ada.remote = await ada.open();
      const { refused, pushed } = await ada.sync(id);
      assert.deepEqual([refused.toSorted(), pushed], [names, true]);
      assert.deepEqual(ada.notes(id), ['first']);
      const packs = join(ada.folder, 'share/sha1.git/objects/pack');
      const size = readdirSync(packs).reduce((sum, name) => sum + statSync(join(packs, name)).size, 0);
      assert.ok(size < 50_000, `${size} bytes in the mirror`);
      assert.equal((await ada.send(id, 'second')).pushed, true);
    });

    it('does not read what is larger than a file of a record may be, though it fits into a fetch', async () => {
      bomb(51 * 1024 * 1024);
      const { refused, pushed } = await ada.sync(id);
      assert.deepEqual([refused, pushed], [['0123456789abcdef.jsonl'], true]);
      assert.deepEqual(ada.notes(id), ['first']);
    });

    /** Trees that git itself would never write. */
    const LIES: readonly (readonly [what: string, tree: () => Buffer])[] = [
      [
        'one name twice',
        () => entries(['100644', 'aaaaaaaaaaaaaaaa.jsonl', blob()], ['100644', 'aaaaaaaaaaaaaaaa.jsonl', blob()]),
      ],
      ['a path as a name', () => entries(['100644', '../../evil.jsonl', blob()])],
      [
        'a tree that is called a file',
        () => entries(['100644', 'aaaaaaaaaaaaaaaa.jsonl', git(ours.remote, 'rev-parse', `${ref}^{tree}`)]),
      ],
      [
        'a commit that is called a file',
        () => entries(['100644', 'aaaaaaaaaaaaaaaa.jsonl', git(ours.remote, 'rev-parse', ref)]),
      ],
      ['a file that does not exist', () => entries(['100644', 'aaaaaaaaaaaaaaaa.jsonl', '1'.repeat(40)])],
      ['a submodule', () => entries(['160000', 'aaaaaaaaaaaaaaaa.jsonl', '1'.repeat(40)])],
      ['no end', () => entries(['100644', 'aaaaaaaaaaaaaaaa.jsonl', blob()]).subarray(0, 30)],
      ['.git as a folder', () => entries(['40000', '.git', git(ours.remote, 'rev-parse', `${ref}^{tree}`)])],
      [
        'thousands of files',
        () => {
          const one = blob();
          const name = (i: number) => `${String(i).padStart(16, '0')}.jsonl`;
          return entries(...Array.from({ length: 6000 }, (_, i) => ['100644', name(i), one] as const));
        },
      ],
    ];
    for (const [what, tree] of LIES) {
      it(`loses nothing by a tree with ${what}, and the other incidents go on`, async () => {
        const other = await ada.declare('Search is slow');
        await ada.sync(other.id);
        const id2 = object('tree', tree());
        const at = '0 +0000';
        const commit = object('commit', Buffer.from(`tree ${id2}\nauthor E <e> ${at}\ncommitter E <e> ${at}\n\nx\n`));
        writeFileSync(join(ours.remote, ref), `${commit}\n`);
        const failed = await fetchAll(ada, [id, other.id]);
        if (failed.has(id)) assert.equal(failed.get(id)?.problem, 'unreadable');
        else assert.ok(['none', 'unreadable'].includes(await problemOf(ada.sync(id))));
        assert.deepEqual(ada.notes(id), ['first']);
        assert.equal((await ada.send(other.id, 'goes on')).pushed, true);
      });
    }

    it('gets everything again once what cannot be read is removed there', async () => {
      writeFileSync(join(ours.remote, ref), `${object('commit', Buffer.from('tree x\n\n'))}\n`);
      assert.equal((await fetchAll(ada, [id])).get(id)?.problem, 'unreadable');
      rmSync(join(ours.remote, ref));
      await ada.send(id, 'second');
      const bob = await ours.join('Bob');
      await bob.sync(id);
      assert.deepEqual(bob.notes(id), ['first', 'second']);
    });

    /** Puts a commit in place of the ref, with one file of that many zeros. */
    function bomb(size: number): void {
      const file = object('blob', Buffer.alloc(size));
      const tree = object('tree', entries(['100644', '0123456789abcdef.jsonl', file]));
      writeFileSync(join(ours.remote, ref), `${git(ours.remote, 'commit-tree', tree, '-m', 'x')}\n`);
    }

    function blob(): string {
      return gitWith('{"v":1}\n', ours.remote, 'hash-object', '-w', '--stdin');
    }

    function entries(...all: readonly (readonly [mode: string, name: string, object: string])[]): Buffer {
      return Buffer.concat(
        all.flatMap(([mode, name, object]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(object, 'hex')]),
      );
    }

    /** Writes an object as it is, however wrong. */
    function object(type: string, content: Buffer): string {
      const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
      const name = createHash('sha1').update(bytes).digest('hex');
      const folder = join(ours.remote, 'objects', name.slice(0, 2));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name.slice(2)), deflateSync(bytes, { level: constants.Z_BEST_SPEED }));
      return name;
    }
  });

  it('reads on, and says so, where a hook of the remote refuses', async () => {
    const { ada, bob, id } = await ours.pair();
    await bob.send(id, 'from Bob');
    for (const hook of ['update', 'pre-receive', 'reference-transaction']) {
      const path = join(ours.remote, 'hooks', hook);
      writeFileSync(path, '#!/bin/sh\necho only bots may push >&2\nexit 1\n');
      chmodSync(path, 0o755);
      await ada.note(id, `while ${hook} refuses`);
      assert.equal(await problemOf(ada.sync(id)), 'refused', hook);
      await ada.sync(id, false);
      assert.ok(ada.notes(id).includes('from Bob'));
      rmSync(path);
    }
    assert.equal((await ada.sync(id)).pushed, true);
  });
});

/** A pack of zeros of these sizes, each but the first as a delta that repeats the one before; and the names of its blobs. */
function deltaChain(sizes: readonly number[]): { readonly pack: Buffer; readonly ids: readonly string[] } {
  const ids = sizes.map((size) => createHash('sha1').update(`blob ${size}\0`).update(Buffer.alloc(size)).digest('hex'));
  const objects = sizes.map((size, i) => {
    const before = sizes[i - 1];
    if (before === undefined) return Buffer.concat([packHead(3, size), deflateSync(Buffer.alloc(size))]);
    // All of the one before, from its first byte on: the length in three bytes, the lowest first.
    const copy = Buffer.from([0xf0, before & 0xff, (before >> 8) & 0xff, (before >> 16) & 0xff]);
    const copies = Array.from({ length: size / before }, () => copy);
    const delta = Buffer.concat([sevenBits(before), sevenBits(size), ...copies]);
    return Buffer.concat([packHead(7, delta.length), Buffer.from(ids[i - 1] ?? '', 'hex'), deflateSync(delta)]);
  });
  const content = Buffer.concat([
    Buffer.from('PACK\0\0\0\x02\0\0\0', 'latin1'),
    Buffer.from([sizes.length]),
    ...objects,
  ]);
  return { pack: Buffer.concat([content, createHash('sha1').update(content).digest()]), ids };
}

/** The head of an object in a pack: its type, and its size in four bits and then seven at a time. */
function packHead(type: number, size: number): Buffer {
  const rest = size >> 4;
  const first = (type << 4) | (size & 15) | (rest > 0 ? 0x80 : 0);
  return rest > 0 ? Buffer.concat([Buffer.from([first]), sevenBits(rest)]) : Buffer.from([first]);
}

function sevenBits(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    if (rest <= 0x7f) return Buffer.from(bytes);
  }
}

/** Fills a disk to its last byte. */
function fill(path: string): void {
  for (const size of [65_536, 4096, 1]) {
    try {
      for (;;) appendFileSync(path, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
