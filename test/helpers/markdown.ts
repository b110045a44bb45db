import { createRequire } from 'node:module';

/** A part of a document as the parser of VS Code's preview sees it. */
interface Token {
  readonly type: string;
  readonly tag: string;
  readonly content: string;
  readonly nesting: number;
  readonly children: readonly Token[] | null;
}

type Parser = new (options: { readonly html: boolean; readonly linkify: boolean }) => {
  parse(text: string, env: object): Token[];
};

/** With HTML, as the worst reader would have it; an address that is written out is no link here, as it hides nothing. */
const parser = new (createRequire(__filename)('markdown-it') as Parser)({ html: true, linkify: false });

/** What a Markdown document consists of. */
export interface Blocks {
  /** The types of the blocks as they open. */
  readonly types: readonly string[];
  /** All that is read as text. */
  readonly text: string;
  /** How many blocks there are of each tag. */
  counts(tags: readonly string[]): Readonly<Record<string, number>>;
  /** How many parts of lines there are of a type. */
  inline(type: string): number;
}

export function blocksOf(markdown: string): Blocks {
  const tokens = parser.parse(markdown, {});
  const inner = tokens.flatMap(({ children }) => children ?? []);
  return {
    types: tokens.filter(({ nesting }) => nesting >= 0).map(({ type }) => type.replace(/_open$/, '')),
    text: inner.map(({ content }) => content).join(''),
    counts: (tags) =>
      Object.fromEntries(
        tags.map((tag) => [tag, tokens.filter((token) => token.tag === tag && token.nesting >= 0).length]),
      ),
    inline: (type) => inner.filter((token) => token.type === type).length,
  };
}

/** The types of all parts of a document, blocks and parts of lines. */
export function inlinesOf(markdown: string): ReadonlySet<string> {
  return new Set(
    parser.parse(markdown, {}).flatMap((token) => [token.type, ...(token.children ?? []).map(({ type }) => type)]),
  );
}
