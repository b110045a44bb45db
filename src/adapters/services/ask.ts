import { ServiceError, type ServiceProblem } from '../../app/serviceProblem';
import {
  HttpError,
  askHttp,
  isLocal,
  pathOf,
  reasonOf,
  wasNotSent,
  withDeadline,
  withoutSecrets,
  type HttpAnswer,
  type HttpRequest,
} from '../http';

/** A service that takes longer is given up. Milliseconds. */
const PATIENCE = 15_000;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_SHOWN = 300;

export interface Asked {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the base address; encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whatever it says is well. */
  readonly anyAnswer?: boolean;
}

/** What asks a service; gives what its JSON says. Undefined for a 404 of a GET. Rejects with ServiceError. */
export type Ask = (asked: Asked) => Promise<unknown>;

export interface Service {
  /** What people call it. */
  readonly name: string;
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The person gives up, or the window closes. */
  readonly signal: AbortSignal;
  readonly patience?: number;
  /** Waits until the service may be asked again. */
  readonly pace?: () => Promise<void>;
}

/** A request to a service, its JSON written already. */
interface Sent extends Pick<HttpRequest, 'headers' | 'jsonText'>, Pick<Asked, 'method' | 'anyAnswer'> {
  /** Below the base address, with the query. */
  readonly url: URL;
}

/**
 * What sends requests to a service by HTTP, and the address that they are below. What is secret in `headers` goes to the origin of
 * `base` alone, and into no error.
 */
export function sending({ name, base, headers, signal, patience = PATIENCE, pace }: Service): {
  readonly root: string;
  readonly send: (sent: Sent) => Promise<unknown>;
} {
  const url = baseOf(name, base);
  const send = async (sent: Sent) => {
    await pace?.();
    const changes = sent.method !== 'GET';
    try {
      const request = {
        headers: { ...headers, ...sent.headers },
        mostBytes: MOST_BYTES,
        // The address of a webhook is a secret itself.
        shownAs: name,
        method: sent.method,
        ...(sent.jsonText !== undefined && { jsonText: sent.jsonText }),
      };
      const answer = await withDeadline(signal, patience, (within) =>
        askHttp(sent.url, { ...request, signal: within }),
      );
      const clean = (said: string) => withoutSecrets(said, base, request.headers);
      return answerOf(name, answer, changes, sent.anyAnswer ?? false, clean);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof HttpError ? asProblem(name, error, changes) : error;
    }
  };
  return { root: `${url.origin}${pathOf(url)}`, send };
}

/** Asks a service, a request for each path. */
export function asking(service: Service): Ask {
  const { root, send } = sending(service);
  return async ({ path, query = {}, json, ...asked }) => {
    const url = new URL(`${root}${path}`);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    return send({ ...asked, url, ...(json !== undefined && { jsonText: JSON.stringify(json) }) });
  };
}

function answerOf(
  name: string,
  answer: HttpAnswer,
  changes: boolean,
  anyAnswer: boolean,
  clean: (said: string) => string,
): unknown {
  const { status, text, retryAfter } = answer;
  if (status >= 200 && status < 300) {
    if (anyAnswer) return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      // What could not be parsed stands in the error.
      throw new ServiceError('unreadable', name, { mayBeDone: changes, cause: new SyntaxError(clean(String(error))) });
    }
  }
  const said = saidBy(text);
  const detail = said === undefined ? `HTTP ${status}` : clean(said);
  // 420 is what Statuspage says; GitHub refuses with 403 what comes too fast.
  const isBusy = status === 429 || status === 420 || ((status === 503 || status === 403) && retryAfter !== undefined);
  if (isBusy) throw new ServiceError('busy', name, { detail, ...(retryAfter !== undefined && { retryAfter }) });
  if (status === 404 && !changes) return undefined;
  // A gateway (502, 504, and what Cloudflare says) does not know what became of it.
  const isOver = status === 500 || status === 503;
  if (status >= 500) throw new ServiceError('broken', name, { detail, mayBeDone: changes, isOver });
  throw new ServiceError(PROBLEMS[status] ?? 'refused', name, { detail });
}

const PROBLEMS: Readonly<Record<number, ServiceProblem>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'notFound',
  410: 'notFound',
};

function asProblem(name: string, error: HttpError, changes: boolean): ServiceError {
  const { failure, target } = error;
  const detail = target ?? reasonOf(error);
  const isSure = wasNotSent(error);
  const mayBeDone = changes && !isSure;
  if (failure !== 'unreachable') return new ServiceError(failure, name, { detail, mayBeDone, cause: error });
  if (!isSure) return new ServiceError('cutOff', name, { detail, mayBeDone, cause: error });
  const isUntrusted = /CERT|TLS|SSL|UNABLE_TO|EPROTO|SIGNED/.test(detail);
  return new ServiceError(isUntrusted ? 'certificate' : 'unreachable', name, { detail, cause: error });
}

/** The service's own words on what is wrong. */
function saidBy(text: string): string | undefined {
  try {
    const said = JSON.parse(text) as unknown;
    if (typeof said !== 'object' || said === null) return undefined;
    const { error, message, errors } = said as Record<string, unknown>;
    const words = [message, error, errors]
      .filter((each) => each !== undefined && each !== null)
      .map((each) => textIn(each));
    const all = words.filter((each) => each !== '').join(': ');
    return all === '' ? undefined : all.slice(0, MOST_SHOWN);
  } catch {
    return undefined;
  }
}

function textIn(said: unknown): string {
  if (typeof said === 'string') return said;
  if (Array.isArray(said)) return said.slice(0, 3).map(textIn).join(', ');
  const { message, field, code } = (said ?? {}) as Record<string, unknown>;
  // GitHub names the field, and only what it has no code for in words.
  const words = typeof message === 'string' ? [message] : [field, code];
  return words.filter((word) => typeof word === 'string').join(' ');
}

/** The base address of an API; plain http is for this machine alone, and no password stands in it. */
function baseOf(name: string, base: string): URL {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal(url));
  if (url === undefined || !isSafe || url.username !== '' || url.password !== '') {
    // The address may be a secret itself.
    throw new ServiceError('badAddress', name);
  }
  return url;
}

/** Lets work pass at most once in so many milliseconds. */
export function paced(length: number, now: () => number, wait: (length: number) => Promise<void>): () => Promise<void> {
  let next = 0;
  return async () => {
    const at = Math.max(now(), next);
    next = at + length;
    if (at > now()) await wait(at - now());
  };
}
