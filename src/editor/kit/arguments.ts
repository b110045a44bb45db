import * as vscode from 'vscode';
import type { PastIncidents } from '../../app/pastIncidents';
import type { IncidentStore } from '../../app/store';
import type { CodeContext, Fact, Person } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import { parseTime } from '../../domain/when';
import type { Composer } from '../messages/composer/composer';
import type { Drafts } from './drafts';
import { Refusal } from './failures';
import type { Line } from './prompts/line';
import type { Settings } from './settings';
import { Node, type Subject } from './node';
import { whenSentence } from './words';
import { run } from './register';
import { inform } from './notices';

const { t } = vscode.l10n;

/** What the commands work with. */
export interface Tools {
  readonly store: IncidentStore;
  /** Finds past incidents. */
  readonly past: PastIncidents;
  readonly settings: Settings;
  readonly drafts: Drafts;
  /** Texts that are edited before they are sent. */
  readonly composer: Composer;
  readonly now: () => number;
  /** Who is writing. */
  readonly author: () => Promise<Person>;
  /** People of the repositories' recent history; empty where there is none. Never rejects. */
  readonly recentAuthors: () => Promise<readonly Person[]>;
  /** Where the code of the repository with this root stands. Never rejects. */
  readonly codeOf: (root: string) => Promise<CodeContext | undefined>;
}

/** The incident that the window shows; without one, says so and offers to declare or to switch. */
export async function shownIncident({ store }: Tools): Promise<Incident | undefined> {
  await store.load();
  const { shown, failure, incidents } = store.state;
  if (failure !== undefined) throw failure;
  if (shown !== undefined) return shown;
  const [declare, change] = [t('Declare'), t('Switch')];
  const offered = incidents.size > 0 ? [declare, change] : [declare];
  void inform(t('No incident is active.'), ...offered).then((choice) => {
    if (choice === declare) return run('incident.declare');
    return choice === change ? run('incident.switch') : undefined;
  });
  return undefined;
}

/** The incident that a command is about: that of the row it was called on, else the one shown. */
export async function incidentOf(tools: Tools, argument: unknown): Promise<Incident | undefined> {
  const subject = subjectOf(argument);
  const id = subject?.kind === 'incident' ? subject.id : undefined;
  const named = id === undefined ? undefined : tools.store.state.incidents.get(id);
  return named ?? shownIncident(tools);
}

/** The incident with this id. Throws Refusal where the record folder does not hold it, as after it was moved. */
export async function incidentNamed({ store }: Tools, id: string): Promise<Incident> {
  await store.load();
  const { incidents, failure } = store.state;
  if (failure !== undefined) throw failure;
  const incident = incidents.get(id);
  if (incident === undefined) {
    throw new Refusal(
      t('The incident of this text is not in the record folder: nothing was recorded, the text is kept.'),
    );
  }
  return incident;
}

/** What the row of a tree stands for, where a command was called on one. */
export function subjectOf(argument: unknown): Subject | undefined {
  return argument instanceof Node ? argument.subject : undefined;
}

/** A named part of an argument given by a key binding or another extension. */
export function part(argument: unknown, name: string): unknown {
  if (typeof argument !== 'object' || argument === null || argument instanceof Node) return undefined;
  return (argument as Record<string, unknown>)[name];
}

export function textPart(argument: unknown, name: string): string | undefined {
  const value = part(argument, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new Refusal(t('The argument “{0}” must be a text.', name));
  return value.trim() === '' ? undefined : value.trim();
}

/** A time given as argument: milliseconds, a Date, ISO 8601, or anything that can be typed. Throws Refusal. */
export function timePart(argument: unknown, name: string, now: number): number | undefined {
  const value = part(argument, name);
  if (value === undefined) return undefined;
  const at = value instanceof Date ? value.getTime() : typeof value === 'number' ? value : readTime(value, now);
  if (!Number.isFinite(at)) throw new Refusal(t('The argument “{0}” is not a time.', name));
  if (at > now) throw new Refusal(t('The argument “{0}” is in the future.', name));
  return at;
}

function readTime(value: unknown, now: number): number {
  if (typeof value !== 'string') return NaN;
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value);
  const when = parseTime(value, now);
  if (when.kind === 'unreadable') throw new Refusal(whenSentence(when, now) ?? value);
  return when.at;
}

/** A line given as argument `{text, occurredAt}`, which skips the prompt. */
export function lineFrom(argument: unknown, name: string, now: number): Line | undefined {
  const text = textPart(argument, name);
  if (text === undefined) return undefined;
  const at = timePart(argument, 'occurredAt', now);
  return { text, typed: text, ...(at !== undefined && { at }) };
}

/** A fact, dated as the line was. */
export function dated<F extends Fact>(fact: F, line: Pick<Line, 'at'>): F {
  return line.at === undefined ? fact : { ...fact, occurredAt: iso(line.at) };
}
