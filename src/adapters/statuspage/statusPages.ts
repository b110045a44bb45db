import { readIncidents, readMaintenances, type ThirdPartyIncident } from '../../changes/thirdParties';

/** Why a status page gave nothing. */
export type StatusPageFailure =
  'badAddress' | 'unreachable' | 'tooSlow' | 'refused' | 'redirected' | 'notAStatuspage' | 'tooLarge';

export class StatusPageError extends Error {
  constructor(
    readonly failure: StatusPageFailure,
    readonly address: string,
    cause?: unknown,
    /** Where a redirect wanted to go. */
    readonly target?: string,
  ) {
    super(`${failure}: ${address}${target === undefined ? '' : ` → ${target}`}`, { cause });
    this.name = 'StatusPageError';
  }
}

/** A page that takes longer is given up. Milliseconds. */
const PATIENCE = 4000;
/** An answer is not asked for again so soon. Milliseconds. */
const FRESH_FOR = 60_000;
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_REDIRECTS = 3;
const MOST_SHOWN = 200;
/** Where maintenances are: those that go on now, and those of the last weeks. */
const MAINTENANCES = ['summary', 'scheduled-maintenances'] as const;

/** Reads Statuspage sites, each at most once a minute. */
export class StatusPages {
  private readonly answers = new Map<string, { at: number; answer: Promise<readonly ThirdPartyIncident[]> }>();

  constructor(
    private readonly now: () => number,
    private readonly patience = PATIENCE,
  ) {}

  /** The incidents of the page at this address. Rejects with StatusPageError. */
  read(address: string): Promise<readonly ThirdPartyIncident[]> {
    const known = this.answers.get(address);
    if (known !== undefined && this.now() - known.at < FRESH_FOR) return known.answer;
    const answer = this.fetch(address);
    this.answers.set(address, { at: this.now(), answer });
    // A failure is not worth keeping: the next refresh asks again.
    answer.catch(() => this.answers.delete(address));
    return answer;
  }

  private async fetch(address: string): Promise<readonly ThirdPartyIncident[]> {
    const base = addressOf(address);
    const signal = AbortSignal.timeout(this.patience);
    const [answer, ...maintenances] = await Promise.all([
      this.ask(at(base, 'incidents'), address, signal),
      // Not every page has these, and a page is worth reading without: what goes wrong with them is no problem of the page.
      ...MAINTENANCES.map((name) => this.ask(at(base, name), address, signal).catch(() => undefined)),
    ]);
    const incidents = readIncidents(base.host, answer);
    if (incidents === undefined) throw new StatusPageError('notAStatuspage', address);
    return withoutCopies([
      ...incidents,
      ...[answer, ...maintenances].flatMap((each) => readMaintenances(base.host, each)),
    ]);
  }

  private async ask(url: URL, address: string, signal: AbortSignal): Promise<unknown> {
    try {
      const response = await request(url, address, signal);
      if (!response.ok) throw new StatusPageError('refused', address, new Error(`HTTP ${response.status}`));
      const text = await limited(response, address);
      try {
        return JSON.parse(text);
      } catch (error) {
        throw new StatusPageError('notAStatuspage', address, error);
      }
    } catch (error) {
      if (error instanceof StatusPageError) throw error;
      throw new StatusPageError(signal.aborted ? 'tooSlow' : 'unreachable', address, error);
    }
  }
}

/**
 * The answer at an address. A page may redirect within its own origin; another host, port or scheme is not one that the
 * settings name, and nothing is sent there.
 */
async function request(url: URL, address: string, signal: AbortSignal): Promise<Response> {
  let next = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(next, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const target = URL.canParse(location, next.href) ? new URL(location, next) : undefined;
    if (target?.origin !== url.origin)
      throw new StatusPageError('redirected', address, undefined, shown(target, location));
    next = target;
  }
  throw new StatusPageError('redirected', address, new Error('it redirects without end'), shown(next, ''));
}

/** Where a redirect leads, without what may be secret in it. */
function shown(target: URL | undefined, location: string): string {
  const text = target === undefined || target.origin === 'null' ? location : `${target.origin}${target.pathname}`;
  return text.slice(0, MOST_SHOWN);
}

/** A maintenance that is going on may be in two answers. */
function withoutCopies(incidents: readonly ThirdPartyIncident[]): readonly ThirdPartyIncident[] {
  const seen = new Set<string>();
  return incidents.filter(({ name, startedAt }) => {
    const key = `${startedAt} ${name}`;
    return !seen.has(key) && seen.add(key);
  });
}

function at(base: URL, name: string): URL {
  return new URL(`${base.pathname.replace(/(?<!\/)\/+$/, '')}/api/v2/${name}.json`, base.origin);
}

/** The address of a page; plain http is for this machine alone. */
function addressOf(address: string): URL {
  try {
    const url = new URL(address);
    const isLocal = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]';
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) throw new Error('not https');
    return url;
  } catch (error) {
    throw new StatusPageError('badAddress', address, error);
  }
}

/** The body as text, up to a limit, whatever its header promised. */
async function limited(response: Response, address: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > MOST_BYTES) throw new StatusPageError('tooLarge', address);
    chunks.push(bytes);
  }
  return new TextDecoder().decode(Buffer.concat(chunks)); // which drops a byte order mark
}
