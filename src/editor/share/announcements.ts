import * as vscode from 'vscode';
import type { Person } from '../../domain/events';
import { samePerson, type Entry, type Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { entrySentence } from '../../reports/sentences';
import type { Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { run } from '../kit/register';
import { ago, inMessage, label } from '../kit/words';

const { t } = vscode.l10n;
/** Of what began longer ago nobody is told by a notification. Milliseconds. */
const RECENT = 12 * 3_600_000;
const LENGTH = 100;
const ANNOUNCED_MS = 6000;

/** One notification of an incident that a teammate declared: who, when, and what to do about it. */
export async function tellArrived(kit: Kit, incident: Incident, me: Person): Promise<void> {
  const { id, title, severity, status, declaredAt, entries } = incident;
  const by = entries.find(({ event }) => event.type === 'incident.declared')?.event.author;
  if (status !== 'open' || by === undefined || samePerson(by, me) || kit.now() - declaredAt > RECENT) return;
  const [join, open] = [t('Join'), t('Open')];
  const message = t(
    '{0} {1}, declared by {2} {3}',
    inMessage(severity, 20),
    inMessage(title, LENGTH),
    inMessage(by.name, 40),
    ago(declaredAt, kit.now()),
  );
  const answer = await inform(message, join, open, t('Later'));
  const current = kit.store.state.incidents.get(id);
  if (current === undefined || (answer !== join && answer !== open)) return;
  kit.store.show(current);
  if (answer === join) await run('incident.join', { incident: id });
  else await vscode.commands.executeCommand('incident.overview.focus');
}

/**
 * What others did, quietly: the last of it in the status bar. Only what a person must know of gets a notification: a role of
 * their own, a request for their help, a higher severity, and the end.
 */
export function announce(
  incident: Incident,
  entries: readonly Entry[],
  me: Person | undefined,
  severities: readonly string[],
): void {
  const last = entries.at(-1);
  for (const entry of entries) {
    const message = notificationOf(entry, incident, me, severities);
    if (message !== undefined) void inform(message);
  }
  if (last === undefined) return;
  const sentence = shortened(entrySentence(last, incident, t), LENGTH);
  const said = t('{0}: {1}', label(last.event.author.name), label(sentence));
  vscode.window.setStatusBarMessage(`$(person) ${said}`, ANNOUNCED_MS);
}

/** The sentence of a notification, for the few entries that get one. */
export function notificationOf(
  { event }: Entry,
  incident: Incident,
  me: Person | undefined,
  severities: readonly string[],
): string | undefined {
  const [by, title] = [inMessage(event.author.name, 40), inMessage(incident.title, LENGTH)];
  switch (event.type) {
    case 'role.assigned':
      return me !== undefined && samePerson(event.data.person, me)
        ? t('{0} made you {1} of “{2}”.', by, inMessage(event.data.role, 40), title)
        : undefined;
    case 'help.asked':
      return me !== undefined && event.data.people.includes(me.name)
        ? t('{0} asks for your help with “{1}”.', by, title)
        : undefined;
    case 'severity.set':
      return isMoreSevere(event.data.to, event.data.from, severities)
        ? t('{0} raised “{1}” to {2}.', by, title, inMessage(event.data.to, 20))
        : undefined;
    case 'incident.resolved':
      return t('{0} resolved “{1}”.', by, title);
    default:
      return undefined;
  }
}

function isMoreSevere(severity: string, than: string, severities: readonly string[]): boolean {
  const [is, was] = [severities.indexOf(severity), severities.indexOf(than)];
  return is >= 0 && is < was;
}
