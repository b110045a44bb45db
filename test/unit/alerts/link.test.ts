import * as assert from 'node:assert/strict';
import { readLink } from '../../../src/alerts/link';

const NOW = Date.parse('2026-11-24T15:00:00Z');
const read = (path: string, query: string) => readLink(path, query, NOW);

describe('a link to the extension', () => {
  it('asks to declare, with what is known', () => {
    const query = new URLSearchParams({
      title: '[FIRING] Pool exhausted',
      severity: 'critical',
      start: '2026-11-24T13:54:00+01:00',
      service: 'checkout,billing',
      source: 'https://alerts.example.org/a/1?x=1&y=2',
    });
    assert.deepEqual(read('/declare', query.toString()), {
      kind: 'declare',
      title: '[FIRING] Pool exhausted',
      severity: 'critical',
      startedAt: Date.parse('2026-11-24T12:54:00Z'),
      services: ['checkout', 'billing'],
      source: 'https://alerts.example.org/a/1?x=1&y=2',
    });
  });

  it('reads seconds and milliseconds since 1970, and a clock', () => {
    const start = (value: string) => {
      const asked = read('/declare', `title=x&start=${encodeURIComponent(value)}`);
      return asked?.kind === 'declare' ? asked.startedAt : undefined;
    };
    assert.equal(start('1795528440'), 1_795_528_440_000);
    assert.equal(start('1795528440000'), 1_795_528_440_000);
    assert.equal(start('2026-11-24 13:54 UTC'), Date.parse('2026-11-24T13:54:00Z'));
  });

  it('says which start it could not read', () => {
    const asked = read('/declare', 'title=x&start={{ .StartsAt }}');
    assert.ok(asked?.kind === 'declare');
    assert.equal(asked.startedAt, undefined);
    assert.equal(asked.unreadStart, '{{ .StartsAt }}');
  });

  it('asks to open or to join', () => {
    assert.deepEqual(read('/open', 'id=2026-11-24-abc'), { kind: 'open', id: '2026-11-24-abc' });
    assert.deepEqual(read('/join/', 'id=abc'), { kind: 'join', id: 'abc' });
    assert.deepEqual(read('join', ''), { kind: 'join' });
  });

  it('asks for nothing else', () => {
    for (const path of ['/', '', '/close', '/declare/more', '/../declare', '/DECLARE'])
      assert.equal(read(path, 'title=x'), undefined, path);
    assert.equal(read('/open', ''), undefined);
    assert.equal(read('/open', 'id=../../etc/passwd'), undefined);
    assert.equal(read('/declare', `title=${'x'.repeat(9_000)}`), undefined);
  });

  it('takes known parameters alone, bounded and clean', () => {
    const asked = read(
      '/declare',
      `title=${'t'.repeat(900)}%0Asecond&inCommand=true&command=x&severity=${'s'.repeat(300)}&source=javascript:alert(1)%0Ax`,
    );
    assert.ok(asked?.kind === 'declare');
    assert.ok(asked.title.length <= 200 && !asked.title.includes('\n'));
    assert.ok((asked.severity ?? '').length <= 40);
    assert.deepEqual(Object.keys(asked).sort(), ['kind', 'services', 'severity', 'source', 'title']);
    assert.equal(asked.source, 'javascript:alert(1) x');
    const services = read('/declare', `title=x&service=${Array.from({ length: 90 }, (_, i) => `s${i}`).join(',')}`);
    assert.ok(services?.kind === 'declare' && services.services.length <= 10);
  });
});
