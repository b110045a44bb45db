import { apart, type Finding } from './kinds';
import { tokensIn } from './tokens';
import { addressesIn, headersIn, namedValuesIn, privateKeysIn } from './values';

/** What looks like a secret, by the rules that need nothing else: in their order in the text, none overlapping. */
export function ownFindings(text: string): readonly Finding[] {
  if (text.length < SHORTEST) return [];
  return apart([
    ...privateKeysIn(text),
    ...tokensIn(text),
    ...headersIn(text),
    ...addressesIn(text),
    ...namedValuesIn(text),
  ]);
}

/** Less than this holds no secret with anything that says so. Characters. */
const SHORTEST = 8;

/** Own findings with those of others that none of them covers: the own ones know better where a secret begins. */
export function withOthers(own: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const isBeside = (a: Finding, b: Finding) => a.end <= b.start || b.end <= a.start;
  const grown = own.map((finding) => {
    const ends = others.filter((other) => !isBeside(other, finding)).map(({ end }) => end);
    return { ...finding, end: Math.max(finding.end, ...ends) };
  });
  return apart([...grown, ...others.filter((other) => own.every((finding) => isBeside(other, finding)))]);
}
