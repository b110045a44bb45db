import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a fake service got it. */
export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** What a fake service does with a request; the last answer is for all that follow. */
export type Answer = (got: Got, response: ServerResponse, request: IncomingMessage) => void;

export interface FakeService {
  readonly address: string;
  readonly got: Got[];
  /** Gives the next answers, in turn; the last one stays. */
  answer(...answers: readonly Answer[]): void;
  stop(): Promise<void>;
}

/** Starts a service of this machine on a free port. */
export async function startService(
  first: Answer = text(200, 'ok'),
  make: (listener: RequestListener) => Server = createServer,
): Promise<FakeService> {
  const got: Got[] = [];
  let answers: Answer[] = [first];
  const server = make((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const content = Buffer.concat(chunks).toString('utf8');
      const { method = '', url = '', headers } = request;
      const each: Got = {
        method,
        path: url,
        headers,
        body: content === '' ? undefined : (JSON.parse(content) as unknown),
      };
      got.push(each);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(each, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scheme = make === createServer ? 'http' : 'https';
  return {
    address: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    got,
    answer: (...next) => (answers = [...next]),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function text(status: number, content: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => void response.writeHead(status, headers).end(content);
}

export function json(content: unknown, status = 200): Answer {
  return text(status, JSON.stringify(content), { 'content-type': 'application/json' });
}

/** Takes the request and never answers. */
export const silence: Answer = () => undefined;

/** Takes the request and breaks the connection before a status. */
export const broken: Answer = (_, __, request) => request.socket.destroy();

/** Says a status, and then only half of what it promised. */
export function half(status: number): Answer {
  return (_, response, request) => {
    response.writeHead(status, { 'content-length': '100' });
    response.write('{"ok":tr', () => request.socket.destroy());
  };
}
