import { shortened } from '../reports/plain';

/** What products take for a call to everybody, wherever it stands. */
const EVERYBODY = /@(?=(?:everyone|here|channel|all|group|team)(?![\p{L}\p{N}]))/giu;

/**
 * Text of others as one line that no product takes for more than text: an at sign that could call somebody becomes a look-alike,
 * what begins a mention, a date or a tag in angle brackets too. An address that is written out stays: it leads where it says.
 */
export function withoutCalls(text: string, most: number): string {
  return shortened(text, most)
    .replace(EVERYBODY, '＠')
    .replace(/(?<![\p{L}\p{N}])@/gu, '＠')
    .replace(/<(?=\S)/g, '‹')
    .replace(/\](?=[(:[])/g, '] ');
}

/** The same for products that read Markdown: nothing of it is markup. */
export function literal(text: string, most: number): string {
  return withoutCalls(text, most)
    .replace(/[\\`*_~|[\]]/g, '\\$&')
    .replace(/^(?=[#>+=-])/, '\\')
    .replace(/^(\d+)(?=[.)])/, '$1\\');
}

/** `literal`, so short that it has at most so many characters with its backslashes. */
export function literalWithin(text: string, most: number): string {
  let length = most;
  for (;;) {
    const made = literal(text, Math.max(1, length));
    if (made.length <= most || length <= 1) return made;
    length = Math.min(length - 1, Math.floor((length * most) / made.length));
  }
}
