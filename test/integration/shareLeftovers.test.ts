import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareRemote, git, Responder, team } from '../helpers/responders';

const BEFORE = ['from Ada', 'from Bob', 'not seen by Ada yet'];

describe('sharing goes on by itself', () => {
  const ours = team();
  /** Two people who share an incident, and their remote: made once, and laid out anew in the same place for each test. */
  const home = mkdtempSync(join(tmpdir(), 'incident-leftovers-'));
  const [kept, place] = [join(home, 'kept'), join(home, 'place')];
  let ada: Responder;
  let bob: Responder;
  let id: string;
  let mirror: string;

  before(async () => {
    for (const name of ['Ada', 'Bob']) mkdirSync(join(place, name), { recursive: true });
    const remote = bareRemote(place);
    const [first, second] = [
      await Responder.join(join(place, 'Ada'), 'Ada', remote),
      await Responder.join(join(place, 'Bob'), 'Bob', remote),
    ];
    ({ id } = await first.declare('Checkout is failing'));
    await first.sync(id);
    await second.sync(id);
    await second.send(id, 'from Bob');
    await first.sync(id);
    await first.send(id, 'from Ada');
    await second.sync(id);
    await second.send(id, 'not seen by Ada yet');
    for (const each of [first, second]) await each.leave();
    cpSync(place, kept, { recursive: true, preserveTimestamps: true });
  });
  beforeEach(async () => {
    rmSync(place, { recursive: true, force: true });
    cpSync(kept, place, { recursive: true, preserveTimestamps: true });
    const address = join(place, 'remote.git');
    ada = await ours.join('Ada', { folder: join(place, 'Ada'), address });
    bob = await ours.join('Bob', { folder: join(place, 'Bob'), address });
    mirror = join(ada.folder, 'share/sha1.git');
  });
  after(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));

  /** What a kill, a power cut or a broken disk leaves in the mirror. */
  const LEFT: readonly (readonly [what: string, leave: () => void])[] = [
    ['a ref was about to be written', () => write(`refs/fetched/${id}.lock`, '')],
    ['a ref was locked that is not there', () => write('refs/fetched/20260101-0000-abcdef.lock', '')],
    ['refs were about to be packed', () => write('packed-refs.lock', '')],
    ['a fetched ref is empty', () => write(`refs/fetched/${id}`, '')],
    ['a held ref is empty', () => write(`refs/held/${id}`, '')],
    ['a ref is half there', () => write(`refs/fetched/${id}`, 'dead')],
    ['a ref names what never reached the disk', () => write(`refs/held/${id}`, `${'1'.repeat(40)}\n`)],
    ['something lies beside the refs', () => write(`refs/fetched/${id}.new`, '')],
    ['an object is empty', () => truncate(git(mirror, 'rev-parse', `refs/fetched/${id}^{tree}`))],
    ['a commit is empty', () => truncate(git(mirror, 'rev-parse', `refs/fetched/${id}`))],
    ['an object is gone', () => rmSync(objectPath(git(mirror, 'rev-parse', `refs/fetched/${id}^{tree}`)))],
    ['a pack is cut off', () => truncateSync(packs()[0]!, 40)],
    ['a pack is gone', () => rmSync(packs()[0]!)],
    ['there is half a pack', () => write('objects/pack/tmp_pack_abc123', 'PACK')],
    ['there is no configuration any more', () => rmSync(join(mirror, 'config'))],
    ['the configuration is empty', () => write('config', '')],
    ['the mirror is gone', () => rmSync(mirror, { recursive: true })],
  ];
  for (const [what, leave] of LEFT) {
    it(`where ${what}`, async () => {
      ada.remote.dispose();
      leave();
      ada.remote = await ada.open();
      await ada.send(id, 'again from Ada');
      await bob.sync(id);
      for (const each of [ada, bob]) assert.deepEqual(each.notes(id).toSorted(), ['again from Ada', ...BEFORE]);
    });
  }

  it('where another window opens the mirror while this one works in it', async () => {
    write(`refs/fetched/${id}.lock`, 'of a git that runs');
    const other = await ada.open();
    other.dispose();
    assert.ok(statSync(join(mirror, `refs/fetched/${id}.lock`)).isFile(), 'it is not the other’s to remove');
  });

  it('makes one pack of the many that fetches bring', async () => {
    ada.remote.dispose();
    ada.remote = await ada.open({ gatherAfter: 6 });
    for (let i = 0; i < 6; i++) {
      await bob.send(id, `${i}`);
      await ada.sync(id);
    }
    assert.ok(packs().length < 3, `${packs().length} packs`);
    assert.equal(ada.notes(id).length, 9);
  });

  it('packs what has accumulated, and stops at once where it is to', async () => {
    for (let i = 0; i < 60; i++) write(`objects/pack/pack-${String(i).padStart(40, '0')}.keep`, '');
    for (let i = 0; i < 61; i++) write(`objects/pack/tmp_old_${i}`, 'PACK');
    const old = new Date(Date.now() - 3 * 86_400_000);
    for (let i = 0; i < 61; i++) utimesSync(join(mirror, `objects/pack/tmp_old_${i}`), old, old);
    const stopped = new AbortController();
    stopped.abort();
    await ada.remote.tidy(stopped.signal);
    assert.ok(Number(count('count')) > 0, 'nothing was packed');
    for (let i = 0; i < 61; i++) write(`objects/pack/tmp_new_${i}`, 'PACK');
    await ada.remote.tidy(new AbortController().signal);
    assert.equal(count('count'), '0');
    assert.deepEqual(
      readdirSync(join(mirror, 'objects/pack')).filter((name) => name.startsWith('tmp_old')),
      [],
    );
    await ada.sync(id);
    assert.deepEqual(ada.notes(id).toSorted(), BEFORE);
  });

  function packs(): readonly string[] {
    const folder = join(mirror, 'objects/pack');
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.pack'))
      .map((name) => join(folder, name));
  }

  function count(what: string): string {
    return new RegExp(`^${what}: (\\d+)$`, 'm').exec(git(mirror, 'count-objects', '-v'))?.[1] ?? '';
  }

  function write(path: string, content: string): void {
    writeFileSync(join(mirror, path), content);
  }

  function objectPath(object: string): string {
    return join(mirror, 'objects', object.slice(0, 2), object.slice(2));
  }

  function truncate(object: string): void {
    rmSync(objectPath(object));
    writeFileSync(objectPath(object), '');
  }
});
