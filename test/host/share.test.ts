import * as assert from 'node:assert/strict';
import { execFileSync, type ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ShareState } from '../../src/app/share';
import type { EventData, EventType, KnownEvent, Person, RecordedEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import type { Incident } from '../../src/domain/incident';
import { newsOf } from '../../src/domain/news';
import { mergedNodes } from '../../src/editor/incident/rows/merged';
import { newsSentence } from '../../src/editor/share/newsWords';
import { failingRows, handoverRows, shareRows } from '../../src/editor/share/rows';
import { originOf, stateSentence, stateWords } from '../../src/editor/share/words';
import { iso } from '../../src/domain/time';
import { ADA, eventBuilder, GRACE, INCIDENT, MINUTE, START } from '../helpers/events';
import { configure, declare, recording, run, until } from './recording';

type Said = { [T in EventType]: readonly [Person, T, EventData[T]] }[EventType];
const ROLE = 'Incident Commander';
const NOW = START + 10 * MINUTE;

function after(...facts: readonly Said[]): Incident {
  const build = eventBuilder();
  const declared = build.declared();
  return fold(INCIDENT, [
    declared,
    ...facts.map(([author, type, data]) => build(type, data, { author }) as RecordedEvent),
  ]);
}

describe('sharing in the window', () => {
  const record = recording();
  let remote: string;
  beforeEach(() => {
    remote = mkdtempSync(join(tmpdir(), 'incident-share-host-'));
    execFileSync('git', ['init', '-q', '--bare', remote]);
  });
  afterEach(async () => {
    await configure('share.remote', undefined);
    rmSync(remote, { recursive: true, force: true, maxRetries: 3 });
  });

  const shared = () => execFileSync('git', ['-C', remote, 'for-each-ref'], { encoding: 'utf8' });

  it('runs nothing where no remote is set', async () => {
    const { runs, stop } = gitRuns();
    try {
      await declare();
      await run('incident.addNote', { text: 'x' });
      await run('incident.syncNow');
      assert.equal(record.messages.at(-1), 'warning: Nothing is shared: set incident.share.remote first.');
      const ofSharing = () =>
        runs.filter((args) => args.some((arg) => /^(?:ls-remote|fetch|push)$|sha1\.git/.test(arg)));
      assert.deepEqual(ofSharing(), []);
      // That this would have been seen:
      const begun = Date.now();
      await run('incident.share', { remote });
      await until(ofSharing, (all) => all.length > 0, 'git runs for it');
      const mirror = ofSharing()[0]?.find((arg) => arg.endsWith('sha1.git')) ?? '';
      assert.ok(statSync(mirror).birthtimeMs >= begun - 1000, 'its storage was there before');
    } finally {
      stop();
    }
  });

  it('brings the incident to the remote, and keeps the remote in the settings', async () => {
    const id = await declare();
    await run('incident.share', { remote });
    await until(shared, (refs) => refs.includes(`refs/incidents/${id}`), 'it is on the remote');
    await run('incident.syncNow');
    const held = execFileSync('git', ['-C', remote, 'ls-tree', '--name-only', `refs/incidents/${id}`], {
      encoding: 'utf8',
    });
    assert.match(held, /^\w+\.jsonl$/m);
    await run('incident.stopSharing');
    await run('incident.stopSharing');
    assert.equal(record.messages.at(-1), 'warning: This incident isn’t shared.');
  });

  it('says what is in the way, and what to do', async () => {
    await declare();
    await run('incident.share', { remote: join(remote, 'not-there') });
    await until(
      async () => {
        await run('incident.syncNow');
        return record.messages.join('\n');
      },
      (messages) => messages.includes('remote not found'),
      'it says that there is no such remote',
    );
    assert.match(record.messages.join('\n'), /Check the setting incident\.share\.remote/);
  });
});

/** The git commands that this process starts meanwhile, each with its arguments. */
function gitRuns(): { readonly runs: readonly (readonly string[])[]; readonly stop: () => void } {
  const runs: (readonly string[])[] = [];
  const started = (message: unknown) => {
    const { process: child } = message as { readonly process: ChildProcess };
    process.nextTick(() => runs.push(child.spawnargs));
  };
  subscribe('child_process', started);
  return { runs, stop: () => unsubscribe('child_process', started) };
}

describe('secrets that are in the record already', () => {
  const record = recording();
  const SECRET = 'password=hunter2-Xk93fjQ';
  const asked: { readonly message: string; readonly detail: string; readonly buttons: readonly string[] }[] = [];
  let parent: string;
  let remote: string;
  let answer: string | undefined;
  let restore: () => void;

  beforeEach(async () => {
    asked.length = 0;
    answer = undefined;
    parent = mkdtempSync(join(tmpdir(), 'incident-secrets-host-'));
    remote = join(parent, 'incidents.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    const window = vscode.window as unknown as Record<string, unknown>;
    const said = window.showWarningMessage as (message: string) => unknown;
    window.showWarningMessage = (message: string, options?: string | vscode.MessageOptions, ...buttons: string[]) => {
      if (typeof options !== 'object' || options.modal !== true) return said(message);
      asked.push({ message, detail: options.detail ?? '', buttons });
      return Promise.resolve(answer);
    };
    restore = () => (window.showWarningMessage = said);
    await declare();
    await configure('secrets', 'keep');
    await run('incident.addNote', { text: `they use ${SECRET}` });
    await configure('secrets', undefined);
  });
  afterEach(async () => {
    restore();
    await configure('secrets', undefined);
    await configure('share.remote', undefined);
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  const isOnDisk = () =>
    readdirSync(record.folder, { recursive: true, withFileTypes: true }).some(
      (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name), 'utf8').includes('hunter2'),
    );
  const notes = async () =>
    (await record.events()).flatMap((event) => (event.type === 'note.added' ? [event.data.text] : []));

  it('are listed, masked, before they are removed, and stay where the answer is no', async () => {
    await run('incident.scrub');
    assert.deepEqual(
      asked.map(({ message, buttons }) => [message, ...buttons]),
      [['Mask secrets in 1 entry? You can’t undo this.', 'Mask']],
    );
    assert.match(asked[0]?.detail ?? '', /^• .*they use password=.*\[masked/);
    assert.ok(!asked[0]?.detail.includes('hunter2'));
    assert.ok(isOnDisk());
    answer = 'Mask';
    await run('incident.scrub');
    assert.ok(!isOnDisk());
    assert.deepEqual(await notes(), ['they use password=[masked password]']);
    await run('incident.scrub');
    assert.equal(record.messages.at(-1), 'info: No secrets found in this record.');
  });

  it('are asked about before they are shared; the original stays here until it is removed', async () => {
    const refs = () => execFileSync('git', ['-C', remote, 'for-each-ref'], { encoding: 'utf8' });
    await run('incident.share', { remote });
    assert.deepEqual(
      asked.map(({ message, buttons }) => [message, ...buttons]),
      [['What is shared would contain secrets, and can’t be taken back.', 'Mask and Share', 'Share Anyway']],
    );
    assert.equal(refs(), '', 'no answer shares nothing');
    answer = 'Mask and Share';
    await run('incident.share', { remote });
    await until(refs, (all) => all !== '', 'it is on the remote');
    const [ref = ''] = /refs\/\S+/.exec(refs()) ?? [];
    assert.match(execFileSync('git', ['-C', remote, 'grep', 'masked', ref], { encoding: 'utf8' }), /they use/);
    assert.throws(() => execFileSync('git', ['-C', remote, 'grep', '-q', 'hunter2', ref]), 'it has the secret');
    assert.ok(isOnDisk());
    answer = 'Delete';
    await run('incident.scrub');
    assert.equal(asked.at(-1)?.message, 'Delete the unmasked originals that this machine kept? You can’t undo this.');
    assert.ok(!isOnDisk());
  });

  it('are not removed here alone where others have them', async () => {
    answer = 'Share Anyway';
    await run('incident.share', { remote });
    await run('incident.scrub');
    assert.match(
      record.messages.at(-1) ?? '',
      /^warning: This incident is shared: what others have can’t be taken back/,
    );
    assert.ok(isOnDisk());
  });
});

describe('two incidents in one window', () => {
  const record = recording();

  it('are merged by a command, and the one that goes on is shown', async () => {
    const into = await declare('Pulls fail');
    const from = await declare('Images do not load');
    await run('incident.addNote', { text: 'only from registry-3' });
    await run('incident.mergeInto', { into });
    const events = await record.events();
    const copied = events.filter((event): event is KnownEvent => event.incident === into && event.copied !== undefined);
    assert.ok(
      copied.some(({ type, data }) => type === 'note.added' && 'text' in data && data.text === 'only from registry-3'),
    );
    assert.ok(events.some(({ incident, type }) => incident === from && type === 'incident.closed'));
    await run('incident.addNote', { text: 'shown' });
    assert.equal(
      (await record.events()).find((event) => 'text' in event.data && event.data.text === 'shown')?.incident,
      into,
    );
    assert.ok(!record.messages.some((message) => message.startsWith('error')), record.messages.join('\n'));
  });
});

describe('the rows and sentences of a shared incident', () => {
  const said = (state: ShareState, incident: Incident, waiting?: number) => {
    const words = stateWords(state, incident, waiting);
    return [words, stateSentence(state, incident, words)];
  };
  const failing = (problem: Extract<ShareState, { kind: 'failing' }>['problem'], detail = ''): ShareState => ({
    ...{ kind: 'failing', problem, detail },
    since: START,
  });
  const three = after([GRACE, 'note.added', { text: 'I look' }], [{ name: 'Rae' }, 'note.added', { text: 'me too' }]);

  it('say with how many people, or what is in the way', () => {
    assert.deepEqual(said({ kind: 'shared' }, three), ['shared · 3 people', 'Shared with 2 other people.']);
    assert.deepEqual(said({ kind: 'shared' }, after()), ['shared · 1 person', 'Shared; nobody else is here yet.']);
    assert.match(said(failing('offline'), three, 4)[0] ?? '', /^offline, 4 entries waiting since /);
    assert.equal(said(failing('refused', 'frozen'), three)[1], 'Sharing: cannot push: frozen.');
    assert.equal(said(failing('readOnly', 'error: 403'), three)[0], 'cannot push: read-only access');
  });

  it('say who is here, and when they last wrote', () => {
    const [row] = shareRows(three, { kind: 'shared' }, 'origin', NOW);
    assert.deepEqual(
      row?.children.map((child) => [child.toTreeItem().label, child.toTreeItem().description]),
      [
        ['Rae', '8m ago'],
        ['Grace', '9m ago'],
        ['Ada', '10m ago'],
      ],
    );
  });

  it('stay on one line whatever the host answers', () => {
    const [row] = failingRows(three, failing('refused', 'a\n$(flame) b') as never, 1, 'origin');
    assert.equal(row?.toTreeItem().label, 'cannot push: a $(flame) b');
  });

  it('say who pushed an entry that bears another name, and that a signature is not its author’s', () => {
    const eve = { name: 'Eve', email: 'eve@example.org' };
    const ada = { name: 'Ada', email: 'ada@example.org' };
    assert.equal(originOf({ person: ada }, ada), undefined);
    assert.equal(originOf({ person: ada, signer: 'Ada <ADA@example.org>' }, ada), undefined);
    assert.deepEqual(originOf({ person: eve }, ada), { words: 'Pushed by Eve <eve@example.org>', isUnverified: false });
    assert.deepEqual(originOf({ person: ada, signer: 'eve@example.org' }, ada), {
      words: 'Unverified: signed by eve@example.org, not by Ada',
      isUnverified: true,
    });
    assert.equal(originOf({ person: eve, signer: 'ada@example.org' }, ada)?.isUnverified, false);
  });

  it('say that a handover waits, and let the one it was made to confirm it', () => {
    const handed = after([ADA, 'handover.made', { role: ROLE, from: ADA, to: GRACE, text: 'all of it' }]);
    const rowFor = (me: Person) => handoverRows(handed, me, NOW)[0]?.toTreeItem();
    assert.equal(rowFor(ADA)?.label, 'Not confirmed: handover to Grace');
    assert.equal(rowFor(ADA)?.command, undefined);
    assert.deepEqual(
      [rowFor(GRACE)?.label, rowFor(GRACE)?.command?.command],
      ['Confirm handover', 'incident.confirmHandover'],
    );
  });

  it('ask whether another one is the same outage, until somebody says that it is not', () => {
    const build = eventBuilder();
    const other = fold('20261122-1403-other1', [
      build(
        'incident.declared',
        { title: 'Pulls fail', severity: 'SEV-2', startedAt: iso(START) },
        { author: GRACE, recordedAt: iso(START + MINUTE) },
      ),
    ]);
    const all = new Map([other, three].map((incident) => [incident.id, incident]));
    const labels = (areDifferent: boolean) =>
      mergedNodes(three, all, () => areDifferent, NOW).map((node) => node.toTreeItem().label);
    assert.deepEqual(labels(false), ['Same as “Pulls fail”?']);
    assert.deepEqual(labels(true), []);
  });

  it('tell of what others did that a person must know of', () => {
    const before = after([ADA, 'role.assigned', { role: ROLE, person: ADA, alone: true }]);
    const told = (...facts: readonly Said[]) => {
      const now = after([ADA, 'role.assigned', { role: ROLE, person: ADA, alone: true }], ...facts);
      const arrived = now.entries.filter(({ id }) => !before.entries.some((entry) => entry.id === id));
      const reader = { me: ADA, severities: ['SEV-1', 'SEV-2'], isShown: true };
      return newsOf(before, now, arrived, reader).map((news) => newsSentence(news, now));
    };
    const title = '“Images do not load”';
    assert.deepEqual(told([GRACE, 'role.assigned', { role: ROLE, person: GRACE, inPlaceOf: ADA, alone: true }]), [
      `Grace is Incident Commander of ${title} now, in your place.`,
    ]);
    assert.deepEqual(told([GRACE, 'severity.set', { from: 'SEV-2', to: 'SEV-1' }]), [
      `Grace raised ${title} to SEV-1.`,
    ]);
    assert.deepEqual(told([GRACE, 'incident.resolved', {}]), [`Grace resolved ${title}.`]);
    assert.deepEqual(told([GRACE, 'incident.mergedInto', { into: 'x', title: 'Pulls fail' }]), [
      `Grace merged ${title} into “Pulls fail”. It goes on there.`,
    ]);
  });
});
