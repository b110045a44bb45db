import type { EventData, Fact, KnownEvent } from '../domain/events';
import { changeKey, type Entry, type Incident } from '../domain/incident';
import { copyKey } from '../domain/merges';
import { iso } from '../domain/time';
import { entrySentence } from '../reports/sentences';
import { english } from '../reports/translate';
import { MOST_TEXT } from './operations/limits';
import type { FactOrMaker } from './store';

/** An event without what belongs to where it is recorded. */
type Said = { [T in KnownEvent['type']]: { readonly type: T; readonly data: EventData[T] } }[KnownEvent['type']];
/** The id of the copy of an entry; undefined where it was not copied. */
type Named = (original: string) => string | undefined;

/**
 * The entries of an incident as they are copied into the one that it is merged into, without those that were copied before. What
 * would change the state of the other one is copied as a note.
 * @param before how many facts come before them in the same append
 */
export function carriedEntries(from: Incident, into: Incident, before = 0): readonly FactOrMaker[] {
  const copies = new Map<string, string>();
  for (const { id, event } of into.entries) if (event.copied !== undefined) copies.set(copyKey(event.copied), id);
  const missing = from.entries.filter((entry) => isCarried(entry) && !copies.has(copyKey(originOf(entry, from))));
  const places = new Map(missing.map(({ id }, place) => [id, place]));
  const known = new Map(from.entries.map((entry) => [entry.id, copies.get(copyKey(originOf(entry, from)))]));
  return missing.map((entry) => (ids) => {
    const named: Named = (original) => known.get(original) ?? ids[before + (places.get(original) ?? NaN)];
    return { ...carried(entry, from, into, named), ...copyOf(entry, from) };
  });
}

function originOf({ event }: Entry, from: Incident): { readonly incident: string; readonly event: string } {
  return event.copied ?? { incident: from.id, event: event.id };
}

function copyOf(entry: Entry, from: Incident): Pick<Fact, 'occurredAt' | 'original'> {
  const { author, agent, code } = entry.event;
  const { incident, event } = originOf(entry, from);
  const original = {
    author,
    ...(agent !== undefined && { agent }),
    ...(code !== undefined && { code }),
    copied: { incident, event },
  };
  return { occurredAt: iso(entry.at), original };
}

/** Whether the entry says something about the outage, rather than about how this record was kept. */
function isCarried({ event, retraction }: Entry): boolean {
  if (retraction !== undefined) return false;
  switch (event.type) {
    case 'newer':
    case 'title.set':
    case 'severity.explained':
    case 'stage.entered':
    case 'checklistItem.added':
    case 'checklistItem.checked':
    case 'checklistItem.unchecked':
    case 'nextUpdate.promised':
    case 'nextUpdate.snoozed':
    case 'handover.confirmed':
    case 'role.released':
    case 'incident.closed':
    case 'incident.reopened':
    case 'incident.mergedInto':
    case 'incident.mergedFrom':
    case 'bisect.tested':
    case 'entry.amended':
    case 'entry.retracted':
      return false;
    default:
      return true;
  }
}

function carried(entry: Entry, from: Incident, into: Incident, named: Named): Said {
  const { event } = entry;
  const asNote = (): Said => ({
    type: 'note.added',
    data: { text: entrySentence(entry, from, english).slice(0, MOST_TEXT) },
  });
  switch (event.type) {
    case 'note.added':
    case 'evidence.added':
    case 'action.started':
    case 'change.recorded':
    case 'hypothesis.added':
    case 'help.asked':
      return event;
    case 'responder.joined':
      return { type: event.type, data: { person: event.data.person } };
    case 'action.finished': {
      const action = named(event.data.action);
      return action === undefined ? asNote() : { type: event.type, data: { ...event.data, action } };
    }
    case 'decision.logged': {
      const information = event.data.information.map(({ text, entry: id }) => ({ text, ...entryPart(id, named) }));
      return { type: event.type, data: { ...event.data, information } };
    }
    case 'suspect.judged': {
      const { change } = event.data;
      // What is held there of the same change stays.
      if (into.judgements.has(changeKey(change))) return asNote();
      return { type: event.type, data: { ...event.data, change: changeNamed(change, named) } };
    }
    case 'hypothesis.judged': {
      const { hypothesis, change, evidence, ...rest } = event.data;
      if (change !== undefined && into.judgements.has(changeKey(change))) return asNote();
      return {
        type: event.type,
        data: {
          ...rest,
          ...(hypothesis !== undefined && { hypothesis: named(hypothesis) ?? '' }),
          ...(change !== undefined && { change: changeNamed(change, named) }),
          ...(evidence !== undefined && { evidence: evidence.flatMap((id) => named(id) ?? []) }),
        },
      };
    }
    case 'followUp.added': {
      const { entry: id, ...rest } = event.data;
      return { type: event.type, data: { ...rest, ...entryPart(id, named) } };
    }
    case 'followUp.changed': {
      const followUp = named(event.data.followUp);
      return followUp === undefined ? asNote() : { type: event.type, data: { ...event.data, followUp } };
    }
    default:
      return asNote();
  }
}

function entryPart(id: string | undefined, named: Named): { readonly entry?: string } {
  const copy = id === undefined ? undefined : named(id);
  return copy === undefined ? {} : { entry: copy };
}

function changeNamed<T extends { readonly entry?: string }>({ entry, ...change }: T, named: Named) {
  return { ...change, ...entryPart(entry, named) };
}
