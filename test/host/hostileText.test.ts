import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { State } from '../../src/app/store';
import type { RecordedEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import { defaultChecklists } from '../../src/domain/defaultChecklists';
import { english } from '../../src/reports/translate';
import type { Node } from '../../src/editor/kit/node';
import { overviewNodes } from '../../src/editor/incident/rows/overview';
import { timelineNodes } from '../../src/editor/timeline/rows';
import { eventBuilder, INCIDENT, MINUTE, START } from '../helpers/events';

const NOW = START + 60 * MINUTE;
const HOSTILE = {
  'line breaks': 'one\ntwo\r\nthree\u2028four\u0085five',
  HTML: '<img src=x onerror=alert(1)><h1>big</h1>',
  'links in Markdown': '[click](command:workbench.action.quit) ![](https://example.org/x.png) <https://example.org>',
  'an icon': '$(bug) $(sync~spin)',
  'a right-to-left override': 'safe \u202egpj.exe\u202c \u2067x\u2069',
  'zero-width characters': 'pass\u200bword\u200d\ufeff\u00ad',
  'control characters': 'a\u0000b\u001b[31mred\u0007',
  '10 KB': 'very long '.repeat(1024),
  'half a surrogate pair': 'x\ud83d',
};
// oxlint-disable-next-line no-control-regex -- naming them is the point
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;
/** Longer than any side bar, and short enough to be drawn, and read aloud, at once. */
const LABEL_LENGTH = 300;
const STRING_LENGTH = 5000;
/** Every part of an entry is cut, and escaped. */
const MARKDOWN_LENGTH = 100_000;

/** An incident in which everything that can be typed is this text. */
function incidentOf(text: string): RecordedEvent[] {
  const author = { name: text, email: text };
  const build = eventBuilder();
  const by = { author };
  const declared = build(
    'incident.declared',
    { title: text, severity: text, startedAt: '2026-11-22T13:50:00.000Z' },
    by,
  );
  const action = build('action.started', { text }, by);
  const note = build('note.added', { text }, by);
  return [
    declared,
    action,
    note,
    build('title.set', { from: text, to: text }, by),
    build('severity.set', { from: text, to: text }, by),
    build('checklistItem.added', { stage: 'assess', item: text, text }, by),
    build('checklistItem.checked', { stage: 'assess', item: text, text }, by),
    build('role.assigned', { role: text, person: author, inPlaceOf: { name: `${text}!` } }, by),
    build('role.assigned', { role: 'Incident Commander', person: author }, by),
    build('action.started', { text: `${text} again` }, by),
    build('action.finished', { action: action.id, outcome: 'done', result: text }, by),
    build('decision.logged', { decision: text, information: [{ text }], tradeoff: text }, by),
    build('evidence.added', { text, source: { kind: 'file', name: text, repository: text, commit: text } }, by),
    build('note.added', { text }, { ...by, code: [{ repository: text, branch: text, commit: text, dirty: true }] }),
    build('severity.explained', { severity: text, why: text }, by),
    build('impact.assessed', { scope: 'share', share: 40, effect: text }, by),
    build('services.set', { from: [], to: [text] }, by),
    build('statusUpdate.posted', { audience: text, status: 'identified', text }, by),
    build('nextUpdate.promised', { audience: text, due: '2026-11-22T14:30:00.000Z' }, by),
    build('nextUpdate.snoozed', { audience: text, until: '2026-11-22T16:30:00.000Z' }, by),
    build('entry.amended', { entry: note.id, text: `${text} amended` }, by),
    build('entry.retracted', { entry: note.id, why: text }, by),
    build.newer(text, by),
  ];
}

function rows(text: string): vscode.TreeItem[] {
  const incident = fold(INCIDENT, incidentOf(text));
  const other = { ...incident, id: 'other' };
  const state: State = {
    loaded: true,
    incidents: new Map([
      [incident.id, incident],
      [other.id, other],
    ]),
    problems: new Map([[incident.id, [{ file: text, line: 1, fault: { code: 'invalid', field: text } }]]]),
    shown: incident,
    failure: undefined,
  };
  const nodes = [
    ...overviewNodes(
      state,
      {
        checklists: defaultChecklists(english),
        roles: ['Incident Commander', text],
        waiting: { commandRole: 'Deputy', majorSeverities: [text] },
        hasServices: true,
      },
      NOW,
    ),
    ...timelineNodes(incident, new Set(), 500, NOW),
  ];
  return all(nodes).map((node) => node.toTreeItem());
}

function all(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...all(node.children)]);
}

describe('text that others typed', () => {
  for (const [what, text] of Object.entries(HOSTILE)) {
    describe(`with ${what}`, () => {
      const items = rows(text);

      it('makes labels and descriptions of one short, visible line', () => {
        for (const { label, description, accessibilityInformation } of items) {
          for (const shown of [label, description, accessibilityInformation?.label]) {
            if (shown === undefined) continue;
            assert.ok(typeof shown === 'string' && shown !== '');
            assert.doesNotMatch(shown, INVISIBLE);
            assert.doesNotMatch(shown, /[\n\r\u2028\u2029]/);
            assert.ok(shown.length <= LABEL_LENGTH, `${shown.length} characters: ${shown.slice(0, 60)}`);
          }
        }
      });

      it('makes tooltips that show it as text, and no endless ones', () => {
        for (const { tooltip } of items) {
          if (tooltip === undefined) continue;
          const source = typeof tooltip === 'string' ? tooltip : tooltip.value;
          assert.doesNotMatch(source, INVISIBLE);
          const longest = typeof tooltip === 'string' ? STRING_LENGTH : MARKDOWN_LENGTH;
          assert.ok(source.length <= longest, `${source.length} characters: ${source.slice(0, 60)}`);
          if (typeof tooltip !== 'string') assertHarmless(tooltip);
        }
      });

      it('leads to no command but ours', () => {
        for (const { command } of items) if (command) assert.match(command.command, /^incident\./);
      });
    });
  }

  it('keeps every row apart from the others', () => {
    for (const text of Object.values(HOSTILE)) {
      const ids = rows(text).map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
    }
  });
});

/** Nothing of the text may count as Markdown: every character that could make a link, a picture or HTML is escaped. */
function assertHarmless(tooltip: vscode.MarkdownString): void {
  assert.ok(!tooltip.isTrusted);
  assert.ok(!tooltip.supportHtml);
  assert.ok(!tooltip.supportThemeIcons);
  const outsideOfBlocks = tooltip.value.replace(/^(`{3,}).*\n[^]*?^\1$/gm, '');
  assert.doesNotMatch(outsideOfBlocks, /(?<!\\)(?:\\\\)*\]\(/);
  assert.doesNotMatch(outsideOfBlocks, /<[^>]*(?<!\\)>/);
}
