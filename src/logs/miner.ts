import { clusterPatterns } from './cluster';
import { learnHeader, type HeaderReader } from './header';
import type { Level } from './levels';
import { ANY, mask, type Masked } from './mask';
import { readJsonLine, readLogfmt } from './structured';

/** What a line is: the number of its pattern, and how bad it says that it is. */
export interface MinedLine {
  readonly pattern: number;
  readonly level: Level | undefined;
}

/** A kind of message: lines that differ only in what varies. */
export interface Template {
  /** `charged order <*> in <*>` */
  readonly text: string;
  readonly level: Level | undefined;
  /** The patterns that were found to be of this kind. */
  readonly patterns: readonly number[];
}

interface Kept extends Masked {
  /** The level of the first line. */
  readonly level: Level | undefined;
  readonly service: string | undefined;
}

/** So many patterns are kept apart; what comes after is taken together. */
const MOST_PATTERNS = 20_000;
/** Longer messages are told apart by their beginning. Characters. */
const LONGEST_MESSAGE = 4096;
const LONGEST_TEXT = 400;

/** The number of the pattern of lines that came when there was no more room. */
export const OTHER_LINES = -1;

/**
 * Finds the templates of a log in one pass. Lines are put together by their masked messages as they come; templates are made
 * of these whenever somebody asks, so that what many lines show decides. Memory is bounded by the number of patterns.
 */
export class TemplateMiner {
  private readonly patterns: Kept[] = [];
  private readonly byKey = new Map<string, number>();
  private header: HeaderReader;
  private overflowing = false;

  /** @param sample some lines of the log, from which its form is learned */
  constructor(sample: readonly string[]) {
    this.header = learnHeader(sample);
  }

  /** Another file may have another form. */
  learn(sample: readonly string[]): void {
    this.header = learnHeader(sample);
  }

  /** Whether there were more patterns than are kept apart. */
  get isFull(): boolean {
    return this.overflowing;
  }

  /** The pattern of a line. Linear in the line. */
  add(line: string): MinedLine {
    const read = readStructured(line);
    const head = read === undefined ? this.header(line) : undefined;
    const level = read === undefined ? head?.level : read.level;
    const message = read === undefined ? line : read.message;
    const from = head?.message ?? 0;
    const masked = mask(message.slice(0, from + LONGEST_MESSAGE), from);
    const key = masked.words.length > 0 ? masked.words.join(' ') : masked.gaps.join(' ');
    const known = this.byKey.get(key);
    if (known !== undefined) return { pattern: known, level };
    if (this.patterns.length >= MOST_PATTERNS) {
      this.overflowing = true;
      return { pattern: OTHER_LINES, level };
    }
    const pattern = this.patterns.length;
    this.patterns.push({ ...masked, level, service: read?.service });
    this.byKey.set(key, pattern);
    return { pattern, level };
  }

  /** The templates of all lines so far. */
  templates(): readonly Template[] {
    const found = new Map<string, { first: Kept; words: readonly string[]; patterns: number[] }>();
    clusterPatterns(this.patterns).forEach((words, pattern) => {
      const first = this.patterns[pattern];
      if (first === undefined) return;
      const key = words.length > 0 ? words.join(' ') : first.gaps.join(' ');
      const same = found.get(key);
      if (same === undefined) found.set(key, { first, words, patterns: [pattern] });
      else same.patterns.push(pattern);
    });
    return Array.from(found.values(), ({ first, words, patterns }) => ({
      text: textOf(words, first.gaps),
      level: first.level,
      patterns,
    }));
  }
}

/** A line of JSON or logfmt; undefined for ordinary text. */
function readStructured(line: string): ReturnType<typeof readJsonLine> {
  return line.includes('{"') || line.includes('{ "')
    ? readJsonLine(line)
    : line.includes('=')
      ? readLogfmt(line)
      : undefined;
}

function textOf(words: readonly string[], gaps: readonly string[]): string {
  let text = '';
  for (let index = 0; index < gaps.length && text.length < LONGEST_TEXT; index++) {
    text += `${gaps[index] ?? ''}${words[index] ?? ''}`;
  }
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_TEXT);
}

/** The template of one message as far as the message alone shows it. */
export function templateOf(message: string): string {
  const { words, gaps } = mask(message.slice(0, LONGEST_MESSAGE));
  return textOf(words, gaps);
}

/** Whether a template leaves anything of its messages but what varies. */
export function saysSomething(template: string): boolean {
  return template.replaceAll(ANY, '').trim() !== '';
}
