import { spawn, execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A git server on this machine, and what it has seen. */
export interface GitServer {
  readonly address: string;
  readonly traffic: () => { readonly requests: number; readonly pushes: number; readonly bytes: number };
  readonly close: () => void;
}

/**
 * Serves the repositories below a folder over smart HTTP through `git http-backend`. Every answer is late by `latency`
 * milliseconds, as by the way there and back. With a password, it asks everybody for it.
 */
export async function serveGit(root: string, latency: number, access: Access = {}): Promise<GitServer> {
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  let [requests, pushes, bytes] = [0, 0, 0];
  const server = createServer((request, response) => {
    requests += 1;
    if (request.method === 'POST' && request.url?.endsWith('git-receive-pack') === true) pushes += 1;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.pause();
    const refusal = refusalOf(request, access);
    if (refusal !== undefined) {
      response.writeHead(refusal, refusal === 401 ? { 'WWW-Authenticate': 'Basic realm="incidents"' } : {}).end();
      request.resume();
      return;
    }
    setTimeout(() => answer(backend, root, request, response, (count) => (bytes += count)), latency);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    traffic: () => ({ requests, pushes, bytes }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Access {
  readonly password?: string;
  readonly isReadOnly?: boolean;
  /** Nobody may even read. */
  readonly isForbidden?: boolean;
}

/** 401 for who has not said the password, 403 for who may not push. */
function refusalOf(
  { headers, url }: IncomingMessage,
  { password, isReadOnly, isForbidden }: Access,
): number | undefined {
  const [, encoded = ''] = headers.authorization?.split(' ') ?? [];
  const [, said] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (password !== undefined && said !== password) return 401;
  return isForbidden === true || (isReadOnly === true && url?.includes('git-receive-pack') === true) ? 403 : undefined;
}

function answer(
  backend: string,
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  count: (bytes: number) => void,
): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { 'content-type': type, 'content-encoding': encoding, 'git-protocol': protocol } = request.headers;
  const child = spawn(backend, {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: type ?? '',
      ...(encoding !== undefined && { HTTP_CONTENT_ENCODING: encoding }),
      ...(typeof protocol === 'string' && { GIT_PROTOCOL: protocol }),
      REMOTE_ADDR: '127.0.0.1',
      REMOTE_USER: 'responder',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  let head: Buffer | undefined = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    count(chunk.length);
    if (head === undefined) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    for (const line of head.toString('latin1', 0, end).split('\r\n')) {
      const at = line.indexOf(':');
      const [name, value] = [line.slice(0, at), line.slice(at + 1).trim()];
      if (name.toLowerCase() === 'status') response.statusCode = Number(value.split(' ')[0]);
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
    head = undefined;
  });
  child.on('close', () => response.end());
}
