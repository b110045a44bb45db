import { join } from 'node:path';
import { freshProgram } from './fresh';
import { median, milliseconds, type Figure } from './report';

const CHANGES = 5_000;
const RUNS = 5;

interface Ranked {
  readonly indexing: number;
  readonly longest: number;
  readonly first: number;
  readonly others: readonly number[];
}

/** Indexing and ranking thousands of changes with text, once their facts are there; each time in a fresh process. */
export async function benchRanking(): Promise<Figure[]> {
  const { run, remove } = await freshProgram<Ranked>(join(__dirname, 'rankOnce.ts'));
  try {
    const runs: Ranked[] = [];
    for (let i = 0; i < RUNS; i++) runs.push(await run(String(CHANGES)));
    const [first, indexing] = [median(runs.map((each) => each.first)), median(runs.map((each) => each.indexing))];
    const again = median(runs.flatMap(({ others }) => others));
    const longest = median(runs.map((each) => each.longest));
    const many = CHANGES.toLocaleString('en');
    return [
      {
        what: `rank ${many} changes with text`,
        measured: milliseconds(again),
        baseline: `${milliseconds(indexing)} to index them once`,
        ratio: (again / indexing).toFixed(2),
        goal: '< 50 ms',
      },
      {
        what: '… the first time in a process',
        measured: milliseconds(first),
        baseline: `${milliseconds(indexing)} to index them once`,
        ratio: (first / indexing).toFixed(2),
        goal: '< 50 ms',
      },
      {
        what: `index ${many} changes: the longest time without a pause`,
        measured: milliseconds(longest),
        baseline: `${milliseconds(indexing)} for all of it`,
        ratio: (longest / indexing).toFixed(2),
        goal: '< 16 ms',
      },
    ];
  } finally {
    await remove();
  }
}
