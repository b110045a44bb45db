import { readIncidents, type ThirdPartyIncident } from '../../changes/thirdParties';

/** Why a status page gave nothing. */
export type StatusPageFailure = 'badAddress' | 'unreachable' | 'tooSlow' | 'refused' | 'notAStatuspage' | 'tooLarge';

export class StatusPageError extends Error {
  constructor(
    readonly failure: StatusPageFailure,
    readonly address: string,
    cause?: unknown,
  ) {
    super(`${failure}: ${address}`, { cause });
    this.name = 'StatusPageError';
  }
}

/** A page that takes longer is given up. Milliseconds. */
const PATIENCE = 4000;
/** An answer is not asked for again so soon. Milliseconds. */
const FRESH_FOR = 60_000;
const MOST_BYTES = 2 * 1024 * 1024;

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
    const url = addressOf(address);
    const text = await this.download(url, address);
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch (error) {
      throw new StatusPageError('notAStatuspage', address, error);
    }
    const incidents = readIncidents(url.host, answer);
    if (incidents === undefined) throw new StatusPageError('notAStatuspage', address);
    return incidents;
  }

  private async download(url: URL, address: string): Promise<string> {
    const signal = AbortSignal.timeout(this.patience);
    try {
      const response = await fetch(url, { signal, redirect: 'follow', headers: { accept: 'application/json' } });
      if (!response.ok) throw new StatusPageError('refused', address, new Error(`HTTP ${response.status}`));
      return await limited(response, address);
    } catch (error) {
      if (error instanceof StatusPageError) throw error;
      throw new StatusPageError(signal.aborted ? 'tooSlow' : 'unreachable', address, error);
    }
  }
}

/** The address of a page's incidents; plain http is for this machine alone. */
function addressOf(address: string): URL {
  try {
    const url = new URL(address);
    const isLocal = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]';
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) throw new Error('not https');
    return new URL(`${url.pathname.replace(/\/+$/, '')}/api/v2/incidents.json`, url.origin);
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
  return Buffer.concat(chunks).toString('utf8');
}
