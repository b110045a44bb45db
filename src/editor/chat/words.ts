import * as vscode from 'vscode';
import type { OutboxItem, Why } from '../../app/outboxPorts';
import type { ChatKind } from '../../chat/message';
import { formatDuration } from '../../domain/time';
import { oneLine } from '../../reports/plain';

const { t } = vscode.l10n;

export function productName(kind: ChatKind): string {
  return {
    slack: 'Slack',
    mattermost: 'Mattermost',
    teams: 'Microsoft Teams',
    discord: 'Discord',
    webhook: t('Webhook'),
  }[kind];
}

/** Why something did not go out, as part of a sentence. */
export function whySentence({ problem, detail }: Why): string {
  const words: Readonly<Record<Why['problem'], string>> = {
    unreachable: t('can’t be reached'),
    tooSlow: t('no answer in time'),
    busy: t('too many requests'),
    serverError: t('error at the service'),
    redirected: t('it redirects elsewhere'),
    refused: t('refused'),
    unauthorized: t('address or token no longer valid, or not allowed'),
    notConnected: t('not connected'),
    badAddress: t('the address isn’t valid'),
    noAnswer: t('connection lost before an answer'),
    interrupted: t('VS Code closed while it was sending'),
    unknown: t('something went wrong'),
  };
  return detail === '' ? words[problem] : t('{0} ({1})', words[problem], oneLine(detail));
}

/** How a channel stands that has something to be said of, the first words first. `brief`: without what the service said of it. */
export function stateSentence(name: string, item: OutboxItem, count: number, now: number, brief = false): string {
  const channel = oneLine(name);
  const why = item.why === undefined ? '' : whySentence(brief ? { ...item.why, detail: '' } : item.why);
  switch (item.state) {
    case 'doubt':
      return t('Maybe not in {0}: {1}', channel, why);
    case 'refused':
      return t('Not posted to {0}: {1}', channel, why);
    default:
      return item.notBefore === undefined
        ? t('Preview for {0}: {1} waiting', channel, count)
        : t('Not in {0} yet: {1}; retry in {2}', channel, why, formatDuration(Math.max(1000, item.notBefore - now)));
  }
}
