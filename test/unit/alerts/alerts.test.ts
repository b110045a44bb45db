import * as assert from 'node:assert/strict';
import { alertText, type Alert } from '../../../src/alerts/alert';
import { readAlert } from '../../../src/alerts/read';
import { framesOf } from '../../../src/changes/stackTrace';
import { inZone } from '../../helpers/zone';
import { ALERTS, type AlertCase } from './alertCases';

const NOW = Date.parse('2026-11-24T15:00:00Z');

function read(text: string, now = NOW): Alert {
  const found = readAlert(text, now);
  assert.ok('alert' in found, JSON.stringify(found));
  return found.alert;
}

function readCase({ alert }: AlertCase): Alert {
  return read(typeof alert === 'string' ? alert : JSON.stringify(alert));
}

/** What was found, as a person would check it: `product | title | severity | start | service | link`. */
function told({ product, title, severity = '-', startedAt, services, link = '-', isOver }: Alert): string {
  const start = startedAt === undefined ? '-' : new Date(startedAt).toISOString().slice(0, 19);
  return [product + (isOver === true ? ' (over)' : ''), title, severity, start, services[0] ?? '-', link].join(' | ');
}

describe('an alert', () => {
  for (const each of ALERTS) {
    it(`is read from ${each.from}`, () => inZone('Europe/Berlin', () => assert.equal(told(readCase(each)), each.told)));
  }

  it('is read the same with spaces around it, a byte order mark, in a fence of a chat, or indented', () => {
    const [first] = ALERTS;
    assert.ok(first !== undefined);
    const json = JSON.stringify(first.alert, null, 2);
    for (const text of [
      `\n\n  ${json} \n`,
      `\ufeff${json}`,
      `\`\`\`json\n${json}\n\`\`\``,
      json.replaceAll('\n', '\r\n'),
    ]) {
      assert.deepEqual(told(read(text)), first.told);
    }
  });

  it('is one for several that came together: the first to start, all services and labels, no resolved ones', () => {
    const one = (service: string, startsAt: string, status = 'firing') => ({
      status,
      labels: { alertname: 'QueueStuck', service, severity: 'warning' },
      annotations: { summary: `${service} is stuck` },
      startsAt,
    });
    const alerts = [
      one('mail', '2026-11-24T10:00:00Z', 'resolved'),
      one('billing', '2026-11-24T13:00:00Z'),
      one('checkout', '2026-11-24T12:30:00Z'),
    ];
    const alert = read(JSON.stringify({ version: '4', status: 'firing', alerts }));
    assert.equal(alert.count, 2);
    assert.equal(new Date(alert.startedAt ?? 0).toISOString(), '2026-11-24T12:30:00.000Z');
    assert.ok(alert.services.includes('billing') && alert.services.includes('checkout'));
    assert.ok(!alert.services.includes('mail'));
    assert.match(alert.description ?? '', /checkout is stuck/);
  });

  it('says that it is over where all of it is', () => {
    const alert = { labels: { alertname: 'X' }, annotations: {}, status: 'resolved', startsAt: '2026-11-24T12:30:00Z' };
    assert.equal(read(JSON.stringify({ alerts: [alert] })).isOver, true);
  });

  it('tells a time without a zone, which is taken for local time', () => {
    inZone('Europe/Berlin', () => {
      const alert = read('{"title":"Disk full","started_at":"2026-11-24T13:54:02"}');
      assert.equal(new Date(alert.startedAt ?? 0).toISOString(), '2026-11-24T12:54:02.000Z');
      assert.equal(alert.zoneless, '2026-11-24T13:54:02');
    });
    assert.equal(read('{"title":"Disk full","started_at":"2026-11-24T13:54:02+01:00"}').zoneless, undefined);
  });

  it('gives a stack trace whose frames can be found, where the error was thrown first', () => {
    const frames = [
      { filename: 'app/web.py', lineno: 10, function: 'serve' },
      { filename: 'app/pool.py', lineno: 44, function: 'take' },
    ];
    const values = [{ type: 'PoolEmpty', value: 'no connection', stacktrace: { frames } }];
    const event = { event_id: 'e1', title: 'PoolEmpty: no connection', level: 'error', exception: { values } };
    const alert = read(JSON.stringify({ action: 'triggered', data: { event } }));
    const found = framesOf(alertText(alert, 'Sentry')).map(({ path, line }) => `${path}:${line}`);
    assert.deepEqual(found, ['app/pool.py:44', 'app/web.py:10']);
  });

  it('gives the stack of an event of the API of Sentry, too', () => {
    const frames = [{ filename: 'app/pool.py', lineNo: 44, function: 'take' }];
    const values = [{ type: 'PoolEmpty', value: 'no connection', stacktrace: { frames } }];
    const entries = [{ type: 'message' }, { type: 'exception', data: { values } }];
    const tags = [{ key: 'level', value: 'error' }];
    const event = { eventID: 'e1', title: 'PoolEmpty', dateCreated: '2026-11-24T12:54:00Z', entries, tags };
    const alert = read(JSON.stringify(event));
    assert.deepEqual(
      [alert.product, alert.severity, alert.startedAt],
      ['sentry', 'error', Date.parse(event.dateCreated)],
    );
    assert.deepEqual(
      framesOf(alert.stack ?? '').map(({ path, line }) => `${path}:${line}`),
      ['app/pool.py:44'],
    );
  });

  it('keeps the trace of a mail', () => {
    const mail = `Subject: [checkout] Unhandled error\nFrom: errors@example.org\n\nTraceback (most recent call last):\n  File "shop/cart.py", line 7, in add\n    total += price\nTypeError: price is None`;
    const alert = read(mail);
    assert.equal(alert.title, '[checkout] Unhandled error');
    assert.deepEqual(
      framesOf(alertText(alert, 'E-mail')).map(({ path, line }) => `${path}:${line}`),
      ['shop/cart.py:7'],
    );
  });

  it('becomes evidence that has all it says, in lines', () => {
    const [first] = ALERTS;
    assert.ok(first !== undefined);
    const text = alertText(readCase(first), 'Alertmanager');
    for (const said of ['Alertmanager: ', 'severity: ', 'started: 2026-11-24T', 'instance: ', 'https://']) {
      assert.ok(text.includes(said), `${said} in ${text}`);
    }
  });
});

