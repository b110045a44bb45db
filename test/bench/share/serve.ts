// A git server in a process of its own, so that it does not slow down those who write, and its CPU can be told from theirs:
// `serve.ts http|ssh FOLDER LATENCY`. Tells its parent the address, and on every message what it has seen and used.
import { join } from 'node:path';
import { cpuOf } from './cost';
import { serveGit } from './server';
import { findSshd, serveSsh } from './sshServer';

/** What the server says of itself first. */
export interface Served {
  readonly address: string;
  /** A folder with the ssh that reaches it. */
  readonly bin?: string;
}

/** What it says whenever it is asked. */
export interface Seen {
  readonly bytes: number;
  readonly requests: number;
  readonly cpuSeconds: number;
}

async function main(): Promise<void> {
  const [kind = '', folder = '', latency = ''] = process.argv.slice(2);
  const tell = (message: Served | Seen) => process.send?.(message);
  if (kind === 'http') {
    const server = await serveGit(folder, Number(latency));
    process.on('message', () => {
      const { bytes, requests } = server.traffic();
      const { own, children } = cpuOf(process.pid);
      tell({ bytes, requests, cpuSeconds: own + children });
    });
    tell({ address: server.address });
  } else {
    const server = await serveSsh(findSshd() ?? '', join(folder, 'ssh'), Number(latency));
    process.once('exit', () => server.close());
    process.on('message', () => {
      // The door is the line, not the server.
      const { own, children } = cpuOf(server.pid);
      tell({ bytes: server.bytes(), requests: 0, cpuSeconds: own + children });
    });
    tell({ address: `${server.address}${folder}`, bin: server.bin });
  }
  process.once('disconnect', () => process.exit());
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
