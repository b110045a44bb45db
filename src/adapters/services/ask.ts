import { ServiceError, type ServiceProblem } from '../../app/serviceProblem';
import { HttpError, isLocal, pathOf } from '../http';

/** A service that takes longer is given up. Milliseconds. */
const PATIENCE = 15_000;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_SHOWN = 300;

export interface Asked {
  readonly method: 'GET' | 'POST' | 'PATCH';
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

/** Asks a service by HTTP. What is secret in `headers` goes to the origin of `base` alone, and into no error. */
export function asking({ name, base, headers, signal, patience = PATIENCE, pace }: Service): Ask {
  const root = baseOf(name, base);
  return async ({ method, path, query = {}, json, headers: more = {}, anyAnswer = false }) => {
    await pace?.();
    const url = new URL(`${pathOf(root)}${path}`, root.origin);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    const changes = method !== 'GET';
    const timeout = AbortSignal.timeout(patience);
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method,
        signal: AbortSignal.any([signal, timeout]),
        // A redirect would be another address than the one that somebody gave the key to.
        redirect: 'manual',
        headers: {
          accept: 'application/json',
          ...headers,
          ...more,
          ...(json !== undefined && { 'content-type': 'application/json' }),
        },
        ...(json !== undefined && { body: JSON.stringify(json) }),
      });
      text = await limited(response);
    } catch (error) {
      signal.throwIfAborted();
      if (timeout.aborted) throw new ServiceError('tooSlow', name, { mayBeDone: changes, cause: error });
      if (error instanceof HttpError) throw new ServiceError('tooLarge', name, { mayBeDone: changes });
      throw unreached(name, error, changes);
    }
    return answerOf(name, response, anyAnswer && response.ok ? '' : text, changes);
  };
}

function answerOf(name: string, { status, headers }: Response, text: string, changes: boolean): unknown {
  if (status >= 200 && status < 300) {
    try {
      return text === '' ? {} : JSON.parse(text);
    } catch (error) {
      throw new ServiceError('unreadable', name, { mayBeDone: changes, cause: error });
    }
  }
  if (status >= 300 && status < 400) {
    throw new ServiceError('redirected', name, { detail: shownTarget(headers.get('location') ?? '') });
  }
  const retryAfter = waitOf(headers);
  const detail = saidBy(text) ?? `HTTP ${status}`;
  // 420 is what Statuspage says; GitHub refuses with 403 what comes too fast.
  const isBusy = status === 429 || status === 420 || ((status === 503 || status === 403) && retryAfter !== undefined);
  if (isBusy) throw new ServiceError('busy', name, { detail, ...(retryAfter !== undefined && { retryAfter }) });
  if (status === 404 && !changes) return undefined;
  // A gateway does not know what became of it.
  if (status >= 500) throw new ServiceError('broken', name, { detail, mayBeDone: changes });
  const problems: Readonly<Record<number, ServiceProblem>> = {
    401: 'unauthorized',
    403: 'unauthorized',
    404: 'notFound',
    410: 'notFound',
  };
  throw new ServiceError(problems[status] ?? 'refused', name, { detail });
}

/** How long it wants to be left alone, in seconds or until a date. */
function waitOf(headers: Headers): number | undefined {
  const said = headers.get('retry-after')?.trim();
  if (said === undefined || said === '') return undefined;
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1000;
  const until = Date.parse(said);
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
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
  const { message } = (said ?? {}) as Record<string, unknown>;
  return typeof message === 'string' ? message : '';
}

/** Errors after which the request cannot have arrived. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function unreached(name: string, error: unknown, changes: boolean): ServiceError {
  const codes = codesOf(error);
  const detail = codes[0] ?? '';
  if (codes.some((code) => /CERT|^ERR_TLS_|^ERR_SSL_|^UNABLE_TO_|^EPROTO$/.test(code))) {
    return new ServiceError('certificate', name, { detail, cause: error });
  }
  const isSure = codes.some((code) => NOT_SENT.has(code));
  return new ServiceError(isSure ? 'unreachable' : 'cutOff', name, {
    detail,
    mayBeDone: changes && !isSure,
    cause: error,
  });
}

/** The codes of an error and of what caused it. */
function codesOf(error: unknown): readonly string[] {
  const codes: string[] = [];
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const { code, errors } = cause as { code?: unknown; errors?: unknown };
    if (typeof code === 'string') codes.push(code);
    if (Array.isArray(errors)) codes.push(...errors.flatMap((each) => codesOf(each)));
  }
  return codes;
}

async function limited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > MOST_BYTES) throw new HttpError('tooLarge', '');
    chunks.push(bytes);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** Where a redirect leads, without what may be secret in it. */
function shownTarget(location: string): string {
  if (!URL.canParse(location)) return '';
  const { origin, pathname } = new URL(location);
  return `${origin}${pathname}`.slice(0, MOST_SHOWN);
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
