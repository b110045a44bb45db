import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { accessSync, chmodSync, constants, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A server of ssh on this machine, for whoever runs it alone, and the command that reaches it. */
export interface SshServer {
  /** Without the path of the repository. */
  readonly address: string;
  /** A folder with an `ssh` that is configured for this server, as a person's own would be: to be the first on PATH. */
  readonly bin: string;
  /** More lines for the configuration of that ssh. */
  readonly configure: (...lines: readonly string[]) => void;
  readonly pid: number;
  readonly bytes: () => number;
  /** How many connections there were, and how many there are. */
  readonly connections: () => { readonly made: number; readonly open: number };
  /** Breaks the connections that there are. */
  readonly cut: () => void;
  readonly close: () => void;
}

/** The path of sshd; undefined where there is none. It must be started by its whole path. */
export function findSshd(): string | undefined {
  return findProgram('sshd');
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/**
 * Starts sshd with keys of its own in the folder, behind a door that lets everything through half of `latency` milliseconds late
 * each way, as a long line would.
 */
export async function serveSsh(sshd: string, folder: string, latency: number): Promise<SshServer> {
  mkdirSync(folder, { mode: 0o700 });
  for (const name of ['host', 'person'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  copyFileSync(join(folder, 'person.pub'), join(folder, 'authorized_keys'));
  chmodSync(join(folder, 'authorized_keys'), 0o600);
  // Where root runs it, sshd gives up its rights in this folder.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const config = join(folder, 'sshd_config');
  writeFileSync(
    config,
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      `PidFile none`,
      'StrictModes no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      // As hosts of git do.
      'AcceptEnv GIT_PROTOCOL',
      // A host of git reads nothing of a person's shell; this machine's may take longer than all the rest.
      `SetEnv HOME=${folder}`,
      'MaxStartups 100',
      '',
    ].join('\n'),
  );
  const server = spawn(sshd, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  await listening(server);
  const door = await slowDoor(port, latency);
  const bin = join(folder, 'bin');
  const configuration = join(folder, 'ssh_config');
  mkdirSync(bin);
  const ssh = findProgram('ssh');
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec '${ssh ?? 'ssh'}' -F '${configuration}' "$@"\n`, { mode: 0o755 });
  const configure = (...lines: readonly string[]) =>
    writeFileSync(
      configuration,
      [
        `IdentityFile ${join(folder, 'person')}`,
        'IdentitiesOnly yes',
        'StrictHostKeyChecking no',
        'UserKnownHostsFile /dev/null',
        'LogLevel ERROR',
        ...lines,
        '',
      ].join('\n'),
    );
  configure();
  return {
    address: `ssh://${userInfo().username}@127.0.0.1:${door.port}`,
    bin,
    configure,
    pid: server.pid ?? 0,
    bytes: door.bytes,
    connections: door.connections,
    cut: door.cut,
    close: () => {
      door.close();
      server.kill();
    },
  };
}

/** Resolves once it listens; rejects with what it says where it ends before. */
async function listening(server: ChildProcess): Promise<void> {
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Server listening')) resolve();
    });
    server.once('error', reject);
    server.once('close', () => reject(new Error(`sshd ended: ${said}`)));
  });
  const late = new AbortController();
  try {
    await Promise.race([
      ready,
      pause(10_000, undefined, { signal: late.signal }).then(() =>
        Promise.reject(new Error(`sshd is silent: ${said}`)),
      ),
    ]);
  } finally {
    late.abort();
  }
}

/** Lets connections through to a port, late both ways. */
async function slowDoor(to: number, latency: number) {
  let [bytes, made] = [0, 0];
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    made += 1;
    const far = connect({ port: to, host: '127.0.0.1', noDelay: true });
    pass(near, far);
    pass(far, near);
  });
  const pass = (from: Socket, to: Socket): void => {
    open.add(from);
    // What comes first leaves first: timers of one length keep their order.
    const later = (work: () => void) => void setTimeout(work, latency / 2);
    from.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      later(() => to.write(chunk));
    });
    from.on('end', () => later(() => to.end()));
    from.on('error', () => undefined);
    from.on('close', () => {
      open.delete(from);
      later(() => to.destroy());
    });
  };
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    bytes: () => bytes,
    // Each has two ends.
    connections: () => ({ made, open: Math.ceil(open.size / 2) }),
    cut,
    close: () => {
      cut();
      server.close();
    },
  };
}

/** sshd cannot be told to choose one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
