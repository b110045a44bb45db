import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { fold } from '../../../src/domain/fold';
import type { Incident, Instant } from '../../../src/domain/incident';
import { incidentBrief } from '../../../src/reports/brief';
import { handoverNote } from '../../../src/reports/handoverNote';
import { helpRequest } from '../../../src/reports/helpRequest';
import { chatLine, markdownStart } from '../../../src/reports/plain';
import { postmortem } from '../../../src/reports/postmortem';
import { postmortemFromTemplate } from '../../../src/reports/postmortemTemplate';
import { summary } from '../../../src/reports/summary';
import { timelineDocument } from '../../../src/reports/timeline';
import { statusUpdateDraft } from '../../../src/reports/updateDraft';
import { anyEvents } from '../../helpers/arbitraries';
import { INCIDENT } from '../../helpers/events';
import { blocksOf, inlinesOf } from '../../helpers/markdown';
import { AFTERWARDS, AT_NIGHT, richIncident } from '../../helpers/richIncident';

const EXAMPLE = /^```liquid\n(.*?)^```$/ms.exec(
  readFileSync(join(__dirname, '../../../docs/postmortem-template.md'), 'utf8'),
)?.[1];

/** Documents for an editor: every text in them is literal. */
const MARKDOWN: Readonly<Record<string, (incident: Incident, now: Instant) => string>> = {
  postmortem,
  template: (incident, now) => postmortemFromTemplate(EXAMPLE ?? '', incident, now),
  brief: incidentBrief,
  timeline: timelineDocument,
};

/** Texts for chats and status pages: what is dangerous is broken up, the rest reads as typed. */
const CHAT: Readonly<Record<string, (incident: Incident, now: Instant) => string>> = {
  'update to customers': (incident, now) =>
    statusUpdateDraft(incident, { audience: 'customers', status: 'identified', plain: true }, now),
  'update inside': (incident, now) =>
    statusUpdateDraft(incident, { audience: 'internal', status: 'identified', plain: false }, now),
  'request for help': (incident, now) => helpRequest(incident, ['capacity'], now),
  'handover note': (incident, now) =>
    handoverNote(incident, { contacts: ['[x](command:quit) <!here>'], withTimeline: true }, now),
  summary,
};

/** What may stand at the beginning of a text and make a block of it, then what may do harm within a line. */
const BEGINNINGS = [
  '# ',
  '- ',
  '1. ',
  '> ',
  '| a | b |',
  '```',
  '~~~',
  '---',
  '===',
  '+ ',
  '    ',
  '[x]: https://e ',
  '- [ ] ',
];
const HARM = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '[click](command:workbench.action.quit)',
  '![i](https://evil.example/i.png)',
  '[a][x]',
  '<https://evil.example>',
  '<!channel>',
  '<@U123|ada>',
  '@here',
  '$x$',
  '**b** __c__ ~~d~~ `e`',
  '&lt;b&gt;',
  '| c |',
  '{{ title }} {% include "x" %}',
  '\u202etxet\u202c \u200b\u2066x\u2069 \u0007\u001b[31m',
  '\\',
].join(' ');

/** A text with all of that around it; each beginning has its turn, the same for the same text. */
function hostile(): (text: string) => string {
  const said = new Map<string, string>();
  return (text) => {
    const known = said.get(text) ?? `${BEGINNINGS[said.size % BEGINNINGS.length] ?? ''}${text} ${HARM}`;
    said.set(text, known);
    return known;
  };
}

// oxlint-disable-next-line no-control-regex -- naming them is the point
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u;

