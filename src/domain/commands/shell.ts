/**
 * The simple commands of a command line, each as its words without their quotes: what stands between `;`, `&&`, `||`, `|`, `&`
 * and line ends. Redirections, comments and the bodies of here documents are left out. Reads the line once.
 */
export function simpleCommands(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  let isTarget = false;
  const endWord = () => {
    if (word !== undefined && !isTarget) commands.at(-1)?.push(word);
    if (word !== undefined) isTarget = false;
    word = undefined;
  };
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    const next = line.charAt(at + 1);
    if (char === '\\') {
      // At the end of a line it joins the next one.
      if (next !== '\n') word = (word ?? '') + next;
      at += 1;
    } else if (char === "'" || char === '"') {
      const [text, end] = quoted(line, at);
      word = (word ?? '') + text;
      at = end;
    } else if (char === '#' && word === undefined) {
      while (at + 1 < line.length && line.charAt(at + 1) !== '\n') at += 1;
    } else if (char === '<' && next === '<') break;
    else if (char === '>' || char === '<') {
      // `2>` is no word.
      if (word !== undefined && /^[\d&]$/.test(word)) word = undefined;
      endWord();
      while (/[>&|]/.test(line.charAt(at + 1))) at += 1;
      isTarget = true;
    } else if (';|&\n(){}'.includes(char) && !isBrace(char, word)) {
      endWord();
      isTarget = false;
      commands.push([]);
    } else if (/\s/.test(char)) endWord();
    else word = (word ?? '') + char;
  }
  endWord();
  return commands.map(withoutKeywords).filter((words) => words.length > 0);
}

/** Braces within a word are not of the shell's grammar: `deployment/{a,b}`, `${NAME}`. */
function isBrace(char: string, word: string | undefined): boolean {
  return (char === '{' || char === '}') && word !== undefined;
}

/** The text between quotes, and where it ends. */
function quoted(line: string, start: number): readonly [string, number] {
  const quote = line.charAt(start);
  let text = '';
  for (let at = start + 1; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === quote) return [text, at];
    if (char === '\\' && quote === '"' && at + 1 < line.length) {
      at += 1;
      text += line.charAt(at);
    } else text += char;
  }
  return [text, line.length];
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  'fi',
  'done',
]);

function withoutKeywords(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !KEYWORDS.has(word));
  return first === -1 ? [] : words.slice(first);
}
