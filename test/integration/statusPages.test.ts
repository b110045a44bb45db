import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StatusPageError, StatusPages, type StatusPageFailure } from '../../src/adapters/statuspage/statusPages';
import { overlapping } from '../../src/changes/thirdParties';

const T = (time: string) => Date.parse(`2026-11-22T${time}:00Z`);

describe('status pages of third parties', () => {
  let server: Server;
  let address: string;
  let answer: RequestListener;
  let requests: string[];

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push(request.url ?? '');
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const json =
    (body: unknown): RequestListener =>
    (_, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    };
  const failure = async (reading: Promise<unknown>): Promise<StatusPageFailure> => {
    const error = await reading.then(
      () => assert.fail('the page was read'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof StatusPageError, String(error));
    return error.failure;
  };

  it('gives the incidents of a page, with their times', async () => {
    answer = json({
      page: { id: 'x', name: 'Cloud' },
      incidents: [
        {
          name: 'Elevated errors',
          impact: 'major',
          status: 'identified',
          created_at: '2026-11-22T13:50:00Z',
          resolved_at: null,
          shortlink: 'https://stspg.io/abc',
        },
      ],
    });
    assert.deepEqual(await new StatusPages(Date.now).read(`${address}/`), [
      {
        page: address.replace('http://', ''),
        name: 'Elevated errors',
        impact: 'major',
        status: 'identified',
        startedAt: T('13:50'),
        link: 'https://stspg.io/abc',
      },
    ]);
    assert.deepEqual(requests.sort(), [
      '/api/v2/incidents.json',
      '/api/v2/scheduled-maintenances.json',
      '/api/v2/summary.json',
    ]);
  });

  it('asks a page once a minute, and again after a failure', async () => {
    let now = 0;
    const pages = new StatusPages(() => now);
    answer = (_, response) => response.writeHead(503).end();
    assert.equal(await failure(pages.read(address)), 'refused');
    answer = json({ incidents: [] });
    await pages.read(address);
    await pages.read(address);
    const reads = () => requests.filter((path) => path.endsWith('/incidents.json')).length;
    assert.equal(reads(), 2);
    now = 61_000;
    await pages.read(address);
    assert.equal(reads(), 3);
  });

  it('gives up on a page that does not answer in time, or stops in the middle', async () => {
    answer = () => undefined;
    assert.equal(await failure(new StatusPages(Date.now, 50).read(address)), 'tooSlow');
    answer = (_, response) => void response.write('{"incidents":[');
    assert.equal(await failure(new StatusPages(Date.now, 50).read(address)), 'tooSlow');
    answer = (request) => request.socket.destroy();
    assert.equal(await failure(new StatusPages(Date.now).read(address)), 'unreachable');
  });

  it('refuses what is no status page, or has no end', async () => {
    answer = (_, response) => response.end('<html>maintenance</html>');
    assert.equal(await failure(new StatusPages(Date.now).read(address)), 'notAStatuspage');
    answer = json(['incidents']);
    assert.equal(await failure(new StatusPages(Date.now).read(address)), 'notAStatuspage');
    answer = (_, response) => response.end(`"${'x'.repeat(3_000_000)}"`);
    assert.equal(await failure(new StatusPages(Date.now).read(address)), 'tooLarge');
  });

  it('takes no address that is not https, but for this machine', async () => {
    for (const bad of ['http://status.example.com', 'file:///etc/passwd', 'status', '']) {
      assert.equal(await failure(new StatusPages(Date.now).read(bad)), 'badAddress', bad);
    }
  });

  it('leaves out entries that are not of its form, and links that are not https', async () => {
    answer = json({
      incidents: [
        null,
        { name: 5, created_at: '2026-11-22T13:50:00Z' },
        { name: 'no time' },
        {
          name: 'link',
          created_at: '2026-11-22T13:50:00Z',
          shortlink: 'javascript:alert(1)',
          impact: '<b>',
          status: 7,
        },
      ],
    });
    const [incident, ...others] = await new StatusPages(Date.now).read(address);
    assert.deepEqual(others, []);
    assert.ok(incident);
    assert.equal(incident.link, undefined);
    assert.equal(incident.impact, 'none');
    assert.equal(incident.status, 'unknown');
  });

  const pathsTo =
    (answers: Readonly<Record<string, unknown>>): RequestListener =>
    (request, response) => {
      const body = answers[(request.url ?? '').split('/').pop() ?? ''];
      if (body === undefined) response.writeHead(404).end();
      else response.end(JSON.stringify(body));
    };
  const read = () => new StatusPages(Date.now).read(address);

  it('takes a title for a name, and an answer that begins with a byte order mark', async () => {
    answer = (_, response) =>
      response.end(
        '\uFEFF{"incidents":[{"title":"Slow queries","status":"INVESTIGATING","created_at":"2026-11-22T13:50:00Z"}]}',
      );
    assert.deepEqual(
      (await read()).map(({ name, status }) => [name, status]),
      [['Slow queries', 'investigating']],
    );
  });

  it('ends what is resolved, though its own field does not say when', async () => {
    const over = { name: 'x', created_at: '2026-11-22T09:00:00Z', resolved_at: null };
    const told = [
      { status: 'resolved', created_at: '2026-11-22T10:30:00Z', display_at: '2026-11-22T10:20:00Z' },
      { status: 'monitoring', created_at: '2026-11-22T10:00:00Z' },
    ];
    answer = json({
      incidents: [
        { ...over, status: 'resolved', incident_updates: told, updated_at: '2026-11-22T12:00:00Z' },
        { ...over, status: 'postmortem', updated_at: '2026-11-22T11:00:00Z' },
        { ...over, status: 'resolved' },
        { ...over, name: 'open', status: 'monitoring', updated_at: '2026-11-22T11:00:00Z' },
      ],
    });
    const incidents = (await read()).map(({ name, resolvedAt }) => [name, resolvedAt]);
    assert.deepEqual(incidents.slice(0, 2), [
      ['x', T('10:20')],
      ['open', undefined],
    ]);
  });

  it('shows maintenances that go on or went on, but none to come', async () => {
    const maintenance = (name: string, status: string, more = {}) => ({
      name,
      status,
      impact: 'maintenance',
      created_at: '2026-11-20T08:00:00Z',
      scheduled_for: '2026-11-22T13:00:00Z',
      scheduled_until: '2026-11-22T15:00:00Z',
      ...more,
    });
    answer = pathsTo({
      'incidents.json': { incidents: [] },
      'summary.json': {
        scheduled_maintenances: [maintenance('now', 'in_progress'), maintenance('to come', 'scheduled')],
      },
      'scheduled-maintenances.json': {
        scheduled_maintenances: [
          maintenance('now', 'in_progress'),
          maintenance('before', 'completed', { resolved_at: '2026-11-22T14:10:00Z' }),
        ],
      },
    });
    assert.deepEqual(
      (await read()).map(({ name, status, startedAt, resolvedAt }) => [name, status, startedAt, resolvedAt]),
      [
        ['now', 'in progress', T('13:00'), undefined],
        ['before', 'completed', T('13:00'), T('14:10')],
      ],
    );
  });

  it('follows a redirect within the page alone, and says where another one wanted to go', async () => {
    let reached = 0;
    const other = createServer((_, response) => {
      reached++;
      response.end('{"incidents":[]}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const redirect =
      (location: string): RequestListener =>
      (request, response) => {
        if (request.url === '/api/v2/incidents.json') response.writeHead(302, { location }).end();
        else if (request.url === '/moved') response.end('{"incidents":[]}');
        else response.writeHead(404).end();
      };
    try {
      answer = redirect('/moved');
      assert.deepEqual(await read(), []);
      const refused = [
        `${elsewhere}/api?token=secret`,
        address.replace('http:', 'https:'),
        '//example.invalid/x',
        'file:///etc/passwd',
      ];
      for (const location of refused) {
        answer = redirect(location);
        const error = await read().catch((reason: unknown) => reason);
        assert.ok(error instanceof StatusPageError && error.failure === 'redirected', location);
        assert.ok(error.target !== undefined && !error.target.includes('secret'), error.target);
      }
      assert.equal(reached, 0);
      answer = redirect('/api/v2/incidents.json');
      assert.equal(await failure(read()), 'redirected', 'a redirect to itself');
    } finally {
      other.closeAllConnections();
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it('keeps those that overlap the time of the incident', () => {
    const at = (startedAt: number, resolvedAt?: number) => ({
      page: 'p',
      name: `${startedAt}`,
      impact: 'minor',
      status: 'resolved',
      startedAt,
      ...(resolvedAt !== undefined && { resolvedAt }),
    });
    const kept = overlapping(
      [at(T('09:00'), T('10:00')), at(T('11:00'), T('13:30')), at(T('13:50')), at(T('15:00'))],
      T('13:00'),
      T('14:00'),
    );
    assert.deepEqual(
      kept.map(({ startedAt }) => startedAt),
      [T('11:00'), T('13:50')],
    );
  });
});
