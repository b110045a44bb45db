/** How bad the words of products are, from 1, the worst, to 5. */
const WORDS: Readonly<Record<string, number>> = {
  emergency: 1,
  disaster: 1,
  fatal: 1,
  critical: 1,
  crit: 1,
  blocker: 1,
  highest: 1,
  page: 2,
  high: 2,
  error: 2,
  major: 2,
  severe: 2,
  alert: 2,
  average: 3,
  medium: 3,
  moderate: 3,
  normal: 3,
  warning: 3,
  warn: 3,
  low: 4,
  minor: 4,
  notice: 4,
  ticket: 4,
  lowest: 5,
  info: 5,
  information: 5,
  informational: 5,
  debug: 5,
  none: 5,
};
const RANKS = 5;
const NUMBERED = /^(?:sev(?:erity)?|p|prio(?:rity)?|s|level|tier)?([0-9])$/;

/**
 * The severity of a team that is meant by the word of a product: the same name, else the same number (`P2`, `sev2` and `SEV-2`),
 * else as far down the list as the word is; undefined where the word says nothing.
 * @param severities the names of the team's, the most severe first
 */
export function teamSeverity(word: string | undefined, severities: readonly string[]): string | undefined {
  if (word === undefined || severities.length === 0) return undefined;
  const wanted = bare(word);
  const same = severities.find((name) => bare(name) === wanted);
  if (same !== undefined) return same;
  const number = numberOf(wanted);
  if (number !== undefined) {
    const numbered = severities.find((name) => numberOf(bare(name)) === number);
    return numbered ?? severities[Math.min(severities.length, Math.max(1, number)) - 1];
  }
  const rank = Object.hasOwn(WORDS, wanted) ? WORDS[wanted] : undefined;
  return rank === undefined ? undefined : severities[Math.round(((rank - 1) / (RANKS - 1)) * (severities.length - 1))];
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function numberOf(text: string): number | undefined {
  const number = NUMBERED.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
}
