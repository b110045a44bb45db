import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EventData, KnownEvent } from '../../src/domain/events';
import { readNextUpdate } from '../../src/reports/nextUpdate';
import {
  answer,
  choose,
  declare,
  noPrompt,
  openTallWindow,
  OVERVIEW,
  prompt,
  readRecord,
  recordFolder,
  seeDetail,
  seeRow,
} from './incidentFlow';
import { eventually, type EditorWindow } from './harness';

describe('messages to people', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    window = await openTallWindow({
      recordFolder: folder,
      settings: {
        'incident.contacts': [
          { name: 'Grace', role: 'Database', phone: '+49 30 1234', chat: 'https://chat.example.com/grace' },
          { name: 'Linus', role: 'Network' },
        ],
      },
    });
    await declare(window, 'Pulls fail');
  });
  after(() => window.close());

  /** Waits until the newest event is of this type, and gives what it says. */
  const newest = <T extends KnownEvent['type']>(type: T): Promise<EventData[T]> =>
    eventually(() => {
      const event = readRecord(folder).at(-1);
      assert.equal(event?.type, type);
      return event.data as EventData[T];
    });
  /** Waits until the active editor has this tab and this text, and the keys. */
  const seeDraft = (tab: string, text: RegExp): Promise<void> =>
    eventually(async () => {
      assert.equal((await window.tabs())[0], tab);
      assert.match(await window.editorText(), text);
      assert.ok(await window.page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null));
    });
  const noDraft = (tab: string): Promise<void> =>
    eventually(async () => assert.ok(!(await window.tabs()).includes(tab), `${tab} is still open`));

  /** Waits until what was typed is kept, as one who reloads takes longer than a test. */
  const onTheDisk = (text: string): Promise<void> =>
    eventually(() => {
      const drafts = readdirSync(window.host.userData, { recursive: true, encoding: 'utf8' })
        .filter((file) => /[\\/]drafts[\\/].*\.json$/.test(file))
        .map((file) => readFileSync(path.join(window.host.userData, file), 'utf8'));
      assert.ok(drafts.some((draft) => draft.includes(text)));
    });

  it('say when the next one is due, are typed over the question in the draft, and posted with Ctrl+Enter', async () => {
    await window.runCommand('Incident: Post Status Update');
    await choose(window, 'Post Status Update (1/3)', 'customers');
    await choose(window, 'Post Status Update to customers (2/3)', 'identified');
    await prompt(window, 'Next Update to customers (3/3)');
    await window.screenshot('messages-02-next');
    await choose(window, 'Next Update to customers (3/3)', '20 minutes');
    await seeDraft('Update to customers', /^Identified: Pulls fail[^]*\nNext update: \d\d:\d\d /);
    await eventually(async () => {
      assert.match(await window.page.locator('.codelens-decoration').first().innerText(), /Post to customers/);
    });
    await window.screenshot('messages-01-update');
    await window.type('about half of all pulls fail.');
    await window.press('ControlOrMeta+Enter');
    const { audience, due } = await newest('nextUpdate.promised');
    assert.equal(audience, 'customers');
    assert.ok(Math.abs(Date.parse(due ?? '') - Date.now() - 20 * 60_000) < 90_000, `due ${String(due)}`);
    const update = readRecord(folder).find((event) => event.type === 'statusUpdate.posted');
    const { text = '' } = update?.data ?? {};
    assert.match(text, /^Identified: Pulls fail\n\nSince [^\n]*: about half of all pulls fail\.\n/);
    assert.deepEqual(readNextUpdate(text, Date.now()), { kind: 'time', at: Date.parse(due ?? '') });
    await noPrompt(window);
    await noDraft('Update to customers');
  });

  it('are still there, and can be sent, after the window was loaded anew', async () => {
    await window.runCommand('Incident: Post Status Update');
    await choose(window, 'Post Status Update (1/3)', 'internal');
    await choose(window, 'Post Status Update to internal (2/3)', 'monitoring');
    await choose(window, 'Next Update to internal (3/3)', '30 minutes');
    await seeDraft('Update to internal', /^Monitoring: Pulls fail/);
    await window.press('ControlOrMeta+A');
    await window.type('We watch the cache.');
    await onTheDisk('We watch the cache.');
    await window.tabSaved('Update to internal');
    await window.reload();
    await seeRow(window, OVERVIEW, 'Pulls fail');
    await eventually(async () => assert.ok((await window.tabs()).includes('Update to internal')));
    await window.screenshot('messages-09-reloaded');
    await window.runCommand('Incident: Post Status Update');
    await choose(window, 'Post Status Update (1/3)', 'internal');
    await choose(window, 'Post Status Update to internal (2/3)', 'monitoring');
    await choose(window, 'Next Update to internal (3/3)', '60 minutes');
    await seeDraft('Update to internal', /^We watch the cache\.\nNext update: \d\d:\d\d /);
    // The time is edited: the clock goes with it.
    await window.press('ControlOrMeta+A');
    await window.type('We watch the cache.\nNext update: in 45 min');
    await window.press('ControlOrMeta+Enter');
    await eventually(async () => assert.equal((await newest('nextUpdate.promised')).audience, 'internal'));
    const { due } = await newest('nextUpdate.promised');
    assert.ok(Math.abs(Date.parse(due ?? '') - Date.now() - 45 * 60_000) < 90_000, `due ${String(due)}`);
    assert.ok(!(await window.tabs()).includes('Update to customers'), 'no tab of what was sent');
  });

  it('ask for help with the doubts and the people that were ticked', async () => {
    await window.runCommand('Incident: Ask for Help');
    await prompt(window, 'Ask for Help (1/2)');
    await window.screenshot('messages-10-doubts');
    const seeTicked = (count: number) =>
      eventually(async () => {
        const ticked = (await prompt(window, 'Ask for Help (1/2)')).rows.filter(({ checked }) => checked);
        assert.deepEqual([ticked.length, ticked.at(-1)?.focused], [count, true]);
      });
    await window.press('Space');
    await seeTicked(1);
    await window.press('ArrowDown', 'Space');
    await seeTicked(2);
    await window.press('Enter');
    const { rows } = await prompt(window, 'Ask for Help (2/2)');
    assert.match(rows[0]?.ariaLabel ?? '', /Grace.*Database.*\+49 30 1234, https:\/\/chat\.example\.com\/grace/);
    await window.press('Space');
    await window.screenshot('messages-03-people');
    await window.press('Enter');
    await seeDraft('Request for help', /^Help needed: Pulls fail/);
    await window.screenshot('messages-04-help');
    await window.press('ControlOrMeta+Enter');
    const { rows: ways } = await prompt(window, 'Contact Responders');
    assert.deepEqual(
      ways.map(({ ariaLabel }) => /https\S+|tel:\S+/.exec(ariaLabel)?.[0]),
      ['https://chat.example.com/grace', 'tel:+49301234'],
    );
    await window.screenshot('messages-05-reach');
    await window.press('Escape');
    await noPrompt(window);
    const { doubts, people } = await newest('help.asked');
    assert.deepEqual(doubts, ['whatIsWrong', 'howToFix']);
    assert.deepEqual(people, ['Grace']);
  });

  it('bring somebody in, who gets a role and reads how it stands', async () => {
    await window.runCommand('Incident: Join');
    await choose(window, 'Join as Tess Ter', 'Incident Commander');
    await eventually(async () => {
      assert.match((await window.tabs())[0] ?? '', /^Brief of Pulls fail/);
      assert.match(await window.editorText(), /Pulls fail/);
    });
    await window.screenshot('messages-06-brief');
    assert.equal((await newest('responder.joined')).role, 'Incident Commander');
    await seeDetail(window, 'Roles', (row) => row.description.includes('Tess Ter'));
  });

  it('hand the command over', async () => {
    await window.runCommand('Incident: Hand Over');
    await choose(window, 'Hand Over: Incident Commander (1/2)', 'Grace');
    await seeDraft('Handover note', /^Handover to Grace: Pulls fail/);
    await window.screenshot('messages-07-handover');
    await window.press('ControlOrMeta+Enter');
    await choose(window, 'Hand over to Grace', 'Keep editing');
    await noPrompt(window);
    await seeDraft('Handover note', /^Handover to Grace/);
    await window.type('watch the queue');
    await window.press('ControlOrMeta+Enter');
    const { from, to, text } = await newest('handover.made');
    assert.deepEqual([from?.name, to?.name], ['Tess Ter', 'Grace']);
    assert.match(text, /watch the queue/);
    await seeDetail(window, 'Roles', (row) => row.description.includes('Grace'));
    assert.deepEqual(await window.notifications(), []);
  });

  it('let the work rest until the morning', async () => {
    await window.runCommand('Incident: Hand Over');
    await choose(window, 'Hand Over: Incident Commander (1/2)', 'Pause until morning');
    await answer(window, 'Pause until Morning (2/2)', 'tomorrow 7:30');
    await seeDraft('Handover note', /^Handover: Pulls fail/);
    await window.screenshot('messages-08-morning');
    await window.press('ControlOrMeta+A');
    await window.type('Good night.');
    await window.press('ControlOrMeta+Enter');
    await eventually(async () => assert.equal((await newest('handover.made')).text, 'Good night.'));
    const { from, to, resumeAt } = await newest('handover.made');
    assert.deepEqual([from?.name, to], ['Grace', undefined]);
    assert.equal(new Date(resumeAt ?? '').getMinutes(), 30);
  });
});
