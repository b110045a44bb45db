import assert from 'node:assert/strict';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serveGit, type GitServer } from '../bench/share/server';
import { git, problemOf, team } from '../helpers/responders';

describe('signing in to the remote', () => {
  const ours = team();
  const servers: GitServer[] = [];
  const before = { ...process.env };

  beforeEach(() => {
    git(ours.remote, 'config', 'http.receivepack', 'true');
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
    delete process.env.GIT_ASKPASS;
    delete process.env.SSH_ASKPASS;
    Object.assign(process.env, before);
  });

  async function serve(access: Parameters<typeof serveGit>[2]): Promise<string> {
    const server = await serveGit(dirname(ours.remote), 0, access);
    servers.push(server);
    return `${server.address}/remote.git`;
  }

  it('never asks: where nothing answers by itself, it says so, and asks no program of the window either', async () => {
    const asked = join(await ours.temporary(), 'asked');
    const program = join(dirname(asked), 'askpass.sh');
    writeFileSync(program, `#!/bin/sh\ntouch '${asked}'\necho wrong\n`);
    chmodSync(program, 0o755);
    [process.env.GIT_ASKPASS, process.env.SSH_ASKPASS] = [program, program];
    const ada = await ours.join('Ada', { address: await serve({ password: 'open sesame' }) });
    const { id } = await ada.declare('Checkout is failing');
    assert.equal(await problemOf(ada.sync(id)), 'signIn');
    assert.equal(existsSync(asked), false);
    assert.equal(ada.store.state.incidents.get(id)?.title, 'Checkout is failing');
  });

  it('uses a credential helper, of the repository that named the remote too', async () => {
    const address = await serve({ password: 'open sesame' });
    const [ada, bob] = [await ours.join('Ada', { address }), await ours.join('Bob', { address })];
    const helper = (password: string) =>
      [['credential.helper', `!f() { echo username=x; echo 'password=${password}'; }; f`]] as const;
    ada.config = helper('open sesame');
    ada.remote.dispose();
    ada.remote = await ada.open();
    const { id } = await ada.declare('Checkout is failing');
    await ada.sync(id);
    bob.config = helper('wrong');
    bob.remote.dispose();
    bob.remote = await bob.open();
    assert.equal(await problemOf(bob.sync(id)), 'signIn');
    bob.config = helper('open sesame');
    bob.remote.dispose();
    bob.remote = await bob.open();
    await bob.sync(id);
    assert.equal(bob.store.state.incidents.get(id)?.title, 'Checkout is failing');
  });

  it('reads on where it may only read, and says that it cannot push', async () => {
    const { ada, id } = await ours.declared();
    const bob = await ours.join('Bob', { address: await serve({ isReadOnly: true }) });
    await bob.sync(id);
    await bob.note(id, 'from Bob');
    assert.equal(await problemOf(bob.sync(id)), 'readOnly');
    await ada.send(id, 'from Ada');
    await bob.sync(id, false);
    assert.deepEqual(bob.notes(id).toSorted(), ['from Ada', 'from Bob']);
  });

  it('does not speak of write access to who may not even read', async () => {
    const bob = await ours.join('Bob', { address: await serve({ isForbidden: true }) });
    assert.equal(await problemOf(bob.remote.list()), 'signIn');
  });
});
