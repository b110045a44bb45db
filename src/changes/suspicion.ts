export const SUSPICIONS = ['high', 'medium', 'low'] as const;
export type Suspicion = (typeof SUSPICIONS)[number];

/**
 * The least share of the total score for each word. A share is the chance of being the culprit, by the model; on the 439
 * development cases (`test/bench/suspects`, seven-day windows) that holds: of the changes with a fifth or more, about one a
 * window, 41% were the culprit; with a twentieth to a fifth, three a window, 10%; with less, fewer than 1%. High and medium
 * together held the culprit of two windows in three.
 */
const HIGH = 1 / 5;
const MEDIUM = 1 / 20;

/**
 * How suspect a change is, in a word.
 * @param share its share of the total score of its window, 0 to 1
 */
export function suspicionOf(share: number): Suspicion {
  if (share >= HIGH) return 'high';
  return share >= MEDIUM ? 'medium' : 'low';
}
