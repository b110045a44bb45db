import * as vscode from 'vscode';
import type { ChatChannel } from '../../app/chatPorts';
import type { OutboxItem } from '../../app/outboxPorts';
import type { Incident } from '../../domain/incident';
import { run } from '../kit/register';
import { Node } from '../kit/node';
import { inform } from '../kit/notices';
import { inMessage } from '../kit/words';
import { laneOf } from './channels';
import { stateSentence } from './words';

const { t } = vscode.l10n;

/** What has to be decided or known of a channel: one row, of the worst. */
export function problemRows(
  channel: ChatChannel,
  incident: Incident,
  items: readonly OutboxItem[],
  isAllowed: boolean,
  now: number,
): readonly Node[] {
  const ofIncident = items.filter(({ deed }) => deed.incident === incident.id);
  const problem =
    ofIncident.find(({ state }) => state === 'doubt') ??
    ofIncident.find(({ state }) => state === 'refused') ??
    // What was not tried yet is no news, unless it waits for the person.
    ofIncident.find(({ state, notBefore }) => state === 'waiting' && (notBefore !== undefined || !isAllowed));
  if (problem === undefined) return [];
  const words = stateSentence(channel.name, problem, ofIncident.length, now);
  const isPreview = problem.state === 'waiting' && problem.notBefore === undefined;
  const icon = isPreview
    ? new vscode.ThemeIcon('comment-discussion')
    : new vscode.ThemeIcon('comment-unresolved', new vscode.ThemeColor('list.warningForeground'));
  return [
    new Node({
      id: `${incident.id}/chat/${channel.name}`,
      label: stateSentence(channel.name, problem, ofIncident.length, now, true),
      tooltip: [words, ...ofIncident.slice(0, 10).map(({ deed }) => deed.title)].join('\n'),
      icon,
      context: 'chat',
      command: { command: 'incident.postToChat', title: t('Post to Chat'), arguments: [{ channel: channel.name }] },
      spoken: words,
    }),
  ];
}

/** `#incidents`: where an entry went, or is on its way to. */
export function wentToSentence(items: readonly OutboxItem[], channels: readonly ChatChannel[]): string | undefined {
  const nameOf = (lane: string) =>
    channels.find((channel) => laneOf(channel) === lane)?.name ?? lane.slice('chat:'.length);
  const sent = items.filter(({ state }) => state === 'sent').map(({ deed }) => nameOf(deed.lane));
  return sent.length === 0 ? undefined : t('in {0}', sent.join(', '));
}

/** Tells once that something waits for a look. */
export function offerPreview(channel: ChatChannel): void {
  const preview = t('Preview');
  const message = t(
    'The first message to {0} is ready. Nothing is posted before you have seen it.',
    inMessage(channel.name, 60),
  );
  void inform(message, preview, t('Later')).then((choice) =>
    choice === preview ? run('incident.postToChat', { channel: channel.name }) : undefined,
  );
}
