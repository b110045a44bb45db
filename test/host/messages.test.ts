import * as assert from 'node:assert/strict';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { fold } from '../../src/domain/fold';
import { nextUpdateLine, wholeMinute } from '../../src/reports/nextUpdate';
import { acceptPrompt, compose, draft, openDrafts, write } from './composing';
import { configure, declare, last, leave, recording, run, types, until } from './recording';

const MINUTE = 60_000;

/** What is promised is a whole minute, and to promise it takes a moment. */
const ABOUT_A_MINUTE = 1.5 * MINUTE;

describe('status updates', () => {
  const record = recording();

  it('are posted at once where the text is given', async () => {
    await declare();
    await run('incident.postUpdate', { audience: 'internal', status: 'identified', text: ' The cache. ', due: null });
    const [, update, promised] = await record.events();
    assert.deepEqual(update?.data, { audience: 'internal', status: 'identified', text: 'The cache.' });
    assert.deepEqual(promised?.data, { audience: 'internal', due: null });
    assert.deepEqual(openDrafts(), []);
  });

  for (const [what, dueFrom, minutes] of [
    ['minutes', () => 20, 20],
    ['ISO 8601', () => new Date(Date.now() + 42 * MINUTE).toISOString(), 42],
    ['a date', () => new Date(Date.now() + 42 * MINUTE), 42],
    ['as typed', () => '15 min', 15],
  ] as const) {
    it(`say in their text when the next one is due, and in the same append: ${what}`, async () => {
      await declare();
      await run('incident.postUpdate', {
        audience: 'customers',
        status: 'identified',
        text: 'We know why.',
        due: dueFrom(),
      });
      assert.deepEqual(await types(record), ['incident.declared', 'statusUpdate.posted', 'nextUpdate.promised']);
      const next = await nextDue();
      assert.ok(Math.abs(next - Date.now() - minutes * MINUTE) <= ABOUT_A_MINUTE, new Date(next).toISOString());
      assert.equal(next % MINUTE, 0);
      const { text } = await posted();
      assert.equal(text, `We know why.\n${nextUpdateLine(next, Date.now())}`);
    });
  }

  it('promise what their own text says, whatever else is given', async () => {
    await declare();
    const own = wholeMinute(Date.now() + 33 * MINUTE);
    const text = `We know why.\n\n${nextUpdateLine(own, Date.now())}`;
    await run('incident.postUpdate', { audience: 'customers', status: 'identified', text, due: 20 });
    assert.deepEqual([await nextDue(), (await posted()).text], [own, text]);
    await run('incident.postUpdate', { audience: 'customers', status: 'identified', text });
    assert.deepEqual([await nextDue(), (await posted()).text], [own, text]);
  });

  it('have a time in their text that nobody can meet or read replaced by the one given', async () => {
    await declare();
    for (const line of ['Next update: soonish', 'Next update: 1 January 2020, 10:00 UTC']) {
      await run('incident.postUpdate', {
        audience: 'customers',
        status: 'identified',
        text: `Fixing.\n${line}`,
        due: 20,
      });
      assert.equal((await posted()).text, `Fixing.\n${nextUpdateLine(await nextDue(), Date.now())}`);
    }
  });

  it('stop the clock of their audience once it is resolved', async () => {
    const id = await declare();
    await run('incident.postUpdate', { audience: 'customers', status: 'identified', text: 'We know why.', due: 20 });
    await run('incident.postUpdate', { audience: 'customers', status: 'resolved', text: 'It is over.', due: 30 });
    assert.deepEqual((await types(record)).slice(-2), ['nextUpdate.promised', 'statusUpdate.posted']);
    assert.equal((await posted()).text, 'It is over.');
    assert.equal(fold(id, await record.events()).nextUpdates.size, 0);
  });

  it('are asked when the next one is due before they are posted: Escape posts nothing', async () => {
    await declare();
    const update = { audience: 'customers', status: 'identified', text: 'We know why.' };
    await leave(run('incident.postUpdate', update));
    assert.deepEqual(await types(record), ['incident.declared']);
    await acceptPrompt(run('incident.postUpdate', update));
    assert.deepEqual(await types(record), ['incident.declared', 'statusUpdate.posted', 'nextUpdate.promised']);
    const next = await nextDue();
    assert.ok(Math.abs(next - Date.now() - 20 * MINUTE) <= ABOUT_A_MINUTE, 'a major incident: 20 minutes');
    assert.equal((await posted()).text, `We know why.\n${nextUpdateLine(next, Date.now())}`);
  });

  for (const [what, argument, sentence] of [
    ['a status that there is not', { status: 'fine' }, /“status” must be one of: investigating, identified/],
    ['a promise in the past', { due: '2020-01-01T00:00:00Z' }, /“due” must be in the future/],
    ['a promise of no minutes', { due: 0 }, /“due” must be a number of minutes/],
    ['a promise that is an object', { due: {} }, /“due” must be a time/],
    ['an audience that is no text', { audience: 7 }, /“audience” must be a string/],
  ] as const) {
    it(`are not posted with ${what}`, async () => {
      await declare();
      await run('incident.postUpdate', { audience: 'customers', status: 'identified', text: 'x', ...argument });
      assert.match(record.messages.join(), sentence);
      assert.deepEqual(await types(record), ['incident.declared']);
    });
  }

  it('can be reminded of later, and the promise stays', async () => {
    await declare();
    await run('incident.postUpdate', { audience: 'customers', status: 'identified', text: 'We know.', due: 20 });
    const { due } = (await last(record, 'nextUpdate.promised')).data;
    await run('incident.snoozeUpdate', { audience: 'customers', minutes: 10 });
    const { audience, until: snoozed } = (await last(record, 'nextUpdate.snoozed')).data;
    assert.equal(audience, 'customers');
    assert.equal(Date.parse(snoozed) - Date.parse(due ?? ''), 10 * MINUTE);
    await run('incident.snoozeUpdate', { minutes: 5 });
    assert.equal((await last(record, 'nextUpdate.snoozed')).data.audience, 'customers');
  });

  it('cannot be snoozed where none is promised', async () => {
    await declare();
    await run('incident.snoozeUpdate');
    await run('incident.snoozeUpdate', { audience: 'customers', minutes: 10 });
    const none = 'info: No update is due, so there is nothing to snooze.';
    assert.deepEqual(record.messages, [none, none]);
    assert.deepEqual(await types(record), ['incident.declared']);
  });

  it('are not asked for an audience where there is only one', async () => {
    await configure('audiences', ['everybody']);
    try {
      await declare();
      await compose('incident.postUpdate', { status: 'investigating', due: 20 });
      assert.equal(basename(draft().path), 'Update to everybody.md');
    } finally {
      await configure('audiences', undefined);
    }
  });

  async function posted(): Promise<{ readonly text: string }> {
    const event = (await record.events()).findLast(({ type }) => type === 'statusUpdate.posted');
    assert.ok(event?.type === 'statusUpdate.posted');
    return event.data;
  }

  /** When the next update was last promised. */
  async function nextDue(): Promise<number> {
    return Date.parse((await last(record, 'nextUpdate.promised')).data.due ?? '');
  }
});

