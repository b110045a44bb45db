import * as assert from 'node:assert/strict';
import { kindOf, lineToFind, matcherOf, queryOf } from '../../../src/logs/query';
import { rotatedSiblings } from '../../../src/logs/rotation';
import { signatureOf } from '../../../src/logs/signature';

describe('what is looked for in logs', () => {
  const line = '2026-11-25T08:00:00.123Z ERROR [worker-3] com.acme.Pay: gateway refused order 4711: circuit open';

  it('is a text, or an expression between slashes', () => {
    assert.deepEqual(queryOf(' /var/log is full '), { kind: 'text', text: '/var/log is full' });
    assert.deepEqual(queryOf('/refused \\d+/i'), { kind: 'regex', source: 'refused \\d+', flags: 'i' });
    assert.throws(() => queryOf('/(/'), SyntaxError);
  });

  it('is the first line of a selection that says something', () => {
    assert.equal(lineToFind(`\n---\n  ${line}\n\tat Pay.charge(1)`), line);
  });

  it('is shown as what the lines of its kind have in common', () => {
    assert.equal(kindOf(line), 'gateway refused order <*>: circuit open');
    assert.equal(kindOf('it broke'), undefined);
  });

  it('matches lines of its kind, not others', () => {
    const { matches, fragments } = matcherOf({ kind: 'like', text: line });
    assert.ok(matches(line.replace('4711', '12').replace('worker-3', 'worker-99')));
    assert.ok(!matches(line.replace('refused', 'accepted')));
    assert.ok(fragments.every((fragment) => line.includes(fragment)));
  });

  it('is the text itself where nothing would be left of it', () => {
    assert.ok(!matcherOf({ kind: 'like', text: '4711' }).matches('order 4712'));
  });
});

describe('the files that a log was moved to', () => {
  it('are put in order, the oldest first, by number or day', () => {
    const names = [
      'app.log',
      'app.log.10.gz',
      'app.log.2.gz',
      'app.log.1',
      'app-2026-11-24.log.gz',
      'app-2026-11-23.log',
    ];
    const order = [
      'app-2026-11-23.log',
      'app-2026-11-24.log.gz',
      'app.log.10.gz',
      'app.log.2.gz',
      'app.log.1',
      'app.log',
    ];
    assert.deepEqual(rotatedSiblings('app.log.1', [...names, 'apple.log', 'app.log.bak', 'x-app.log']), order);
  });

  it('are known by the day at the end of a name, too', () => {
    assert.deepEqual(
      rotatedSiblings('messages', ['messages', 'messages-20261124.xz', 'messages-20261123.xz', 'maillog']),
      [...['messages-20261123.xz', 'messages-20261124.xz', 'messages']],
    );
  });
});

describe('the signature of a line', () => {
  const of = (text: string) => signatureOf(Buffer.from(text), 0, Buffer.byteLength(text));

  it('is the same for lines that differ in words with figures, and another for other words', () => {
    assert.equal(of('order 12 of a3f by eu-1: ok'), of('order 9913 of 77bc by us-22: ok'));
    assert.notEqual(of('order 12 done'), of('order 12 lost'));
    assert.notEqual(of('order 12'), of('order 12 '));
  });
});