describe('hostile text in every field', () => {
  for (const [name, write] of Object.entries(MARKDOWN)) {
    for (const now of [AT_NIGHT, AFTERWARDS]) {
      it(`makes no markup in the ${name} ${now === AT_NIGHT ? 'at night' : 'at the end'}`, () => {
        const text = write(richIncident(now, hostile()), now);
        const usual = write(richIncident(now), now);
        assert.deepEqual(headings(text), headings(usual));
        const allowed = new Set([...inlinesOf(usual), 'strong_open', 'em_open', 's_open', 'hardbreak', 'softbreak']);
        assert.deepEqual(
          [...inlinesOf(text)].filter((type) => !allowed.has(type)),
          [],
        );
        assert.doesNotMatch(text, INVISIBLE);
        const emphasised = (document: string) => blocksOf(document).inline('strong_open');
        // The title of the example is strong in no place but where it is so by the template.
        assert.equal(emphasised(text), emphasised(usual));
      });
    }
  }

  for (const [name, write] of Object.entries(CHAT)) {
    it(`does no harm in the ${name}`, () => {
      const text = write(richIncident(AT_NIGHT, hostile()), AT_NIGHT);
      const types = inlinesOf(text);
      for (const bad of [
        'link_open',
        'image',
        'html_inline',
        'html_block',
        'heading_open',
        'hr',
        'fence',
        'ordered_list_open',
        'blockquote_open',
      ]) {
        assert.ok(!types.has(bad), `${bad} in ${text}`);
      }
      assert.doesNotMatch(text, /<[!@#a-z/]|(?<!\w)@here|\]\(/);
      assert.doesNotMatch(text, INVISIBLE);
    });
  }

  it('is cut where it is very long, so that every document stays readable', () => {
    const long = richIncident(AFTERWARDS, (text) => `${text} ${'x'.repeat(100_000)}`);
    for (const [name, write] of Object.entries({ ...MARKDOWN, ...CHAT })) {
      if (name === 'timeline') continue; // It has the whole record.
      const longest = Math.max(
        ...write(long, AFTERWARDS)
          .split('\n')
          .map((line) => line.length),
      );
      assert.ok(longest < 5000, `${name}: a line of ${longest} characters`);
    }
  });

  it('never stops a document from being written, whatever the events say', function () {
    this.timeout(30_000);
    fc.assert(
      fc.property(anyEvents, (events) => {
        const incident = fold(INCIDENT, events);
        for (const write of Object.values({ ...MARKDOWN, ...CHAT })) {
          const types = inlinesOf(write(incident, AFTERWARDS));
          for (const bad of ['link_open', 'image', 'html_inline', 'html_block']) assert.ok(!types.has(bad), bad);
        }
        assert.equal(summary(incident, AFTERWARDS).split('\n').length, 3);
      }),
      { numRuns: 50 },
    );
  });
});

describe('text for a chat', () => {
  it('stays as typed where it does no harm', () => {
    for (const text of [
      'GET /v2/*/blobs: 34 %',
      'p99 < 5 s',
      'ada@example.org',
      'https://grafana.example/d/1?x=[1]',
      'a_b',
    ]) {
      assert.equal(chatLine(text), text);
    }
  });

  it('calls nobody, hides no address and is no markup', () => {
    assert.equal(chatLine('@here and @ada'), '＠here and ＠ada');
    assert.equal(chatLine('<!channel> <@U1> <b>'), '‹!channel> ‹＠U1> ‹b>');
    assert.equal(chatLine('[ok](https://evil.example)'), '[ok] (https://evil.example)');
    assert.equal(chatLine('a\u202eb\n\nc'), 'ab c');
  });
});

describe('text at the beginning of a Markdown block', () => {
  it('reads as typed once it is rendered, and is no block of its own', () => {
    for (const text of [
      '# a',
      '- a',
      '+ a',
      '12. a',
      '3) a',
      '> a',
      '=== a',
      '--- a',
      '| a | b',
      '~~~ a',
      '``` a',
      '* a',
    ]) {
      const rendered = blocksOf(`- ${markdownStart(text)}\n`);
      assert.deepEqual(rendered.types, ['bullet_list', 'list_item', 'paragraph', 'inline'], text);
      assert.equal(rendered.text.trim(), text);
    }
  });
});

/** How many headings of each level a document has. */
function headings(text: string): Readonly<Record<string, number>> {
  return blocksOf(text).counts(['h1', 'h2', 'h3', 'h4', 'table', 'tr', 'hr', 'ol']);
}
