import { statusParts, type StatusPart, type StatusRules } from '../domain/attention';
import type { Clock } from '../domain/clocks';
import { runningTime, type Incident, type Instant } from '../domain/incident';
import { formatDuration } from '../domain/time';
import { oneLine } from './plain';
import { stageName } from './sentences';
import type { Translate } from './translate';

const MINUTE = 60_000;

/** A part of the status line in a few words: `update overdue 3m`, `no commander`, `SEV-3`, `20m`, `update in 8m`. */
export function statusPartWords(part: StatusPart, now: Instant, t: Translate): string {
  switch (part.kind) {
    case 'overdue':
    case 'next':
      return clockWords(part.clock, now, t);
    case 'noCommander':
      return t('no commander');
    case 'ended':
      return part.status === 'resolved' ? t('resolved') : t('closed');
    case 'severity':
      return oneLine(part.severity);
    case 'running':
      return formatDuration(part.length);
  }
}

/** `update in 8m`, `update due now`, `update overdue 3m`, with `snoozed` where its reminder is; `assessment due in 4m`. */
export function clockWords(clock: Clock, now: Instant, t: Translate): string {
  const { due } = clock;
  if (clock.kind === 'assessment') {
    if (due > now) return t('assessment due in {0}', remaining(due, now));
    return now - due < MINUTE ? t('assessment due now') : t('assessment overdue {0}', formatDuration(now - due));
  }
  const words =
    due > now
      ? t('update in {0}', remaining(due, now))
      : now - due < MINUTE
        ? t('update due now')
        : t('update overdue {0}', formatDuration(now - due));
  const isSnoozed = clock.snoozedUntil !== undefined && clock.snoozedUntil > now;
  return isSnoozed ? t('{0}, snoozed', words) : words;
}

/** A minute that has begun is still left. */
function remaining(due: Instant, now: Instant): string {
  return formatDuration(wholeMinutes(due, now));
}

function wholeMinutes(due: Instant, now: Instant): number {
  return Math.ceil((due - now) / MINUTE) * MINUTE;
}

/** How an incident stands, in whole sentences for a screen reader: its title, then the parts of the line and its stages. */
export function statusSentence(incident: Incident, now: Instant, rules: StatusRules, t: Translate): string {
  const parts = statusParts(incident, now, rules);
  const wrong = parts.flatMap((part) =>
    part.kind === 'overdue'
      ? [clockSentence(part.clock, now, t)]
      : part.kind === 'noCommander'
        ? [t('Nobody is in command.')]
        : [],
  );
  const next = parts.flatMap((part) => (part.kind === 'next' ? [clockSentence(part.clock, now, t)] : []));
  return [t('Incident: {0}.', oneLine(incident.title)), ...wrong, stateSentence(incident, now, t), ...next].join(' ');
}

function stateSentence(incident: Incident, now: Instant, t: Translate): string {
  const severity = oneLine(incident.severity);
  const length = spokenDuration(runningTime(incident, now), t);
  switch (incident.status) {
    case 'open':
      return incident.activeStages.length > 1
        ? t('{0}, in stages {1}, running for {2}.', severity, stagesOf(incident, t), length)
        : t('{0}, in stage {1}, running for {2}.', severity, stagesOf(incident, t), length);
    case 'resolved':
      return t('{0}, resolved after {1}.', severity, length);
    case 'closed':
      return t('{0}, closed after {1}.', severity, length);
  }
}

function stagesOf({ activeStages }: Incident, t: Translate): string {
  const [first, second] = activeStages.map((stage) => stageName(stage, t));
  return second === undefined ? (first ?? '') : t('{0} and {1}', first ?? '', second);
}

/** `The next update to customers is due in 8 minutes.` */
function clockSentence(clock: Clock, now: Instant, t: Translate): string {
  const { due } = clock;
  const [isDueNow, length] = [
    now >= due && now - due < MINUTE,
    spokenDuration(due > now ? wholeMinutes(due, now) : now - due, t),
  ];
  if (clock.kind === 'assessment') {
    if (isDueNow) return t('The impact assessment is due now.');
    return due > now
      ? t('The impact assessment is due in {0}.', length)
      : t('The impact assessment is {0} overdue.', length);
  }
  const audience = oneLine(clock.audience);
  if (isDueNow) return t('The next update to {0} is due now.', audience);
  return due > now
    ? t('The next update to {0} is due in {1}.', audience, length)
    : t('The next update to {0} is {1} overdue.', audience, length);
}

/** `1 hour 32 minutes`; under a minute, `less than a minute`. Milliseconds in. */
export function spokenDuration(length: number, t: Translate): string {
  const minutes = Math.floor(Math.max(0, length) / MINUTE);
  if (minutes === 0) return t('less than a minute');
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const parts = [
    days === 0 ? [] : [days === 1 ? t('1 day') : t('{0} days', days)],
    hours === 0 ? [] : [hours === 1 ? t('1 hour') : t('{0} hours', hours)],
    days > 0 || minutes % 60 === 0 ? [] : [minutes % 60 === 1 ? t('1 minute') : t('{0} minutes', minutes % 60)],
  ];
  return parts.flat().join(' ');
}
