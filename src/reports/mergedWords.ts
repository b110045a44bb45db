import type { RecordedEvent } from '../domain/events';
import type { Incident } from '../domain/incident';
import type { Translate } from './translate';

/** Where an entry comes from that was copied from a merged incident; undefined for all others. */
export function copiedSentence(
  { copied }: RecordedEvent,
  { mergedFrom }: Pick<Incident, 'mergedFrom'>,
  t: Translate,
): string | undefined {
  if (copied === undefined) return undefined;
  const title = mergedFrom.find(({ incident }) => incident === copied.incident)?.title ?? copied.incident;
  return t('From the merged incident “{0}” (merged by {1})', title, copied.by.name);
}

/** Which incident this one is a duplicate of, and which ones are duplicates of it. */
export function mergedFacts({ mergedInto, mergedFrom }: Incident): readonly (readonly [name: string, title: string])[] {
  return [
    ...(mergedInto === undefined ? [] : [['Duplicate of', mergedInto.title] as const]),
    ...mergedFrom.map(({ title }) => ['Merged from', title] as const),
  ];
}
