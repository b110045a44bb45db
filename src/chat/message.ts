import type { EventType } from '../domain/events';
import type { Entry, Incident, Status } from '../domain/incident';
import { oneLine } from '../reports/plain';
import { entrySentence, writerName } from '../reports/sentences';
import { formatClockAndZone } from '../reports/times';
import { english } from '../reports/translate';

/** The products that messages are made for. */
export const CHAT_KINDS = ['slack', 'mattermost', 'teams', 'discord', 'webhook'] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];

/** What can be posted, as the setting names it. */
export const POST_KINDS = [
  'declared',
  'severity',
  'roles',
  'decisions',
  'actions',
  'updates',
  'resolved',
  'impact',
  'notes',
  'evidence',
  'hypotheses',
  'changes',
  'help',
  'stages',
  'followUps',
] as const;
export type PostKind = (typeof POST_KINDS)[number];

/** What is posted where the setting does not say. */
export const POSTED_BY_DEFAULT: readonly PostKind[] = POST_KINDS.slice(0, 7);

const KIND_OF: Readonly<Partial<Record<EventType, PostKind>>> = {
  'incident.declared': 'declared',
  'title.set': 'declared',
  'incident.resolved': 'resolved',
  'incident.closed': 'resolved',
  'incident.reopened': 'resolved',
  'severity.set': 'severity',
  'severity.explained': 'severity',
  'role.assigned': 'roles',
  'role.released': 'roles',
  'responder.joined': 'roles',
  'handover.made': 'roles',
  'decision.logged': 'decisions',
  'action.started': 'actions',
  'action.finished': 'actions',
  'statusUpdate.posted': 'updates',
  'impact.assessed': 'impact',
  'services.set': 'impact',
  'startTime.set': 'impact',
  'note.added': 'notes',
  'evidence.added': 'evidence',
  'hypothesis.added': 'hypotheses',
  'hypothesis.judged': 'hypotheses',
  'suspect.judged': 'hypotheses',
  'bisect.ended': 'hypotheses',
  'change.recorded': 'changes',
  'help.asked': 'help',
  'stage.entered': 'stages',
  'followUp.added': 'followUps',
  'followUp.changed': 'followUps',
};

/** What an entry is in the setting; undefined for what no channel gets by itself. */
export function postKindOf({ event }: Pick<Entry, 'event'>): PostKind | undefined {
  return event.type === 'newer' ? undefined : KIND_OF[event.type];
}

/** The incident that a message is about. */
export interface ChatHead {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly status: Status;
}

/** An entry within a message, as plain text. */
export interface ChatLine {
  readonly entry: string;
  readonly type: string;
  readonly by: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
  /** When it happened, for people; only where that was not just now when it was recorded. */
  readonly when?: string;
}

export interface ChatMessage {
  readonly head: ChatHead;
  readonly lines: readonly ChatLine[];
}

/** What happened so long before it was recorded is worth its time. Milliseconds. */
const LATE = 120_000;
/** The most that is kept of an entry; products shorten it further. Characters. */
const MOST_TEXT = 2000;

export function headOf({ id, title, severity, status }: Incident): ChatHead {
  return { id, title, severity, status };
}

/** An entry as a line of a message, in English like all that stays with a team. */
export function lineOf(entry: Entry, incident: Incident): ChatLine {
  const { event, at, recordedAt, retraction } = entry;
  const sentence = oneLine(entrySentence(entry, incident, english)).slice(0, MOST_TEXT);
  return {
    entry: entry.id,
    type: event.type === 'newer' ? event.newerType : event.type,
    by: oneLine(writerName(event, english)),
    text: retraction === undefined ? sentence : `(retracted) ${sentence}`,
    at: new Date(at).toISOString(),
    ...(recordedAt - at > LATE && { when: formatClockAndZone(at) }),
  };
}

/** `SEV-2 · Checkout is failing`, and how it stands where it is not open. */
export function headline({ severity, title, status }: ChatHead): string {
  const named = [severity, title].map(oneLine).filter((text) => text !== '');
  return status === 'open' ? named.join(' · ') : [...named, status].join(' · ');
}
