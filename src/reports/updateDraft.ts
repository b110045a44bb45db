import type { UpdateStatus } from '../domain/events';
import type { Impact, Incident, Instant, StatusUpdate } from '../domain/incident';
import * as parts from './chatParts';
import { inOrder } from './lookup';
import { scopeSentence, updateStatusName } from './peopleWords';
import { chatLine } from './plain';
import { formatSpoken, formatSpokenRange, momentsOf } from './times';
import { english as t } from './translate';

export interface UpdateSubject {
  readonly audience: string;
  readonly status: UpdateStatus;
  /** For readers outside: plain language, and of how it looks inside nothing but the title and the impact. */
  readonly plain: boolean;
  /** When the update after this one comes; without it, what the audience was promised, if that is still to come. */
  readonly next?: Instant;
}

/**
 * A status update, for a person to edit before it goes out. It says what the record says and leaves out what nobody
 * said; one hint in brackets stands where only a person can tell. Text for chats and status pages: see `chatLine`.
 */
export function statusUpdateDraft(incident: Incident, about: UpdateSubject, now: Instant): string {
  const lines = about.plain ? plainUpdate(incident, about, now) : internalUpdate(incident, about, now);
  return `${lines.join('\n')}\n`;
}

function plainUpdate(incident: Incident, about: UpdateSubject, now: Instant): string[] {
  const { status } = about;
  const over = status === 'resolved' || (status === 'monitoring' && incident.milestones.has('mitigated'));
  const next = nextOf(incident, about, now);
  return [
    `${parts.capitalised(updateStatusName(status, t))}: ${parts.titleOf(incident)}`,
    '',
    affected(incident, over, now),
    BEING_DONE[status],
    ...(next === undefined ? [] : [`We will update you by ${formatSpoken(next, now)}.`]),
  ];
}

/** What the status word itself says is being done; anything more would be made up. */
const BEING_DONE: Readonly<Record<UpdateStatus, string>> = {
  investigating: 'We are looking for the cause.',
  identified: 'We have found the cause and are working to put it right.',
  monitoring: 'We have taken measures and are watching whether they hold.',
  resolved: 'The problem is resolved.',
};

/** What goes out is not cut within a sentence; only what nobody would read. */
const LONGEST = 1000;

/** `Since 14:05 (UTC+01:00), roughly 40 % of customers are affected: pulls fail.` */
function affected(incident: Incident, over: boolean, now: Instant): string {
  const time = over ? timeOver(incident, now) : `Since ${formatSpoken(incident.startedAt, now)}`;
  const who = whoIs(incident.impact, over);
  const effect = chatLine(incident.impact?.effect ?? '', LONGEST);
  if (who === undefined) {
    if (effect === '') return `${time}: [who is affected, and how?]`;
    return `${time}: ${ended(effect)}`;
  }
  return effect === '' ? `${time}, ${who}.` : `${time}, ${who}: ${ended(effect)}`;
}

function timeOver({ startedAt, milestones, resolvedAt }: Incident, now: Instant): string {
  const end = milestones.get('mitigated') ?? resolvedAt;
  return end === undefined || end < startedAt
    ? `From ${formatSpoken(startedAt, now)} on`
    : formatSpokenRange(startedAt, end, now);
}

function whoIs(impact: Impact | undefined, over: boolean): string | undefined {
  if (impact?.scope === undefined) return undefined;
  if (impact.scope === 'unknown') return 'we do not know yet who is affected';
  const who = impact.scope === 'everyone' ? 'all customers' : (scopeSentence(impact, t) ?? '');
  const rough = impact.scope === 'everyone' && impact.roughly === true ? 'nearly ' : '';
  const one = impact.scope === 'one';
  return `${rough}${who} ${over ? (one ? 'was' : 'were') : one ? 'is' : 'are'} affected`;
}

/** For those inside: conditions, actions, needs; and what was said last. */
function internalUpdate(incident: Incident, about: UpdateSubject, now: Instant): string[] {
  const when = momentsOf(incident, now);
  const last = inOrder(incident.updates, incident).findLast(({ audience }) => audience === about.audience);
  const next = nextOf(incident, about, now);
  return [
    `${parts.capitalised(updateStatusName(about.status, t))}: ${parts.titleOf(incident)}`,
    ...parts.part('Conditions', conditions(incident, now)),
    ...parts.part('Actions', actions(incident, last, when)),
    ...parts.part('Needs', needs(incident, last)),
    ...(last === undefined ? [] : ['', lastUpdate(last, when)]),
    ...(next === undefined ? [] : ['', `Next update by ${when(next)}.`]),
  ];
}

function conditions(incident: Incident, now: Instant): string[] {
  const impact = parts.impactOf(incident);
  const services = parts.servicesOf(incident);
  return [
    parts.stateSentence(incident, now),
    `Impact: ${impact ?? 'not assessed yet'}`,
    ...(services === undefined ? [] : [`Affected services: ${services}`]),
    ...parts.judgedAs(incident, 'suspect').map((each) => `Suspect: ${parts.judgementSentence(each)}`),
  ];
}

const MOST = 5;

/** What is being done, and what was done and decided since the last update: before that, they have heard of it. */
function actions(incident: Incident, last: StatusUpdate | undefined, when: parts.When): string[] {
  const finished = parts.latest(parts.finishedSince(incident, last?.at), MOST, (action) =>
    parts.finishedSentence(action, when),
  );
  const decided = parts.latest(parts.decisionsSince(incident, last?.at), MOST, (decision) =>
    parts.decisionSentence(decision, when),
  );
  const all = [
    ...parts.inProgressOf(incident, when).map((action) => `In progress: ${action}`),
    ...decided.map((decision) => `Decided: ${decision}`),
    ...finished.map((action) => `Ended: ${action}`),
  ];
  return all.length > 0 ? all : [last === undefined ? 'Nothing in progress' : 'Nothing new since the last update'];
}

/** The requests for help since the last update; what else is needed, only a person can tell. */
function needs(incident: Incident, last: StatusUpdate | undefined): string[] {
  if (incident.status !== 'open') return [];
  const asked = inOrder(incident.helpRequests, incident)
    .filter(({ at }) => last === undefined || at > last.at)
    .map(parts.helpSentence);
  return asked.length > 0 ? asked : ['[what do you need, and from whom?]'];
}

function lastUpdate({ text, status, at }: StatusUpdate, when: parts.When): string {
  return `Last update (${when(at)}, ${updateStatusName(status, t)}): ${parts.saidOf(text)}`;
}

/** What is over needs no next update. */
function nextOf(
  { nextUpdates }: Incident,
  { audience, status, next }: UpdateSubject,
  now: Instant,
): Instant | undefined {
  if (status === 'resolved') return undefined;
  const promised = next ?? nextUpdates.get(audience)?.due;
  return promised !== undefined && promised > now ? promised : undefined;
}

function ended(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
