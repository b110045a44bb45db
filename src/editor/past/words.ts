import * as vscode from 'vscode';
import type { SimilarIncident } from '../../app/pastSearch';
import { runningTime, type Incident, type Instant } from '../../domain/incident';
import { formatDuration } from '../../domain/time';
import { whatMitigated } from '../../domain/whatMitigated';
import { oneLine } from '../../reports/plain';
import { dayWords } from '../kit/dates';
import type { DocumentKind } from '../kit/incidentDocuments';
import { timeOfDay } from '../kit/words';

const { t } = vscode.l10n;
const HALF_A_YEAR = 183 * 86_400_000;

/** When a past incident was: with its year where that could be mistaken. */
export function whenPast(at: Instant, now: Instant): string {
  return now - at < HALF_A_YEAR ? timeOfDay(at, now) : dayWords(at, { year: true });
}

/** The title of an incident as one line, whatever is missing. */
export function titleOf({ id, title }: Incident): string {
  return oneLine(title) || id;
}

/** Severity, when it was, and how long it took; of a duplicate first what it is one of. */
export function factsOf(incident: Incident, now: Instant): string {
  const { severity, startedAt, mergedInto } = incident;
  const facts = [oneLine(severity), whenPast(startedAt, now), formatDuration(runningTime(incident, now))];
  return (mergedInto === undefined ? facts : [t('duplicate of “{0}”', oneLine(mergedInto.title)), ...facts]).join(
    ' · ',
  );
}

/** What mitigated an incident, in its own words; undefined where the record does not tell. */
export function mitigationOf(incident: Incident): string | undefined {
  const text = oneLine(whatMitigated(incident)?.text ?? '');
  return text === '' ? undefined : text;
}

/** What two incidents have in common. */
export function inCommon({ matched: { words, files, services } }: SimilarIncident): string {
  return [...words, ...services, ...files].map(oneLine).join(', ');
}

export function documentName(kind: DocumentKind): string {
  const names: Record<DocumentKind, string> = {
    postmortem: t('Post-mortem'),
    timeline: t('Timeline'),
    brief: t('Brief'),
  };
  return names[kind];
}
