import type { HypothesisVerdict, Person } from '../domain/events';
import { byVerdict } from '../domain/hypotheses';
import {
  actionsInProgress,
  changeKey,
  runningTime,
  type Action,
  type Decision,
  type HelpRequest,
  type Hypothesis,
  type Incident,
  type Instant,
  type Judgement,
} from '../domain/incident';
import { roleHistory } from '../domain/roleHistory';
import { formatDuration } from '../domain/time';
import { inOrder } from './lookup';
import { helpWanted } from './messageParts';
import { impactSentence } from './peopleWords';
import { chatLine } from './plain';
import { holdersSentence } from './roleWords';
import { changeSentence, hypothesisVerdictName, outcomeName } from './sentences';
import { stateWords } from './timeline';
import { momentsOf } from './times';
import { english as t } from './translate';

/** The most characters of a text within a message; the record has all of it. */
const TEXT = 200;
const NAME = 60;

export type When = (at: Instant) => string;

export function shortText(text: string): string {
  return chatLine(text, TEXT);
}

export function nameOf({ name }: Person): string {
  return chatLine(name, NAME);
}

/** Its title, or its id where the declaration is missing. */
export function titleOf({ title, id }: Incident): string {
  return shortText(title) || id;
}

/** A named part of a message; nothing where it has no items. */
export function part(name: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `${name}:`, ...items.map(listed)];
}

/** Text that would start a Markdown block within an item: a heading, a list, a quotation, a fence, a rule. */
const BLOCK = /^(?:#{1,6} |[-+*>] |\d+[.)] |[-+*>#]+$|>|```|~~~|---|\*\*\*|___)/;

/** Text at the start of a line or an item, with a backslash only where it would start a block. */
export function atStart(text: string): string {
  if (!BLOCK.test(text)) return text;
  return /^\d/.test(text) ? text.replace(/[.)]/, '\\$&') : `\\${text}`;
}

export function listed(item: string): string {
  return `- ${atStart(item)}`;
}

/** The last `most` items, after a line that counts the earlier ones. */
export function latest<T>(items: readonly T[], most: number, words: (item: T) => string): string[] {
  const left = items.length - most;
  const shown = items.slice(-most).map(words);
  return left > 0 ? [`(${left} earlier not listed)`, ...shown] : shown;
}

/** `SEV-2, open, in Mitigate; since 14:05 +01:00 (1h 32m)` */
export function stateSentence(incident: Incident, now: Instant, when: When = momentsOf(incident, now)): string {
  const { resolvedAt, closedAt, startedAt } = incident;
  const lasted = formatDuration(runningTime(incident, now));
  const end = resolvedAt ?? closedAt;
  const time =
    end === undefined ? `since ${when(startedAt)} (${lasted})` : `from ${when(startedAt)} to ${when(end)} (${lasted})`;
  return [...severityOf(incident), `${stateWords(incident)}; ${time}`].join(', ');
}

function severityOf({ severity }: Incident): string[] {
  return severity === '' ? [] : [chatLine(severity, NAME)];
}

/** What is known of the impact; undefined where nothing is. */
export function impactOf({ impact }: Incident): string | undefined {
  return impact === undefined ? undefined : shortText(impactSentence(impact, t));
}

export function servicesOf({ services }: Incident): string | undefined {
  return services.length === 0 ? undefined : shortText(services.join(', '));
}

/** `Incident Commander: Grace (before: Ada)` for each role that somebody holds or held. */
export function rolesOf(incident: Incident): string[] {
  return roleHistory(incident).map((term) => `${chatLine(term.role, NAME)}: ${holdersSentence(term, nameOf)}`);
}

/** `Drain registry-3 (Ada, since 14:05 +01:00)` */
export function inProgressOf(incident: Incident, when: When): string[] {
  return inOrder(actionsInProgress(incident), incident).map(
    ({ text, by, startedAt }) => `${shortText(text)} (${nameOf(by)}, since ${when(startedAt)})`,
  );
}

/** The actions that finished since then, in the order in which they finished. */
export function finishedSince({ actions }: Incident, since = -Infinity): readonly Action[] {
  const end = ({ finished }: Action) => finished?.at ?? -Infinity;
  return actions
    .filter((action) => action.finished !== undefined && end(action) > since)
    .sort((a, b) => end(a) - end(b));
}

/** `Restart registry-1: failed (no effect), 14:05 +01:00` */
export function finishedSentence({ text, finished }: Action, when: When): string {
  if (finished === undefined) return shortText(text);
  const { outcome, result, at } = finished;
  const came = result === undefined || result === '' ? '' : ` (${shortText(result)})`;
  return `${shortText(text)}: ${outcomeName(outcome, t)}${came}, ${when(at)}`;
}

export function decisionsSince(incident: Incident, since = -Infinity): readonly Decision[] {
  return inOrder(
    incident.decisions.filter(({ at }) => at > since),
    incident,
  );
}

export function decisionSentence({ decision, by, at }: Decision, when: When): string {
  return `${shortText(decision)} (${nameOf(by)}, ${when(at)})`;
}

/** The changes with that verdict, in the order of the verdicts. */
export function judgedAs({ judgements }: Incident, verdict: Judgement['verdict']): readonly Judgement[] {
  return [...judgements.values()].filter((each) => each.verdict === verdict).sort((a, b) => a.at - b.at);
}

/** The hypotheses with one of these verdicts, the surest first; changes that are suspected or ruled out are among them. */
export function hypothesesThat({ hypotheses }: Incident, ...verdicts: HypothesisVerdict[]): readonly Hypothesis[] {
  return byVerdict(hypotheses.filter(({ verdict }) => verdicts.includes(verdict)));
}

/** `Suspect`, `Hypothesis`, `Supported`, `Confirmed`, `Ruled out`: what it is, in a word. */
export function hypothesisWord({ verdict, change }: Pick<Hypothesis, 'verdict' | 'change'>): string {
  if (verdict === 'open') return change === undefined ? 'Hypothesis' : 'Suspect';
  return capitalised(hypothesisVerdictName(verdict, t));
}

/** `Supported: the pool is exhausted (300 connections wait)`; what was ruled out has its place, and no word in front. */
export function hypothesisLine(hypothesis: Hypothesis, short: (text: string) => string): string {
  const { text, change, verdict, why } = hypothesis;
  const named = change === undefined ? short(text) : short(changeSentence(change)) || changeKey(change);
  const line = why === undefined || why === '' ? named : `${named} (${short(why)})`;
  return verdict === 'ruledOut' ? line : `${hypothesisWord(hypothesis)}: ${line}`;
}

/** What may still be the cause. */
export const IN_QUESTION = ['confirmed', 'supported', 'open'] as const;

export function judgementSentence({ change, why }: Judgement): string {
  const named = shortText(changeSentence(change)) || changeKey(change);
  return why === undefined || why === '' ? named : `${named} (${shortText(why)})`;
}

/** When the next update to each audience is due, the earliest first. */
export function promisesOf({ nextUpdates }: Incident, now: Instant, when: When): string[] {
  return [...nextUpdates.values()]
    .sort((a, b) => a.due - b.due)
    .map(({ audience, due }) => `${chatLine(audience, NAME)} by ${when(due)}${due < now ? ' (overdue)' : ''}`);
}

/** `Help finding out what is wrong, more people (asked: Grace)` */
export function helpSentence(request: Pick<HelpRequest, 'doubts' | 'people' | 'text'>): string {
  const what = capitalised(shortText(helpWanted(request, t)));
  const { people } = request;
  return people.length === 0 ? what : `${what} (asked: ${people.map((name) => chatLine(name, NAME)).join(', ')})`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
