import assert from 'node:assert/strict';
import { judgeSuspect } from '../../src/app/operations/changes';
import { assessImpact, setSeverity, setTitle, setStartTime, startFromMetric } from '../../src/app/operations/facts';
import { addFollowUp, changeFollowUp } from '../../src/app/operations/followUps';
import { close, declare, NOT_SURE, reopen, resolve } from '../../src/app/operations/lifecycle';
import { addNote, amendEntry, chooseMitigation, finishAction, logAction } from '../../src/app/operations/log';
import { postUpdate, snoozeUpdate } from '../../src/app/operations/messages';
import { perform, type OperationContext } from '../../src/app/operations/operation';
import { assignRole, join, takeCommand } from '../../src/app/operations/people';
import { Refused, type Reason } from '../../src/app/operations/refused';
import { IncidentStore } from '../../src/app/store';
import { holdersOf, type Incident } from '../../src/domain/incident';
import { ADA, GRACE, MINUTE, START } from '../helpers/events';
import { failingDisk } from '../helpers/failingDisk';
import { testPorts } from '../helpers/ports';
import { filesOf } from '../helpers/record';
import { tempFolders } from '../helpers/tempFolders';

const COMMAND = 'Incident Commander';

describe('operations on an incident', () => {
  const stores: IncidentStore[] = [];
  // Before the folders are removed, which a store that follows them would make anew.
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.dispose();
  });
  const tempFolder = tempFolders();

  async function begin(title = 'Images do not load') {
    const folder = await tempFolder();
    const ports = testPorts();
    const store = new IncidentStore(folder, ports);
    stores.push(store);
    const context: OperationContext = {
      store,
      now: ports.now,
      author: ports.author,
      rules: () => ({
        commandRole: COMMAND,
        majorSeverities: ['SEV-1', 'SEV-2'],
        severities: ['SEV-1', 'SEV-2', 'SEV-3'],
        defaultSeverity: 'SEV-3',
      }),
    };
    const { id } = await perform(context, declare, { title, severity: 'SEV-2' });
    const shown = (): Incident => {
      assert.ok(store.state.shown);
      return store.state.shown;
    };
    return { context, store, folder, id, clock: ports.clock, shown };
  }

  const types = ({ entries }: Incident) => entries.map(({ event }) => event.type);
  const refuses = async (work: Promise<unknown>, reason: Partial<Reason>) => {
    await assert.rejects(work, (error) => {
      assert.ok(error instanceof Refused);
      assert.deepEqual({ ...error.reason, ...reason }, error.reason);
      return true;
    });
  };

  it('need no more than a title to declare; nobody being sure of the severity is recorded', async () => {
    const { context } = await begin();
    const incident = await perform(context, declare, { title: '  Pushes fail ' });
    assert.equal(incident.title, 'Pushes fail');
    assert.deepEqual([incident.severity, incident.severityReason], ['SEV-3', NOT_SURE]);
    assert.equal(holdersOf(incident, COMMAND).length, 0);
    const led = await perform(context, declare, { title: 'Pulls fail', severity: 'SEV-1', inCommand: true });
    assert.deepEqual([led.severityReason, holdersOf(led, COMMAND)[0]?.person], [undefined, ADA]);
  });

  it('declare from an alert with its services and the alert as evidence, in one append', async () => {
    const { context, store } = await begin();
    const source = { kind: 'file' as const, name: 'Alertmanager' };
    const alert = {
      title: 'Pool exhausted',
      startedAt: START - 10 * MINUTE,
      startPrecision: 'minute' as const,
      services: ['checkout'],
      evidence: { text: 'pool of checkout is empty', source },
    };
    const incident = await perform(context, declare, alert);
    assert.deepEqual(incident.services, ['checkout']);
    const evidence = incident.entries.find(({ event }) => event.type === 'evidence.added');
    assert.ok(evidence?.event.type === 'evidence.added');
    assert.deepEqual(evidence.event.data, { text: 'pool of checkout is empty', source });
    assert.equal(evidence.event.occurredAt, new Date(START - 10 * MINUTE).toISOString());
    const { size } = store.state.incidents;
    const disk = await failingDisk(await tempFolder());
    disk.fillUpAfter(400);
    try {
      await assert.rejects(perform(context, declare, alert));
    } finally {
      disk.mend();
    }
    assert.equal(store.state.incidents.size, size);
  });

  it('check their input, and say what is wrong with it', async () => {
    const { context } = await begin();
    await refuses(perform(context, declare, { title: ' ' }), { kind: 'empty', name: 'title' });
    await refuses(perform(context, declare, { title: 'x'.repeat(201) }), {
      kind: 'tooLarge',
      name: 'title',
      most: 200,
    });
    await refuses(perform(context, declare, { title: 'x', startedAt: START + MINUTE }), { kind: 'inFuture' });
    await refuses(perform(context, addNote, { text: 7 as never }), { kind: 'notA', name: 'text', wanted: 'string' });
    await refuses(perform(context, finishAction, { action: 'x', outcome: 'maybe' as never }), {
      kind: 'notOneOf',
      name: 'outcome',
      allowed: ['done', 'failed', 'abandoned'],
    });
    await refuses(perform(context, addNote, { text: 'x', incident: 'no-such' }), { kind: 'unknownIncident' });
    await refuses(perform(context, assessImpact, { share: 140 }), { kind: 'tooLarge', name: 'share', most: 100 });
  });

  it('closing also resolves, in one append', async () => {
    const { context, shown } = await begin();
    await refuses(perform(context, close, {}), { kind: 'needsFollowUp' });
    await perform(context, close, { whyNoFollowUp: 'a drill' });
    assert.deepEqual(types(shown()).slice(-2), ['incident.resolved', 'incident.closed']);
    await refuses(perform(context, close, { whyNoFollowUp: 'x' }), { kind: 'already', status: 'closed' });
    assert.equal((await perform(context, reopen, {})).status, 'open');
    await perform(context, close, { whyNoFollowUp: 'a drill', whyUnresolved: 'a false alarm' });
    assert.equal(types(shown()).filter((type) => type === 'incident.resolved').length, 1);
  });

  it('leave the record byte for byte as it was where the append fails', async () => {
    const { context, folder, id, shown } = await begin();
    const [before, incident] = [await filesOf(folder, id), shown()];
    const disk = await failingDisk(folder);
    try {
      disk.fail('sync', 'EIO');
      await assert.rejects(perform(context, close, { whyNoFollowUp: 'a drill' }), { failure: 'cannotWrite' });
    } finally {
      disk.mend();
    }
    assert.deepEqual(await filesOf(folder, id), before);
    assert.equal(shown(), incident);
  });

  it('resolving tells when the impact ended', async () => {
    const { context, clock } = await begin();
    clock.move(30 * MINUTE);
    const resolved = await perform(context, resolve, { endedAt: START + 20 * MINUTE });
    assert.deepEqual([resolved.status, resolved.milestones.get('mitigated')], ['resolved', START + 20 * MINUTE]);
    await refuses(perform(context, resolve, {}), { kind: 'already', status: 'resolved' });
  });

  it('joining an incident that nobody leads takes command; taking command hands it on', async () => {
    const { context } = await begin();
    const joined = await perform(context, join, { person: GRACE });
    assert.deepEqual(holdersOf(joined, COMMAND)[0]?.person, GRACE);
    assert.deepEqual(holdersOf(await perform(context, join, {}), COMMAND).length, 1, 'it is led already');
    const taken = await perform(context, takeCommand, {});
    assert.deepEqual(
      holdersOf(taken, COMMAND).map(({ person }) => person),
      [ADA],
    );
    const both = await perform(context, assignRole, { role: 'Scribe', person: GRACE });
    assert.equal(holdersOf(both, 'Scribe').length, 1);
    const joins = await perform(context, assignRole, { role: 'Scribe', person: ADA, joins: true });
    assert.equal(holdersOf(joins, 'Scribe').length, 2);
  });

  it('record that a start is known better, and nothing twice', async () => {
    const { context, shown } = await begin();
    const { startedAt } = shown();
    const before = types(shown()).length;
    await perform(context, setStartTime, { startedAt, precision: 'minute' });
    await perform(context, setStartTime, { startedAt, precision: 'minute' });
    await perform(context, setStartTime, { startedAt });
    assert.deepEqual([types(shown()).length, shown().startPrecision], [before + 1, 'minute']);
  });

  it('take the start from a metric, which is kept as evidence at its own time, in one append', async () => {
    const { context, shown } = await begin();
    const before = types(shown()).length;
    const source = { kind: 'metric' as const, name: 'errors' };
    const asked = { startedAt: START - MINUTE, text: 'errors: rose from 0 to 12', source };
    await perform(context, startFromMetric, asked);
    assert.deepEqual([shown().startedAt, shown().startPrecision], [START - MINUTE, 'minute']);
    const evidence = shown().entries.find(({ event }) => event.type === 'evidence.added');
    assert.deepEqual([evidence?.at, evidence?.dated], [START - MINUTE, true]);
    assert.equal(types(shown()).length, before + 2);
    await perform(context, startFromMetric, asked);
    assert.equal(types(shown()).length, before + 2, 'it is recorded once');
    await assert.rejects(perform(context, startFromMetric, { ...asked, startedAt: START + 1e9 }), Refused);
  });

  it('record only what is new of an assessment, in one append', async () => {
    const { context, shown } = await begin();
    await perform(context, assessImpact, { scope: 'some', effect: 'pulls fail', startedAt: START - MINUTE });
    assert.deepEqual(types(shown()).slice(-2).toSorted(), ['impact.assessed', 'startTime.set']);
    assert.equal(shown().startedAt, START - MINUTE);
    const before = types(shown()).length;
    await perform(context, assessImpact, { scope: 'some', effect: 'pulls fail' });
    assert.equal(types(shown()).length, before, 'all of it was known');
    await perform(context, assessImpact, { share: 40, roughly: true });
    const { scope, share, roughly, effect } = shown().impact ?? {};
    assert.deepEqual([scope, share, roughly, effect], ['share', 40, true, 'pulls fail']);
  });

  it('record a severity with its reason, and nothing that is so already', async () => {
    const { context, shown } = await begin();
    await perform(context, setSeverity, { severity: 'SEV-1', why: 'half of the pulls' });
    assert.deepEqual([shown().severity, shown().severityReason], ['SEV-1', 'half of the pulls']);
    const before = types(shown()).length;
    await perform(context, setSeverity, { severity: 'SEV-1', why: 'half of the pulls' });
    await perform(context, setTitle, { title: shown().title });
    assert.equal(types(shown()).length, before);
  });

  it('a mitigation that is chosen is a decision and an action in progress', async () => {
    const { context } = await begin();
    const { decisions, actions } = await perform(context, chooseMitigation, {
      mitigation: 'Roll back registry',
      information: [{ text: 'Suspect: a larger pool' }],
      tradeoff: 'loses what shipped with it',
    });
    assert.deepEqual([decisions[0]?.decision, actions[0]?.text], ['Roll back registry', 'Roll back registry']);
    assert.equal(actions[0]?.finished, undefined);
  });

  it('finish only what is in progress', async () => {
    const { context } = await begin();
    const { actions } = await perform(context, logAction, { text: 'drain registry-3' });
    const action = actions[0]?.id ?? '';
    const after = await perform(context, finishAction, { action, outcome: 'done' });
    assert.equal(after.actions[0]?.finished?.outcome, 'done');
    await refuses(perform(context, finishAction, { action, outcome: 'done' }), { kind: 'unknownAction' });
  });

  it('post an update and promise the next one in one append; nothing is due after the last', async () => {
    const { context, shown } = await begin();
    const update = { audience: 'customers', status: 'investigating', text: 'We are on it.' } as const;
    await perform(context, postUpdate, { ...update, due: START + 20 * MINUTE });
    assert.deepEqual(types(shown()).slice(-2), ['statusUpdate.posted', 'nextUpdate.promised']);
    assert.equal(shown().nextUpdates.get('customers')?.due, START + 20 * MINUTE);
    await refuses(perform(context, postUpdate, { ...update, due: START }), { kind: 'inPast', name: 'due' });
    await refuses(perform(context, snoozeUpdate, { audience: 'internal', until: START + MINUTE }), {
      kind: 'noUpdatePromised',
    });
    await perform(context, postUpdate, { audience: 'customers', status: 'resolved', text: 'It is over.' });
    assert.equal(shown().nextUpdates.size, 0);
  });

  it('add a follow-up with its owner in one append, and change only what differs', async () => {
    const { context, shown } = await begin();
    const { followUp, incident } = await perform(context, addFollowUp, {
      text: 'alert on failed pulls',
      owner: 'Grace',
    });
    assert.deepEqual(types(incident).slice(-2), ['followUp.added', 'followUp.changed']);
    assert.deepEqual([incident.followUps[0]?.id, incident.followUps[0]?.owner], [followUp, 'Grace']);
    const before = types(shown()).length;
    await perform(context, changeFollowUp, { followUp: followUp ?? '', owner: 'Grace', done: false });
    assert.equal(types(shown()).length, before);
    await refuses(perform(context, changeFollowUp, { followUp: 'x', done: true }), { kind: 'unknownFollowUp' });
    await refuses(perform(context, changeFollowUp, { followUp: followUp ?? '', due: 'soon' }), { name: 'due' });
  });

  it('amend what can be amended', async () => {
    const { context } = await begin();
    const { entries } = await perform(context, addNote, { text: 'frist 500s' });
    const entry = entries.at(-1)?.id ?? '';
    const amended = await perform(context, amendEntry, { entry, text: 'first 500s' });
    assert.equal(amended.entries.find(({ id }) => id === entry)?.amendments.length, 1);
    await refuses(perform(context, amendEntry, { entry: 'x', text: 'y' }), { kind: 'unknownEntry' });
  });

  it('judge a change, and clear the verdict', async () => {
    const { context } = await begin();
    const change = { repository: 'pallet', commit: 'a'.repeat(40), subject: 'A larger pool' };
    const judged = await perform(context, judgeSuspect, { change, verdict: 'ruledOut', why: 'not deployed' });
    assert.equal([...judged.judgements.values()][0]?.why, 'not deployed');
    assert.equal((await perform(context, judgeSuspect, { change, verdict: 'undecided' })).judgements.size, 0);
  });
});