describe('asking for help', () => {
  const record = recording();
  const opened: string[] = [];
  let restore: (() => void) | undefined;
  beforeEach(() => {
    opened.length = 0;
    const env = vscode.env as unknown as Record<string, unknown>;
    const original = env.openExternal;
    env.openExternal = (address: unknown) => Promise.resolve(opened.push(String(address)) > 0);
    restore = () => (env.openExternal = original);
  });
  afterEach(async () => {
    restore?.();
    await configure('contacts', undefined);
  });

  it('records the doubts, the people and the text', async () => {
    await declare();
    await run('incident.askForHelp', {
      doubts: ['capacity', 'howToFix'],
      people: ['Grace'],
      text: 'Who knows caches?',
    });
    assert.deepEqual((await last(record, 'help.asked')).data, {
      doubts: ['howToFix', 'capacity'],
      text: 'Who knows caches?',
      people: ['Grace'],
    });
    assert.deepEqual(opened, []);
  });

  it('asks for no people where no contacts are known', async () => {
    await declare();
    await compose('incident.askForHelp', { doubts: [] });
    assert.match(draft().text, /Pulls fail/);
  });

  it('offers what reaches those who were asked, and opens what is chosen', async () => {
    await configure('contacts', [
      { name: 'Grace', chat: 'https://chat.example.com/grace', phone: 'ask the desk' },
      { name: 'Linus', url: 'https://example.com/linus' },
      {
        name: 'Mallory',
        url: 'command:workbench.action.quit',
        chat: 'javascript:alert(1)',
        phone: 'file:///etc/passwd',
      },
    ]);
    await declare();
    const asking = run('incident.askForHelp', { doubts: [], people: ['Mallory', 'Grace'], text: 'Help.' });
    await until(
      () => types(record),
      (recorded) => recorded.includes('help.asked'),
      'it is recorded',
    );
    await acceptPrompt(asking);
    assert.deepEqual(opened, ['https://chat.example.com/grace']);
  });

  for (const [what, argument, sentence] of [
    ['doubts that there are not', { doubts: ['fear'] }, /^warning: “doubts.0” must be one of: whatIsWrong, /],
    ['people that are no names', { people: [7] }, /^warning: “people.0” must be a string\.$/],
  ] as const) {
    it(`records nothing with ${what}`, async () => {
      await declare();
      await run('incident.askForHelp', { doubts: [], people: [], text: 'Help.', ...argument });
      assert.match(record.messages.join(), sentence);
      assert.deepEqual(await types(record), ['incident.declared']);
    });
  }

  it('ends with somebody who joins, gets a role, and reads how it stands', async () => {
    await declare('Pulls fail');
    await run('incident.join', { role: 'Operations Lead', person: 'Grace <grace@example.org>' });
    assert.deepEqual((await last(record, 'responder.joined')).data, {
      person: { name: 'Grace', email: 'grace@example.org' },
      role: 'Operations Lead',
    });
    const brief = vscode.window.activeTextEditor?.document;
    assert.equal(brief?.uri.scheme, 'incident-text');
    assert.equal(brief.languageId, 'markdown');
    assert.match(brief.getText(), /Pulls fail[^]*Grace/);
  });

  it('lets somebody join without a role', async () => {
    await declare();
    await run('incident.join', { role: null, person: 'Grace' });
    assert.deepEqual((await last(record, 'responder.joined')).data, { person: { name: 'Grace' } });
  });

  it('hands the command on to whoever joins with it', async () => {
    await declare();
    await run('incident.assignRole', { role: 'Incident Commander', person: 'Ada' });
    await run('incident.join', { role: 'Incident Commander', person: 'Grace' });
    assert.deepEqual((await types(record)).slice(-2), ['responder.joined', 'role.assigned']);
    assert.deepEqual((await last(record, 'role.assigned')).data, {
      role: 'Incident Commander',
      person: { name: 'Grace' },
      inPlaceOf: { name: 'Ada' },
    });
  });
});

