import { ChatFailed } from '../../app/chatPorts';
import type { Why } from '../../app/outboxPorts';
import { outcomeOfStatus, serviceAddress } from '../deliver';
import { HttpError, askHttp, reasonOf, wasNotSent, withDeadline, type HttpRequest } from '../http';

const PATIENCE = 20_000;
const MOST_BYTES = 4 * 1024 * 1024;

export type Json = Readonly<Record<string, unknown>>;

/** Asks a product's API for something, which changes nothing there. Rejects with ChatFailed, in which no secret stands. */
export async function askApi(
  address: string,
  service: string,
  token: string,
  signal: AbortSignal,
  request: Pick<HttpRequest, 'json' | 'method' | 'form'> = {},
): Promise<unknown> {
  try {
    const url = serviceAddress(address, service);
    const { status, text, retryAfter } = await withDeadline(signal, PATIENCE, (within) =>
      askHttp(url, {
        ...request,
        signal: within,
        headers: { authorization: `Bearer ${token}` },
        mostBytes: MOST_BYTES,
        shownAs: service,
      }),
    );
    if (status < 200 || status > 299) {
      const outcome = outcomeOfStatus(
        { status, text, ...(retryAfter !== undefined && { retryAfter }) },
        `HTTP ${status}`,
      );
      throw new ChatFailed(outcome.kind === 'sent' ? UNKNOWN : outcome.why);
    }
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof ChatFailed) throw error;
    if (error instanceof HttpError) {
      const { failure } = error;
      const problem =
        failure === 'tooLarge' ? 'unknown' : failure === 'unreachable' && !wasNotSent(error) ? 'noAnswer' : failure;
      throw new ChatFailed({ problem, detail: error.target ?? reasonOf(error) });
    }
    throw new ChatFailed({ problem: 'refused', detail: 'not JSON' });
  }
}

const UNKNOWN: Why = { problem: 'unknown', detail: '' };

export function textIn(value: unknown, name: string): string | undefined {
  const text = isJson(value) ? value[name] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

export function listIn(value: unknown, name: string): readonly unknown[] {
  const list = isJson(value) ? value[name] : undefined;
  return Array.isArray(list) ? list : [];
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
