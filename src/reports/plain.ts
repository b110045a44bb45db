/**
 * Characters that make text read differently from what it says, or steer a terminal or an editor: controls other than
 * tab and line feed, direction overrides and isolates, zero-width characters, soft hyphens, tags and noncharacters.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- naming them is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text with its lines, without anything invisible. Line endings become line feeds. */
export function plainText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(INVISIBLE, '');
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

function withEllipsis(characters: readonly string[], length: number): string {
  const kept = characters.slice(0, length - 1).join('');
  return `${kept.trimEnd()}…`;
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
