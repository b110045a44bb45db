import * as vscode from 'vscode';
import { linkOf, type Alert, type Product } from '../../alerts/alert';
import type { Unreadable } from '../../alerts/read';

const { t } = vscode.l10n;

/** `Alertmanager`; what is of no known product by its form. */
export function productName(product: Product): string {
  const names: Record<Product, string> = {
    alertmanager: 'Alertmanager',
    grafana: 'Grafana',
    pagerduty: 'PagerDuty',
    opsgenie: 'Opsgenie',
    datadog: 'Datadog',
    sentry: 'Sentry',
    cloudwatch: 'CloudWatch',
    json: t('Alert'),
    mail: t('E-mail'),
    text: t('Text'),
  };
  return names[product];
}

/** Why a text is no alert, and what to do. */
export function unreadableSentence(problem: Unreadable): string {
  const sentences: Record<Unreadable, string> = {
    empty: t('Nothing to read. Copy the alert, or select it in an editor, and run the command again.'),
    tooLong: t('This text is too long for an alert. Copy the alert alone.'),
    brokenJson: t('This JSON is incomplete. Copy the whole alert, from the first bracket to the last.'),
    notText: t('This isn’t text. Copy the alert as text or JSON.'),
  };
  return sentences[problem];
}

/** The same in a few words, for a row. */
export function briefProblem(problem: Unreadable): string {
  const sentences: Record<Unreadable, string> = {
    empty: t('empty'),
    tooLong: t('too long for an alert'),
    brokenJson: t('incomplete JSON; copy the whole alert'),
    notText: t('not text'),
  };
  return sentences[problem];
}

/** The name of the evidence that an alert becomes. */
export function evidenceName({ product, link }: Pick<Alert, 'product' | 'link'>): string {
  const host = linkOf(link) === undefined ? undefined : new URL(link ?? '').host;
  return product === 'json' || product === 'text' ? (host ?? productName(product)) : productName(product);
}
