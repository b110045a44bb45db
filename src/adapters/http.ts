/** Why an address gave nothing. */
export type HttpFailure = 'badAddress' | 'unreachable' | 'tooSlow' | 'redirected' | 'tooLarge';

export class HttpError extends Error {
  constructor(
    readonly failure: HttpFailure,
    readonly address: string,
    cause?: unknown,
    /** Where a redirect wanted to go. */
    readonly target?: string,
  ) {
    super(`${failure}: ${address}${target === undefined ? '' : ` → ${target}`}`, { cause });
    this.name = 'HttpError';
  }
}

export interface HttpRequest {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form; without a body the request is a GET. */
  readonly form?: URLSearchParams;
  /** Sent as JSON. A redirect is an error then: what is sent goes to one address, once. */
  readonly json?: unknown;
  /** The same, written already. */
  readonly jsonText?: string;
  /** `POST` where there is a body, else `GET`. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly mostBytes: number;
  /** What errors call the address, where it is a secret itself. */
  readonly shownAs?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Empty where the connection broke after the status of a request with JSON, or the answer was too large. */
  readonly text: string;
  /** How long the server wants to be left alone. Milliseconds. */
  readonly retryAfter?: number;
}

/**
 * Does some work with a signal that also ends it after that many milliseconds. Not by `AbortSignal.any` over `AbortSignal.timeout`: in
 * Node 20 the timeout is gone with the next collection of garbage, and the work would never end.
 */
