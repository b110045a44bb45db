import * as assert from 'node:assert/strict';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IncidentStore } from '../../src/app/store';
import type { Fact } from '../../src/domain/events';
import type { Incident } from '../../src/domain/incident';
import { RecordError } from '../../src/record/errors';
import { newIncidentId } from '../../src/record/ids';
import { GRACE, INCIDENT, MINUTE, START, eventBuilder } from '../helpers/events';
import { testPorts, type TestPorts } from '../helpers/ports';
import { failingDisk } from '../helpers/failingDisk';
import { filesOf, notes, writeFileOf } from '../helpers/record';
import { tempFolders } from '../helpers/tempFolders';
import { waitFor } from '../helpers/waitFor';

function noteFact(text: string): Fact {
  return { type: 'note.added', data: { text } };
}

function notesOf(incident: Incident | undefined): string[] {
  return notes((incident?.entries ?? []).map(({ event }) => event));
}

describe('the incident store', () => {
  const stores: IncidentStore[] = [];
  // Before the folders are removed, which a store that follows them would make anew.
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.dispose();
  });
  const tempFolder = tempFolders();
  /** A window on the record. */
  const windowOn = (folder: string, ports: TestPorts = testPorts()): IncidentStore => {
    const store = new IncidentStore(folder, ports);
    stores.push(store);
    return store;
  };

  describe('before it is used', () => {
    it('touches no disk and asks for nothing', async () => {
      const folder = join(await tempFolder(), 'record');
      const never = () => assert.fail('asked too early');
      const store = windowOn(folder, testPorts({ author: never, codeContext: never }));
      assert.equal(store.state.loaded, false);
      await store.dispose();
      await assert.rejects(access(folder));
    });
  });

  describe('loading', () => {
    it('shows the newest open incident, and remembers it', async () => {
      const folder = await tempFolder();
      await writeFileOf(folder, 'w', [eventBuilder().declared()]);
      const ports = testPorts();
      const store = windowOn(folder, ports);
      await store.load();
      assert.equal(store.state.loaded, true);
      assert.equal(store.state.shown?.title, 'Images do not load');
      assert.deepEqual(ports.remembered, { id: INCIDENT, past: false });
    });

    it('reads once however often it is asked for', async () => {
      const store = windowOn(await tempFolder());
      let changes = 0;
      store.changed.on(() => changes++);
      const loads = [store.load(), store.load()];
      assert.equal(loads[0], loads[1]);
      await Promise.all(loads);
      assert.equal(changes, 1);
    });

    it('never rejects: a folder that cannot be read is in the state, and is read once it can be', async () => {
      const folder = join(await tempFolder(), 'record');
      await writeFile(folder, 'a file');
      const ports = testPorts();
      const store = windowOn(folder, ports);
      await store.load();
      assert.equal(store.state.loaded, true);
      assert.equal(store.state.failure?.failure, 'cannotRead');
      assert.equal(ports.reported.length, 1);
      await assert.rejects(store.declare('a', 'SEV-1', START), RecordError);

      await rm(folder);
      await writeFileOf(folder, 'w', [eventBuilder().declared()]);
      await store.reload();
      assert.equal(store.state.failure, undefined);
      assert.equal(store.state.incidents.size, 1);
    });

    it('tells of damage beside what could be read', async () => {
      const folder = await tempFolder();
      await writeFileOf(folder, 'w', [eventBuilder().declared(), 'garbage\n']);
      const store = windowOn(folder);
      await store.load();
      assert.equal(store.state.shown?.entries.length, 1);
      assert.deepEqual(store.state.problems.get(INCIDENT), [{ file: 'w.jsonl', line: 2, fault: { code: 'garbage' } }]);
    });
  });

  describe('declaring', () => {
    it('shows the incident, in Assess Impact, and has it on the disk', async () => {
      const folder = await tempFolder();
      const store = windowOn(folder);
      const incident = await store.declare('Uploads fail', 'SEV-1', START - 5 * MINUTE);
      assert.equal(store.state.shown, incident);
      assert.deepEqual(
        [incident.title, incident.severity, incident.startedAt, incident.declaredAt, incident.activeStages],
        ['Uploads fail', 'SEV-1', START - 5 * MINUTE, START, ['assess']],
      );
      const next = windowOn(folder);
      await next.load();
      assert.deepEqual(next.state.incidents.get(incident.id), incident);
    });

    it('is stamped with where the code stands', async () => {
      const code = [{ repository: 'registry', branch: 'main' }];
      const store = windowOn(await tempFolder(), testPorts({ codeContext: () => Promise.resolve(code) }));
      const incident = await store.declare('a', 'SEV-1', START);
      const { entries } = await store.add(incident.id, noteFact('b'));
      assert.deepEqual([entries[0]?.event.code, entries[1]?.event.code], [code, undefined]);
    });
  });

  describe('adding', () => {
    it('signals the change once it is on the disk, with a new state', async () => {
      const store = windowOn(await tempFolder());
      const { id } = await store.declare('a', 'SEV-1', START);
      const before = store.state;
      const seen: string[][] = [];
      store.changed.on(() => seen.push(notesOf(store.state.shown)));
      const incident = await store.add(id, noteFact('looks bad'));
      assert.deepEqual(seen[0], ['looks bad']);
      assert.equal(store.state.shown, incident);
      assert.notEqual(store.state, before);
      assert.deepEqual(notesOf(before.shown), []);
    });

    it('puts a dated fact at its time and says who wrote it', async () => {
      const ports = testPorts({ author: () => Promise.resolve(GRACE) });
      const store = windowOn(await tempFolder(), ports);
      const { id } = await store.declare('a', 'SEV-1', START);
      ports.clock.move(MINUTE);
      const dated: Fact = { ...noteFact('earlier'), occurredAt: new Date(START - MINUTE).toISOString() };
      const { entries } = await store.add(id, dated);
      assert.deepEqual(
        [entries[0]?.at, entries[0]?.recordedAt, entries[0]?.event.author],
        [START - MINUTE, START + MINUTE, GRACE],
      );
    });

    it('keeps the order of entries when the clock jumps back', async () => {
      const ports = testPorts();
      const store = windowOn(await tempFolder(), ports);
      const { id } = await store.declare('a', 'SEV-1', START);
      await store.add(id, noteFact('one'));
      ports.clock.move(-60 * MINUTE);
      assert.deepEqual(notesOf(await store.add(id, noteFact('two'))), ['one', 'two']);
    });

    it('that fails leaves the state as it was', async () => {
      const folder = await tempFolder();
      const store = windowOn(folder);
      const { id } = await store.declare('a', 'SEV-1', START);
      const before = store.state.shown;
      await rm(join(folder, id), { recursive: true });
      await writeFile(join(folder, id), 'in the way');
      await assert.rejects(store.add(id, noteFact('b')), RecordError);
      assert.equal(store.state.incidents.get(id) ?? before, before);
    });
  });

  describe('adding the facts of one deed', () => {
    const close: readonly Fact[] = [
      { type: 'incident.resolved', data: {} },
      { type: 'incident.closed', data: { whyNoFollowUp: 'known' } },
    ];

    it('records all of them in one append, signalled once', async () => {
      const folder = await tempFolder();
      const store = windowOn(folder);
      const { id } = await store.declare('a', 'SEV-1', START);
      const seen: (string | undefined)[] = [];
      store.changed.on(() => seen.push(store.state.shown?.status));
      const incident = await store.addAll(id, close);
      assert.deepEqual([incident.status, incident.resolvedAt, seen[0]], ['closed', START, 'closed']);
      const next = windowOn(folder);
      await next.load();
      assert.deepEqual(next.state.incidents.get(id), incident);
    });

    it('leaves the record byte for byte as it was where the append fails', async () => {
      const folder = await tempFolder();
      const store = windowOn(folder);
      const { id } = await store.declare('a', 'SEV-1', START);
      const [before, shown] = [await filesOf(folder, id), store.state.shown];
      const disk = await failingDisk(folder);
      try {
        disk.fail('sync', 'EIO');
        await assert.rejects(store.addAll(id, close), { failure: 'cannotWrite' });
      } finally {
        disk.mend();
      }
      assert.deepEqual(await filesOf(folder, id), before);
      assert.equal(store.state.shown, shown);
      assert.equal((await store.addAll(id, close)).status, 'closed');
    });

    it('is confirmed whatever those do who are told of it', async () => {
      const folder = await tempFolder();
      const ports = testPorts();
      const store = windowOn(folder, ports);
      const { id } = await store.declare('a', 'SEV-1', START);
      const seen: string[][] = [];
      store.changed.on(() => assert.fail('a view fails'));
      store.changed.on(() => seen.push(notesOf(store.state.shown)));
      assert.deepEqual(notesOf(await store.add(id, noteFact('looks bad'))), ['looks bad']);
      assert.deepEqual(seen.at(-1), ['looks bad']);
      assert.match(String(ports.reported[0]), /a view fails/);
    });
  });

  describe('two windows on the same record', () => {
    it('see each other\u2019s incidents and entries within a second', async () => {
      const folder = await tempFolder();
      const [mine, other] = [windowOn(folder), windowOn(folder)];
      await Promise.all([mine.load(), other.load()]);
      const { id } = await mine.declare('Uploads fail', 'SEV-1', START);
      await waitFor(() => other.state.incidents.has(id), 'the other window sees the incident', 1000);
      assert.equal(other.state.shown?.id, id);
      await other.add(id, noteFact('from the other'));
      await waitFor(() => notesOf(mine.state.shown).length === 1, 'this window sees the note', 1000);
      assert.deepEqual(mine.state.shown, other.state.shown);
    });

    it('both writing lose nothing and show the same', async () => {
      const folder = await tempFolder();
      const [mine, other] = [windowOn(folder), windowOn(folder)];
      const { id } = await mine.declare('Uploads fail', 'SEV-1', START);
      await other.load();
      const texts = Array.from({ length: 40 }, (_, index) => `note ${index}`);
      await Promise.all(texts.map((text, index) => (index % 2 === 0 ? mine : other).add(id, noteFact(text))));
      for (const store of [mine, other]) {
        await waitFor(() => notesOf(store.state.incidents.get(id)).length === 40, 'all notes are seen', 1000);
      }
      assert.deepEqual(mine.state.incidents.get(id), other.state.incidents.get(id));
      assert.deepEqual(notesOf(mine.state.shown).toSorted(), texts.toSorted());

      const later = windowOn(folder);
      await later.load();
      assert.deepEqual(later.state.incidents.get(id), mine.state.incidents.get(id));
    });

    it('see a folder whose first entry is slow to come', async () => {
      const folder = await tempFolder();
      const store = windowOn(folder);
      await store.load();
      let looks = 0;
      store.changed.on(() => looks++);
      await mkdir(join(folder, INCIDENT));
      await waitFor(() => looks > 0, 'the folder was seen');
      await writeFileOf(folder, 'w', [eventBuilder().declared()]);
      await waitFor(() => store.state.incidents.size === 1, 'the incident is seen', 1000);
    });

    it('see that a closed incident was reopened', async () => {
      const folder = await tempFolder();
      const [mine, other] = [windowOn(folder), windowOn(folder)];
      await other.load();
      const { id } = await mine.declare('Uploads fail', 'SEV-1', START);
      await mine.add(id, { type: 'incident.closed', data: {} });
      await waitFor(() => other.state.incidents.get(id)?.status === 'closed', 'the other sees the close', 1000);
      await mine.add(id, { type: 'incident.reopened', data: {} });
      await waitFor(() => other.state.incidents.get(id)?.status === 'open', 'the other sees the reopening', 1000);
    });

    it('keep what each shows when the other declares another incident', async () => {
      const folder = await tempFolder();
      const ports = testPorts();
      const [mine, other] = [windowOn(folder), windowOn(folder, ports)];
      const first = await mine.declare('first', 'SEV-1', START);
      await other.load();
      ports.clock.move(60 * MINUTE);
      const second = await other.declare('second', 'SEV-1', START);
      await waitFor(() => mine.state.incidents.has(second.id), 'the second is seen', 1000);
      assert.deepEqual([mine.state.shown?.id, other.state.shown?.id], [first.id, second.id]);
    });

    it('notice that an incident\u2019s folder was removed', async () => {
      const folder = await tempFolder();
      await writeFileOf(folder, 'w', [eventBuilder().declared()]);
      const store = windowOn(folder);
      await store.load();
      await rm(join(folder, INCIDENT), { recursive: true });
      await waitFor(() => store.state.incidents.size === 0, 'the incident is gone');
      assert.equal(store.state.shown, undefined);
    });

    it('go on following a record folder that was deleted and made anew', async () => {
      const folder = join(await tempFolder(), 'record');
      const store = windowOn(folder);
      await store.load();
      await rename(folder, `${folder}.old`);
      await writeFileOf(folder, 'w', [eventBuilder().declared()]);
      await waitFor(() => store.state.incidents.size === 1, 'the incident in the new folder is seen');
      await writeFileOf(folder, 'w', [eventBuilder().declared()], newIncidentId(START));
      await waitFor(() => store.state.incidents.size === 2, 'the next one is seen, too');
    });
  });

  describe('which incident is shown', () => {
    it('stays when it is closed, and a new session starts empty', async () => {
      const folder = await tempFolder();
      const ports = testPorts();
      const store = windowOn(folder, ports);
      const { id } = await store.declare('a', 'SEV-1', START);
      await store.add(id, { type: 'incident.closed', data: {} });
      assert.equal(store.state.shown?.status, 'closed');
      const next = windowOn(folder, ports);
      await next.load();
      assert.equal(next.state.shown, undefined);
    });

    it('is a past one where that was chosen, in the next session, too', async () => {
      const folder = await tempFolder();
      const ports = testPorts();
      const store = windowOn(folder, ports);
      const { id } = await store.declare('a', 'SEV-1', START);
      store.show(await store.add(id, { type: 'incident.closed', data: {} }));
      const next = windowOn(folder, ports);
      await next.load();
      assert.equal(next.state.shown?.id, id);
    });
  });

  describe('another record folder', () => {
    it('takes the place of the one before, whose content stays there', async () => {
      const [before, after] = [await tempFolder(), await tempFolder()];
      await writeFileOf(after, 'w', [eventBuilder().declared()]);
      const store = windowOn(before);
      const { id } = await store.declare('a', 'SEV-1', START);
      await store.useFolder(after);
      assert.equal(store.folder, after);
      assert.deepEqual([...store.state.incidents.keys()], [INCIDENT]);
      assert.deepEqual(await readdir(before), [id]);
      await store.add(INCIDENT, noteFact('b'));
      assert.equal((await readdir(join(after, INCIDENT))).length, 2);
    });

    it('is followed, and the one before no longer is', async () => {
      const [before, after] = [await tempFolder(), await tempFolder()];
      const store = windowOn(before);
      await store.load();
      await store.useFolder(after);
      await writeFileOf(before, 'w', [eventBuilder().declared()]);
      await writeFileOf(after, 'w', [eventBuilder().declared()], '20261122-1500-after0');
      await waitFor(() => store.state.incidents.size > 0, 'the incident is seen', 1000);
      assert.deepEqual([...store.state.incidents.keys()], ['20261122-1500-after0']);
    });

    it('that is the same one changes nothing', async () => {
      const folder = await tempFolder();
      const store = windowOn(folder);
      await store.declare('a', 'SEV-1', START);
      const { state } = store;
      await store.useFolder(folder);
      assert.equal(store.state, state);
    });

    it('is not read before the store is', async () => {
      const store = windowOn(await tempFolder());
      const folder = join(await tempFolder(), 'none');
      await store.useFolder(folder);
      await assert.rejects(access(folder));
    });
  });

  it('that was disposed of signals nothing more', async () => {
    const folder = await tempFolder();
    const [store, other] = [windowOn(folder), windowOn(folder)];
    await Promise.all([store.load(), other.load()]);
    let changes = 0;
    store.changed.on(() => changes++);
    await store.dispose();
    await writeFileOf(folder, 'w', [eventBuilder().declared()]);
    await waitFor(() => other.state.incidents.size === 1, 'the other window sees it');
    assert.equal(changes, 0);
  });
});
