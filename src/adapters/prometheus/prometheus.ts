import { MetricError, type MetricPorts, type MetricQuery } from '../../app/metricPorts';
import { readAnswer, readProblem } from '../../metrics/prometheusAnswer';
import type { NamedSeries } from '../../metrics/readSeries';
import { HttpError, askHttp, isLocal, pathOf, reasonOf, withDeadline } from '../http';

/** A server that takes longer is given up. Milliseconds. */
const PATIENCE = 20_000;
const MOST_BYTES = 16 * 1024 * 1024;
/** A longer query is sent as a form: addresses have an end, and it differs. Characters. */
const LONG_QUERY = 1500;
const MOST_SHOWN = 300;

/** Asks servers that speak Prometheus' API: Prometheus, Thanos, Mimir, VictoriaMetrics and others. */
export function prometheus(patience = PATIENCE): Pick<MetricPorts, 'range'> {
  return { range: (query, signal) => withDeadline(signal, patience, (within) => range(query, within, signal)) };
}

async function range(query: MetricQuery, signal: AbortSignal, own: AbortSignal): Promise<readonly NamedSeries[]> {
  const { prometheus: address, authorization } = query;
  const base = addressOf(query);
  const asked = new URLSearchParams({
    query: query.query,
    start: String(query.from / 1000),
    end: String(query.to / 1000),
    step: String(query.step / 1000),
  });
  const path = new URL(`${pathOf(base)}/api/v1/query_range`, base.origin);
  const isLong = query.query.length > LONG_QUERY;
  const url = isLong ? path : new URL(`${path.href}?${String(asked)}`);
  try {
    const { status, text } = await askHttp(url, {
      signal,
      mostBytes: MOST_BYTES,
      ...(isLong && { form: asked }),
      ...(authorization !== undefined && { headers: { authorization } }),
    });
    return seriesIn(status, text, address);
  } catch (error) {
    own.throwIfAborted();
    if (!(error instanceof HttpError)) throw error;
    throw new MetricError(error.failure, address, error.target ?? reasonOf(error), error.cause);
  }
}

function seriesIn(status: number, text: string, address: string): readonly NamedSeries[] {
  if (status === 401 || status === 403) throw new MetricError('unauthorized', address, `HTTP ${status}`);
  const problem = readProblem(text);
  if (problem !== undefined) throw new MetricError('refused', address, problem.slice(0, MOST_SHOWN));
  if (status < 200 || status > 299) throw new MetricError('refused', address, `HTTP ${status}`);
  const series = readAnswer(text);
  if (series === undefined) throw new MetricError('notPrometheus', address);
  return series;
}

/** Inside of many networks Prometheus speaks plain http, and is asked so; but nobody's password goes with it. */
function addressOf({ prometheus: address, authorization }: MetricQuery): URL {
  if (!URL.canParse(address)) throw new MetricError('badAddress', address);
  const url = new URL(address);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  // Credentials in an address end up in settings and logs: they have their own place.
  if (!isWeb || url.username !== '' || url.password !== '') throw new MetricError('badAddress', address);
  if (authorization !== undefined && url.protocol === 'http:' && !isLocal(url)) {
    throw new MetricError('notEncrypted', address);
  }
  return url;
}
