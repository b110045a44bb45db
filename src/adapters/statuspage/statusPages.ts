import { readIncidents, readMaintenances, type ThirdPartyIncident } from '../../changes/thirdParties';
import { HttpError, askHttp, isLocal, pathOf } from '../http';

/** Why a status page gave nothing. */
export type StatusPageFailure =
  | 'badAddress'
  | 'unreachable'
  | 'tooSlow'
  | 'refused'
  | 'redirected'
  | 'notAStatuspage'
  | 'tooLarge';

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
      const { status, text } = await askHttp(url, { signal, mostBytes: MOST_BYTES });
      if (status < 200 || status > 299) throw new StatusPageError('refused', address, new Error(`HTTP ${status}`));
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof StatusPageError) throw error;
      if (error instanceof HttpError) throw new StatusPageError(error.failure, address, error.cause, error.target);
      throw new StatusPageError('notAStatuspage', address, error);
    }
  }
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
  return new URL(`${pathOf(base)}/api/v2/${name}.json`, base.origin);
}

/** The address of a page; plain http is for this machine alone. */
function addressOf(address: string): URL {
  try {
    const url = new URL(address);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal(url))) throw new Error('not https');
    return url;
  } catch (error) {
    throw new StatusPageError('badAddress', address, error);
  }
}
