import type { ImpactAnswers } from './events';

const ROUGHLY = '~|≈|roughly|about|around|approx\\.?|approximately|circa|ca\\.?';
const SHARE = new RegExp(`^(?<roughly>${ROUGHLY})?\\s*(?<number>\\d+(?:[.,]\\d+)?)\\s*(?:%|per ?cent)?$`, 'i');

/**
 * Reads a share of the customers that a person typed: `40`, `40 %`, `~40%`, `roughly 2.5 per cent`. Undefined for what is
 * not a number; `tooLarge` for one above 100.
 */
export function parseShare(text: string): Pick<ImpactAnswers, 'scope' | 'share' | 'roughly'> | 'tooLarge' | undefined {
  const match = SHARE.exec(text.trim());
  if (match?.groups === undefined) return undefined;
  const share = Number((match.groups.number ?? '').replace(',', '.'));
  if (share > 100) return 'tooLarge';
  return { scope: 'share', share, ...(match.groups.roughly !== undefined && { roughly: true }) };
}
