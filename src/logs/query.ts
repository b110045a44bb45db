import { learnHeader } from './header';
import { ANY, mask, type Masked } from './mask';

/** What is looked for: this text, lines of the same kind as this one, or what an expression of the person's own matches. */
export type LogQuery =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'like'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string };

/** Says whether a line is one of those that are looked for. */
export interface LineMatcher {
  /** Texts that every such line holds: without them a line need not be looked at. */
  readonly fragments: readonly string[];
  readonly matches: (line: string) => boolean;
}

/** Shorter texts say nothing of a line. */
const SHORTEST_WORD = 3;

/** The query of what somebody typed: `/expression/i`, else a text. Throws SyntaxError where it is no expression. */
export function queryOf(typed: string): LogQuery {
  const text = typed.trim();
  const end = text.lastIndexOf('/');
  const flags = text.slice(end + 1);
  if (!text.startsWith('/') || end < 2 || !/^[imsu]{0,4}$/.test(flags)) return { kind: 'text', text };
  const source = text.slice(1, end);
  new RegExp(source, flags);
  return { kind: 'regex', source, flags };
}

/** The first line of a selection that says something. */
export function lineToFind(selection: string): string {
  const lines = selection.split(/\r?\n/).map((line) => line.trim());
  return lines.find((line) => /\p{L}{3}/u.test(line)) ?? lines.find((line) => line !== '') ?? '';
}

/**
 * What the lines of the kind of this one have in common, as people read it: `payment <*> refused`; undefined where nothing of
 * it varies or nothing would be left.
 */
export function kindOf(line: string): string | undefined {
  const { words, gaps } = messageOf(line);
  if (!words.includes(ANY) || !saysMuch(words)) return undefined;
  return gaps
    .map((gap, index) => `${index === 0 ? '' : gap}${words[index] ?? ''}`)
    .join('')
    .trim();
}

/** A matcher of a query. */
export function matcherOf(query: LogQuery): LineMatcher {
  if (query.kind === 'regex') {
    const expression = new RegExp(query.source, query.flags);
    return { fragments: [], matches: (line) => expression.test(line) };
  }
  const { text } = query;
  const literal: LineMatcher = { fragments: [text], matches: (line) => line.includes(text) };
  if (query.kind === 'text') return literal;
  const wanted = messageOf(text);
  return saysMuch(wanted.words) ? likeMatcher(wanted) : literal;
}

/** Lines whose message has these words in a row, whatever stands in place of those that vary. */
function likeMatcher(wanted: Masked): LineMatcher {
  return {
    fragments: fragmentsOf(wanted),
    matches: (line) => {
      const { words, gaps } = mask(line);
      const [first = ''] = wanted.words;
      for (let at = words.indexOf(first); at !== -1; at = words.indexOf(first, at + 1)) {
        if (isAt(words, gaps, at, wanted)) return true;
      }
      return false;
    },
  };
}

function isAt(words: readonly string[], gaps: readonly string[], at: number, wanted: Masked): boolean {
  return wanted.words.every((word, index) => {
    if (words[at + index] !== word) return false;
    const isInner = index > 0 && word !== ANY && wanted.words[index - 1] !== ANY;
    return !isInner || gaps[at + index] === wanted.gaps[index];
  });
}

/** The texts between what varies. */
function fragmentsOf({ words, gaps }: Masked): readonly string[] {
  const fragments: string[] = [];
  let current = '';
  words.forEach((word, index) => {
    if (word === ANY) {
      if (current !== '') fragments.push(current);
      current = '';
    } else current += current === '' ? word : `${gaps[index] ?? ''}${word}`;
  });
  if (current !== '') fragments.push(current);
  return fragments;
}

function messageOf(line: string): Masked {
  return mask(line, learnHeader([line])(line).message);
}

function saysMuch(words: readonly string[]): boolean {
  return words.some((word) => word !== ANY && word.length >= SHORTEST_WORD);
}
