import { shortened } from '../reports/plain';

/** What products take for a call to everybody, wherever it stands. */
const EVERYBODY = /@(?=(?:everyone|here|channel|all|group|team)(?![\p{L}\p{N}]))/giu;

/**
 * Text of others as one line that no product takes for more than text: an at sign that could call somebody becomes a look-alike,
 * what begins a mention, a date or a tag in angle brackets too. Addresses stay as they are written.
 */
export function withoutCalls(text: string, most: number): string {
  return shortened(text, most)
    .replace(EVERYBODY, '＠')
    .replace(/(?<![\p{L}\p{N}])@/gu, '＠')
    .replace(/<(?=\S)/g, '‹')
    .replace(/\](?=[(:[])/g, '] ');
}

/** A scheme, `www`, an e-mail address or a host name, wherever it stands in a word. */
const ADDRESS = /:\/\/|(?:mailto|tel|sip|xmpp|javascript|data):\S|(?<![\p{L}\p{N}])www\.|[\p{L}\p{N}]\.\p{L}{2}/iu;

/** Whether a product could take a word for an address, and make a link of it. */
function isAddress(word: string): boolean {
  return ADDRESS.test(word);
}

/**
 * `withoutCalls` for texts in which there is no markup: what could be an address is broken up by a mark that nobody sees. At most so
 * many characters with these.
 */
export function withoutLinks(text: string, most: number): string {
  const broken = (word: string) => (isAddress(word) ? word.replace(/[:.@](?=\S)/g, `$&${WORD_JOINER}`) : word);
  return within((length) => withoutCalls(text, length).replace(/\S+/g, broken), most);
}

const WORD_JOINER = '\u2060';

/**
 * The same for products that read Markdown: nothing of it is markup. Words that could be addresses are spans of code, of which none of
 * these products makes a link.
 */
export function literal(text: string, most: number): string {
  const words = withoutCalls(text, most).split(/(\s+)/);
  const hasAddress = words.some(isAddress);
  return words
    .map((word) => {
      if (!isAddress(word)) return escaped(hasAddress ? word.replace(/`/g, "'") : word);
      const [, before = '', core = '', after = ''] = PUNCTUATED.exec(word.replace(/`/g, "'")) ?? [];
      return core === '' ? escaped(word) : `${escaped(before)}\`${core}\`${escaped(after)}`;
    })
    .join('')
    .replace(/^(?=[#>+=-])/, '\\')
    .replace(/^(\d+)(?=[.)])/, '$1\\');
}

/** What stands around an address and is not of it; a slash or a bracket at its end may be. */
const PUNCTUATED = /^(["'(‹[{]{0,8})(.*?)([)"'\]},;:!?.…]{0,8})$/su;

function escaped(text: string): string {
  return text.replace(/[\\`*_~|[\]]/g, '\\$&');
}

/** `literal`, so short that it has at most so many characters with its backslashes. */
export function literalWithin(text: string, most: number): string {
  return within((length) => literal(text, length), most);
}

/** What is made of so many characters of a text that it fits. */
function within(make: (length: number) => string, most: number): string {
  let length = most;
  for (;;) {
    const made = make(Math.max(1, length));
    if (made.length <= most || length <= 1) return made;
    length = Math.min(length - 1, Math.floor((length * most) / made.length));
  }
}
