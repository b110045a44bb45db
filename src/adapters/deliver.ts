import type { Outcome, Why } from '../app/outboxPorts';
import {
  HttpError,
  askHttp,
  isLocal,
  reasonOf,
  wasNotSent,
  withDeadline,
  withoutSecrets,
  type HttpAnswer,
  type HttpRequest,
} from './http';

/** A service that takes longer is given up: then it is not known whether it took what was sent. Milliseconds. */
const PATIENCE = 30_000;
const MOST_BYTES = 1024 * 1024;
const MOST_SHOWN = 200;

export interface Delivery extends Omit<HttpRequest, 'signal' | 'mostBytes' | 'shownAs' | 'form'> {
  /** The service, for people; the address may be a secret and is in no error. */
  readonly service: string;
  readonly signal: AbortSignal;
  readonly patience?: number;
  readonly mostBytes?: number;
  /** What an answer of success says; for services that answer 200 to what they refuse. */
  readonly read?: (answer: HttpAnswer) => Outcome;
  /** What the service says is wrong, out of an answer that is no success. */
  readonly detail?: (answer: HttpAnswer) => string;
}

/**
 * Sends something to a service, once, and says what came of it. Redirects are not followed. A service that says it failed (500,
 * 502, 503) or is busy (429) is believed that it did nothing; where no answer came, or a gateway gave up waiting for it (504),
 * it may have. Never rejects.
 */
export async function deliver(address: string, delivery: Delivery): Promise<Outcome> {
  const { service, patience = PATIENCE, mostBytes = MOST_BYTES, read, detail, ...request } = delivery;
  try {
    const url = serviceAddress(address, service);
    const answer = await withDeadline(request.signal, patience, (signal) =>
      askHttp(url, { ...request, signal, mostBytes, shownAs: service }),
    );
    const { status } = answer;
    if (status >= 200 && status <= 299) return read?.(answer) ?? { kind: 'sent' };
    const said = withoutSecrets(detail?.(answer) ?? '', address, request.headers);
    return outcomeOfStatus(answer, `HTTP ${status} ${said}`.trim().slice(0, MOST_SHOWN));
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** What a status that is no success says of something that was sent. */
export function outcomeOfStatus({ status, retryAfter }: HttpAnswer, detail: string): Outcome {
  const later = retryAfter === undefined ? {} : { retryAfter };
  if (status === 429) return { kind: 'later', why: { problem: 'busy', detail }, ...later };
  if (status === 500 || status === 502 || status === 503) {
    return { kind: 'later', why: { problem: 'serverError', detail }, ...later };
  }
  if (status >= 500) return { kind: 'doubt', why: { problem: 'serverError', detail } };
  if (status === 408) return { kind: 'later', why: { problem: 'tooSlow', detail } };
  const isUnauthorized = status === 401 || status === 403;
  return { kind: 'refused', why: { problem: isUnauthorized ? 'unauthorized' : 'refused', detail } };
}

function outcomeOfError(error: unknown): Outcome {
  if (!(error instanceof HttpError)) return { kind: 'doubt', why: { problem: 'unknown', detail: '' } };
  const why: Why = { problem: problemOf(error), detail: error.target ?? reasonOf(error) };
  // Trying again leads to the same place.
  if (error.failure === 'badAddress' || error.failure === 'redirected') return { kind: 'refused', why };
  return { kind: wasNotSent(error) ? 'later' : 'doubt', why };
}

function problemOf(error: HttpError): Why['problem'] {
  if (error.failure === 'tooLarge') return 'unknown';
  if (error.failure !== 'unreachable') return error.failure;
  return wasNotSent(error) ? 'unreachable' : 'noAnswer';
}

/**
 * An address that somebody typed or pasted, which may itself be a secret: https, or this machine. Throws HttpError, which names
 * the service alone.
 */
export function serviceAddress(address: string, service: string): URL {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal(url));
  if (url === undefined || !isSafe || url.username !== '' || url.password !== '') {
    throw new HttpError('badAddress', service);
  }
  return url;
}
