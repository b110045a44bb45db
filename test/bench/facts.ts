import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeSources } from '../../src/adapters/changeSources';
import { readWindow } from '../../src/adapters/git/landings';
import { findMainline } from '../../src/adapters/git/mainline';
import { repositoryFacts } from '../../src/adapters/git/repositoryFacts';
import { askGit } from '../../src/adapters/git/run';
import { ChangeFinder } from '../../src/app/changeFinder';
import { freshProgram } from './fresh';
import { incidentAt } from './incident';
import { madeRepository } from './largeRepository';
import { median, milliseconds, timed, type Figure } from './report';

const HOUR = 3_600_000;
const HOURS = 168;
const RUNS = 11;
const RUNS_OF_MEMORY = 5;
const LARGE = { landings: 40_000, every: HOUR / 4 };
const SMALL = { landings: 2_000, every: HOUR / 4 };

/** A repository with the week before its newest landing. */
interface Week {
  readonly root: string;
  readonly from: number;
  readonly to: number;
  readonly commits: number;
}

/**
 * Facts of a week (files and churn) in a repository of 60,000 commits, or in the one that is named, against the bare git
 * command; what is read before the first rows; memory against a small repository.
 */
export async function benchFacts(named: string | undefined): Promise<Figure[]> {
  const large = await weekOf(named ?? (await madeRepository(LARGE)));
  const small = await weekOf(await madeRepository(SMALL));
  const [bare, reading] = await factsTimes(large);
  return [
    {
      what: `facts of 7 days, files and churn, in ${large.commits.toLocaleString('en')} commits`,
      measured: milliseconds(reading),
      baseline: `${milliseconds(bare)} (git log --first-parent --diff-merges=first-parent --numstat)`,
      ratio: (reading / bare).toFixed(2),
      goal: '< 1.25',
    },
    ...(await firstRows(large, bare)),
    ...(await memory(large, small)),
  ];
}

async function weekOf(root: string): Promise<Week> {
  const repository = { directory: root };
  const mainline = await findMainline(repository);
  if (mainline === undefined) throw new Error(`${root} has no commits`);
  const newest = await askGit(repository, { args: ['log', '-1', '--format=%ct', mainline.tip, '--'] });
  const to = Number(newest) * 1000;
  const commits = Number(await askGit(repository, { args: ['rev-list', '--count', '--all'] }));
  const week = { root, from: to - HOURS * HOUR, to, commits };
  const { changes } = await readWindow(repository, { ...week, tip: mainline.tip });
  if (changes.length === 0) throw new Error(`nothing landed in the last week of ${root}`);
  return week;
}

/** Medians; the two take turns. */
async function factsTimes(week: Week): Promise<[bare: number, reading: number]> {
  const bare: number[] = [];
  const reading: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    bare.push(await timed(() => bareLog(week)));
    reading.push(await timed(() => readFacts(week)));
  }
  return [median(bare), median(reading)];
}

