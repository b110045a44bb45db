import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecretKeeper } from '../../src/app/secretKeeper';
import type { IncidentStore } from '../../src/app/store';
import type { Incident } from '../../src/domain/incident';
import { ExchangeError } from '../../src/record/exportFormat';
import { team, type Responder } from '../helpers/responders';

const SECRET = 'password=hunter2-Xk93fjQ';

describe('removing secrets from a record', () => {
  const ours = team();
  let ada: Responder;
  let id: string;

  beforeEach(async () => {
    ada = await ours.join('Ada');
    ({ id } = await ada.declare('Checkout is failing'));
    await ada.note(id, 'looking at the pool');
    await ada.note(id, `connected with ${SECRET}`);
  });

  it('masks it on the disk, in a file under another name, and leaves no byte of it', async () => {
    const before = files();
    const { events } = await scrub(ada.store);
    assert.equal(events, 1);
    assert.deepEqual(ada.notes(id), ['looking at the pool', 'connected with password=[masked password]']);
    assert.ok(!everything().includes('hunter2'));
    assert.equal(files().length, before.length);
    assert.deepEqual(
      files().filter((name) => before.includes(name)),
      [],
    );
  });

  it('leaves everything else as it was: order, times, authors, corrections and what refers to what', async () => {
    const [, note] = ada.store.state.incidents.get(id)!.entries;
    await ada.store.add(id, {
      type: 'entry.amended',
      data: { entry: note!.id, text: 'looking at the connection pool' },
    });
    // Another session refers to an entry of the first one, and holds no secret itself.
    const other = await ours.join('Ada', { folder: ada.folder });
    const [, , last] = other.store.state.incidents.get(id)!.entries;
    await other.store.add(id, { type: 'entry.retracted', data: { entry: last!.id } });
    await other.note(id, 'after it');
    await ada.store.reload();
    const before = plain(ada.store.state.incidents.get(id)!);
    await scrub(ada.store);
    assert.deepEqual(plain(ada.store.state.incidents.get(id)!), before.replace(SECRET, 'password=[masked password]'));
    assert.deepEqual(ada.store.state.problems.get(id) ?? [], []);
    const again = await ours.join('Ada', { folder: ada.folder });
    assert.deepEqual(plain(again.store.state.incidents.get(id)!), plain(ada.store.state.incidents.get(id)!));
  });

  it('touches no file without one, and does nothing the second time', async () => {
    const other = await ours.join('Ada', { folder: ada.folder });
    await other.note(id, 'nothing to hide');
    const clean = files().find((name) => readFileSync(path(name), 'utf8').includes('nothing to hide'))!;
    await scrub(ada.store);
    assert.ok(files().includes(clean));
    const after = files();
    assert.deepEqual(await scrub(ada.store), { events: 0, files: 0 });
    assert.deepEqual(files(), after);
  });

  it('goes on recording afterwards, here and in another window that wrote what was masked', async () => {
    const other = await ours.join('Ada', { folder: ada.folder });
    await other.note(id, `from the other window: ${SECRET}`);
    await scrub(ada.store);
    await ada.note(id, 'here');
    await other.note(id, 'there');
    await ada.store.reload();
    // Neither had seen the other’s.
    assert.deepEqual(ada.notes(id).slice(-2).toSorted(), ['here', 'there']);
    assert.ok(!everything().includes('hunter2'));
  });

  it('gives up, with nothing lost, where somebody writes at the same moment', async () => {
    const [name = ''] = files();
    const mask = async () => {
      appendFileSync(path(name), 'written meanwhile\n');
      return Promise.resolve({ text: 'masked' });
    };
    await assert.rejects(ada.store.scrub(id, mask, false), ExchangeError);
    assert.ok(readFileSync(path(name), 'utf8').includes('hunter2'));
    assert.equal(files().length, 1);
    await ada.store.reload();
    assert.equal(ada.notes(id).length, 2);
  });

  it('keeps the originals on this machine alone where the incident is shared masked, until they are deleted', async () => {
    await scrub(ada.store, true);
    assert.equal(await ada.store.hasOriginals(id), true);
    await ada.sync(id);
    const bob = await ours.join('Bob');
    await bob.sync(id);
    assert.deepEqual(bob.notes(id), ['looking at the pool', 'connected with password=[masked password]']);
    assert.ok(everything().includes('hunter2'), 'the original is still here');
    const { files: exported } = await ada.store.exportFiles(id);
    assert.ok(exported.every(({ bytes }) => !bytes.includes('hunter2')));
    await scrub(ada.store);
    assert.equal(await ada.store.hasOriginals(id), false);
    assert.ok(!everything().includes('hunter2'));
  });

  async function scrub(store: IncidentStore, keeps = false) {
    const keeper = new SecretKeeper({
      mode: () => 'keep',
      ask: () => Promise.resolve('mask'),
      onPartlyChecked: () => undefined,
      report: () => undefined,
    });
    const mask = async (data: object) => {
      const copy = await keeper.copyOf(data, true);
      return copy.kinds.length === 0 ? undefined : copy.data;
    };
    return store.scrub(id, mask, keeps);
  }

  /** The incident without the ids of its entries, which are new. */
  function plain(incident: Incident): string {
    const numbers = new Map(incident.entries.map((entry, index) => [entry.id, `#${index}`]));
    let text = JSON.stringify(incident, (key, value: unknown) => (key === 'writer' ? undefined : value), 1);
    for (const [entry, number] of numbers) text = text.replaceAll(entry, number);
    return text.replaceAll(/"[0-9a-z]{16}-(\d+)"/g, '"event $1"');
  }

  function files(): readonly string[] {
    return readdirSync(path('')).filter((name) => name.endsWith('.jsonl'));
  }

  function everything(): string {
    return readdirSync(path(''))
      .map((name) => readFileSync(path(name), 'utf8'))
      .join('\n');
  }

  function path(name: string): string {
    return join(ada.folder, 'incidents', id, name);
  }
});
