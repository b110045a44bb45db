import { join } from 'node:path';
import { freshProgram } from './fresh';
import { madeRepository, NEWEST } from './largeRepository';
import { median, milliseconds, type Figure } from './report';

const HOUR = 3_600_000;
const RUNS = 3;
const LARGE = { landings: 100_000, every: HOUR / 60 };
const SMALL = { landings: 2_000, every: HOUR / 4 };

interface Found {
  readonly changes: number;
  readonly first: number;
  readonly ready: number;
  readonly longest: number;
  readonly before: number;
  readonly most: number;
}

/** What Changed? where 100,000 commits landed in the window, beside a window of 2,000. */
export async function benchMany(): Promise<Figure[]> {
  const { run, remove } = await freshProgram<Found>(join(__dirname, 'manyOnce.ts'));
  try {
    const [large, small] = [await madeRepository(LARGE), await madeRepository(SMALL)];
    const found = async (root: string, { landings, every }: typeof LARGE, ...more: readonly string[]) => {
      const runs: Found[] = [];
      const hours = String(Math.ceil((landings * every) / HOUR));
      for (let i = 0; i < RUNS; i++) runs.push(await run(root, String(NEWEST - HOUR), hours, ...more));
      return (key: keyof Found) => median(runs.map((each) => each[key]));
    };
    const of = await found(large, LARGE);
    const beside = await found(small, SMALL);
    const cancelled = await found(large, LARGE, 'cancel');
    const memory = (figure: typeof of) => figure('most') - figure('before');
    const landings = LARGE.landings.toLocaleString('en');
    return [
      {
        what: `${landings} commits in the window: first rows (${of('changes')} nearest the start)`,
        measured: milliseconds(of('first')),
        baseline: `${milliseconds(beside('first'))} for ${beside('changes')}; ${milliseconds(of('ready'))} with all diffs`,
        ratio: (of('first') / beside('first')).toFixed(2),
        goal: '',
      },
      {
        what: '… the longest time in which nothing else can run',
        measured: milliseconds(of('longest')),
        baseline: `${milliseconds(beside('longest'))} for ${beside('changes')}`,
        ratio: (of('longest') / beside('longest')).toFixed(2),
        goal: '< 50 ms',
      },
      {
        what: '… memory beside what it was before',
        measured: `${memory(of).toFixed(0)} MB at most`,
        baseline: `${memory(beside).toFixed(0)} MB for ${beside('changes')}`,
        ratio: (memory(of) / memory(beside)).toFixed(2),
        goal: 'flat',
      },
      {
        what: '… from Cancel until nothing is read any more',
        measured: milliseconds(cancelled('ready') - cancelled('first')),
        baseline: `${milliseconds(of('ready') - of('first'))} without it`,
        ratio: ((cancelled('ready') - cancelled('first')) / (of('ready') - of('first'))).toFixed(2),
        goal: '< 100 ms',
      },
    ];
  } finally {
    await remove();
  }
}