async function bareLog({ root, from }: Week): Promise<void> {
  const tip = (await findTip(root)) ?? 'HEAD';
  const args = ['-C', root, 'log', '--first-parent', '--diff-merges=first-parent', '--numstat'];
  const child = spawn('git', [...args, `--since=@${from / 1000}`, tip, '--'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  child.stdout.resume();
  await ended;
}

const TIPS = new Map<string, string>();

/** Looked up before it is timed. */
async function findTip(root: string): Promise<string | undefined> {
  const known = TIPS.get(root) ?? (await findMainline({ directory: root }))?.tip;
  if (known !== undefined) TIPS.set(root, known);
  return known;
}

async function readFacts({ root, from, to }: Week): Promise<void> {
  const { signal } = new AbortController();
  const { changes } = await repositoryFacts(root, { deployTags: [], from, to, signal });
  if (changes.length === 0) throw new Error('no facts');
}

interface Rows {
  readonly first: number;
  readonly ready: number;
  /** Patches that git had been asked for before the first rows, and in all. */
  readonly before: number;
  readonly patches: number;
}

/** The finder as the extension has it, on an incident an hour old, until the views have rows to show, and until all is read. */
async function firstRows(week: Week, bare: number): Promise<Figure[]> {
  const runs: Rows[] = [];
  for (let run = 0; run < RUNS_OF_MEMORY; run++) runs.push(await findOnce(week));
  const [first, ready] = [median(runs.map((each) => each.first)), median(runs.map((each) => each.ready))];
  const before = Math.max(...runs.map((each) => each.before));
  const patches = Math.min(...runs.map((each) => each.patches));
  return [
    {
      what: 'What Changed? over these 7 days: first rows',
      measured: milliseconds(first),
      baseline: `${milliseconds(bare)} (the same git log); ${milliseconds(ready)} with all diffs`,
      ratio: (first / bare).toFixed(2),
      goal: '',
    },
    {
      what: 'git commands that read a diff before the first rows',
      measured: before === 0 ? 'none' : String(before),
      baseline: `${patches} after them`,
      ratio: '',
      goal: 'none',
    },
  ];
}

async function findOnce({ root, to }: Week): Promise<Rows> {
  const folder = await mkdtemp(join(tmpdir(), 'incident-bench-'));
  const trace = join(folder, 'trace');
  process.env.GIT_TRACE = trace; // git itself says what it was asked
  const patches = () => readFileSync(trace, 'utf8').match(/built-in: git .* (?:-p|blame) /g)?.length ?? 0;
  try {
    const sources = changeSources({ roots: () => Promise.resolve([root]), now: () => to, report: fail });
    const choices = { deployTags: [], statusPages: [], hours: HOURS, pathsOf: () => [] };
    const finder = new ChangeFinder(
      sources,
      () => choices,
      () => to,
      fail,
    );
    const begun = performance.now();
    let found: { first: number; before: number } | undefined;
    finder.changed.on(() => {
      if (finder.state.suspects.length === 0) return;
      found ??= { first: performance.now() - begun, before: patches() };
    });
    await finder.refresh(incidentAt(to - HOUR));
    if (found === undefined) throw new Error('no rows');
    return { ...found, ready: performance.now() - begun, patches: patches() };
  } finally {
    delete process.env.GIT_TRACE;
    await rm(folder, { recursive: true });
  }
}

function fail(error: unknown): never {
  throw error;
}

interface Peak {
  readonly changes: number;
  readonly rss: number;
  readonly heap: number;
}

async function memory(large: Week, small: Week): Promise<Figure[]> {
  const { run, remove } = await freshProgram<Peak>(join(__dirname, 'factsOnce.ts'));
  try {
    const peaks: [Peak[], Peak[]] = [[], []];
    for (let i = 0; i < RUNS_OF_MEMORY; i++) {
      for (const [place, { root, from, to }] of [large, small].entries()) {
        peaks[place]?.push(await run(root, String(from), String(to)));
      }
    }
    const [ofLarge, ofSmall] = [peakOf(peaks[0]), peakOf(peaks[1])];
    return [
      {
        what: `memory while these facts are read (${ofLarge.changes} changes)`,
        measured: sizes(ofLarge),
        baseline: `${sizes(ofSmall)} in ${small.commits.toLocaleString('en')} commits (${ofSmall.changes} changes)`,
        ratio: (ofLarge.rss / ofSmall.rss).toFixed(2),
        goal: 'flat',
      },
    ];
  } finally {
    await remove();
  }
}

function peakOf(peaks: readonly Peak[]): Peak {
  const of = (key: keyof Peak) => median(peaks.map((peak) => peak[key]));
  return { changes: of('changes'), rss: of('rss'), heap: of('heap') };
}

function sizes({ rss, heap }: Peak): string {
  return `${rss.toFixed(0)} MB at most, heap ${heap.toFixed(0)} MB`;
}
