import type { UpdateStatus } from '../domain/events';
import type { Impact, Incident, Instant, StatusUpdate } from '../domain/incident';
import * as parts from './chatParts';
import { inOrder } from './lookup';
import { updateBody } from './messageParts';
import { nextUpdateLine } from './nextUpdate';
import { scopeSentence, updateStatusName } from './peopleWords';
import { chatLine } from './plain';
import { formatSpoken, formatSpokenRange, momentsOf } from './times';
import { english as t } from './translate';

export interface UpdateSubject {
  readonly audience: string;
  readonly status: UpdateStatus;
  /** For readers outside: plain language, and nothing internal but the title and the impact. */
  readonly plain: boolean;
  /** When the update after this one is due: a whole minute, so that `readNextUpdate` reads the same out of the text. */
  readonly next?: Instant;
}

/**
 * A status update, for a person to edit before it goes out. It says only what the record says; a hint in brackets marks
 * what only a person can tell. Text for chats and status pages: see `chatLine`.
 */
export function statusUpdateDraft(incident: Incident, about: UpdateSubject, now: Instant): string {
  const lines = about.plain ? plainUpdate(incident, about, now) : internalUpdate(incident, about, now);
  return `${lines.join('\n')}\n`;
}

function plainUpdate(incident: Incident, about: UpdateSubject, now: Instant): string[] {
  const { status } = about;
  const over = status === 'resolved' || (status === 'monitoring' && incident.milestones.has('mitigated'));
  return [
    `${parts.capitalised(updateStatusName(status, t))}: ${parts.titleOf(incident)}`,
    '',
    affected(incident, over, now),
    BEING_DONE[status],
    ...nextLines(about, now),
  ];
}

/** What the status itself implies; anything more would be made up. */
const BEING_DONE: Readonly<Record<UpdateStatus, string>> = {
  investigating: 'We are investigating the cause.',
  identified: 'We have identified the cause and are working on a fix.',
  monitoring: 'A fix is in place and we are monitoring.',
  resolved: 'This incident is resolved.',
};

/** Long enough that only what nobody would read is cut. */
const LONGEST = 1000;

/** `Since 09:13 UTC, about 40% of customers have been affected: image pulls failing with 500s.` */
function affected(incident: Incident, over: boolean, now: Instant): string {
  const time = over ? timeOver(incident, now) : `Since ${formatSpoken(incident.startedAt, now)}`;
  const who = whoIs(incident.impact, over);
  const effect = chatLine(incident.impact?.effect ?? '', LONGEST);
  if (who === undefined) {
    if (effect === '') return `${time}: [Who is affected, and how?]`;
    return `${time}: ${ended(effect)}`;
  }
  return effect === '' ? `${time}, ${who}.` : `${time}, ${who}: ${ended(effect)}`;
}

function timeOver({ startedAt, milestones, resolvedAt }: Incident, now: Instant): string {
  const end = milestones.get('mitigated') ?? resolvedAt;
  return end === undefined || end < startedAt
    ? `Starting ${formatSpoken(startedAt, now)}`
    : formatSpokenRange(startedAt, end, now);
}

function whoIs(impact: Impact | undefined, over: boolean): string | undefined {
  if (impact?.scope === undefined) return undefined;
  if (impact.scope === 'unknown')
    return over ? 'we do not know who was affected' : 'we do not know yet who is affected';
  const who = impact.scope === 'everyone' ? 'all customers' : (scopeSentence(impact, t) ?? '');
  const rough = impact.scope === 'everyone' && impact.roughly === true ? 'nearly ' : '';
  const one = impact.scope === 'one';
  return `${rough}${who} ${over ? (one ? 'was' : 'were') : one ? 'has been' : 'have been'} affected`;
}

/** For colleagues: conditions, actions, needs; and the last update. */
function internalUpdate(incident: Incident, about: UpdateSubject, now: Instant): string[] {
  const when = momentsOf(incident, now);
  const last = inOrder(incident.updates, incident).findLast(({ audience }) => audience === about.audience);
  return [
    `${parts.capitalised(updateStatusName(about.status, t))}: ${parts.titleOf(incident)}`,
    ...parts.part('Conditions', conditions(incident, now)),
    ...parts.part('Actions', actions(incident, last, when)),
    ...parts.part('Needs', needs(incident, last)),
    ...(last === undefined ? [] : ['', lastUpdate(last, when)]),
    ...nextLines(about, now),
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

/** What is being done, and what was done and decided since the last update: they know the rest. */
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
    ...finished.map((action) => `Finished: ${action}`),
  ];
  return all.length > 0 ? all : [last === undefined ? 'Nothing in progress' : 'Nothing new since the last update'];
}

/** The requests for help since the last update; what else is needed, only a person can tell. */
function needs(incident: Incident, last: StatusUpdate | undefined): string[] {
  if (incident.status !== 'open') return [];
  const asked = inOrder(incident.helpRequests, incident)
    .filter(({ at }) => last === undefined || at > last.at)
    .map(parts.helpSentence);
  return asked.length > 0 ? asked : ['[What do you need, and from whom?]'];
}

function lastUpdate({ text, status, at }: StatusUpdate, when: parts.When): string {
  return `Last update (${updateStatusName(status, t)}, ${when(at)}): ${parts.shortText(updateBody(text))}`;
}

/** What is over needs no next update, and a time that is over is none. */
function nextLines({ status, next }: UpdateSubject, now: Instant): string[] {
  return status === 'resolved' || next === undefined || next <= now ? [] : ['', nextUpdateLine(next, now)];
}

function ended(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
