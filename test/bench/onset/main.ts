/**
 * Measures how well the start of an incident is found in a metric, on series made from seeds: eight kinds, 40 of each.
 *   npm run bench:onset -- [--json OUT] [--seed FIRST] [--count PER_KIND]
 * The method was made with the seeds from 1 on; the figures are those of seeds that it has not seen (from 1001 on).
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureOnsets, type OnsetFigures } from './measure';
import { KINDS } from './series';

const { values } = parseArgs({
  options: { json: { type: 'string' }, seed: { type: 'string' }, count: { type: 'string' } },
});

const percent = (part: number | null) => (part === null ? '-' : `${(100 * part).toFixed(1)} %`);
const row = (cells: readonly string[]) =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(10) : cell.padStart(16))).join('');
const errorOf = ({ medianError }: OnsetFigures) => (medianError === null ? '-' : medianError.toFixed(1));

function main(): void {
  const report = measureOnsets(Number(values.seed ?? 1001), Number(values.count ?? 40));
  console.log(row(['kind', 'series', 'found', 'median error', 'within 3', 'clear', 'clear within 3', 'in interval']));
  for (const kind of KINDS) {
    const each = report.perKind[kind];
    const cells = [each.count, each.found].map(String);
    const { clear } = each;
    const shares = [percent(each.withinThree), String(clear.count), percent(clear.withinThree), percent(each.coverage)];
    console.log(row([kind, ...cells, errorOf(each), ...shares]));
  }
  console.log(`\n${report.count} series, ${report.milliseconds.toFixed(0)} ms each`);
  console.log(`median error        ${String(report.medianError)} steps (goal: 1 at most)`);
  console.log(`clear, within 3     ${percent(report.withinThree)} (goal: 90 % at least)`);
  console.log(`false onsets        ${percent(report.falseOnsets)} of those without (goal: 5 % at most)`);
  const sure = (word: 'high' | 'medium' | 'low') =>
    KINDS.map((kind) => report.perKind[kind].bySureness[word]).reduce<readonly [number, number]>(
      ([count, right], each) => [count + each.count, right + each.count * (each.withinThree ?? 0)] as const,
      [0, 0],
    );
  for (const word of ['high', 'medium', 'low'] as const) {
    const [count, right] = sure(word);
    console.log(
      `said ${word.padEnd(14)} ${String(count)}, of which within 3: ${percent(count === 0 ? null : right / count)}`,
    );
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
}

main();
