import assert from 'node:assert/strict';
import { addFollowUp } from '../../src/app/operations/followUps';
import { declare, reopen } from '../../src/app/operations/lifecycle';
import { addNote, finishAction, logAction, logDecision } from '../../src/app/operations/log';
import { mergeInto } from '../../src/app/operations/merge';
import { postUpdate } from '../../src/app/operations/messages';
import { perform, type OperationContext } from '../../src/app/operations/operation';
import { takeCommand } from '../../src/app/operations/people';
import { Refused } from '../../src/app/operations/refused';
import { IncidentStore } from '../../src/app/store';
import type { Person } from '../../src/domain/events';
import { actionsInProgress, type Incident } from '../../src/domain/incident';
import { entrySentence } from '../../src/reports/sentences';
import { formatWithZone } from '../../src/reports/times';
import { english } from '../../src/reports/translate';
import { ADA, GRACE, MINUTE } from '../helpers/events';
import { testPorts } from '../helpers/ports';
import { tempFolders } from '../helpers/tempFolders';

describe('two incidents that are the same outage', () => {
  const stores: IncidentStore[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.dispose();
  });
  const tempFolder = tempFolders();

  /** Ada declared “Pulls fail”, and Grace “Images do not load”, on which she works. */
  async function begin() {
    let author: Person = ADA;
    const ports = testPorts({ author: () => Promise.resolve(author) });
    const store = new IncidentStore(await tempFolder(), ports);
    stores.push(store);
    const context: OperationContext = {
      store,
      now: ports.now,
      author: ports.author,
      rules: () => ({
        commandRole: 'Incident Commander',
        majorSeverities: ['SEV-1'],
        severities: ['SEV-1', 'SEV-2', 'SEV-3'],
        defaultSeverity: 'SEV-3',
      }),
    };
    const { id: into } = await perform(context, declare, { title: 'Pulls fail' });
    author = GRACE;
    const { id: from } = await perform(context, declare, { title: 'Images do not load', severity: 'SEV-2' });
    await perform(context, takeCommand, { incident: from });
    const restarted = await perform(context, logAction, { incident: from, text: 'restart web-3' });
    const failed = await perform(context, logAction, { incident: from, text: 'clear the cache' });
    const [restart, clearing] = [idOf(restarted, 'action.started'), idOf(failed, 'action.started')];
    await perform(context, finishAction, { incident: from, action: clearing, outcome: 'failed' });
    await perform(context, logDecision, {
      incident: from,
      decision: 'roll back',
      information: [{ text: 'a restart is under way', entry: restart }],
      tradeoff: null,
    });
    await perform(context, addFollowUp, { incident: from, text: 'alert on 500s', owner: 'Grace' });
    await perform(context, postUpdate, {
      incident: from,
      audience: 'customers',
      status: 'investigating',
      text: 'we look into it',
      due: ports.now() + 20 * MINUTE,
    });
    author = ADA;
    const merge = () => perform(context, mergeInto, { incident: from, into });
    const incident = (id: string): Incident => store.state.incidents.get(id)!;
    return {
      context,
      store,
      from,
      into,
      merge,
      incident,
      clock: ports.clock,
      as: (person: Person) => (author = person),
    };
  }

  const idOf = ({ entries }: Incident, type: string) => entries.findLast(({ event }) => event.type === type)?.id ?? '';
  const told = (incident: Incident) =>
    incident.entries.map((entry) => `${entry.event.author.name}: ${entrySentence(entry, incident, english)}`);

  it('are one: the entries of the duplicate are there, by who wrote them', async () => {
    const { merge, into, store, incident } = await begin();
    const { copied } = await merge();
    const merged = incident(into);
    const due = merged.nextUpdates.get('customers')?.due ?? 0;
    assert.equal(store.state.shown, merged);
    assert.deepEqual(told(merged).sort(), [
      'Ada: Declared SEV-3: Pulls fail',
      'Ada: Merged “Images do not load” into this incident',
      `Ada: Next update to customers due ${formatWithZone(due)}`,
      'Ada: Reason for SEV-3: not sure yet',
      'Ada: Severity: SEV-2 (was SEV-3)',
      'Grace: Action failed: clear the cache',
      'Grace: Action: clear the cache',
      'Grace: Action: restart web-3',
      'Grace: Decision: roll back',
      'Grace: Declared SEV-2: Images do not load',
      'Grace: Follow-up “alert on 500s”: owner Grace',
      'Grace: Follow-up: alert on 500s',
      'Grace: Grace is Incident Commander',
      'Grace: Update to customers (investigating): we look into it',
    ]);
    assert.equal(copied, 9);
  });

  it('go on as one: what runs, what is to be done and what is due is there', async () => {
    const { merge, into, incident } = await begin();
    await merge();
    const merged = incident(into);
    assert.deepEqual(
      actionsInProgress(merged).map(({ text, by }) => [text, by.name]),
      [['restart web-3', 'Grace']],
    );
    assert.deepEqual(
      merged.followUps.map(({ text, owner, by }) => [text, owner, by.name]),
      [['alert on 500s', 'Grace', 'Grace']],
    );
    assert.equal(merged.decisions[0]?.information[0]?.entry, actionsInProgress(merged)[0]?.id);
    assert.deepEqual([...merged.nextUpdates.keys()], ['customers']);
    assert.equal(merged.severity, 'SEV-2');
    assert.deepEqual(merged.roles, []);
  });

  it('leave the duplicate closed, which names the other one also to who knows of no merges', async () => {
    const { merge, from, into, incident } = await begin();
    await merge();
    const { status, mergedInto, entries, whyNoFollowUp } = incident(from);
    assert.deepEqual([status, mergedInto?.incident, mergedInto?.title], ['closed', into, 'Pulls fail']);
    assert.equal(whyNoFollowUp, undefined);
    const last = entries.at(-1)?.event;
    assert.ok(last?.type === 'incident.closed');
    assert.deepEqual(last.data, { whyUnresolved: 'duplicate of “Pulls fail”' });
  });

  it('take up later entries of the duplicate when they are merged again, and nothing twice', async () => {
    const { context, merge, from, into, incident, as } = await begin();
    await merge();
    const before = incident(into);
    assert.equal((await merge()).incident, before);
    as(GRACE);
    const action = actionsInProgress(incident(from)).find(({ text }) => text === 'restart web-3')!;
    await perform(context, finishAction, { incident: from, action: action.id, outcome: 'done' });
    as(ADA);
    assert.equal((await merge()).copied, 1);
    assert.equal(incident(into).entries.length, before.entries.length + 1);
    assert.deepEqual(actionsInProgress(incident(into)), []);
  });

  it('have each entry once where two people merge them at the same time', async () => {
    const { context, store, merge, into, incident } = await begin();
    const first = new IncidentStore(await tempFolder(), testPorts({ author: () => Promise.resolve(GRACE) }));
    stores.push(first);
    for (const id of store.state.incidents.keys()) {
      await first.importFiles(id, (await store.exportFiles(id)).files);
    }
    const from = [...first.state.incidents.keys()].find((id) => id !== into)!;
    await perform({ ...context, store: first, author: () => Promise.resolve(GRACE) }, mergeInto, {
      incident: from,
      into,
    });
    await merge();
    await store.importFiles(into, (await first.exportFiles(into)).files);
    const texts = told(incident(into)).filter((text) => text.endsWith('Action: restart web-3'));
    assert.deepEqual(texts, ['Grace: Action: restart web-3']);
    assert.equal(actionsInProgress(incident(into)).length, 1);
  });

  it('are two again where the duplicate is reopened', async () => {
    const { context, merge, from, incident } = await begin();
    await merge();
    await perform(context, reopen, { incident: from });
    assert.deepEqual([incident(from).status, incident(from).mergedInto], ['open', undefined]);
  });

  it('cannot be one and the same, and not one that is closed', async () => {
    const { context, merge, from, into } = await begin();
    await assert.rejects(perform(context, mergeInto, { incident: into, into }), Refused);
    await merge();
    await assert.rejects(perform(context, mergeInto, { incident: into, into: from }), Refused);
    await perform(context, addNote, { incident: into, text: 'still here' });
  });
});