describe('handing over', () => {
  const record = recording();

  it('passes the command on with the note', async () => {
    await declare();
    await run('incident.assignRole', { role: 'Incident Commander', person: 'Ada' });
    await compose('incident.handOver', { to: 'Grace <grace@example.org>' });
    assert.match(draft().text, /Grace[^]*Pulls fail/);
    await write('It is yours.');
    await run('incident.sendDraft');
    assert.deepEqual((await last(record, 'handover.made')).data, {
      role: 'Incident Commander',
      from: { name: 'Ada' },
      to: { name: 'Grace', email: 'grace@example.org' },
      text: 'It is yours.',
    });
    await run('incident.handOver', { to: 'Linus', text: 'And yours now.' });
    assert.deepEqual((await last(record, 'handover.made')).data.from, { name: 'Grace', email: 'grace@example.org' });
  });

  it('until the morning gathers the timeline', async () => {
    await declare();
    await run('incident.addNote', { text: 'the queue grows' });
    const resumeAt = new Date(Date.now() + 9 * 60 * MINUTE).toISOString();
    await compose('incident.handOver', { resumeAt });
    assert.match(draft().text, /the queue grows/);
    await write('Good night.');
    await run('incident.sendDraft');
    assert.deepEqual((await last(record, 'handover.made')).data, {
      role: 'Incident Commander',
      text: 'Good night.',
      resumeAt,
    });
  });

  it('goes neither to the one in command nor on in the past', async () => {
    await declare();
    await run('incident.assignRole', { role: 'Incident Commander', person: 'Ada' });
    await run('incident.handOver', { to: 'Ada', text: 'To myself.' });
    await run('incident.handOver', { resumeAt: '2020-01-01T00:00:00Z', text: 'Long ago.' });
    assert.deepEqual(record.messages, [
      'warning: Ada is already Incident Commander.',
      'warning: “resumeAt” must be in the future.',
    ]);
    await last(record, 'role.assigned');
  });
});
