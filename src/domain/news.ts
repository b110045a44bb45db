import { crossed, type Crossed } from './crossed';
import type { EventOf, Person, RecordedEvent } from './events';
import { samePerson, type Entry, type Incident } from './incident';
import { whoIsHere } from './presence';

/** What somebody else did that a person must know of at once. Everything else can be seen in the timeline. */
export type News =
  | { readonly kind: 'roleGiven'; readonly entry: Entry; readonly role: string }
  | { readonly kind: 'handedOver'; readonly entry: Entry; readonly role: string }
  /** Somebody else holds it now, by this entry. */
  | { readonly kind: 'roleTaken'; readonly entry: Entry; readonly role: string; readonly by: Person }
  | { readonly kind: 'helpAsked'; readonly entry: Entry }
  | { readonly kind: 'severityRaised'; readonly entry: Entry; readonly severity: string }
  | { readonly kind: 'resolved'; readonly entry: Entry }
  | { readonly kind: 'merged'; readonly entry: Entry; readonly into: string; readonly title: string }
  | { readonly kind: 'crossed'; readonly entry: Entry; readonly crossed: Crossed };

/** What is known of whoever sits here. */
export interface NewsReader {
  readonly me: Person;
  /** The names of the severities, the most severe first. */
  readonly severities: readonly string[];
  /** The incident is in front of them. */
  readonly isShown: boolean;
}

/**
 * What is worth a notification of the entries of others that just came in, one an entry at most. What no longer holds is not: who was
 * away for hours hears what counts now. Who has nothing to do with the incident hears only what is said to them.
 */
export function newsOf(
  before: Incident,
  after: Incident,
  arrived: readonly Entry[],
  { me, severities, isShown }: NewsReader,
): readonly News[] {
  const entries = arrived.filter(({ event, retraction }) => retraction === undefined && event.copied === undefined);
  if (entries.length === 0) return [];
  const paths = new Map(crossed(after, entries, me).map((each) => [each.theirs.id, each]));
  const isConcerned = isShown || whoIsHere(after).some(({ person }) => samePerson(person, me));
  const holds = (incident: Incident, role: string) =>
    incident.roles.some((holder) => holder.role === role && samePerson(holder.person, me));
  const personal = (entry: Entry): News | undefined => {
    const { event } = entry;
    if (event.type === 'help.asked')
      return event.data.people.includes(me.name) ? { kind: 'helpAsked', entry } : undefined;
    const given = roleIn(event);
    if (given === undefined) return undefined;
    const { role, person } = given;
    if (samePerson(person, me)) {
      if (!holds(after, role)) return undefined;
      return { kind: event.type === 'handover.made' ? 'handedOver' : 'roleGiven', entry, role };
    }
    const isTaken = holds(before, role) && !holds(after, role);
    const hasIt = after.roles.some((holder) => holder.role === role && samePerson(holder.person, person));
    return isTaken && hasIt ? { kind: 'roleTaken', entry, role, by: person } : undefined;
  };
  const general = (entry: Entry): News | undefined => {
    const { event } = entry;
    switch (event.type) {
      case 'severity.set': {
        const { from, to } = event.data;
        const isRaised = isMoreSevere(to, from, severities) && isMoreSevere(to, before.severity, severities);
        return isRaised && to === after.severity ? { kind: 'severityRaised', entry, severity: to } : undefined;
      }
      case 'incident.resolved':
        return after.status === 'open' ? undefined : { kind: 'resolved', entry };
      case 'incident.mergedInto':
        return mergedNews(event, entry, after);
      default:
        return undefined;
    }
  };
  return entries.flatMap((entry): readonly News[] => {
    const path = paths.get(entry.id);
    if (path !== undefined) return [{ kind: 'crossed', entry, crossed: path }];
    const news = personal(entry) ?? (isConcerned ? general(entry) : undefined);
    return news === undefined ? [] : [news];
  });
}

function mergedNews({ data }: EventOf<'incident.mergedInto'>, entry: Entry, after: Incident): News | undefined {
  if (after.mergedInto?.incident !== data.into) return undefined;
  return { kind: 'merged', entry, into: data.into, title: data.title };
}

/** The role that somebody holds by this event. */
function roleIn(event: RecordedEvent): { readonly role: string; readonly person: Person } | undefined {
  if (event.type === 'role.assigned') return event.data;
  if (event.type === 'handover.made' && event.data.to !== undefined)
    return { role: event.data.role, person: event.data.to };
  if (event.type !== 'responder.joined' || event.data.role === undefined) return undefined;
  return { role: event.data.role, person: event.data.person };
}

function isMoreSevere(severity: string, than: string, severities: readonly string[]): boolean {
  const [is, was] = [severities.indexOf(severity), severities.indexOf(than)];
  return is >= 0 && is < was;
}
