import * as v from 'valibot';
import { seriesOf } from './series';
import type { NamedSeries } from './readSeries';

const SAMPLE = v.tuple([v.number(), v.string()]);
const MATRIX = v.object({
  status: v.literal('success'),
  data: v.object({
    resultType: v.literal('matrix'),
    result: v.array(v.object({ metric: v.record(v.string(), v.string()), values: v.array(SAMPLE) })),
  }),
});
const ERROR = v.object({ status: v.literal('error'), error: v.string(), errorType: v.optional(v.string()) });

/** The series of an answer of Prometheus to a range query; undefined where the text is none. */
export function readAnswer(text: string): readonly NamedSeries[] | undefined {
  const read = v.safeParse(MATRIX, parsed(text));
  return read.success
    ? read.output.data.result.map(({ metric, values }) => ({
        name: labelsOf(metric),
        series: seriesOf(values.map(([seconds, value]) => ({ at: Math.round(seconds * 1000), value: Number(value) }))),
      }))
    : undefined;
}

/** What an answer of Prometheus says is wrong; undefined where the text is none that does. */
export function readProblem(text: string): string | undefined {
  const read = v.safeParse(ERROR, parsed(text));
  if (!read.success) return undefined;
  const { errorType, error } = read.output;
  return errorType === undefined || errorType === '' ? error : `${errorType}: ${error}`;
}

/** `up{instance="a"}`, as Prometheus writes it; empty for what has no labels. */
export function labelsOf(metric: Readonly<Record<string, string>>): string {
  const { __name__: name = '', ...labels } = metric;
  const pairs = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(', ')}}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
