import { PastIndex, similarIncidents, type SimilarQuery } from '../../src/app/pastSearch';
import type { Incident } from '../../src/domain/incident';
import { similarity } from '../../src/domain/similarity';
import { KINDS, pastIncidents } from '../helpers/pastIncidents';
import { median, milliseconds, timed, type Figure } from './report';

const INCIDENTS = 1000;
const RUNS = 5;

/** Finding similar past incidents with the index against looking through all of them, and what the index costs. */
export async function benchSearch(): Promise<readonly Figure[]> {
  const past = pastIncidents(INCIDENTS);
  const queries = Object.values(KINDS).flatMap(({ next, files, service }) =>
    next.map((title): SimilarQuery => ({ texts: [title], files: files.slice(0, 1), services: [service] })),
  );
  const indexing: number[] = [];
  const first: number[] = [];
  const searching: number[] = [];
  const scanning: number[] = [];
  const typing: number[] = [];
  let memory = 0;
  for (let run = 0; run < RUNS; run++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const index = new PastIndex();
    indexing.push(await timed(() => index.update(past)));
    globalThis.gc?.();
    memory = Math.max(memory, process.memoryUsage().heapUsed - before);
    const times = queries.map((query) => elapsed(() => similarIncidents(index, query, 3)));
    first.push(times[0] ?? NaN);
    searching.push(...times.slice(1));
    typing.push(...['certif', 'roll back reg', 'replica lag'].map((typed) => elapsed(() => index.find(typed))));
    for (const { texts } of queries) scanning.push(elapsed(() => scan(past, texts[0] ?? '')));
  }
  const many = INCIDENTS.toLocaleString('en');
  const megabytes = (memory / 2 ** 20).toFixed(1);
  return [
    {
      what: `similar ones among ${many} past incidents`,
      measured: `${milliseconds(median(searching))}, the first ${milliseconds(median(first))}`,
      baseline: `${milliseconds(median(scanning))} (compare the words of each one)`,
      ratio: (median(searching) / median(scanning)).toFixed(2),
      goal: '< 0.5',
    },
    {
      what: `full-text search over ${many} past incidents`,
      measured: `${milliseconds(median(typing))}, at worst ${milliseconds(Math.max(...typing))}`,
      baseline: '',
      ratio: '',
      goal: '< 50 ms',
    },
    {
      what: `index ${many} past incidents`,
      measured: `${milliseconds(median(indexing))}, ${megabytes} MB`,
      baseline: `${milliseconds(median(scanning))} to look through them once`,
      ratio: '',
      goal: '< 500 ms',
    },
  ];
}

/** The likest ones without an index: the similarity of the title to each text of each incident. */
function scan(past: ReadonlyMap<string, Incident>, title: string): readonly Incident[] {
  return [...past.values()]
    .map((incident) => ({ incident, score: Math.max(...textsOf(incident).map((text) => similarity(text, title))) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ incident }) => incident);
}

function textsOf({ title, impact, decisions, judgements, followUps }: Incident): readonly string[] {
  return [
    title,
    impact?.effect ?? '',
    ...decisions.map(({ decision }) => decision),
    ...[...judgements.values()].map(({ change }) => change.subject),
    ...followUps.map(({ text }) => text),
  ];
}

function elapsed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
