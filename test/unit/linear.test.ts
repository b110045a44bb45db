import assert from 'node:assert/strict';
import { globMatcher, pathMatcher } from '../../src/changes/globs';
import { shortSubject } from '../../src/changes/headline';
import { pastMessage } from '../../src/changes/history';
import { kindOf } from '../../src/changes/kinds';
import { isBot } from '../../src/changes/past';
import { TextIndex } from '../../src/changes/textIndex';
import { readIncidents } from '../../src/changes/thirdParties';
import { literalWithin } from '../../src/chat/literal';
import { peopleIn, slackText } from '../../src/chat/slackText';
import { parseDay } from '../../src/domain/days';
import { parseShare } from '../../src/domain/share';
import { similarity } from '../../src/domain/similarity';
import { lineReader } from '../../src/domain/times/lineReader';
import { readTime, readWholeTime } from '../../src/domain/times/read';
import { timeOfLine } from '../../src/domain/times/stamps';
import { parseUpcoming } from '../../src/domain/upcoming';
import { parseLeadingTime, parseTime } from '../../src/domain/when';
import { waysTo } from '../../src/editor/kit/contacts';
import { saysTheSame, takenOver } from '../../src/editor/messages/composer/draftText';
import { decode } from '../../src/record/codec';
import { readNextUpdate, withNextUpdate } from '../../src/reports/nextUpdate';
import { chatLine, markdownLine, markdownStart, oneLine, plainText } from '../../src/reports/plain';
import { postmortemFromTemplate } from '../../src/reports/postmortemTemplate';
import { change } from '../helpers/changes';
import { richIncident } from '../helpers/richIncident';
import { processorTime } from '../helpers/processorTime';

const SIZE = 1_000_000;
/**
 * Milliseconds of the processor. A reader that has to look at every character takes up to 100 on an idle machine, and what is not
 * linear takes seconds; the room between is for a machine that does other work at the same time.
 */
const MOST = 250;
const NOW = Date.UTC(2026, 10, 25, 12);
const SHA = 'a'.repeat(40);

const TIMES = ['1', '12:', '2026-11-25 ', '24 Nov ', '-10m ', '1h', 'half an ', 'last ', 'PST ', 'UTC+', ' ', '\u00a0'];
const LINES = [...TIMES, '{', '{"time":', 'ts=', 'time="', '[', '<1>', 'a | ', '\u001b[', '\u001b[31m', '\u001b'];
const MESSAGES = [
  'a',
  'A',
  'aA',
  'a-',
  'a_',
  'R: ',
  'Signed-off-by: a\n',
  'https://a',
  'a\n',
  ' ',
  '\u0130',
  '1a2b3c4 ',
];
const GLOBS = ['*', '**/', '*a', '?', '[a', '[!', '[[:a:]', '\\', '{a,', '{1..9}', '{', '}', '/', 'a/', '../', '!'];
const TEXTS = [
  'a',
  ' ',
  '\n',
  '\u001b[',
  '\u001b]',
  '\u200d',
  '\u0645\u200c',
  '<',
  '<a@',
  '@',
  '`',
  '[a](',
  '_',
  '~',
  '&a',
];
const DRAFTS = [
  '\n',
  'a\n',
  '- ',
  '> ',
  '*',
  'next update ',
  'Next update: ',
  'Next update by ',
  'next update at 1',
  ' \n',
];
const TEMPLATES = ['{', '{{', '{%', '{{ a ', '{{ title | ', '| append: "a" ', '{% raw %}', '{% for a in b %}', '}}'];
const ADDRESSES = ['a', 'a@', 'http://a@', ':', '//', '%20', '+1 ', '(', 'tel:'];

const answer = (text: string) => ({
  page: { name: text, url: text },
  incidents: [
    {
      ...{ id: text, name: text, status: text, impact: text, created_at: text, updated_at: text, shortlink: text },
      incident_updates: [{ status: text, body: text, created_at: text }],
    },
  ],
});

