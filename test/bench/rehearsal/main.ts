/**
 * How often a rehearsed revert is what people really committed, and how long it takes to say all that is said of it.
 *   npm run bench:rehearsal -- --repos DIR --cases FILE --json OUT
 * DIR has a git directory, or a link to one, named `<owner>+<name>` for each repository; FILE is `[{repo, revert, culprit}]`, a
 * list or a case a line. Each culprit is taken back on the first parent of its revert. OUT is `{cases, clean, equal, medianMs,
 * p95Ms}`: `clean` is the share of the cases without a conflict, `equal` the share of those whose tree is the revert's own.
 * `--verbose` names the cases that are neither.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RehearsalFailed } from '../../../src/app/rehearsalPorts';
import { rehearsals } from '../../../src/adapters/rehearsals';
import { quantile } from '../report';

interface Case {
  readonly repo: string;
  readonly revert: string;
  readonly culprit: string;
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const options = { repos: text, cases: text, json: text, verbose: { type: 'boolean' } } as const;
  const { repos, cases: file, json, verbose = false } = parseArgs({ options }).values;
  if (repos === undefined || file === undefined) throw new Error('name --repos DIR and --cases FILE');
  const cases = readCases(file);
  const tries = rehearsals({ now: Date.now });
  const times: number[] = [];
  let [clean, equal, failed] = [0, 0, 0];
  try {
    for (const { repo, revert, culprit } of cases) {
      const root = gitDirectory(join(resolve(repos), repo.replace('/', '+')));
      const [tip = '', wanted = ''] = ids(root, `${revert}^1`, `${revert}^{tree}`);
      const begun = performance.now();
      try {
        const request = { tip, commits: [culprit], signal: new AbortController().signal };
        const { outcome, tree, dependants, wayOut, conflicts } = await tries.rehearse(root, request);
        times.push(performance.now() - begun);
        const isEqual = outcome === 'clean' && tree === wanted;
        if (outcome === 'clean') clean++;
        if (isEqual) equal++;
        if (verbose) {
          const way = wayOut && (wayOut.kind === 'found' ? `with ${wayOut.changes.length} more` : 'no way out');
          const what = [outcome, isEqual ? 'equal' : 'other', way ?? `${dependants.length} dependants`].join(', ');
          console.log(`${repo} ${revert.slice(0, 12)} ${times.at(-1)?.toFixed(1)} ms: ${what} ${conflicts.length}`);
        }
      } catch (error) {
        if (!(error instanceof RehearsalFailed)) throw error;
        failed++;
        console.error(`${repo} ${revert.slice(0, 12)}: ${error.problem}`, verbose ? error.cause : '');
      }
    }
  } finally {
    await tries.dispose();
  }
  const share = (part: number, of: number) => (of === 0 ? 0 : Number((part / of).toFixed(4)));
  const rounded = (value: number) => Number(value.toFixed(1));
  const result = {
    cases: cases.length,
    clean: share(clean, cases.length),
    equal: share(equal, clean),
    medianMs: rounded(quantile(times, 0.5)),
    p95Ms: rounded(quantile(times, 0.95)),
  };
  console.log(JSON.stringify(result), failed > 0 ? `, ${failed} could not be rehearsed` : '');
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
}

function readCases(file: string): readonly Case[] {
  const text = readFileSync(file, 'utf8');
  if (text.trimStart().startsWith('[')) return JSON.parse(text) as Case[];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as Case);
}

function gitDirectory(path: string): string {
  const inside = [path, join(path, '.git')].map((each) => (existsSync(each) ? realpathSync(each) : each));
  const found = inside.find((each) => existsSync(join(each, 'HEAD')) && existsSync(join(each, 'objects')));
  if (found === undefined) throw new Error(`there is no git directory at ${path}`);
  return found;
}

function ids(root: string, ...names: readonly string[]): readonly string[] {
  const args = ['--git-dir', root, 'rev-parse', ...names];
  return execFileSync('git', args, { encoding: 'utf8', timeout: 60_000 }).trim().split('\n');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
