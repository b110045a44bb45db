/** A word of the head of a line, or what stands in brackets there: from where to where. */
export interface Field {
  readonly start: number;
  readonly end: number;
}

const SPACE = 32;
const TAB = 9;
/** Longer brackets are no field of a header. */
const LONGEST_BRACKET = 300;

/** Where the spaces and tabs from there on end. */
export function skipSpaces(line: string, from: number): number {
  let at = from;
  for (let code = line.charCodeAt(at); code === SPACE || code === TAB; code = line.charCodeAt(at)) at++;
  return at;
}

/**
 * The end of the field that begins there: of the word, or of the bracket with what is in it (`[Sun Dec 04 04:47:44 2005]`,
 * `[QuorumPeer[myid=1]/0:0]`).
 */
export function endOfField(line: string, start: number): number {
  if (line.charCodeAt(start) === 91) {
    const end = endOfBracket(line, start);
    if (end > start) return endOfWord(line, end);
  }
  return endOfWord(line, start);
}

function endOfBracket(line: string, start: number): number {
  const last = Math.min(line.length, start + LONGEST_BRACKET);
  let depth = 0;
  for (let at = start; at < last; at++) {
    const code = line.charCodeAt(at);
    if (code === 91) depth++;
    else if (code === 93 && --depth === 0) return at + 1;
  }
  return start;
}

function endOfWord(line: string, start: number): number {
  let at = start;
  for (let code = line.charCodeAt(at); at < line.length && code !== SPACE && code !== TAB; code = line.charCodeAt(at)) {
    at++;
  }
  return at;
}

/** The first fields of a line. */
export function fieldsOf(line: string, most: number): Field[] {
  const fields: Field[] = [];
  for (let at = skipSpaces(line, 0); at < line.length && fields.length < most;) {
    const end = endOfField(line, at);
    fields.push({ start: at, end });
    at = skipSpaces(line, end);
  }
  return fields;
}
