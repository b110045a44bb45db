import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { metrics } from '../../src/adapters';
import { prometheus } from '../../src/adapters/prometheus/prometheus';
import { MetricError, type MetricPorts, type MetricQuery } from '../../src/app/metricPorts';
import { seekOnset, stepFor } from '../../src/app/metricSeeker';
import { UTC } from '../../src/domain/times/zones';
import { buildLogsWorker } from '../helpers/logsWorker';
import { startPrometheus, type Sample } from '../helpers/prometheus';
import { randomNumbers } from '../helpers/random';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const QUARTER = MINUTE / 4;
const NOW = Math.floor(Date.now() / HOUR) * HOUR;
const never = new AbortController().signal;

async function failureOf(asking: Promise<unknown>): Promise<MetricError> {
  const error = await asking.then(
    () => assert.fail('it answered'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof MetricError, String(error));
  return error;
}

/**
 * Requests of two pods and a latency that follows the day, for four days: every minute, and every 15 seconds of the last twelve hours,
 * which is where they are looked at closely. One pod fails 40 minutes ago.
 */
function* samples(failedAt: number): Generator<Sample> {
  const random = randomNumbers(11);
  let [a, b] = [0, 0];
  const every = (at: number) => (at < NOW - 12 * HOUR ? MINUTE : QUARTER);
  for (let at = NOW - 4 * 24 * HOUR; at <= NOW; at += every(at)) {
    for (let passed = 0; passed < every(at); passed += QUARTER) {
      a += 2 * random() + (at >= failedAt ? 6 : 0);
      b += 2 * random();
    }
    if (at === NOW - 2 * HOUR) b = 0;
    const day = 100 + 60 * Math.sin((2 * Math.PI * at) / (24 * HOUR));
    yield ['errors_total{pod="a"}', Math.round(a), at];
    yield ['errors_total{pod="b"}', Math.round(b), at];
    yield ['latency', day + 5 * random() + (at >= failedAt ? 20 : 0), at];
    yield ['usual', day + 5 * random(), at];
  }
}

describe('a metric of a real Prometheus', () => {
  const failedAt = NOW - 40 * MINUTE - 15_000;
  let server: { readonly address: string; readonly stop: () => Promise<void> } | undefined;
  let ports: MetricPorts;
  const home = mkdtempSync(join(tmpdir(), 'incident-metrics-'));
  before(async function () {
    this.timeout(180_000);
    ports = metrics(await buildLogsWorker(home));
    const listed = [...samples(failedAt)].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    try {
      server = await startPrometheus(listed);
    } catch (error) {
      console.log(
        `    NOT TESTED against a real Prometheus: ${error instanceof Error ? error.message : String(error)}`,
      );
      this.skip();
    }
  });
  after(async () => {
    await server?.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });

  const asked = (query: string) => ({ prometheus: server?.address ?? '', query, zone: UTC });
  const times = { start: NOW - 20 * MINUTE, now: NOW };

  it('gives its onset, found with a shorter step than the first look had', async () => {
    const { all } = await seekOnset(ports, asked('latency'), times, never);
    const finding = all[0]?.finding;
    assert.ok(finding?.kind === 'onset');
    const { at, from, to, direction, sure } = finding.onset;
    assert.ok(Math.abs(at - failedAt) <= 30_000, `${(at - failedAt) / 1000} s off`);
    assert.ok(from < failedAt && failedAt <= to && to - from <= 5 * MINUTE);
    assert.deepEqual([direction, sure], ['up', 'high']);
  });

  it('gives the surest series first, of counters as they are', async () => {
    const { all } = await seekOnset(ports, asked('errors_total'), times, never);
    const [first, second] = all;
    assert.ok(first?.finding.kind === 'onset' && first.finding.counter);
    assert.equal(first.name, 'errors_total{pod="a"}');
    assert.ok(Math.abs(first.finding.onset.at - failedAt) <= MINUTE);
    assert.equal(second?.finding.kind, 'none');
  });

  it('takes what is as on the days before for usual', async () => {
    const { all } = await seekOnset(ports, asked('usual'), times, never);
    assert.equal(all[0]?.finding.kind, 'none');
  });

  it('says what Prometheus says: a query that it cannot read, and no data', async () => {
    const { failure, detail } = await failureOf(seekOnset(ports, asked('rate(x['), times, never));
    assert.equal(failure, 'refused');
    assert.match(detail, /^bad_data: .*parse error/);
    assert.deepEqual((await seekOnset(ports, asked('nothing'), times, never)).all, []);
  });

  it('is asked for by a query of any length', async () => {
    const long = `latency{zone!="${'x'.repeat(4_400)}"}`;
    const { all } = await seekOnset(ports, asked(long), times, never);
    assert.equal(all[0]?.name, 'latency');
  });
});

describe('a server that is no Prometheus, or a bad one', () => {
  let server: Server;
  let address: string;
  let answer: RequestListener;
  let sent: { readonly url: string; readonly authorization: string | undefined }[];
  beforeEach(async () => {
    sent = [];
    server = createServer((request, response) => {
      sent.push({ url: request.url ?? '', authorization: request.headers.authorization });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const query = (more: Partial<MetricQuery> = {}): MetricQuery => ({
    ...{ prometheus: address, query: 'up', from: NOW - HOUR, to: NOW, step: MINUTE },
    ...more,
  });
  const says =
    (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
    (_, response) =>
      void response.writeHead(status, headers).end(body);
  const failure = async (more: Partial<MetricQuery> = {}, patience?: number) =>
    (await failureOf(prometheus(patience).range(query(more), never))).failure;

  it('is told apart: no JSON, another status, nobody there', async () => {
    answer = says(200, '<html>welcome</html>');
    assert.equal(await failure(), 'notPrometheus');
    answer = says(502, 'Bad gateway');
    assert.equal(await failure(), 'refused');
    assert.equal(await failure({ prometheus: 'http://127.0.0.1:1' }), 'unreachable');
    assert.equal(await failure({ prometheus: 'file:///etc/passwd' }), 'badAddress');
  });

  it('is given up when it does not answer, and when it answers without end', async () => {
    answer = () => undefined;
    assert.equal(await failure({}, 150), 'tooSlow');
    answer = (_, response) => {
      const chunk = 'x'.repeat(1024 * 1024);
      const more = () => {
        if (!response.destroyed) response.write(chunk, more);
      };
      more();
    };
    assert.equal(await failure(), 'tooLarge');
  });

  it('gets credentials only as they were given for it, and nothing where it leads elsewhere', async () => {
    answer = says(401, '{"status":"error","error":"no"}');
    assert.equal(await failure({ authorization: 'Bearer abc' }), 'unauthorized');
    assert.equal(sent[0]?.authorization, 'Bearer abc');
    answer = says(302, '', { location: 'http://127.0.0.1:1/elsewhere' });
    assert.equal(await failure({ authorization: 'Bearer abc' }), 'redirected');
    assert.equal(await failure({ authorization: 'Bearer abc', prometheus: 'http://metrics.example' }), 'notEncrypted');
    assert.equal(await failure({ prometheus: 'http://name:word@127.0.0.1:1' }), 'badAddress');
  });

  it('may stand below a path, and redirect within itself', async () => {
    const empty = '{"status":"success","data":{"resultType":"matrix","result":[]}}';
    answer = (request, response) => {
      if (request.url?.startsWith('/prom/api/v1/query_range?') === true) {
        response.writeHead(307, { location: '/other' }).end();
      } else response.end(empty);
    };
    assert.deepEqual(await prometheus().range(query({ prometheus: `${address}/prom/` }), never), []);
    assert.equal(sent.at(-1)?.url, '/other');
  });

  it('is not waited for by somebody who cancels', async () => {
    answer = () => undefined;
    const cancelled = new AbortController();
    const asking = prometheus().range(query(), cancelled.signal);
    cancelled.abort(new Error('cancelled'));
    await assert.rejects(asking, /cancelled/);
  });
});

describe('the step of a query', () => {
  it('is a usual one, and gives a few hundred points', () => {
    assert.deepEqual([stepFor(HOUR), stepFor(6 * HOUR), stepFor(48 * HOUR)], [15_000, 120_000, 600_000]);
  });
});
