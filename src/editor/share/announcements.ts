import * as vscode from 'vscode';
import type { Person } from '../../domain/events';
import { samePerson, type Entry, type Incident } from '../../domain/incident';
import type { News } from '../../domain/news';
import { maybeSameOutage } from '../../domain/sameOutage';
import { shortened } from '../../reports/plain';
import { entrySentence } from '../../reports/sentences';
import type { CommandId } from '../kit/commands';
import type { Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { run } from '../kit/register';
import { ago, inMessage, label } from '../kit/words';
import { newsSentence } from './newsWords';

const { t } = vscode.l10n;
/** Of what began longer ago nobody is told by a notification. Milliseconds. */
const RECENT = 12 * 3_600_000;
const LENGTH = 100;
const ANNOUNCED_MS = 6000;

/** One notification of an incident that a teammate declared: who, when, and what to do about it. */
export async function tellArrived(kit: Kit, incident: Incident, me: Person): Promise<void> {
  const { id, title, severity, status, declaredAt, entries } = incident;
  const by = declarerOf(entries);
  if (status !== 'open' || by === undefined || samePerson(by, me) || kit.now() - declaredAt > RECENT) return;
  const [join, open, merge] = [t('Join'), t('Open'), t('Merge…')];
  const { shown } = kit.store.state;
  // Who declared the same outage a moment ago is asked to make one of the two.
  const same = shown !== undefined && isBy(shown, me) && maybeSameOutage(shown, incident) ? shown : undefined;
  const message = t(
    '{0} {1}, declared by {2} {3}',
    inMessage(severity, 20),
    inMessage(title, LENGTH),
    inMessage(by.name, 40),
    ago(declaredAt, kit.now()),
  );
  const answer =
    same === undefined
      ? await inform(message, join, open, t('Later'))
      : await inform(t('{0}. Same as “{1}”?', message, inMessage(same.title, LENGTH)), merge, open, t('Later'));
  if (answer === merge && same !== undefined) await run('incident.mergeInto', { incident: same.id, with: id });
  const current = kit.store.state.incidents.get(id);
  if (current === undefined || (answer !== join && answer !== open)) return;
  kit.store.show(current);
  await vscode.commands.executeCommand('incident.overview.focus');
  if (answer === join) await run('incident.join', { incident: id });
}

function declarerOf(entries: readonly Entry[]): Person | undefined {
  return entries.find(({ event }) => event.type === 'incident.declared')?.event.author;
}

function isBy({ entries }: Incident, me: Person): boolean {
  const by = declarerOf(entries);
  return by !== undefined && samePerson(by, me);
}

/** What others did, quietly: the last of it in the status bar. */
export function announce(incident: Incident, entries: readonly Entry[]): void {
  const last = entries.at(-1);
  if (last === undefined) return;
  const sentence = shortened(entrySentence(last, incident, t), LENGTH);
  const said = t('{0}: {1}', label(last.event.author.name), label(sentence));
  vscode.window.setStatusBarMessage(`$(person) ${said}`, ANNOUNCED_MS);
}

/** What a person must know of at once, with what they can do about it. */
export async function notify(news: News, incident: Incident): Promise<void> {
  const { id } = incident;
  const show = t('Show');
  const deed = deedOf(news, id);
  // With a button a notification stays until somebody has seen it.
  const buttons = [...(deed === undefined ? [] : [deed.button]), ...(news.kind === 'merged' ? [] : [show])];
  const answer = await inform(newsSentence(news, incident), ...buttons);
  if (answer === show) await run('incident.switch', { id });
  else if (answer !== undefined && deed !== undefined) await run(deed.command, deed.argument);
}

/** What a notification offers. */
function deedOf(
  news: News,
  incident: string,
): { readonly button: string; readonly command: CommandId; readonly argument: object } | undefined {
  switch (news.kind) {
    case 'handedOver':
      return { button: t('Confirm'), command: 'incident.confirmHandover', argument: { incident } };
    case 'helpAsked':
      return { button: t('Join'), command: 'incident.join', argument: { incident } };
    case 'merged':
      return { button: t('Show It'), command: 'incident.switch', argument: { id: news.into } };
    default:
      return undefined;
  }
}
