import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './selfSigned';

/** What goes wrong with a request. Those that begin with `done` happen after the service has done what it was asked. */
export type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | {
      readonly kind:
        | 'silent'
        | 'cut'
        | 'doneThenSilent'
        | 'doneThenCut'
        | 'doneThenHalf'
        | 'doneThen502'
        | 'doneThenNonsense';
    };

/** All that goes wrong after the service has done what it was asked. */
export const LOST_ANSWERS = [
  'doneThenSilent',
  'doneThenCut',
  'doneThenHalf',
  'doneThen502',
  'doneThenNonsense',
] as const satisfies readonly Fault['kind'][];

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly json: unknown;
  readonly at: number;
}

export interface Reply {
  readonly status: number;
  readonly json: unknown;
}

/** A service on this machine that answers as `reply` says, or fails as it is told to. */
export class FakeService {
  readonly arrived: Arrived[] = [];
  private readonly faults: { readonly method: string; readonly fault: Fault }[] = [];

  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
  ) {}

  static async start(reply: (request: Arrived) => Reply, tls = false): Promise<FakeService> {
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => fake.answer(request, response, body, reply));
    };
    const server = tls ? createTlsServer(selfSigned(), listener) : createServer(listener);
    const fake: FakeService = new FakeService(server, tls ? 'https' : 'http');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get address(): string {
    return `${this.scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next request with this method fails so; of several, the first that was told is the first. */
  fail(method: string, ...faults: readonly Fault[]): void {
    this.faults.push(...faults.map((fault) => ({ method, fault })));
  }

  count(method: string): number {
    return this.arrived.filter((each) => each.method === method).length;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(
    request: IncomingMessage,
    response: ServerResponse,
    body: string,
    reply: (request: Arrived) => Reply,
  ): void {
    const { method = '', headers } = request;
    const arrived: Arrived = {
      method,
      url: new URL(request.url ?? '', this.address),
      headers,
      json: body === '' ? undefined : JSON.parse(body),
      at: Date.now(),
    };
    this.arrived.push(arrived);
    const next = this.faults.findIndex((each) => each.method === method);
    const [told] = next < 0 ? [] : this.faults.splice(next, 1);
    const fault = told?.fault;
    if (fault?.kind === 'answer') {
      response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      return;
    }
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'cut') {
      request.socket.destroy();
      return;
    }
    const { status, json } = reply(arrived);
    const text = JSON.stringify(json);
    switch (fault?.kind) {
      case undefined:
        response.writeHead(status, { 'content-type': 'application/json' }).end(text);
        return;
      case 'doneThenSilent':
        return;
      case 'doneThenCut':
        request.socket.destroy();
        return;
      case 'doneThen502':
        response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
        return;
      case 'doneThenNonsense':
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":');
        return;
      case 'doneThenHalf':
        response.writeHead(status, { 'content-length': String(Buffer.byteLength(text)) });
        response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
    }
  }
}
