/** Bytes that names are made of: letters, digits, the underscore and the dollar sign. */
const NAME_BYTES = new Uint8Array(256);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$'))
  NAME_BYTES[byte] = 1;
const PLACES = 8_192;

/** Looks for whole names in texts: one pass over a text, however many names there are. */
export class WordSearch {
  private readonly names: ReadonlySet<string>;
  /** Where a word of the same ends and length as a name has its place, it may be one. */
  private readonly places = new Uint8Array(PLACES);

  /** @param names of ASCII, made of what names are made of */
  constructor(names: readonly string[]) {
    this.names = new Set(names);
    for (const name of this.names) {
      const bytes = Buffer.from(name);
      this.places[placeOf(bytes[0] ?? 0, bytes.at(-1) ?? 0, bytes.length)] = 1;
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
      if (this.places[placeOf(text[start] ?? 0, text[at - 1] ?? 0, at - start)] === 1) {
        const word = text.toString('latin1', start, at);
        if (this.names.has(word)) found.add(word);
      }
      start = -1;
    }
    return found;
  }
}

function placeOf(first: number, last: number, length: number): number {
  return (first * 31 + last * 7 + length * 131) % PLACES;
}
