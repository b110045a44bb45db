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
  /** Sent as a form; without it the request is a GET. */
  readonly form?: URLSearchParams;
  readonly mostBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

const MOST_REDIRECTS = 3;
const MOST_SHOWN = 200;

/**
 * What an address answers, whatever its status. It may redirect within its own origin; another host, port or scheme is not one that
 * the settings name, and nothing is sent there. In VS Code `fetch` is the editor's own, with its proxies and certificates. Throws
 * HttpError; what the signal ended is `tooSlow`.
 */
export async function askHttp(url: URL, request: HttpRequest): Promise<HttpAnswer> {
  const { href: address } = url;
  try {
    const response = await following(url, request);
    return { status: response.status, text: await limited(response, address, request.mostBytes) };
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(request.signal.aborted ? 'tooSlow' : 'unreachable', address, error);
  }
}

async function following(url: URL, { signal, headers = {}, form }: HttpRequest): Promise<Response> {
  let next = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(next, {
      signal,
      redirect: 'manual',
      headers: { accept: 'application/json', ...headers },
      ...(form !== undefined && { method: 'POST', body: form }),
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const target = URL.canParse(location, next.href) ? new URL(location, next) : undefined;
    if (target?.origin !== url.origin) {
      throw new HttpError('redirected', url.href, undefined, shown(target, location));
    }
    next = target;
  }
  throw new HttpError('redirected', url.href, new Error('it redirects without end'), shown(next, ''));
}

/** Where a redirect leads, without what may be secret in it. */
function shown(target: URL | undefined, location: string): string {
  const text = target === undefined || target.origin === 'null' ? location : `${target.origin}${target.pathname}`;
  return text.slice(0, MOST_SHOWN);
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
