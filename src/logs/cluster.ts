import { ANY } from './mask';

/** A masked message, and how many lines were like it. */
export interface Pattern {
  readonly words: readonly string[];
  readonly gaps: readonly string[];
}

/** Messages that are alike but for one word. */
interface Slot {
  readonly column: number;
  readonly values: Set<string>;
  /** Indices of the patterns. */
  readonly members: number[];
  /** The word before it and what is between: `user `, `state=`. */
  readonly context: string;
}

/** So many different words in one place are a variable. */
const MANY = 4;
/** Words that begin with a capital may be a list of states, of which there are more. */
const MANY_NAMED = 8;
/** The first word says what a line is about. */
const FIRST_WORD = 3;
/** One variable shows another: a round for each, at most. */
const MOST_ROUNDS = 4;
/** Longer messages are told apart as they are. */
const MOST_WORDS = 120;

/**
 * Puts masked messages that differ only in what varies into one group; returns the words of each pattern with the variables
 * masked: equal words are one template. A word counts as variable where messages that are otherwise the same have many
 * different ones in its place, or some, after a word behind which another message has many.
 */
export function clusterPatterns(patterns: readonly Pattern[]): readonly (readonly string[])[] {
  const current = patterns.map(({ words }) => [...words]);
  const contexts = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const slots = slotsOf(current, patterns);
    for (const slot of slots) if (isVariable(slot, false)) contexts.add(slot.context);
    const variable = slots.filter((slot) => isVariable(slot, contexts.has(slot.context)));
    for (const { column, members } of variable) {
      for (const member of members) {
        const words = current[member];
        if (words !== undefined) words[column] = ANY;
      }
    }
    if (variable.length === 0) break;
  }
  return current;
}

/** The places in which messages that are otherwise the same have different words. */
function slotsOf(current: readonly (readonly string[])[], patterns: readonly Pattern[]): readonly Slot[] {
  const alike = new Map<string, number[]>();
  current.forEach((words, index) => {
    const key = words.join(' ');
    const members = alike.get(key);
    if (members === undefined) alike.set(key, [index]);
    else members.push(index);
  });
  const slots = new Map<string, Slot>();
  for (const members of alike.values()) {
    const [first = 0] = members;
    const words = current[first] ?? [];
    const gaps = patterns[first]?.gaps ?? [];
    if (words.length > MOST_WORDS || words.filter((word) => word !== ANY).length < 2) continue;
    words.forEach((word, column) => {
      if (word === ANY) return;
      const key = `${column} ${words.slice(0, column).join(' ')}\n${words.slice(column + 1).join(' ')}`;
      const context = `${words[column - 1] ?? ''}${gaps[column] ?? ''}`;
      const slot = slots.get(key) ?? { column, values: new Set(), members: [], context };
      slots.set(key, slot);
      slot.values.add(word);
      slot.members.push(...members);
    });
  }
  return [...slots.values()].filter(({ values }) => values.size > 1);
}

function isVariable({ values, column }: Slot, known: boolean): boolean {
  const words = [...values];
  // x, y, z: names of axes, ports and shards.
  const letters = words.every((word) => /^[A-Za-z][+-]?$/.test(word));
  if (column > 0 && (known || letters)) return true;
  const named = words.filter((word) => /^[A-Z][A-Za-z_]*$/.test(word)).length;
  const many = named > words.length / 2 ? MANY_NAMED : MANY;
  return words.length >= (column === 0 ? many * FIRST_WORD : many);
}
