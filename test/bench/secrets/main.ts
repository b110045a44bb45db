/**
 * Measures how well secrets are found, and how long it takes.
 *   npm run bench:secrets [-- --json OUT] [--show]     `--show` lists what was missed and what was masked wrongly
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SecretKeeper } from '../../../src/app/secretKeeper';
import { median, quantile, timed } from '../report';
import { corpus } from './corpus';

const { values } = parseArgs({ options: { json: { type: 'string' }, show: { type: 'boolean' } } });
/** So much of a secret in a row would help somebody to guess the rest. Characters. */
const LEAK = 8;
const LINE = 'the pool is exhausted on registry-3, p99 4200 ms; retry in 5 s (request 0f3a) token bucket empty; ';
const ROUNDS = 50;

async function main(): Promise<void> {
  let partly = 0;
  const keeper = new SecretKeeper({
    mode: () => 'mask',
    ask: () => Promise.resolve('mask'),
    onPartlyChecked: () => (partly += 1),
    report: (error) => console.error(error),
  });
  const first = await timed(() => keeper.kindsIn('the first one loads the rules'));
  const { secrets, ordinary } = corpus();
  const missed = [];
  for (const each of secrets) {
    const masked = (await keeper.masksFor({ text: each.text }))(each.text);
    if (masked === each.text || leaks(masked, each.secret)) missed.push({ ...each, masked });
  }
  const wrong = [];
  for (const line of ordinary) {
    const masked = (await keeper.masksFor({ text: line }))(line);
    if (masked !== line) wrong.push({ line, masked });
  }
  const secret = secrets.map(({ text }) => text).join(' ');
  const lines = await times([filled(1024, LINE), filled(1024, secret)], keeper);
  const pages = await times(
    [filled(65_536, LINE), filled(65_536, `${LINE.repeat(20)}${secret.slice(0, 300)}`)],
    keeper,
  );
  const figures = {
    kinds: new Set(secrets.map(({ kind }) => kind)).size,
    secrets: secrets.length,
    ordinary: ordinary.length,
    recall: 1 - missed.length / secrets.length,
    falseMasks: wrong.length / ordinary.length,
    lineMs: { median: median(lines), p95: quantile(lines, 0.95) },
    pageMs: { median: median(pages), p95: quantile(pages, 0.95) },
    firstMs: first,
    partlyChecked: partly,
  };
  console.log(figures);
  if (values.show === true) console.log(missed, wrong);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`);
}

function leaks(masked: string, secret: string): boolean {
  if (secret.length < LEAK) return masked.includes(secret);
  // What only says what it is may be shown.
  const first = /^(?:github_pat_|AGE-SECRET-KEY-)/.exec(secret)?.[0].length ?? 2;
  for (let at = first; at + LEAK <= secret.length; at++) if (masked.includes(secret.slice(at, at + LEAK))) return true;
  return false;
}

function filled(length: number, text: string): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

async function times(texts: readonly string[], keeper: SecretKeeper): Promise<readonly number[]> {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const text of texts) found.push(await timed(() => keeper.masksFor({ text })));
  }
  return found;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
