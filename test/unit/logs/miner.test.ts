import assert from 'node:assert/strict';
import { learnHeader } from '../../../src/logs/header';
import { templateOf, TemplateMiner } from '../../../src/logs/miner';
import { processorTime } from '../../helpers/processorTime';

/** The templates of lines, each with how many lines it has. */
function templatesOf(lines: readonly string[]): Record<string, number> {
  const miner = new TemplateMiner(lines);
  const counts = new Map<number, number>();
  for (const line of lines) {
    const { pattern } = miner.add(line);
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  const sum = (patterns: readonly number[]) => patterns.reduce((total, each) => total + (counts.get(each) ?? 0), 0);
  return Object.fromEntries(miner.templates().map(({ text, patterns }) => [text, sum(patterns)]));
}

/** The messages of lines of one file. */
function messagesOf(...lines: readonly string[]): readonly string[] {
  const header = learnHeader(lines);
  return lines.map((line) => line.slice(header(line).message));
}

describe('the message of a line', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      'after time, level, thread and class',
      [
        '2026-11-24 02:30:00,123 INFO [main] com.acme.Cart: cart loaded',
        '2026-11-24 02:30:01,001 ERROR [http 1] com.acme.Pay: payment refused: timeout',
      ],
      ['cart loaded', 'payment refused: timeout'],
    ],
    [
      'after host and process of syslog',
      [
        'Nov  4 02:30:00 web-1 sshd(pam_unix)[19939]: check pass; user unknown',
        'Nov 14 02:30:00 web-1 kernel: eth0: link up',
        'Nov 14 02:31:00 web-1 cron[7]: (root) CMD (run-parts)',
      ],
      ['check pass; user unknown', 'eth0: link up', '(root) CMD (run-parts)'],
    ],
    [
      'after the process of spaced names and of an address in parentheses',
      [
        'Jul  1 09:05:33 mac com.apple.launchd[1] (com.apple.agent): key is unknown',
        'Jul  1 09:05:33 mac Some Program[144]: cannot open it',
        'Jul  1 09:05:34 mac kernel[0]: en0: link down',
      ],
      ['key is unknown', 'cannot open it', 'en0: link down'],
    ],
    [
      'after the fields between bars',
      ['20261123-22:15:29:606|Steps|300|steps 3579', '20261123-22:15:29:615|Sync|300|sync: done'],
      ['steps 3579', 'sync: done'],
    ],
    [
      'after numbers and a level of one letter',
      ['11-17 16:13:38.811  1702  2395 D Windows: shown', '11-17 16:13:38.819  1702  8671 W Power: low'],
      ['shown', 'low'],
    ],
    [
      'after the source of klog',
      ['E1124 02:30:00.123456   123 sync.go:1] sync failed', 'I1124 02:30:01.123456   123 main.go:77] started'],
      ['sync failed', 'started'],
    ],
    [
      'after the level of Python',
      ['2026-11-24 02:30:00,123 - root - ERROR - failed', '2026-11-24 02:30:01,123 - app.db - INFO - ok'],
      ['failed', 'ok'],
    ],
    [
      'after a padded column',
      [
        '2026-09-28 04:30:30, Info                  CBS    Loaded the stack',
        '2026-09-28 04:30:31, Error                 CSI    Failed to open',
      ],
      ['Loaded the stack', 'Failed to open'],
    ],
    [
      'after the address and time of an access log',
      [
        '10.0.0.1 - - [24/Nov/2026:02:30:00 +0000] "GET /a HTTP/1.1" 200 12',
        '10.0.0.2 - ann [24/Nov/2026:02:30:09 +0000] "POST /b HTTP/1.1" 500 9',
      ],
      ['"GET /a HTTP/1.1" 200 12', '"POST /b HTTP/1.1" 500 9'],
    ],
    ['that is the whole line where there is no header', ['it broke', 'it works again'], ['it broke', 'it works again']],
  ];
  for (const [name, lines, messages] of cases) it(name, () => assert.deepEqual(messagesOf(...lines), messages));
});

describe('the template of a message', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['charged order 4711 in 12 ms', 'charged order <*> in <*>'],
    ['connection from 10.0.0.1:80 (a.b.example.com)', 'connection from <*> (<*>)'],
    ['GET /api/v1/orders?from=1&to=2 took 3s', 'GET <*> took <*>'],
    ['at Fri Jun 17 07:07:00 2026 by cron', 'at <*> by cron'],
    ['stored 5.2 KB, free 93.0 B', 'stored <*>, free <*>'],
    ['user=root state=done', 'user=root state=done'],
    ['Größe überschritten: 12', 'Größe überschritten: <*>'],
    ['job 3f2a9c1e-77aa-4b6f-9c1e-0a1b2c3d4e5f failed', 'job <*> failed'],
  ];
  for (const [message, template] of cases) {
    it(`of “${message}” is “${template}”`, () => assert.equal(templateOf(message), template));
  }

  it('is found in time that is in proportion to the message', () => {
    const hostile = ['a'.repeat(1e6), '1 '.repeat(5e5), '['.repeat(1e6), '="'.repeat(5e5), '/?='.repeat(3e5)];
    const took = processorTime(() => {
      for (const message of hostile) templatesOf([`2026-11-24T02:30:00Z INFO ${message}`]);
    });
    assert.ok(took < 2000, `${took} ms`);
  });
});

describe('templates of a log', () => {
  const at = (second: number) => `2026-11-24T02:30:${String(second).padStart(2, '0')}Z`;

  it('take a word as a variable that has many values', () => {
    const users = ['ann', 'bob', 'cleo', 'dora'].map((user, i) => `${at(i)} INFO session closed for user ${user}`);
    assert.deepEqual(templatesOf(users), { 'session closed for user <*>': 4 });
  });

  it('know a variable again after the same word in another message', () => {
    const closed = ['ann', 'bob', 'cleo', 'dora'].map((user, i) => `${at(i)} INFO session closed for user ${user}`);
    const opened = ['ann', 'bob'].map((user, i) => `${at(10 + i)} INFO session opened for user ${user} by root`);
    assert.equal(templatesOf([...closed, ...opened])['session opened for user <*> by root'], 2);
  });

  it('keep states apart', () => {
    const states = ['Started', 'Paused', 'Resumed', 'Stopped'].map(
      (state, i) => `${at(i)} INFO VM ${state} (lifecycle)`,
    );
    assert.equal(Object.keys(templatesOf(states)).length, 4);
  });

  it('read the message of JSON and logfmt, whatever the other fields are', () => {
    const lines = [
      `{"level":"error","time":"${at(1)}","msg":"payment 12 refused","trace":"af1"}`,
      `{"level":"error","time":"${at(2)}","msg":"payment 13 refused","user":"bob"}`,
      `time="${at(3)}" level=error msg="payment 14 refused" user=ann`,
    ];
    assert.deepEqual(templatesOf(lines), { 'payment <*> refused': 3 });
  });

  it('stay bounded in a log of nothing but different lines', () => {
    const letters = (n: number) =>
      Array.from(n.toString(26), (c) => String.fromCharCode(97 + parseInt(c, 26))).join('');
    const miner = new TemplateMiner([]);
    for (let i = 0; i < 21_000; i++) miner.add(`${letters(i)} ${letters(i * 7)} ${letters(i * 3)}`);
    assert.equal(miner.isFull, true);
    assert.ok(miner.templates().length <= 20_000);
  });
});
