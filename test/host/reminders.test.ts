import * as assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clocksOf } from '../../src/domain/clocks';
import type { EventData, EventType, KnownEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import { iso } from '../../src/domain/time';
import { Claims, remind } from '../../src/editor/messages/reminders';
import { eventBuilder, INCIDENT, MINUTE, START } from '../helpers/events';
import { writeFileOf } from '../helpers/record';
import { recording, run, until } from './recording';

type Said = { [T in EventType]: readonly [minutesAgo: number, T, EventData[T]] }[EventType];

describe('a reminder', () => {
  const record = recording();
  const clock = Date.now;
  before('let two minutes pass: who typed in the last one, as tests before this did, is not disturbed', () => {
    Date.now = () => clock() + 2 * MINUTE;
  });
  after('go back to the time of day', () => {
    Date.now = clock;
  });
  /** Writes an incident into the record, as another machine would have: declared an hour ago, and then these facts. */
  const written = async (...facts: readonly Said[]): Promise<void> => {
    const now = Date.now();
    // Of its own in each run: what was reminded of once is remembered.
    const incident = `20261122-1400-${now.toString(36)}`;
    const build = eventBuilder();
    const ago = (minutes: number) => ({ incident, recordedAt: iso(now - minutes * MINUTE) });
    const declared = { ...build.declared(), ...ago(60) };
    const events = facts.map(([minutes, type, data]) => ({ ...build(type, data), ...ago(minutes) }) as KnownEvent);
    await writeFileOf(record.folder, 'another', [declared, ...events], incident);
    await run('incident.reload');
  };
  const reminded = (): readonly string[] => record.messages.filter((message) => message.startsWith('info: '));
  const seeReminder = () => until(reminded, (messages) => messages.length > 0, 'a reminder comes');

  it('comes for an assessment that took more than its five minutes', async () => {
    await written();
    assert.match(
      (await seeReminder())[0] ?? '',
      /^info: Impact assessment overdue; 5 minutes are up\. A rough answer is fine\./,
    );
  });

  it('is an information with what can be done at once', async () => {
    const build = eventBuilder();
    const promise = build('nextUpdate.promised', { audience: 'customers', due: iso(START + 20 * MINUTE) });
    const words = async (title: string, minutes: number): Promise<string | undefined> => {
      const declared = build('incident.declared', { title, severity: 'SEV-2', startedAt: iso(START) });
      const incident = fold(INCIDENT, [declared, promise]);
      const update = clocksOf(incident).find(({ kind }) => kind === 'update');
      await remind(incident, update!, START + minutes * MINUTE);
      return record.messages.at(-1);
    };
    assert.equal(await words('Pulls fail', 20), 'info: The update to customers is due. (Pulls fail)');
    assert.equal(await words('Pulls fail', 40), 'info: The update to customers is 20m overdue. (Pulls fail)');
    // In a message, `[label](address)` would be a link that may run a command.
    assert.match((await words('[x](command:workbench.action.quit)', 20)) ?? '', /\[x\] \(command:/);
    assert.ok(((await words('very long '.repeat(1000), 20)) ?? '').length < 200);
  });
});

describe('the claims of windows on reminders', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'incident-claims-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const windowOf = (path = folder) => new Claims(join(path, 'reminders'), Date.now);

  it('give each reminder to one window, even at the same moment', async () => {
    const taken = await Promise.all([windowOf(), windowOf(), windowOf()].map((claims) => claims.take('a')));
    assert.equal(taken.filter((each) => each === 'ours').length, 1);
    for (const each of taken) if (each !== 'ours') assert.ok(Math.abs(Date.now() - each) < MINUTE);
    assert.equal(await windowOf().take('b'), 'ours');
  });

  it('outlive the window that made them, unless it gives them back', async () => {
    const claims = windowOf();
    await claims.take('a');
    assert.notEqual(await windowOf().take('a'), 'ours');
    claims.giveBack('a');
    assert.equal(await windowOf().take('a'), 'ours');
  });

  it('take any name of an audience', async () => {
    for (const key of ['../../../x', 'a/b', 'con:', 'x'.repeat(5000), '\u202e\u0000']) {
      assert.equal(await windowOf().take(key), 'ours');
    }
    assert.equal((await readdir(join(folder, 'reminders'))).length, 5);
    assert.deepEqual(await readdir(folder), ['reminders']);
  });

  it('are removed when they are old', async () => {
    await mkdir(join(folder, 'reminders'));
    const [old, young] = ['old', 'young'].map((name) => join(folder, 'reminders', name));
    await writeFile(old!, '');
    await writeFile(young!, '');
    const longAgo = new Date(Date.now() - 40 * 86_400_000);
    await utimes(old!, longAgo, longAgo);
    await windowOf().take('a');
    const left = () => readdir(join(folder, 'reminders'));
    const names = await until(left, (files) => !files.includes('old'), 'the old claim is removed');
    assert.ok(names.includes('young') && names.length === 2, names.join());
  });

  it('are all given where none can be made: a reminder too many is better than none', async () => {
    await writeFile(join(folder, 'reminders'), 'a file where the folder should be');
    assert.deepEqual(await Promise.all([windowOf().take('a'), windowOf().take('a')]), ['ours', 'ours']);
    windowOf().giveBack('a');
  });
});
