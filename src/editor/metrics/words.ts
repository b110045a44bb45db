import * as vscode from 'vscode';
import type { MetricError } from '../../app/metricPorts';
import type { Finding, Onset, Sureness } from '../../metrics/onset';
import { shortened } from '../../reports/plain';
import { clockOrDay } from '../kit/dates';

const { t } = vscode.l10n;

/** Why a metric could not be asked for, as one sentence. */
export function metricProblem({ failure, address, detail }: MetricError): string {
  const server = shortened(address, 120);
  const said = shortened(detail, 300);
  switch (failure) {
    case 'badAddress':
      return t('Setting incident.metrics: {0} isn’t an address with http or https, and without a password.', server);
    case 'unreachable':
      return t('{0} can’t be reached ({1}).', server, said);
    case 'tooSlow':
      return t('{0} took too long to answer.', server);
    case 'redirected':
      return t('{0} leads elsewhere ({1}), where nothing is sent.', server, said);
    case 'tooLarge':
      return t('{0} answered with too much. A query with fewer series may help.', server);
    case 'refused':
      return t('{0} says: {1}', server, said);
    case 'unauthorized':
      return t('{0} wants you to sign in ({1}).', server, said);
    case 'notPrometheus':
      return t('{0} doesn’t answer as Prometheus does.', server);
    case 'notEncrypted':
      return t('{0} isn’t encrypted: your credentials aren’t sent there. Use https.', server);
  }
}

/** `rose from 0.4 to 12` */
export function changeWords({ family, direction, usual, level }: Onset): string {
  const number = new Intl.NumberFormat(vscode.env.language, { maximumSignificantDigits: 3 });
  // Less than nothing is what is left of a fit.
  const [from, to] = [number.format(level >= 0 ? Math.max(0, usual) : usual), number.format(level)];
  if (family === 'spike') {
    return direction === 'up'
      ? t('rose from {0} to {1} for a while', from, to)
      : t('fell from {0} to {1} for a while', from, to);
  }
  if (family === 'ramp') {
    return direction === 'up'
      ? t('rose steadily from {0} to {1}', from, to)
      : t('fell steadily from {0} to {1}', from, to);
  }
  return direction === 'up' ? t('rose from {0} to {1}', from, to) : t('fell from {0} to {1}', from, to);
}

export function sureWords(sure: Sureness): string {
  return { high: t('high confidence'), medium: t('medium confidence'), low: t('low confidence') }[sure];
}

/** `after 14:03, by 14:05` */
export function intervalWords({ from, to }: Onset, now: number): string {
  return t('after {0}, by {1}', clockOrDay(from, now), clockOrDay(to, now));
}

/** What was found in a series, in a few words. */
export function findingWords(finding: Finding, now: number): string {
  if (finding.kind === 'onset') {
    const { onset } = finding;
    return [clockOrDay(onset.at, now), changeWords(onset), sureWords(onset.sure)].join(' · ');
  }
  return noneWords(finding.why);
}

export function noneWords(why: Extract<Finding, { kind: 'none' }>['why']): string {
  const words = {
    tooFew: t('too few values'),
    constant: t('the same value all the time'),
    notClear: t('no clear onset'),
  };
  return words[why];
}
