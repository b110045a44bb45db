import type { ChangeReference } from './events';
import { changeKey, type Incident } from './incident';

/** The ways to stem the bleeding in the order in which to think of them: the simplest and surest first. */
export const MITIGATIONS = ['rollBack', 'switchOff', 'shiftTraffic', 'scale', 'restart', 'hotfix'] as const;
export type Mitigation = (typeof MITIGATIONS)[number];

export interface Suspect {
  readonly change: ChangeReference;
  /** The entry that says so. */
  readonly entry?: string;
}

/**
 * The changes that people hold for the cause, the likeliest first.
 * @param ranked keys of changes, the likeliest first; suspects that are not among them come last, the newest verdict first
 */
export function suspectsOf({ judgements, entries }: Incident, ranked: readonly string[]): readonly Suspect[] {
  const rank = new Map(ranked.map((key, index) => [key, index]));
  const entryOf = new Map(
    entries.flatMap(({ id, event, retraction }) =>
      event.type === 'suspect.judged' && retraction === undefined ? [[changeKey(event.data.change), id] as const] : [],
    ),
  );
  return [...judgements]
    .filter(([, { verdict }]) => verdict === 'suspect')
    .toSorted(([a, { at }], [b, { at: bAt }]) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity) || bAt - at)
    .map(([key, { change }]) => {
      const entry = entryOf.get(key);
      return { change, ...(entry !== undefined && { entry }) };
    });
}
