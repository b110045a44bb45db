import type { Person, RecordedEvent } from './events';
import { actionsInProgress, samePerson, type Entry, type Incident } from './incident';
import { compareEvents } from './order';
import { similarity } from './similarity';

/** Who changed the same within that long hardly did so because of the other one. Milliseconds. */
const AT_ONCE = 60_000;
/** From this share of the shorter action's words on, two actions are taken for the same. */
const SAME_ACTION = 0.5;

/** An entry of somebody else that crossed one of mine on the way. Both stay in the record. */
export interface Crossed {
  /** `replaced`: what they set counts, and what I set does not. `sameAction`: they had begun before me. */
  readonly kind: 'replaced' | 'sameAction';
  readonly theirs: Entry;
  readonly mine: Entry;
}

/** What an event sets, and to what; `before` is what its author had seen there. */
interface Setting {
  readonly key: string;
  readonly value: string;
  readonly before?: string;
}

/**
 * Which of the entries that just came in crossed one of mine: they set the same thing without having seen what I set, and come later in
 * the order; or began an action before I began the same one.
 */
export function crossed(incident: Incident, arrived: readonly Entry[], me: Person): readonly Crossed[] {
  const isMine = ({ event }: Entry) => samePerson(event.author, me) && event.copied === undefined;
  const fresh = arrived.filter((entry) => entry.retraction === undefined && entry.event.copied === undefined);
  if (fresh.length === 0) return [];
  return fresh.flatMap((theirs) => [...replacedBy(incident, theirs, isMine), ...sameActions(incident, theirs, isMine)]);
}

function replacedBy({ entries }: Incident, theirs: Entry, isMine: (entry: Entry) => boolean): readonly Crossed[] {
  const found: Crossed[] = [];
  for (const setting of settingsOf(theirs.event)) {
    const before = entries
      .filter((entry) => entry.retraction === undefined && compareEvents(entry.event, theirs.event) < 0)
      .flatMap((entry) => settingsOf(entry.event).flatMap((own) => (own.key === setting.key ? [{ entry, own }] : [])))
      .sort((a, b) => compareEvents(a.entry.event, b.entry.event))
      .at(-1);
    if (before === undefined || !isMine(before.entry) || before.own.value === setting.value) continue;
    const hadSeen = setting.before === undefined ? !isClose(theirs, before.entry) : setting.before === before.own.value;
    if (!hadSeen && !found.some(({ mine }) => mine === before.entry))
      found.push({ kind: 'replaced', theirs, mine: before.entry });
  }
  return found;
}

function isClose(theirs: Entry, mine: Entry): boolean {
  return theirs.event.clock <= mine.event.clock || theirs.recordedAt - mine.recordedAt < AT_ONCE;
}

/** Mine are those that I began without having seen theirs: in the order they come after it. */
function sameActions(incident: Incident, theirs: Entry, isMine: (entry: Entry) => boolean): readonly Crossed[] {
  const { event } = theirs;
  if (event.type !== 'action.started') return [];
  const running = new Set(actionsInProgress(incident).map(({ id }) => id));
  if (!running.has(theirs.id)) return [];
  const mine = incident.entries.find(
    (entry) =>
      entry.event.type === 'action.started' &&
      running.has(entry.id) &&
      isMine(entry) &&
      compareEvents(event, entry.event) < 0 &&
      similarity(event.data.text, entry.event.data.text) >= SAME_ACTION,
  );
  return mine === undefined ? [] : [{ kind: 'sameAction', theirs, mine }];
}

/** What can be set by two people at the same time, of which only one counts. */
function settingsOf(event: RecordedEvent): readonly Setting[] {
  switch (event.type) {
    case 'severity.set':
    case 'title.set':
    case 'startTime.set':
      return [{ key: event.type, value: event.data.to, before: event.data.from }];
    case 'services.set':
      return [{ key: event.type, value: JSON.stringify(event.data.to), before: JSON.stringify(event.data.from) }];
    case 'role.assigned': {
      const { role, person, inPlaceOf, alone } = event.data;
      if (alone !== true) return [];
      return [{ key: `role/${role}`, value: person.name, before: inPlaceOf?.name ?? '' }];
    }
    case 'handover.made': {
      const { role, to, from } = event.data;
      return [{ key: `role/${role}`, value: to?.name ?? '', before: from?.name ?? '' }];
    }
    case 'followUp.changed': {
      const { followUp, ...parts } = event.data;
      return Object.entries(parts).map(([part, value]) => ({
        key: `followUp/${followUp}/${part}`,
        value: JSON.stringify(value),
      }));
    }
    default:
      return [];
  }
}
