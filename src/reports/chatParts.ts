import type { Doubt, Person } from '../domain/events';
import {
  actionsInProgress,
  changeKey,
  runningTime,
  type Action,
  type Decision,
  type HelpRequest,
  type Incident,
  type Instant,
  type Judgement,
} from '../domain/incident';
import { formatDuration } from '../domain/time';
import { inOrder } from './lookup';
import { impactSentence } from './peopleWords';
import { chatLine } from './plain';
import { changeSentence, outcomeName } from './sentences';
import { statusLine } from './timeline';
import { momentsOf } from './times';
import { english as t } from './translate';

/** The most characters of a text within a message; the record has all of it. */
const TEXT = 200;
const NAME = 60;

export type When = (at: Instant) => string;

export function saidOf(text: string): string {
  return chatLine(text, TEXT);
}

export function nameOf({ name }: Person): string {
  return chatLine(name, NAME);
}

/** Its title, or its id where the declaration is missing. */
export function titleOf({ title, id }: Incident): string {
  return saidOf(title) || id;
}

/** A part of a message with a name: nothing of it where there is nothing to say. */
export function part(name: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `${name}:`, ...items.map(listed)];
}

/** What would begin a block of its own within an item: a heading, a list, a quotation, a fence, a rule. */
const BLOCK = /^(?:#{1,6} |[-+*>] |\d+[.)] |[-+*>#]+$|>|```|~~~|---|\*\*\*|___)/;

/** Text at the beginning of a line or an item; only where it would begin a block, a backslash keeps it from that. */
export function atStart(text: string): string {
  if (!BLOCK.test(text)) return text;
  return /^\d/.test(text) ? text.replace(/[.)]/, '\\$&') : `\\${text}`;
}

export function listed(item: string): string {
  return `- ${atStart(item)}`;
}

/** The last of many, and how many came before. */
export function latest<T>(items: readonly T[], most: number, words: (item: T) => string): string[] {
  const left = items.length - most;
  const told = items.slice(-most).map(words);
  return left > 0 ? [`(${left} earlier not listed)`, ...told] : told;
}

/** `SEV-2, open, in Mitigate; since 14:05 +01:00 (1h 32m)` */
export function stateSentence(incident: Incident, now: Instant, when: When = momentsOf(incident, now)): string {
  const { resolvedAt, closedAt, startedAt } = incident;
  const lasted = formatDuration(runningTime(incident, now));
  const end = resolvedAt ?? closedAt;
  const time =
    end === undefined ? `since ${when(startedAt)} (${lasted})` : `from ${when(startedAt)} to ${when(end)} (${lasted})`;
  return [...severityOf(incident), `${statusLine(incident)}; ${time}`].join(', ');
}

function severityOf({ severity }: Incident): string[] {
  return severity === '' ? [] : [chatLine(severity, NAME)];
}

/** What is known of the impact; undefined where nothing is. */
export function impactOf({ impact }: Incident): string | undefined {
  return impact === undefined ? undefined : saidOf(impactSentence(impact, t));
}

export function servicesOf({ services }: Incident): string | undefined {
  return services.length === 0 ? undefined : saidOf(services.join(', '));
}

/** `Incident Commander: Ada` for each role that somebody holds. */
export function rolesOf({ roles }: Incident): string[] {
  return roles.map(({ role, person }) => `${chatLine(role, NAME)}: ${nameOf(person)}`);
}

/** `Drain registry-3 (Ada, since 14:05 +01:00)` */
export function inProgressOf(incident: Incident, when: When): string[] {
  return inOrder(actionsInProgress(incident), incident).map(
    ({ text, by, startedAt }) => `${saidOf(text)} (${nameOf(by)}, since ${when(startedAt)})`,
  );
}

/** The actions that came to an end since then, in the order in which they ended. */
export function finishedSince({ actions }: Incident, since = -Infinity): readonly Action[] {
  const end = ({ finished }: Action) => finished?.at ?? -Infinity;
  return actions
    .filter((action) => action.finished !== undefined && end(action) > since)
    .sort((a, b) => end(a) - end(b));
}

/** `Restart registry-1: failed (no effect), 14:05 +01:00` */
export function finishedSentence({ text, finished }: Action, when: When): string {
  if (finished === undefined) return saidOf(text);
  const { outcome, result, at } = finished;
  const came = result === undefined || result === '' ? '' : ` (${saidOf(result)})`;
  return `${saidOf(text)}: ${outcomeName(outcome, t)}${came}, ${when(at)}`;
}

export function decisionsSince(incident: Incident, since = -Infinity): readonly Decision[] {
  return inOrder(
    incident.decisions.filter(({ at }) => at > since),
    incident,
  );
}

export function decisionSentence({ decision, by, at }: Decision, when: When): string {
  return `${saidOf(decision)} (${nameOf(by)}, ${when(at)})`;
}

/** What is held of the changes, in the order of judging. */
export function judgedAs({ judgements }: Incident, verdict: Judgement['verdict']): readonly Judgement[] {
  return [...judgements.values()].filter((each) => each.verdict === verdict).sort((a, b) => a.at - b.at);
}

export function judgementSentence({ change, why }: Judgement): string {
  const named = saidOf(changeSentence(change)) || changeKey(change);
  return why === undefined || why === '' ? named : `${named}, because: ${saidOf(why)}`;
}

/** When each audience expects the next update, the first one in front. */
export function promisesOf({ nextUpdates }: Incident, now: Instant, when: When): string[] {
  return [...nextUpdates.values()]
    .sort((a, b) => a.due - b.due)
    .map(({ audience, due }) => `${chatLine(audience, NAME)} by ${when(due)}${due < now ? ' (overdue)' : ''}`);
}

/** What a doubt asks for. */
export function neededFor(doubt: Doubt): string {
  const needs: Record<Doubt, string> = {
    whatIsWrong: 'help to find out what is wrong',
    howToFix: 'help to find a way to fix it',
    whetherFixable: 'somebody who can tell whether it can be fixed',
    whetherICan: 'somebody who has dealt with this before',
    capacity: 'more hands',
  };
  return needs[doubt];
}

/** `Help to find out what is wrong, more hands (asked: Grace)` */
export function helpSentence({ doubts, people, text }: Pick<HelpRequest, 'doubts' | 'people' | 'text'>): string {
  const needed = doubts.map(neededFor).join(', ');
  const what = needed === '' ? saidOf(text) : capitalised(needed);
  return people.length === 0 ? what : `${what} (asked: ${people.map((name) => chatLine(name, NAME)).join(', ')})`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
