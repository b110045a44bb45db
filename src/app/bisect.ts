import { BEFORE_ALL, bisectStanding, type BisectStanding } from '../changes/bisect';
import { cannotMatter } from '../changes/kinds';
import type { BisectedChange, BisectResult, ChangeReference, EventData } from '../domain/events';
import { changeKey, type Bisect, type Incident } from '../domain/incident';
import type { RepositoryFacts } from './changePorts';
import type { ListedChange } from './listing';

/** More are not searched: the newest are. They stand in the record, each with its chance. */
export const MOST_BISECTED = 500;
const MOST_SUBJECT = 120;

/** Where a search stands, in commits. */
export type Standing =
  | { readonly kind: 'test'; readonly commit: string; readonly subject: string; readonly left: number }
  | Exclude<BisectStanding, { kind: 'test' }>;

/** Where a search stands after what was tested; it follows from the record alone, so that it outlives every window. */
export function standingOf(bisect: Bisect): Standing {
  const { changes, good, knownGood, knownBad, results } = bisect;
  const line = {
    changes: changes.map(({ chance, steppedOver }) => ({ chance, isSteppedOver: steppedOver !== undefined })),
    // Without a commit before the first change there is nothing to test there.
    isStartKnown: knownGood === true || good === undefined,
    isEndKnown: knownBad === true,
  };
  const places = new Map(changes.map(({ commit }, place) => [commit, place]));
  if (good !== undefined) places.set(good, BEFORE_ALL);
  const byPlace = new Map<number, BisectResult>();
  for (const [commit, result] of results) {
    const place = places.get(commit);
    if (place !== undefined) byPlace.set(place, result);
  }
  const standing = bisectStanding(line, byPlace);
  if (standing.kind !== 'test') return standing;
  const { place, left } = standing;
  const { commit = good ?? '', subject = '' } = changes[place] ?? {};
  return { kind: 'test', commit, subject, left };
}

/** How many steps were taken, and how many are about to follow. */
export function progressOf(bisect: Bisect): { readonly done: number; readonly left: number } {
  const standing = standingOf(bisect);
  return { done: bisect.results.size, left: standing.kind === 'test' ? Math.max(1, Math.round(standing.left)) : 0 };
}

/** How a search has ended; undefined while there is something to test. */
export function endOf(bisect: Bisect): Omit<EventData['bisect.ended'], 'bisect'> | undefined {
  const standing = standingOf(bisect);
  const named = (places: readonly number[]) =>
    places.flatMap((place) => bisect.changes[place] ?? []).map((change) => referenceOf(bisect, change));
  switch (standing.kind) {
    case 'test':
      return undefined;
    case 'found':
      return { outcome: 'found', changes: named([standing.place]) };
    case 'anyOf':
      return { outcome: 'anyOf', changes: named(standing.places) };
    default:
      return { outcome: standing.kind, changes: [] };
  }
}

/** The changes that were stepped over just before the answer, and that somebody ruled out: one of them may be the cause as well. */
export function unprovenOf(bisect: Bisect): readonly ChangeReference[] {
  const standing = standingOf(bisect);
  if (standing.kind !== 'found') return [];
  return standing.unproven
    .flatMap((place) => bisect.changes[place] ?? [])
    .filter(({ steppedOver }) => steppedOver === 'ruledOut')
    .map((change) => referenceOf(bisect, change));
}

function referenceOf({ repository }: Bisect, { commit, subject }: BisectedChange): ChangeReference {
  return { repository, commit, subject };
}

/** What can be searched in a repository: what had landed before the start, the oldest first. */
export function bisectable(
  { name, changes }: Pick<RepositoryFacts, 'name' | 'changes'>,
  suspects: readonly ListedChange[],
  judgements: Incident['judgements'],
): readonly BisectedChange[] {
  const listed = new Map(suspects.map((each) => [each.change.sha, each]));
  const newest = changes.findIndex(({ sha }) => listed.has(sha));
  if (newest < 0) return [];
  const line = changes.slice(newest, newest + MOST_BISECTED).reverse();
  return line.map((change) => {
    const { sha } = change;
    const found = listed.get(sha);
    const subject = (found?.reference.subject ?? change.subject).slice(0, MOST_SUBJECT);
    const isRuledOut = judgements.get(changeKey({ repository: name, commit: sha }))?.verdict === 'ruledOut';
    const steppedOver = isRuledOut ? 'ruledOut' : cannotMatter(change) ? 'documents' : undefined;
    return {
      ...{ commit: sha, subject, chance: Number((found?.share ?? 0).toFixed(5)) },
      ...(steppedOver !== undefined && { steppedOver }),
    };
  });
}
