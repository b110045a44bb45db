import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Unite } from '../../src/app/sharePorts';
import { findSshd, serveSsh, type SshServer } from '../bench/share/sshServer';
import { sameEnvironment } from '../helpers/environment';
import { git, gitWith, team, type Responder } from '../helpers/responders';
import { waitFor } from '../helpers/waitFor';

describe('sharing over ssh', function () {
  this.timeout(60_000);
  sameEnvironment();
  const ours = team();
  let server: SshServer | undefined;
  let runtime: string;
  let ada: Responder;
  let id: string;

  before('start a server', async function () {
    const sshd = process.platform === 'win32' ? undefined : findSshd();
    if (sshd === undefined) return this.skip();
    // A socket needs a short path.
    runtime = await mkdtemp('/tmp/run-');
    mkdirSync(join(runtime, 'incident-ssh-999999999-of-a-crash'));
    server = await serveSsh(sshd, join(runtime, 'ssh'), 0);
  });
  after(() => {
    if (server === undefined) return;
    server.close();
    rmSync(runtime, { recursive: true, force: true });
  });
  beforeEach(async () => {
    delete process.env.GIT_SSH_COMMAND;
    delete process.env.GIT_SSH;
    delete process.env.GIT_SSH_VARIANT;
    Object.assign(process.env, {
      PATH: [server?.bin, process.env.PATH].join(delimiter),
      XDG_RUNTIME_DIR: runtime,
      GIT_CONFIG_GLOBAL: '/dev/null',
    });
    server?.configure();
    ada = await ours.join('Ada', { address: `${server?.address}${ours.remote}` });
    ({ id } = await ada.declare('Checkout is failing'));
    await ada.sync(id);
  });
  const connections = () => server?.connections() ?? assert.fail('there is no server');
  const folders = () => readdirSync(runtime).filter((name) => name.startsWith('incident-ssh-'));

  /** Asks the remote until gits go through one connection, or have had their chance to. */
  async function askOften(): Promise<boolean> {
    for (let i = 0; i < 10; i++) {
      const { made } = connections();
      await ada.remote.list();
      if (connections().made === made) return true;
    }
    return false;
  }

  it('goes through one connection where one git follows another, and nothing of it stays', async () => {
    assert.equal(await askOften(), true);
    const { made } = connections();
    await ada.send(id, 'by the same connection');
    assert.deepEqual(connections(), { made, open: 1 });
    assert.equal(folders().length, 1);
    ada.remote.dispose();
    assert.deepEqual(folders(), []);
    await waitFor(() => connections().open === 0, 'the connection is closed');
    assert.match(git(ours.remote, 'grep', 'by the same', `refs/incidents/${id}`), /by the same connection/);
    ada.remote = await ada.open();
  });

  it('loses nothing where the connection breaks', async () => {
    assert.equal(await askOften(), true);
    await ada.note(id, 'while it breaks');
    const syncing = ada.sync(id);
    server?.cut();
    await syncing;
    assert.match(git(ours.remote, 'grep', 'while it', `refs/incidents/${id}`), /while it breaks/);
  });

  it('keeps the connection where somebody else came first', async () => {
    assert.equal(await askOften(), true);
    const bob = await ours.join('Bob', { address: ours.remote });
    await bob.sync(id);
    await bob.send(id, 'from Bob');
    const { made } = connections();
    await ada.note(id, 'from Ada');
    const unite: Unite = (incident, files) => ada.store.unite(incident, files);
    await ada.remote.sync(id, unite, { push: true, person: ada.person });
    assert.deepEqual(ada.notes(id).toSorted(), ['from Ada', 'from Bob']);
    assert.equal(connections().made, made);
  });

  it('does not have all refs of a large repository sent at each look, neither alone nor through one connection', async () => {
    const tip = git(ours.remote, 'rev-parse', `refs/incidents/${id}`);
    const refs = Array.from({ length: 3000 }, (_, i) => `create refs/tags/v${i}.0.0-of-the-product ${tip}\n`);
    gitWith(refs.join(''), ours.remote, 'update-ref', '--stdin');
    await ada.remote.list();
    for (const how of ['alone', 'through one connection']) {
      if (how === 'through one connection') assert.equal(await askOften(), true);
      const before = server?.bytes() ?? 0;
      await ada.remote.fetch([id]);
      const bytes = (server?.bytes() ?? 0) - before;
      // 3,000 refs are 200 kB.
      assert.ok(bytes < 50_000, `${how}: ${bytes} bytes`);
    }
  });

  const OWN: readonly (readonly [what: string, set: () => void])[] = [
    ['a command for the repository', () => (ada.config = [['core.sshCommand', 'ssh -oLogLevel=QUIET']])],
    ['a variant for the repository', () => (ada.config = [['ssh.variant', 'ssh']])],
    ['GIT_SSH_COMMAND', () => (process.env.GIT_SSH_COMMAND = 'ssh')],
    [
      'connections that ssh shares by itself',
      () => server?.configure('ControlMaster no', `ControlPath ${runtime}/none`),
    ],
  ];
  for (const [what, set] of OWN) {
    it(`leaves ssh as the person set it up: ${what}`, async () => {
      set();
      ada.remote.dispose();
      ada.remote = await ada.open();
      const { made } = connections();
      for (let i = 0; i < 3; i++) await ada.remote.list();
      assert.equal(connections().made, made + 3);
      assert.deepEqual(folders(), []);
    });
  }
});