export async function withDeadline<T>(
  signal: AbortSignal,
  patience: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const end = () => ended.abort(signal.reason);
  const timer = setTimeout(() => ended.abort(new DOMException('no answer in time', 'TimeoutError')), patience);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    return await work(ended.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

const MOST_REDIRECTS = 3;
const MOST_SHOWN = 200;

/**
 * What an address answers, whatever its status. It may redirect within its own origin; another host, port or scheme is not one that
 * the settings name, and nothing is sent there. In VS Code `fetch` is the editor's own, with its proxies and certificates. Throws
 * HttpError; what the signal ended is `tooSlow`.
 */
export async function askHttp(url: URL, request: HttpRequest): Promise<HttpAnswer> {
  const address = request.shownAs ?? url.href;
  try {
    const response = await following(url, address, request);
    const { status } = response;
    const retryAfter = readRetryAfter(response.headers) ?? readReset(response.headers);
    const reading = limited(response, address, request.mostBytes);
    // Whether something was taken, the status says: it must not be lost with the rest.
    const text = await (jsonOf(request) === undefined ? reading : reading.catch(() => ''));
    return { status, text, ...(retryAfter !== undefined && { retryAfter }) };
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(request.signal.aborted ? 'tooSlow' : 'unreachable', address, error);
  }
}

function jsonOf({ json, jsonText }: HttpRequest): string | undefined {
  return jsonText ?? (json === undefined ? undefined : JSON.stringify(json));
}

async function following(url: URL, address: string, request: HttpRequest): Promise<Response> {
  const { signal, headers = {}, form, method, shownAs } = request;
  const json = jsonOf(request);
  const content = form ?? json;
  let next = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(next, {
      signal,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(json !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
        ...headers,
      },
      method: method ?? (content === undefined ? 'GET' : 'POST'),
      ...(content !== undefined && { body: content }),
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const target = URL.canParse(location, next.href) ? new URL(location, next) : undefined;
    if (target?.origin !== url.origin || json !== undefined) {
      throw new HttpError('redirected', address, undefined, shown(target, location, shownAs !== undefined));
    }
    next = target;
  }
  throw new HttpError(
    'redirected',
    address,
    new Error('it redirects without end'),
    shown(next, '', shownAs !== undefined),
  );
}

/** Where a redirect leads, without what may be secret in it. */
function shown(target: URL | undefined, location: string, isSecret: boolean): string {
  if (isSecret) return target === undefined || target.origin === 'null' ? '' : target.origin;
  const text = target === undefined || target.origin === 'null' ? location : `${target.origin}${target.pathname}`;
  return text.slice(0, MOST_SHOWN);
}

/** Shorter pieces of an address or a header are no secrets, and may be words. Characters. */
const LEAST_SECRET = 8;

/**
 * What a service answered, without what was secret in the request: some say it back in their errors. Of an address every part is one, of
 * the headers those that sign in.
 */
export function withoutSecrets(text: string, address: string, headers: HttpRequest['headers'] = {}): string {
  const { pathname = '', search = '' } = URL.canParse(address) ? new URL(address) : {};
  const values = Object.entries(headers).flatMap(([name, value]) => (SIGNS_IN.test(name) ? value.split(' ') : []));
  const pieces = [pathname, ...pathname.split('/'), ...search.split(/[?&=]/), ...values].flatMap((piece) => [
    piece,
    decoded(piece),
  ]);
  return pieces
    .filter((piece) => piece.length >= LEAST_SECRET)
    .sort((a, b) => b.length - a.length)
    .reduce((clean, piece) => clean.replaceAll(piece, '…'), text);
}

const SIGNS_IN = /auth|token|key|secret/i;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `120`, or a date, which counts from the server's own clock. */
function readRetryAfter(headers: Headers): number | undefined {
  const header = headers.get('retry-after');
  if (header === null) return undefined;
  const seconds = Number(header);
  const length = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(length) && length >= 0 ? length : undefined;
}

/** GitHub says when an hour's requests are used up, and until when, in seconds since 1970; by its own clock. */
function readReset(headers: Headers): number | undefined {
  if (headers.get('x-ratelimit-remaining') !== '0') return undefined;
  const length = Number(headers.get('x-ratelimit-reset')) * 1000 - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(length) ? Math.max(0, length) : undefined;
}

/** The body as text, up to a limit, whatever its header promised. */
async function limited(response: Response, address: string, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > mostBytes) throw new HttpError('tooLarge', address);
    chunks.push(bytes);
  }
  return new TextDecoder().decode(Buffer.concat(chunks)); // which drops a byte order mark
}

/** Whether an address is one of this machine. */
export function isLocal({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

/** The path of an address without slashes at its end, so that something can follow it. */
export function pathOf({ pathname }: URL): string {
  return pathname.replace(/(?<!\/)\/+$/, '');
}

/**
 * Whether an error says that the request never went out, so that it can be made again without doing something twice: nobody was
 * reached, or not who they should be. All else leaves that open.
 */
export function wasNotSent(error: HttpError): boolean {
  if (error.failure === 'badAddress' || error.failure === 'redirected') return true;
  for (let cause: unknown = error.cause, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth++) {
    const { code, message } = cause as Error & { readonly code?: unknown };
    if (typeof code === 'string' && NOT_SENT.test(code)) return true;
    // As Chromium says it, through which VS Code may send.
    if (/^net::ERR_(?:CONNECTION_REFUSED|NAME_|CERT_|SSL_|INTERNET_|ADDRESS_|PROXY_|TUNNEL_)/.test(message))
      return true;
    // Several addresses were tried.
    if (cause instanceof AggregateError && cause.errors.length > 0) {
      return cause.errors.every((each) => wasNotSent(new HttpError('unreachable', '', each)));
    }
  }
  return false;
}

const NOT_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|EPROTO|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/;

/** What the system or TLS said of a request that failed, such as `ECONNREFUSED`: fetch itself only says that it failed. */
export function reasonOf({ cause }: HttpError): string {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : cause;
  if (!(inner instanceof Error)) return '';
  // An aborted fetch has a number there.
  const { code } = inner as { readonly code?: unknown };
  return (typeof code === 'string' ? code : inner.message).slice(0, MOST_REASON);
}

const MOST_REASON = 300;
