import type { Instant } from '../domain/incident';
import { timeOfLine } from '../domain/times/stamps';
import { readWholeTime } from '../domain/times/read';
import type { Zone } from '../domain/times/zones';
import { readAnswer } from './prometheusAnswer';
import { seriesOf, type Point, type Series } from './series';

/** Values under one name. */
export interface NamedSeries {
  readonly name: string;
  readonly series: Series;
}

/** What a pasted text holds. */
export interface ReadSeries {
  readonly all: readonly NamedSeries[];
  /** Lines that hold no time or no value; the head of a table is not among them. */
  readonly skipped: number;
  /** Whether every time named its zone. */
  readonly zoned: boolean;
}

/** More lines than this are not read. */
const MOST_LINES = 200_000;
const MOST_COLUMNS = 50;
const NAME_LENGTH = 120;

/**
 * Reads a metric from a text: CSV with or without a head (comma, semicolon or tab; one column of times, any of values), lines of
 * `time value` or `value time`, or the JSON that Prometheus answers. Times as the project reads them everywhere: `now` is the latest
 * that they can be, `zone` that of times that name none.
 */
export function readSeries(text: string, now: Instant, zone?: Zone): ReadSeries {
  const pasted = text.replace(/^\ufeff/, '').trimStart();
  const answer = pasted.startsWith('{') ? readAnswer(pasted) : undefined;
  if (answer !== undefined) return { all: answer.slice(0, MOST_COLUMNS), skipped: 0, zoned: true };
  const lines = pasted.split(/\r\n|\r|\n/, MOST_LINES).filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  const separator = separatorOf(lines);
  const rows = lines.map((line) => (separator === undefined ? wordsOf(line, now, zone) : cellsOf(line, separator)));
  return table(rows, separator, now, zone);
}

/** Of comma, semicolon and tab the one that most lines have; undefined where they are words. */
function separatorOf(lines: readonly string[]): string | undefined {
  const counts = [';', '\t', ','].map((separator) => ({
    separator,
    count: lines.filter((line) => line.includes(separator)).length,
  }));
  // A comma may stand within a number or a time: another separator that is in nearly all lines goes before it.
  const most = counts.find(({ count }) => count > 0.8 * lines.length);
  return most?.separator;
}

/** The cells of a line of CSV; what is quoted is one. */
function cellsOf(line: string, separator: string): readonly string[] {
  const cells: string[] = [];
  let [cell, quoted] = ['', false];
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}

/** A line of words as a time and a value: the stamp, wherever it is, and the last number that is none of it. */
function wordsOf(line: string, now: Instant, zone: Zone | undefined): readonly string[] {
  const read = timeOfLine(line, now, zone);
  const [start, end] = read.kind === 'time' ? [read.start ?? 0, read.end] : endOfTime(line, now, zone);
  const rest = `${line.slice(0, start)} ${line.slice(end)}`.trim().split(/\s+/);
  const value = rest.findLast((word) => !Number.isNaN(numberOf(word)));
  return [line.slice(start, end).trim(), value ?? rest.join(' ')];
}

/** `14:05 0.3` has no seconds, as lines of logs do. */
function endOfTime(line: string, now: Instant, zone: Zone | undefined): readonly [number, number] {
  const words = /^\s*\S+(?:[ T]\d{1,2}:\d\d)?/.exec(line)?.[0] ?? '';
  const [first = ''] = words.trim().split(/\s/);
  const isTime = (text: string) => !Number.isNaN(timeOf(text, now, zone).at);
  return isTime(words) ? [0, words.length] : isTime(first) ? [0, first.length] : [0, 0];
}

function table(
  rows: readonly (readonly string[])[],
  separator: string | undefined,
  now: Instant,
  zone: Zone | undefined,
): ReadSeries {
  const comma = separator === ';';
  const width = Math.min(
    MOST_COLUMNS,
    rows.reduce((most, { length }) => Math.max(most, length), 0),
  );
  const sample = rows.slice(0, 30);
  const timesIn = (column: number) =>
    sample.filter((row) => !Number.isNaN(timeOf(row[column] ?? '', now, zone).at)).length;
  const columns = Array.from({ length: width }, (_, column) => column);
  // Of equals the first one: a value may look like seconds since 1970, too.
  const time = columns.reduce((best, column) => (timesIn(column) > timesIn(best) ? column : best), 0);
  const [head = []] = rows;
  const hasHead = columns.every((column) => Number.isNaN(numberOf(head[column] ?? '', comma)));
  const points = columns.map((): Point[] => []);
  let [skipped, zoned] = [0, true];
  rows.slice(hasHead ? 1 : 0).forEach((row) => {
    const read = timeOf(row[time] ?? '', now, zone);
    const values = row.map((cell) => numberOf(cell, comma));
    if (Number.isNaN(read.at) || values.every((value, i) => i === time || Number.isNaN(value))) {
      skipped++;
      return;
    }
    zoned &&= read.zoned;
    values.forEach((value, column) => {
      if (column !== time && !Number.isNaN(value)) points[column]?.push({ at: read.at, value });
    });
  });
  const all = columns
    .filter((column) => column !== time && (points[column]?.length ?? 0) > 0)
    .map((column) => ({
      name: hasHead ? (head[column] ?? '').slice(0, NAME_LENGTH) : '',
      series: seriesOf(points[column] ?? []),
    }));
  return { all, skipped, zoned };
}

function timeOf(cell: string, now: Instant, zone: Zone | undefined): { readonly at: Instant; readonly zoned: boolean } {
  const none = { at: NaN, zoned: false };
  // What is typed as `12` or `20 min` is a length of time, and here it is a value.
  if (!/\d[:T]\d|\d{10}/.test(cell) || cell.length > 80) return none;
  const seconds = /^(\d{10})\.(\d{1,9})$/.exec(cell);
  if (seconds !== null) return { at: Math.round(Number(cell) * 1000), zoned: true };
  const read = readWholeTime(cell, now, zone, 'line');
  return read.kind === 'time' && read.isLength !== true ? { at: read.at, zoned: read.zone !== undefined } : none;
}

/** `0.3`, `1,234.5`, `12%`, `1e-3`; with `comma` also `0,3`. NaN for what is none. */
function numberOf(cell: string, comma = false): number {
  const typed = cell.trim().replace(/\s?%$/, '');
  if (!/^[-+]?[\d.,]+(?:e[-+]?\d{1,3})?$/i.test(typed)) return NaN;
  if (comma && /^[-+]?\d+,\d+$/.test(typed)) return Number(typed.replace(',', '.'));
  if (/^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(typed)) return Number(typed.replaceAll(',', ''));
  return Number(typed);
}
