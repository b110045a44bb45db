import { SYSTEM_KINDS, kindOf } from '../domain/entries';
import type { Person } from '../domain/events';
import type { Entry, Hypothesis, Incident, Instant } from '../domain/incident';
import * as parts from './chatParts';
import { inOrder } from './lookup';
import { updateBody } from './messageParts';
import { updateStatusName } from './peopleWords';
import { chatLine } from './plain';
import { entrySentence } from './sentences';
import { momentsOf } from './times';
import { english as t } from './translate';

export interface HandoverSubject {
  /** Who takes over; without one, nobody does until `resumeAt`. */
  readonly person?: Person;
  readonly resumeAt?: Instant;
  /** Who can be reached and how, one a line. */
  readonly contacts: readonly string[];
  /** With the whole timeline, for whoever resumes in the morning. */
  readonly withTimeline: boolean;
}

const MOST = 10;

/**
 * A note for whoever takes over: situation, done, in progress, next steps, contacts, what to watch. For a person to
 * edit; text for chats: see `chatLine`.
 */
export function handoverNote(incident: Incident, to: HandoverSubject, now: Instant): string {
  const when = momentsOf(incident, to.resumeAt ?? now);
  const lines = [
    `Handover${to.person === undefined ? '' : ` to ${parts.nameOf(to.person)}`}: ${parts.titleOf(incident)}`,
    ...(to.resumeAt === undefined ? [] : ['', `Work resumes ${when(to.resumeAt)}.`]),
    ...parts.part('Situation', situation(incident, now, when)),
    ...parts.part('Done', done(incident, when)),
    ...parts.part('In progress', parts.inProgressOf(incident, when)),
    ...parts.part('Next steps', nextSteps(incident, now, when)),
    ...parts.part('Contacts', contacts(incident, to)),
    ...parts.part('What to watch', watched(incident)),
    ...(to.withTimeline ? parts.part('Timeline', timeline(incident, when)) : []),
  ];
  return `${lines.join('\n')}\n`;
}

function situation(incident: Incident, now: Instant, when: parts.When): string[] {
  const impact = parts.impactOf(incident);
  const services = parts.servicesOf(incident);
  const last = inOrder(incident.updates, incident).at(-1);
  return [
    parts.stateSentence(incident, now, when),
    `Impact: ${impact ?? 'not assessed yet'}`,
    ...(services === undefined ? [] : [`Affected services: ${services}`]),
    ...(last === undefined
      ? ['No status update posted yet']
      : [
          `Last update to ${chatLine(last.audience, 60)} (${updateStatusName(last.status, t)}, ${when(last.at)}): ${parts.shortText(updateBody(last.text))}`,
        ]),
  ];
}

function done(incident: Incident, when: parts.When): string[] {
  const decided = parts.latest(parts.decisionsSince(incident), MOST, (each) => parts.decisionSentence(each, when));
  const finished = parts.latest(parts.finishedSince(incident), MOST, (each) => parts.finishedSentence(each, when));
  const ruledOut = parts.latest(parts.hypothesesThat(incident, 'ruledOut'), MOST, hypothesis);
  return [...decided.map((each) => `Decided: ${each}`), ...finished, ...ruledOut.map((each) => `Ruled out: ${each}`)];
}

/** The updates that are due and the open follow-ups; where there are none, only a person can tell. */
function nextSteps(incident: Incident, now: Instant, when: parts.When): string[] {
  const open = inOrder(incident.followUps, incident).filter((each) => each.done === undefined);
  const steps = [
    ...parts.promisesOf(incident, now, when).map((promise) => `Update ${promise}`),
    ...parts.latest(open, MOST, ({ text }) => `Follow-up: ${parts.shortText(text)}`),
  ];
  return steps.length === 0 ? ["[What's next?]"] : steps;
}

function contacts(incident: Incident, to: HandoverSubject): string[] {
  return [...parts.rolesOf(incident), ...to.contacts.map(parts.shortText)];
}

function watched(incident: Incident): string[] {
  const thought = parts.latest(parts.hypothesesThat(incident, ...parts.IN_QUESTION), MOST, hypothesis);
  return thought.length === 0 ? ['[What to watch?]'] : thought;
}

function hypothesis(each: Hypothesis): string {
  return parts.hypothesisLine(each, parts.shortText);
}

/** What people did and wrote, without system and retracted entries. */
function timeline(incident: Incident, when: parts.When): string[] {
  const isShown = ({ event, retraction }: Entry) =>
    retraction === undefined && !SYSTEM_KINDS.includes(kindOf(event)) && event.type !== 'handover.made';
  return incident.entries
    .filter(isShown)
    .map(
      (entry) =>
        `${when(entry.at)} ${parts.shortText(entrySentence(entry, incident, t))} — ${parts.nameOf(entry.event.author)}`,
    );
}
