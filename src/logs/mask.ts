/** What stands for whatever varies. */
export const ANY = '<*>';

/** A message with what varies masked. */
export interface Masked {
  /** Its words, each masked or not. */
  readonly words: readonly string[];
  /** What stands before each word and, as the last, after all of them. */
  readonly gaps: readonly string[];
}

const GAP = 0;
const LETTER = 1;
const DIGIT = 2;
/** Part of a word where more of the word follows. */
const INNER = 3;

const CLASS = new Uint8Array(65_536).fill(LETTER);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  CLASS[code] = /\d/.test(character)
    ? DIGIT
    : /\w/.test(character)
      ? LETTER
      : /[-./:@+#$%&\\*~^!?]/.test(character)
        ? INNER
        : GAP;
}
const DATE_NAMES = new Set(
  'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun AM PM'.split(' '),
);
const UNITS = new Set(
  'B KB MB GB TB PB KiB MiB GiB TiB kB Bytes bytes ns us ms s sec secs second seconds m min mins minute minutes h hour hours'.split(
    ' ',
  ),
);

/** The words of a message and what is between them, numbers, ids, addresses and paths masked. Linear in the message. */
export function mask(message: string, from = 0): Masked {
  const words: string[] = [];
  const gaps: string[] = [];
  const { length } = message;
  let at = from;
  let gapStart = from;
  const add = (begin: number, end: number, word: string) => {
    const gap = message.slice(gapStart, begin);
    gapStart = end;
    const previous = words.length - 1;
    if (previous >= 0 && words[previous] === ANY) {
      // Lists, dates and sizes are one thing, however many words they have.
      if (word === ANY && (gap === ',' || gap === ', ' || gap === ' ')) return;
      if ((gap === ' ' || gap === '') && (UNITS.has(word) || DATE_NAMES.has(word))) return;
    }
    if (word === ANY && previous >= 0 && gap.trim() === '' && DATE_NAMES.has(words[previous] ?? '')) {
      words[previous] = ANY;
      // `Fri Jun 17`
      for (
        let last = previous;
        last > 0 && (words[last - 1] === ANY || DATE_NAMES.has(words[last - 1] ?? '')) && gaps[last] === ' ';
        last--
      ) {
        words.pop();
        gaps.pop();
        words[last - 1] = ANY;
      }
      return;
    }
    gaps.push(gap);
    words.push(word);
  };
  while (at < length) {
    const first = message.charCodeAt(at);
    const kind = CLASS[first];
    if (kind === GAP) {
      // An empty pair stands for a value that is not there.
      if (at > from && isPairAt(message, at) && CLASS[message.charCodeAt(at - 1)] === GAP) {
        add(at + 1, at + 1, ANY);
        at += 2;
      } else if (first === 34 && message.charCodeAt(at - 1) === 61) {
        const close = message.indexOf('"', at + 1);
        if (close > at && close < at + 400) {
          add(at + 1, close, ANY);
          at = close + 1;
        } else at++;
      } else at++;
      continue;
    }
    const start = at;
    let digits = false;
    let slashes = 0;
    let dots = 0;
    let letters = false;
    let query = false;
    for (; at < length; at++) {
      const code = message.charCodeAt(at);
      const c = CLASS[code];
      if (c === GAP && !(query && code === 61)) break;
      if (c === DIGIT) digits = true;
      else if (c === LETTER) letters = true;
      else if (code === 46) {
        if (message.charCodeAt(at + 1) === 46) break;
        dots++;
      } else if (code === 47 || code === 92) slashes++;
      else if (code === 63 && slashes > 0) query = true;
      else if (code === 58 && (isKey(message, start, at) || message.charCodeAt(at + 1) === 58)) break;
    }
    let end = at;
    if (end === start) {
      at++;
      continue;
    }
    if (!letters && !digits) continue;
    // Full stops, colons and the like at the end are no part of the word.
    while (
      end > start &&
      CLASS[message.charCodeAt(end - 1)] === INNER &&
      !(slashes > 0 && message.charCodeAt(end - 1) === 47)
    ) {
      if (message.charCodeAt(end - 1) === 46) dots--;
      end--;
    }
    let begin = start;
    while (begin < end && isSign(message, begin)) begin++;
    const word = message.slice(begin, end);
    const value = begin > from && isValueMark(message.charCodeAt(begin - 1));
    const varies = digits || isPath(word, slashes, dots) || dots > 1 || (dots === 1 && value) || isHex(word);
    add(begin, end, varies ? ANY : word);
  }
  gaps.push(message.slice(gapStart));
  return { words, gaps };
}

/** A sign before a word is no part of it, but before a number or a path. */
function isSign(message: string, at: number): boolean {
  const code = message.charCodeAt(at);
  if (CLASS[code] !== INNER || code === 47) return false;
  return code !== 45 || CLASS[message.charCodeAt(at + 1)] !== DIGIT;
}

function isPairAt(message: string, at: number): boolean {
  const code = message.charCodeAt(at);
  const next = message.charCodeAt(at + 1);
  return (code === 40 && next === 41) || (code === 91 && next === 93) || (code === 34 && next === 34);
}

function isValueMark(code: number): boolean {
  return code === 61 || code === 58 || code === 91 || code === 40 || code === 123 || code === 39;
}

/** Whether the letters before a colon are the name of what follows: `index:5`. */
function isKey(message: string, start: number, colon: number): boolean {
  for (let at = start; at < colon; at++) if (CLASS[message.charCodeAt(at)] !== LETTER) return false;
  return colon > start && message.charCodeAt(colon + 1) !== 47;
}

function isPath(word: string, slashes: number, dots: number): boolean {
  if (slashes === 0) return false;
  return slashes > 1 || dots > 0 || (word.charCodeAt(0) === 47 && word.length > 2);
}

function isHex(word: string): boolean {
  return word.length >= 8 && /^[a-f]+$/i.test(word);
}
