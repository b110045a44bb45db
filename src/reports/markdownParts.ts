import type { EvidenceSource } from '../domain/events';
import { markdownBlock, markdownStart, plainText, shortened } from './plain';

/** The most characters of one text in a document for people; the record has all of it. */
const TEXT = 1000;

/** Text of others as literal Markdown that may stand anywhere. */
export function literal(text: string, most = TEXT): string {
  return markdownStart(shortened(text, most));
}

export function bullets(items: readonly string[], indent = ''): string[] {
  return items.map((item) => `${indent}- ${item}`);
}

/** A table whose cells are Markdown already; a row may end early. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const filled = rows.map((cells) => header.map((_, column) => cells[column] ?? ''));
  return [row(header), row(header.map(() => '---')), ...filled.map(row)];
}

/** A text of several lines as a quotation that keeps its line breaks. */
export function quotation(text: string): string[] {
  const lines = plainText(text)
    .trim()
    .split('\n')
    .map((line) => literal(line));
  return lines.map((line, index) => {
    if (line === '') return '>';
    const next = lines[index + 1];
    return next === undefined || next === '' ? `> ${line}` : `> ${line}\\`;
  });
}

const BLOCK_LINES = 12;
const BLOCK_WIDTH = 200;

/** The beginning of a text as a literal block, and a note on what was left out. */
export function excerpt(text: string, indent = ''): { readonly block: string; readonly left: string | undefined } {
  const lines = plainText(text).trimEnd().split('\n');
  const shown = lines.slice(0, BLOCK_LINES).map((line) => cut(line, BLOCK_WIDTH));
  const more = lines.length - shown.length;
  const isCut = shown.some((line, index) => line !== lines[index]);
  const left =
    more > 0
      ? more === 1
        ? '1 more line in the record'
        : `${more} more lines in the record`
      : isCut
        ? 'Long lines are truncated'
        : undefined;
  return { block: markdownBlock(shown.join('\n'), indent), left };
}

/** Unlike `shortened`, it keeps the spaces within. */
function cut(line: string, width: number): string {
  return line.length <= width
    ? line
    : `${Array.from(line.slice(0, 2 * width))
        .slice(0, width)
        .join('')}…`;
}

/** `src/cache.ts:12-30@1a2b3c4d`, or the name of the terminal or metric. */
export function sourceReference({ kind, name, startLine, endLine, repository, commit }: EvidenceSource): string {
  if (kind === 'terminal' || kind === 'metric') return literal(`${kind} ${name}`);
  const last = endLine === undefined || endLine === startLine ? '' : `-${endLine}`;
  const lines = startLine === undefined ? '' : `:${startLine}${last}`;
  const place = `${name}${lines}${commit === undefined ? '' : `@${commit.slice(0, 8)}`}`;
  return literal(repository === undefined ? place : `${place} (${repository})`);
}
