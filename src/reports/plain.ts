/**
 * Characters that make text read differently from what it says, or steer a terminal or an editor: controls other than
 * tab and line feed, direction overrides and isolates, zero-width characters, soft hyphens, tags and noncharacters.
 */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/**
 * Sequences that colour a terminal's text, move its cursor, or set its title and links (ECMA-48: control sequences, strings,
 * single escapes). Bounded: what claims to be a longer one is text.
 */
const TERMINAL =
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  /(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,8}[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0080-\u009f\n]{0,2048}(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]{0,8}[0-Z\\^-~]/g;

/**
 * Zero-width joiners where they join, and so are no riddle but spelling: between letters of scripts that are joined (Persian,
 * Hindi), and between the parts of one emoji. The tags of a flag of a region are of this kind. What stands
 * before is looked at last, as nearly no character is a joiner.
 */
const JOINED =
  /[\u200c\u200d](?<=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{M}].)(?=[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}])|\u200d(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f].)(?=\p{Extended_Pictographic})|[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}](?<=\u{1f3f4}.)[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{0,5}\u{e007f}/u;

const JOINED_OR_INVISIBLE = new RegExp(`(${JOINED.source})|${INVISIBLE.source}+`, 'gu');

/** Text with its lines, without anything invisible. Line endings become line feeds. */
export function plainText(text: string): string {
  const lines = text.replace(TERMINAL, '').replace(/\r\n?/g, '\n');
  return lines.replace(JOINED_OR_INVISIBLE, '$1');
}

/** Text as one line: for labels, titles and list entries. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/gu, ' ').trim();
}

/** At most `length` characters of one line, with an ellipsis where something was cut. */
export function shortened(text: string, length: number): string {
  // The beginning of a very long text mostly has characters enough, so that the rest need not be looked at.
  const enough = 4 * length + 64;
  if (text.length > enough) {
    const beginning = Array.from(oneLine(text.slice(0, enough)));
    if (beginning.length > length) return withEllipsis(beginning, length);
  }
  const line = oneLine(text);
  if (line.length <= length) return line;
  const characters = Array.from(line);
  return characters.length <= length ? line : withEllipsis(characters, length);
}

/** Text in lines of at most `width` characters, broken at spaces where there are any; nothing of it is left out but those. */
export function wrapped(text: string, width: number): readonly string[] {
  const piece = new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)|\\S.{0,${width - 1}}`, 'gu');
  return plainText(text)
    .split('\n')
    .flatMap((line) => line.match(piece) ?? [])
    .map((line) => line.trimEnd());
}

function withEllipsis(characters: readonly string[], length: number): string {
  const start = characters.slice(0, length - 1).join('');
  return `${start.trimEnd()}…`;
}

/** An address in angle brackets would be markup, or need a backslash that is seen in the source: parentheses do as well. */
function withAddresses(line: string): string {
  return line.replace(/<([^\s<>@()]{1,64}@[^\s<>@()]{1,255})>/g, '($1)');
}

/**
 * One line of text as literal Markdown: no link, image, HTML, emphasis, code or formula can come of it. It escapes no
 * more than that, so that it also reads well as source; block markup has no meaning within a line.
 */
export function markdownLine(text: string): string {
  return withAddresses(oneLine(text))
    .replace(/[\\`*[\]<$]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/~(?=~)|(?<=~)~/g, '\\~')
    .replace(/&(?=#?\w+;)/g, '\\&');
}

/**
 * A line of literal Markdown that may stand anywhere, the beginning of a paragraph, a list item or a table's cell included:
 * no heading, list, quotation, rule or column comes of it either.
 */
export function markdownStart(text: string): string {
  return markdownLine(text)
    .replace(/^[#>+=-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/\|/g, '\\|');
}

/**
 * One line of text for a chat or a status page, where backslashes would be seen: what would call people (`@here`), hide
 * where a link leads, or be markup (`<!channel>`, `<img>`) is broken up with look-alikes and spaces; all else stays as
 * typed. An address that is written out stays: it leads where it says.
 */
export function chatLine(text: string, length = Infinity): string {
  return withAddresses(shortened(text, length))
    .replace(/<(?=[\p{L}/!?@#&:])/gu, '‹')
    .replace(/(?<![\p{L}\p{N}._%+-])@(?=[\p{L}\p{N}_])/gu, '＠')
    .replace(/\](?=[(:[])/g, '] ');
}

/** Text as a fenced block that it cannot close: the fence is longer than any run of backticks within. */
export function markdownBlock(text: string, indent = ''): string {
  const longest = text.match(/`+/g)?.reduce((most, run) => Math.max(most, run.length), 2) ?? 2;
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...plainText(text).split('\n'), fence].map((line) => (indent + line).trimEnd()).join('\n');
}
