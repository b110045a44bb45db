import assert from 'node:assert/strict';
import { Connections, type Vault } from '../../src/app/connections';

const SECRET = 'T0SECRET/B0SECRET/s3cr3tS3cr3tS3cr3t';

describe('what is connected', () => {
  it('is listed without its secret, replaced and forgotten', async () => {
    const kept = new Map<string, string>();
    const vault: Vault = {
      get: (key) => Promise.resolve(kept.get(key)),
      store: (key, value) => Promise.resolve(void kept.set(key, value)),
      delete: (key) => Promise.resolve(void kept.delete(key)),
    };
    const connections = new Connections(vault, () => 1000);
    await connections.keep('slack-webhook', '#incidents', SECRET, 'hooks.slack.com');
    await connections.allow('slack-webhook', '#incidents', '#incidents');
    const listed = { kind: 'slack-webhook', name: '#incidents', account: 'hooks.slack.com', since: 1000 };
    assert.deepEqual(await connections.list(), [{ ...listed, allowed: ['#incidents'] }]);
    assert.equal(await connections.secretOf('slack-webhook', '#incidents'), SECRET);
    // Another address may be another channel: its first message is looked at again.
    await connections.keep('slack-webhook', '#incidents', `${SECRET}2`, 'hooks.slack.com');
    assert.deepEqual(await connections.list(), [listed]);
    await connections.remove('slack-webhook', '#incidents');
    assert.deepEqual(await connections.list(), []);
    assert.doesNotMatch(JSON.stringify([...kept]), /SECRET/);
    kept.set('connections', '{half');
    assert.deepEqual(await connections.list(), []);
  });
});
