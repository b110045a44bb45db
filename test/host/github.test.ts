import * as assert from 'node:assert/strict';
import { FakeService, type Arrived, type Reply } from '../helpers/fakeService';
import { configure, declare, last, recording, run } from './recording';

const PROJECT = 'acme/shop';
const TOKEN = 'token-that-holds';

/** What the editor's own fetch brings to a server with GitHub's API, and back. */
describe('a server with GitHub’s API', () => {
  const record = recording();
  let service: FakeService;
  const created: { title: string; labels: readonly string[] }[] = [];
  const reply = ({ method, url, headers, json }: Arrived): Reply => {
    if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, json: { message: 'Bad credentials' } };
    if (url.pathname === '/user') return { status: 200, json: { login: 'ada' } };
    if (method === 'GET') return { status: 200, json: [] };
    created.push(json as (typeof created)[number]);
    const link = `https://github.example/${PROJECT}/issues/${created.length}`;
    return { status: 201, json: { number: created.length, html_url: link, state: 'open', body: '' } };
  };
  const tracker = () => ({ service: 'github', name: `${PROJECT} · ${service.address}` });
  before(async () => {
    service = await FakeService.start(reply);
  });
  beforeEach(async () => {
    const api = service.address;
    await configure('tracker', { kind: 'github', project: PROJECT, labels: ['incident'], api });
    await configure('changes.sources', [{ kind: 'github', repository: PROJECT, api }]);
  });
  afterEach(async () => {
    for (const key of ['tracker', 'changes.sources']) await configure(key, undefined);
  });
  after(() => service.stop());

  it('says that it does not accept a key, whatever the key is for', async () => {
    const changes = { service: 'github-changes', name: service.address };
    for (const connection of [changes, tracker()]) {
      assert.notEqual(await run('incident.connect', { ...connection, secret: 'token-that-expired' }), true);
    }
    const sentence = 'warning: GitHub doesn’t accept the key (Bad credentials). Connect it again with another one.';
    assert.deepEqual(record.messages, [sentence, sentence]);
  });

  it('gets an issue of a follow-up', async () => {
    await run('incident.connect', { ...tracker(), secret: TOKEN });
    try {
      await declare();
      const followUp = await run<string>('incident.addFollowUp', { text: 'Write the runbook' });
      await run('incident.createIssues', { followUps: [followUp] });
      const { name, link } = (await last(record, 'followUp.filed')).data;
      assert.deepEqual([name, link], [`${PROJECT}#1`, `https://github.example/${PROJECT}/issues/1`]);
      assert.deepEqual(
        created.map(({ title, labels }) => [title, labels]),
        [['Write the runbook', ['incident']]],
      );
      assert.deepEqual(record.messages, []);
    } finally {
      await run('incident.connect', { ...tracker(), disconnect: true });
    }
  });
});
