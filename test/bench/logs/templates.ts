import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TemplateMiner } from '../../../src/logs/miner';

/** How well lines were grouped: the share of lines whose group holds exactly the lines of their labelled group. */
export interface Accuracy {
  readonly mean: number;
  readonly perDataset: Readonly<Record<string, number>>;
}

/** Lines from which the form of a log is learned, as when a file is read. */
const SAMPLE = 500;

/**
 * Measures on labelled logs: `<folder>/<name>/<name>_2k.log` with the labels in `<name>_2k_structured.csv` (or
 * `<name>_2k.log_structured.csv`), a column EventId. The raw lines are read in their order; nothing is set for a log.
 */
export function measureTemplates(folder: string): Accuracy {
  const perDataset: Record<string, number> = {};
  for (const name of readdirSync(folder).sort()) {
    const log = join(folder, name, `${name}_2k.log`);
    const labels = ['_2k_structured.csv', '_2k.log_structured.csv']
      .map((ending) => join(folder, name, `${name}${ending}`))
      .find((file) => existsSync(file));
    if (labels === undefined || !existsSync(log)) continue;
    perDataset[name] = accuracyOf(linesOf(readFileSync(log, 'utf8')), idsOf(readFileSync(labels, 'utf8')));
  }
  const values = Object.values(perDataset);
  return { mean: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length), perDataset };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The column EventId of comma-separated values. */
function idsOf(text: string): readonly string[] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end !== ',') rows.push([]);
  }
  const column = rows[0]?.indexOf('EventId') ?? -1;
  if (column === -1) throw new Error('no column EventId');
  return rows.slice(1).flatMap((row) => (row.length > 1 ? [row[column] ?? ''] : []));
}

function accuracyOf(lines: readonly string[], labels: readonly string[]): number {
  if (lines.length !== labels.length) throw new Error(`${lines.length} lines, but ${labels.length} labels`);
  const miner = new TemplateMiner(lines.slice(0, SAMPLE));
  const patterns = lines.map((line) => miner.add(line).pattern);
  const groupOf = new Map<number, number>();
  miner.templates().forEach((template, group) => {
    for (const pattern of template.patterns) groupOf.set(pattern, group);
  });
  const groups = patterns.map((pattern) => groupOf.get(pattern) ?? -1);
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const labelled = new Map<string, number[]>();
  labels.forEach((label, line) => labelled.set(label, [...(labelled.get(label) ?? []), groups[line] ?? -1]));
  let right = 0;
  for (const found of labelled.values()) {
    const [first = -1] = found;
    if (found.every((group) => group === first) && sizes.get(first) === found.length) right += found.length;
  }
  return right / lines.length;
}
