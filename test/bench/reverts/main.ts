/**
 * How many of the reverts of real histories are recognised and linked to what they take back.
 *   npm run bench:reverts -- --repos DIR [--json OUT]
 * Every git directory, or link to one, directly in DIR. OUT is `[{repo, reverts, found, wrong}]`: reverts whose text names a hash or
 * number that is on the first-parent line (by `truth.ts`, which shares no rule with the product); those of them that the product
 * links to one of the named changes; and the changes that it calls reverts, or links, against that reading.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isRevert, revertLinksOf } from '../../../src/changes/reverts';
import { type LineChange, namedReverts, speaksOfUndoing } from './truth';

interface Row {
  readonly repo: string;
  readonly reverts: number;
  readonly found: number;
  readonly wrong: number;
}

function main(): void {
  const options = { repos: { type: 'string' }, json: { type: 'string' }, verbose: { type: 'boolean' } } as const;
  const { repos, json, verbose = false } = parseArgs({ options }).values;
  if (repos === undefined) throw new Error('name --repos DIR');
  const directory = resolve(repos);
  const rows = readdirSync(directory)
    .sort()
    .flatMap((name) => {
      const git = gitDirectory(realpathSync(join(directory, name)));
      return git === undefined ? [] : [measure(name, git, verbose)];
    });
  for (const { repo, reverts, found, wrong } of rows) {
    const share = reverts === 0 ? '–' : `${((100 * found) / reverts).toFixed(1)} %`;
    console.log(
      `${repo.padEnd(36)} ${String(found).padStart(5)} of ${String(reverts).padStart(5)}  ${share.padStart(8)}  wrong ${wrong}`,
    );
  }
  if (json !== undefined) writeFileSync(json, JSON.stringify(rows, null, 2) + '\n');
}

function gitDirectory(path: string): string | undefined {
  const inside = [path, join(path, '.git')].map((each) => (existsSync(each) ? realpathSync(each) : each));
  return inside.find((each) => existsSync(join(each, 'HEAD')) && existsSync(join(each, 'objects')));
}

function measure(repo: string, git: string, verbose: boolean): Row {
  const line = readLine(git);
  const named = namedReverts(line);
  const takings = new Map(revertLinksOf(line).map(({ revert, targets }) => [revert, targets]));
  const found = [...named].filter(([revert, targets]) => takings.get(revert)?.some((target) => targets.has(target)));
  const wrong = line.flatMap((change, i) => {
    if (!isRevert(change)) return [];
    const [linked = [], targets] = [takings.get(i), named.get(i)];
    const isElsewhere =
      targets !== undefined &&
      linked.some((target) => !targets.has(target)) &&
      !linked.some((target) => targets.has(target));
    return isElsewhere || !speaksOfUndoing(change) ? [change] : [];
  });
  if (verbose) {
    for (const [i] of named) if (!found.some(([revert]) => revert === i)) show('missed', line[i]);
    for (const change of wrong) show('wrong', change);
  }
  return { repo, reverts: named.size, found: found.length, wrong: wrong.length };
}

function show(what: string, change: LineChange | undefined): void {
  if (change)
    console.log(
      `  ${what} ${change.sha.slice(0, 12)} ${change.subject} | ${change.body.slice(0, 300).replaceAll('\n', ' / ')}`,
    );
}

function readLine(git: string): LineChange[] {
  const args = [
    '--git-dir',
    git,
    '-c',
    'log.showSignature=false',
    'log',
    '--first-parent',
    '--format=%H%x00%s%x00%b%x00%x00',
    'HEAD',
    '--',
  ];
  const output = execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 30, timeout: 300_000 });
  return output.split('\0\0\n').flatMap((record) => {
    const [sha = '', subject = '', body = ''] = record.split('\0');
    return sha === '' ? [] : [{ sha, subject, body }];
  });
}

main();