describe('what cannot be read as an alert', () => {
  it('is told by its reason', () => {
    assert.deepEqual(readAlert('', NOW), { problem: 'empty' });
    assert.deepEqual(readAlert(' \n\t ', NOW), { problem: 'empty' });
    assert.deepEqual(readAlert('----- ???', NOW), { problem: 'notText' });
    assert.deepEqual(readAlert('GIF\0\0\u0001x', NOW), { problem: 'notText' });
    assert.deepEqual(readAlert('{"alerts": [{"status": "firing", "lab', NOW), { problem: 'brokenJson' });
    assert.deepEqual(readAlert('x'.repeat(2_000_000), NOW), { problem: 'tooLong' });
  });

  it('is not what only looks like JSON', () => {
    assert.equal(read('{checkout} is slow').title, '{checkout} is slow');
    assert.equal(read('[checkout] is slow').title, '[checkout] is slow');
  });
});

describe('a hostile alert', () => {
  const hostile = 'x\u202ey\u0007\u001b[31m [a](command:b) $(flame)\nsecond line';

  it('gives one clean line as title, service and label', () => {
    const labels = { alertname: hostile, service: hostile, [hostile]: hostile };
    const alert = read(JSON.stringify({ alerts: [{ labels, annotations: {}, startsAt: '2026-11-24T13:00:00Z' }] }));
    const texts = [alert.title, ...alert.services, ...alert.labels.flatMap(({ name, value }) => [name, value])];
    for (const text of texts) assert.doesNotMatch(text, /\p{Cc}|\u202e/u);
  });

  it('gives no more than fits', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`label${i}`, 'v'.repeat(100)]));
    const alert = read(
      JSON.stringify({ alerts: [{ labels: { ...many, alertname: 't'.repeat(5000) }, annotations: {} }] }),
    );
    assert.ok(alert.labels.length <= 40);
    assert.ok(alert.title.length <= 200);
    const deep = `${'{"body":'.repeat(2000)}{"title":"T"}${'}'.repeat(2000)}`;
    assert.ok('alert' in readAlert(deep, NOW));
  });

  it('opens no address that is not of the web', () => {
    for (const link of ['javascript:alert(1)', 'command:x', 'file:///etc/passwd', 'https://me:secret@example.org/']) {
      assert.equal(read(JSON.stringify({ title: 'Slow', link })).link, undefined, link);
    }
  });

  it('cannot name what every object has', () => {
    const alert = read('{"__proto__":{"title":"no"},"title":"Slow","constructor":"x","severity":"constructor"}');
    assert.equal(alert.title, 'Slow');
  });
});
