/** Bytes that names are made of: letters, digits, the underscore and the dollar sign. */
const NAME_BYTES = new Uint8Array(256);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$'))
  NAME_BYTES[byte] = 1;
const SLOTS = 8_192;

/** Looks for whole names in texts: one pass over a text, however many names there are. */
export class WordSearch {
  private readonly names: ReadonlySet<string>;
  /** 1 where a word with the same first and last byte and length as a name falls: only such a word can be one. */
  private readonly slots = new Uint8Array(SLOTS);

  /** @param names of ASCII, made of what names are made of */
  constructor(names: readonly string[]) {
    this.names = new Set(names);
    for (const name of this.names) {
      const bytes = Buffer.from(name);
      this.slots[slotOf(bytes[0] ?? 0, bytes.at(-1) ?? 0, bytes.length)] = 1;
    }
  }

  /** Those of the names that stand in a text. */
  in(text: Buffer): ReadonlySet<string> {
    const found = new Set<string>();
    let start = -1;
    for (let at = 0; at <= text.length; at++) {
      const isName = at < text.length && NAME_BYTES[text[at] ?? 0] === 1;
      if (isName && start < 0) start = at;
      if (isName || start < 0) continue;
      if (this.slots[slotOf(text[start] ?? 0, text[at - 1] ?? 0, at - start)] === 1) {
        const word = text.toString('latin1', start, at);
        if (this.names.has(word)) found.add(word);
      }
      start = -1;
    }
    return found;
  }
}

function slotOf(first: number, last: number, length: number): number {
  return (first * 31 + last * 7 + length * 131) % SLOTS;
}
