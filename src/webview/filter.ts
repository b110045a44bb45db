import type { PanelChange } from '../protocol/changesPanel';
import type { Filters, Sort, Span } from './choices';

/** A change with what is searched of it, in lower case: made once, so that filtering thousands takes no time. */
export interface Searchable {
  readonly change: PanelChange;
  readonly text: string;
  readonly paths: string;
  readonly author: string;
}

export function searchable(change: PanelChange): Searchable {
  return {
    change,
    text: `${change.subject}\n${change.text}\n${change.hash}`.toLowerCase(),
    paths: change.paths.join('\n').toLowerCase(),
    author: change.author.toLowerCase(),
  };
}

/**
 * The places of the changes that pass all filters, in the order asked for. Of several words all must be there, in any order.
 * @param view the time that the axis shows
 */
export function matching(all: readonly Searchable[], filters: Filters, sort: Sort, view: Span): number[] {
  const text = wordsOf(filters.text);
  const path = wordsOf(filters.path);
  const author = wordsOf(filters.author);
  const places: number[] = [];
  for (const [place, each] of all.entries()) {
    const { change } = each;
    if (filters.repository !== '' && change.repository !== filters.repository) continue;
    if (filters.kind !== '' && change.kind !== filters.kind) continue;
    if (filters.verdict !== '' && change.verdict !== filters.verdict) continue;
    if (filters.group !== '' && change.group !== filters.group) continue;
    if (filters.service !== '' && !change.services.includes(filters.service)) continue;
    if (filters.inView && (change.at < view.from || change.at > view.to)) continue;
    if (!hasAll(each.author, author) || !hasAll(each.text, text) || !hasAll(each.paths, path)) continue;
    places.push(place);
  }
  return sorted(places, all, sort);
}

function sorted(places: number[], all: readonly Searchable[], sort: Sort): number[] {
  const figure = (place: number) => {
    const change = all[place]?.change;
    return (sort === 'newest' ? change?.at : change?.churn) ?? 0;
  };
  return sort === 'suspicion' ? places : places.sort((a, b) => figure(b) - figure(a) || a - b);
}

function wordsOf(typed: string): readonly string[] {
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}
