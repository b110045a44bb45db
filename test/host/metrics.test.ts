import * as assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { Finding } from '../../src/metrics/onset';
import { configure, declare, leave, recording, run, types } from './recording';

const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / MINUTE) * MINUTE;
/** An hour and a half of values, higher since 20 minutes ago. */
const values = Array.from(
  { length: 90 },
  (_, i) => [NOW - (90 - i) * MINUTE, (i < 70 ? 5 : 40) + ((i * 7) % 5)] as const,
);
const CSV = ['time,errors', ...values.map(([at, value]) => `${new Date(at).toISOString()},${value}`)].join('\n');

function onsetOf(finding: Finding | undefined) {
  assert.ok(finding?.kind === 'onset', JSON.stringify(finding));
  return finding.onset;
}

describe('the start by a metric, in the window', () => {
  const record = recording();

  it('is found in CSV, and not recorded before somebody chooses it', async () => {
    await declare();
    const before = await types(record);
    const onset = onsetOf(await run<Finding>('incident.estimateStart', { text: CSV, quiet: true }));
    assert.deepEqual([onset.at, onset.direction, onset.sure], [NOW - 20 * MINUTE, 'up', 'high']);
    await leave(run('incident.estimateStart'));
    assert.deepEqual(await types(record), before);
  });

  it('says where there is none, and where there is nothing to read', async () => {
    await declare();
    const flat = values.map(([at], i) => `${new Date(at).toISOString()} ${5 + ((i * 7) % 5)}`).join('\n');
    assert.equal((await run<Finding>('incident.estimateStart', { text: flat, quiet: true })).kind, 'none');
    await run('incident.estimateStart', { text: 'no times here', quiet: true });
    assert.match(record.messages.join('\n'), /No times with values here/);
  });

  describe('of a server', () => {
    let server: Server;
    let address: string;
    let asked: string[];
    beforeEach(async () => {
      asked = [];
      server = createServer((request, response) => {
        const { authorization = '' } = request.headers;
        asked.push(authorization);
        if (authorization !== 'Bearer s3cret') {
          response.writeHead(401).end('no');
          return;
        }
        const query = new URL(request.url ?? '', address).searchParams;
        if (query.get('query') === 'rate(') {
          response.writeHead(400).end('{"status":"error","errorType":"bad_data","error":"parse error: unclosed"}');
          return;
        }
        const [start, end] = [Number(query.get('start')), Number(query.get('end'))];
        const inside = values.filter(([at]) => at / 1000 >= start && at / 1000 <= end);
        const result = [{ metric: {}, values: inside.map(([at, value]) => [at / 1000, String(value)]) }];
        response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const metric = { name: 'errors', prometheus: address, query: 'errors' };
      await configure('metrics', [metric, { ...metric, name: 'broken', query: 'rate(' }]);
    });
    afterEach(async () => {
      await run('incident.signIn', { address, signOut: true });
      await configure('metrics', undefined);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });

    it('wants a sign-in first, whose token is kept as a secret and sent there alone', async () => {
      await declare();
      await run('incident.estimateStart', { metric: 'errors', quiet: true });
      assert.match(record.messages.join('\n'), /wants you to sign in \(HTTP 401\)/);
      assert.deepEqual([...new Set(asked)], ['']);
      await run('incident.signIn', { address, token: 's3cret' });
      const onset = onsetOf(await run<Finding>('incident.estimateStart', { metric: 'errors', quiet: true }));
      assert.equal(onset.at, NOW - 20 * MINUTE);
      const settings = JSON.stringify(vscode.workspace.getConfiguration('incident'));
      assert.equal(settings.includes('s3cret'), false);
    });

    it('says what the server says of a query', async () => {
      await declare();
      await run('incident.signIn', { address, token: 's3cret' });
      await run('incident.estimateStart', { metric: 'broken', quiet: true });
      assert.match(record.messages.join('\n'), /says: bad_data: parse error: unclosed/);
    });
  });
});
