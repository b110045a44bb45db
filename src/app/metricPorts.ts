import type { Instant } from '../domain/incident';
import type { OnsetAnswer, OnsetRequest } from '../metrics/look';
import type { NamedSeries } from '../metrics/readSeries';

/** A range of a metric, as it is asked for. */
export interface MetricQuery {
  /** The base address of what speaks Prometheus' API. */
  readonly prometheus: string;
  /** PromQL. */
  readonly query: string;
  readonly from: Instant;
  readonly to: Instant;
  /** Milliseconds. */
  readonly step: number;
  /** What is sent as `Authorization`. */
  readonly authorization?: string | undefined;
}

export type MetricFailure =
  | 'badAddress'
  | 'unreachable'
  | 'tooSlow'
  | 'redirected'
  | 'tooLarge'
  /** The server says what is wrong with the query: `detail` is its own words. */
  | 'refused'
  /** It wants somebody to sign in, or somebody else. */
  | 'unauthorized'
  /** What answers is no Prometheus. */
  | 'notPrometheus'
  /** Credentials would go through the network for all to read. */
  | 'notEncrypted';

/** Why a metric gave nothing. */
export class MetricError extends Error {
  constructor(
    readonly failure: MetricFailure,
    readonly address: string,
    /** What the server says, or where it wanted to go. */
    readonly detail = '',
    cause?: unknown,
  ) {
    super(`${failure}: ${address} ${detail}`.trim(), { cause });
    this.name = 'MetricError';
  }
}

export interface MetricPorts {
  /** The series of a range query. Rejects with MetricError, or the reason of the signal. */
  readonly range: (query: MetricQuery, signal: AbortSignal) => Promise<readonly NamedSeries[]>;
  /** Finds onsets in a thread of its own. Rejects with an error that says why, or the reason of the signal. */
  readonly onsets: (request: OnsetRequest, signal: AbortSignal) => Promise<OnsetAnswer>;
}
