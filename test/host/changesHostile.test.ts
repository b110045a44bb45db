import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { viewDescription } from '../../src/editor/changes/viewDescription';
import { MINUTE, START } from '../helpers/events';
import { changesState, landed, type Found } from '../helpers/foundChanges';
import { allOf, FLAG, FOUND, itemsOf, judged, labels, nodesOf } from './changeRows';

const HOSTILE = {
  HTML: '<img src=x onerror=alert(1)><h1>big</h1>',
  'links in Markdown': '[click](command:workbench.action.quit) ![](https://example.org/x.png) <https://example.org>',
  'an icon': '$(bug) $(sync~spin)',
  'terminal escapes': 'a\u0000b\u001b[31mred\u0007',
  'a right-to-left override': 'safe \u202egpj.exe\u202c \u2067x\u2069',
  'line breaks and quotes': 'one\ntwo\r\nthree\u2028four "five" \'six\' `seven`',
  '1 MB': 'x'.repeat(1_000_000),
  'what was not UTF-8': 'caf\ufffd \ud83d',
};
// oxlint-disable-next-line no-control-regex -- naming them is the point
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

describe('what others wrote, in the view What Changed?', () => {
  for (const [what, text] of Object.entries(HOSTILE)) {
    it(`is harmless with ${what}`, () => {
      const files = [{ path: `src/${text}`, oldPath: text, status: 'M', added: 1, deleted: 1 }];
      const by = { author: text, authorName: text };
      const hostile = { subject: text, body: text, files, ...by };
      const changes = [
        landed({ sha: 'n', landedAt: START - MINUTE, ...hostile }),
        landed({ sha: 'l', landedAt: START - 2 * MINUTE, liveAt: START - MINUTE, ...hostile }),
        landed({ sha: 'z', landedAt: START + MINUTE, ...hostile }),
      ];
      const deploy = { tag: text, at: START - MINUTE, sha: 'l' };
      const facts = { root: `/srv/${text}`, name: text, branch: text, changes, deploys: [deploy], cutAt: text };
      const judgements = new Map([['registry@l', { ...judged('suspect', text), by: { name: text } }]]);
      const found: Found = {
        ...FOUND,
        texts: [text],
        changes,
        judgements,
        deploys: [deploy],
        recorded: [{ ...FLAG, text, by: { name: text } }],
        outcomes: [
          { root: facts.root, facts, range: { firstBad: deploy, lastGood: deploy } },
          { root: `/opt/${text}`, problem: 'failed' },
        ],
      };
      const third = { page: text, name: text, impact: text, status: text, startedAt: START };
      const { state, set } = changesState(found, {
        thirdParties: [third],
        pageProblems: [{ address: text, problem: 'failed' }],
      });
      const nodes = allOf(nodesOf(state, set, [text]));
      assert.ok(nodes.length > 12, labels(nodes).join('\n'));
      for (const { label, description, tooltip, command, accessibilityInformation } of itemsOf(nodes)) {
        for (const shown of [label, description, accessibilityInformation?.label]) {
          if (shown === undefined) continue;
          assert.ok(typeof shown === 'string' && shown !== '');
          assert.doesNotMatch(shown, INVISIBLE);
          assert.doesNotMatch(shown, /[\n\r\u2028\u2029]/);
          assert.ok(shown.length <= 300, `${shown.length} characters: ${shown.slice(0, 60)}`);
        }
        if (command !== undefined) assert.match(command.command, /^incident\./);
        if (typeof tooltip === 'string') {
          assert.doesNotMatch(tooltip, INVISIBLE);
          assert.ok(tooltip.length <= 5000);
        } else if (tooltip !== undefined) assertHarmless(tooltip);
      }
      const description = viewDescription(state);
      assert.doesNotMatch(description, INVISIBLE);
      assert.ok(description.length <= 300, `${description.length} characters`);
    });
  }
});

/** Nothing of the text may count as Markdown, and nothing of it may run. */
function assertHarmless({ value, isTrusted, supportHtml, supportThemeIcons }: vscode.MarkdownString): void {
  assert.ok(isTrusted !== true && supportHtml !== true && supportThemeIcons !== true);
  assert.doesNotMatch(value, INVISIBLE);
  assert.doesNotMatch(value, /(?<!\\)(?:\\\\)*\]\(/);
  assert.doesNotMatch(value, /<[^>]*(?<!\\)>/);
  assert.ok(value.length < 50_000, `${value.length} characters`);
}
