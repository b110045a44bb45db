import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShareState } from '../../src/app/share';
import type { EventData, EventType, KnownEvent, Person, RecordedEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import type { Incident } from '../../src/domain/incident';
import { newsOf } from '../../src/domain/news';
import { mergedNodes } from '../../src/editor/incident/rows/merged';
import { newsSentence } from '../../src/editor/share/newsWords';
import { failingRows, handoverRows, shareRows } from '../../src/editor/share/rows';
import { stateSentence, stateWords } from '../../src/editor/share/words';
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
      (messages) => messages.includes('the remote was not found'),
      'it says that there is no such remote',
    );
    assert.match(record.messages.join('\n'), /Check the setting incident\.share\.remote/);
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
    assert.deepEqual(said({ kind: 'shared' }, three), ['3 people · shared', 'Shared with 2 other people.']);
    assert.deepEqual(said({ kind: 'shared' }, after()), ['1 person · shared', 'Shared; nobody else is here yet.']);
    assert.match(said(failing('offline'), three, 4)[0] ?? '', /^offline, 4 entries waiting since /);
    assert.equal(said(failing('refused', 'no write access'), three)[1], 'Sharing: cannot push: no write access.');
  });

  it('say who is here, and when they last wrote', () => {
    const [row] = shareRows(three, { kind: 'shared' }, 'origin', NOW);
    assert.deepEqual(
      row?.children.map((child) => [child.toTreeItem().label, child.toTreeItem().description]),
      [
        ['Rae', 'last entry 8m ago'],
        ['Grace', 'last entry 9m ago'],
        ['Ada', 'last entry 10m ago'],
      ],
    );
  });

  it('stay on one line whatever the host answers', () => {
    const [row] = failingRows(three, failing('refused', 'a\n$(flame) b') as never, 1, 'origin');
    assert.equal(row?.toTreeItem().label, 'cannot push: a $(flame) b');
  });

  it('say that a handover waits, and let the one it was made to confirm it', () => {
    const handed = after([ADA, 'handover.made', { role: ROLE, from: ADA, to: GRACE, text: 'all of it' }]);
    const rowFor = (me: Person) => handoverRows(handed, me, NOW)[0]?.toTreeItem();
    assert.equal(rowFor(ADA)?.label, 'Not confirmed: handover to Grace');
    assert.equal(rowFor(ADA)?.command, undefined);
    assert.deepEqual(
      [rowFor(GRACE)?.label, rowFor(GRACE)?.command?.command],
      ['Handed over to you: confirm', 'incident.confirmHandover'],
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