const filled = (template: string) => {
  try {
    postmortemFromTemplate(template, richIncident(), NOW);
  } catch {
    // What is no template is refused, which may not take longer.
  }
};

const afterStamp = (text: string) => {
  const reader = lineReader(NOW);
  reader.read('<12>host: 2026-11-25 09:10:12 x');
  reader.read(text);
};

const READERS: Readonly<Record<string, readonly [pieces: readonly string[], read: (text: string) => unknown]>> = {
  'times before an entry': [LINES, (text) => parseLeadingTime(text, NOW)],
  'whole times': [LINES, (text) => parseTime(text, NOW)],
  'times at the head of a text': [TIMES, (text) => readTime(text, NOW)],
  'texts that are a time': [TIMES, (text) => readWholeTime(text, NOW)],
  'times to come': [TIMES, (text) => parseUpcoming(text, NOW)],
  'days to come': [TIMES, (text) => parseDay(text, '2026-11-25')],
  'shares of customers': [TIMES, parseShare],
  'lines of logs': [LINES, (text) => timeOfLine(text, NOW)],
  'lines of a log that is known': [LINES, afterStamp],
  'terms of the ranking': [MESSAGES, (text) => new TextIndex([change(SHA, 1, { subject: text, body: text })])],
  'messages of the past': [MESSAGES, (text) => pastMessage(SHA, text, text)],
  'authors that are programs': [MESSAGES, (text) => isBot(text, text)],
  'actions that are alike': [[...MESSAGES, 'k1 ', '\u0645\u200c'], (text) => similarity(text, `b ${text}`)],
  'subjects beside their paths': [GLOBS, (text) => shortSubject(`${text}: ${text}`, [fileAt(text)])],
  'kinds of paths': [[...GLOBS, 'test/', 'requirements', 'a.'], kindOf],
  'globs of tags': [GLOBS, (text) => globMatcher([text, text.slice(0, 900), '*a*b*c'])(text)],
  'globs of paths': [GLOBS, (text) => pathMatcher([text, text.slice(0, 900), '**/a/**/b', '*a*a*b'])(text)],
  'answers of status pages': [TEXTS, (text) => readIncidents('https://status.example.com', answer(text))],
  'plain text': [TEXTS, plainText],
  'lines of plain text': [TEXTS, oneLine],
  'lines of Markdown': [TEXTS, markdownLine],
  'beginnings in Markdown': [TEXTS, markdownStart],
  'lines of a chat': [TEXTS, chatLine],
  'lines of a message to a chat': [TEXTS, (text) => literalWithin(text, 12_000)],
  'a message of Slack': [TEXTS, (text) => [peopleIn(text), slackText(text, String)]],
  'the next update of a draft': [DRAFTS, (text) => readNextUpdate(text, NOW)],
  'a draft with another next update': [DRAFTS, (text) => withNextUpdate(text, NOW + 3_600_000, NOW)],
  'drafts that say the same': [DRAFTS, (text) => saysTheSame(text, `${text}x`)],
  'drafts that are made anew': [DRAFTS, (text) => takenOver(text, `${text}a`, `${text}b`)],
  templates: [TEMPLATES, (text) => [text, text.slice(0, 200_000)].map(filled)],
  'ways to reach somebody': [ADDRESSES, (text) => waysTo({ name: 'Grace', chat: text, url: text, phone: text })],
  'lines of the record': [LINES, decode],
};

function fileAt(path: string) {
  return { path, status: 'M', added: 1, deleted: 1 };
}

describe('a million characters of others are read in proportion to their number', () => {
  for (const [name, [pieces, read]] of Object.entries(READERS)) {
    it(name, () => {
      const slow = pieces.filter((piece) => {
        const text = piece.repeat(SIZE / piece.length);
        return ![1, 2, 3].some(() => processorTime(() => read(text)) < MOST);
      });
      assert.deepEqual(slow, []);
    }).timeout(60_000);
  }
});
