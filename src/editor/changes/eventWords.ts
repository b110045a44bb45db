import * as vscode from 'vscode';
import type { EventsOutcome, SourceProblem } from '../../app/changePorts';
import type { ChangeEvent, EventKind, EventSource } from '../../changes/changeEvents';
import { oneLine } from '../../reports/plain';
import { problemSentence } from './words';

const { t } = vscode.l10n;

/** What kind of change another program wrote down. */
export function eventKindName(kind: EventKind): string {
  const names: Record<EventKind, string> = {
    deploy: t('deploy'),
    rollback: t('rollback'),
    environment: t('environment'),
    other: t('change'),
  };
  return names[kind];
}

/** A codicon of it. */
export function eventIcon(kind: EventKind): string {
  const icons: Record<EventKind, string> = {
    deploy: 'rocket',
    rollback: 'discard',
    environment: 'server-environment',
    other: 'settings-gear',
  };
  return icons[kind];
}

/** Who wrote it down: `from GitHub`, `from a file` */
export function eventOrigin({ source, by }: ChangeEvent): string {
  const names: Record<EventSource, string> = {
    github: 'GitHub',
    pagerduty: 'PagerDuty',
    cdevents: 'CDEvents',
    grafana: 'Grafana',
    plain: t('a change source'),
  };
  return by === undefined ? t('from {0}', names[source]) : t('from {0}, by {1}', names[source], oneLine(by));
}

/** What a file, a folder or a service gave: `12 changes`, or why it could not be read. */
export function sourceSentence(outcome: EventsOutcome): string {
  if ('problem' in outcome) return unreadSentence(outcome);
  const { events, unreadable, isPart, stale, isAsked } = outcome;
  if (isAsked === true) return t('waiting for an answer');
  const count = events.length === 1 ? t('1 change') : t('{0} changes', events.length);
  if (stale !== undefined) return t('{0}, not up to date: {1}', count, problemSentence(stale));
  if (isPart === true) return t('{0}, those nearest the start', count);
  if (unreadable === 0) return count;
  return unreadable === 1 ? t('{0}, 1 line unreadable', count) : t('{0}, {1} lines unreadable', count, unreadable);
}

function unreadSentence({ problem, api }: Extract<EventsOutcome, { readonly problem: SourceProblem }>): string {
  if (problem === 'unauthorized') return t('refused the sign-in; sign in again');
  if (problem !== 'notConnected') return problemSentence(problem);
  return api === undefined ? t('sign in to GitHub') : t('connect it with a token');
}

/** Whether something is wrong with a source. */
export function isBadSource(outcome: EventsOutcome): boolean {
  return 'problem' in outcome || outcome.unreadable > 0 || outcome.stale !== undefined;
}

/** The name of a file or folder, without what it lies in; of a service, what people call it there. */
export function sourceName({ path, origin }: EventsOutcome): string {
  if (origin !== undefined) return oneLine(path);
  return oneLine(path.split(/[\\/]/).filter(Boolean).pop() ?? '') || oneLine(path);
}
