import type { Incident } from '../domain/incident';

interface Identified {
  readonly id: string;
}

/** The lists of a snapshot never change, so each is indexed once, at the first look-up. */
const indices = new WeakMap<readonly Identified[], ReadonlyMap<string, Identified>>();

/** The item of a snapshot's list that has this id. Fast for many look-ups in one list. */
export function itemWithId<T extends Identified>(items: readonly T[], id: string): T | undefined {
  let index = indices.get(items);
  if (index === undefined) indices.set(items, (index = new Map(items.map((item) => [item.id, item]))));
  return index.get(id) as T | undefined;
}

/** What the entry that began an action, a hypothesis or a follow-up says, retracted ones too: later entries still speak of them. */
export function textOf({ entries }: Pick<Incident, 'entries'>, id: string): string | undefined {
  const event = itemWithId(entries, id)?.event;
  const begins =
    event?.type === 'action.started' || event?.type === 'hypothesis.added' || event?.type === 'followUp.added';
  return begins ? event.data.text : undefined;
}

const places = new WeakMap<Incident['entries'], ReadonlyMap<string, number>>();

/** Items in the order of the timeline: when they occurred, not when they were recorded. */
export function inOrder<T extends Identified>(
  items: readonly T[],
  { entries }: Pick<Incident, 'entries'>,
): readonly T[] {
  let known = places.get(entries);
  if (known === undefined) places.set(entries, (known = new Map(entries.map(({ id }, index) => [id, index]))));
  const place = ({ id }: T) => known.get(id) ?? entries.length;
  return [...items].sort((a, b) => place(a) - place(b));
}
