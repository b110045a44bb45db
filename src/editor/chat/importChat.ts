import * as vscode from 'vscode';
import { ChatFailed, type ReadMessage } from '../../app/chatPorts';
import type { Fact } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import { plainText } from '../../reports/plain';
import { textPart } from '../kit/arguments';
import { Refusal } from '../kit/failures';
import { pickMany, pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { confirm, inMessage, label, timeOfDay } from '../kit/words';
import { connectionNameOf, laneOf } from './channels';
import type { ChatKit } from './commands';
import { threadOf } from './sender';
import { productName, whySentence } from './words';

const { t } = vscode.l10n;

const PATIENCE = 60_000;
/** The longest text of a note. Characters. */
const MOST_TEXT = 20_000;

/**
 * Adds the pinned messages of a channel and those of the incident's thread to the record, with their authors and times; those that
 * are there already are left out. Argument: `{channel}`. Gives how many were added.
 */
export async function importChat(kit: ChatKit, incident: Incident, argument: unknown): Promise<number> {
  const channels = ((await kit.session())?.channels() ?? []).filter(({ channel }) => channel !== undefined);
  const named = textPart(argument, 'channel');
  const matching = named === undefined ? channels : channels.filter(({ name }) => name === named);
  if (matching.length === 0) {
    throw new Refusal(t('No channel to read. Add its "channel" to the setting incident.chat; see docs/chat.md.'));
  }
  const title = t('Import from Chat');
  const channel =
    matching.length === 1
      ? matching[0]
      : await pickOne({
          title,
          placeholder: t('Which channel?'),
          choices: matching.map((value) => ({ label: label(value.name), description: productName(value.kind), value })),
        });
  if (channel === undefined || channel === BACK) return 0;
  const { kind, name } = connectionNameOf(channel);
  const token = await (await kit.connections()).secretOf(kind, name);
  if (token === undefined)
    throw new Refusal(t('{0} isn’t connected. Run Connect a Service first.', inMessage(channel.name, 60)));
  const thread = threadOf((await kit.outbox()).items, { lane: laneOf(channel), group: incident.id });
  const asked = { thread, since: incident.declaredAt, incident: incident.id };
  const read = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Reading {0}…', inMessage(channel.name, 60)) },
    async () => {
      try {
        return await (await kit.openChat()).read(channel, token, asked, AbortSignal.timeout(PATIENCE));
      } catch (error) {
        if (!(error instanceof ChatFailed)) throw error;
        throw new Refusal(t('Couldn’t read {0}: {1}.', inMessage(channel.name, 60), whySentence(error.why)));
      }
    },
  );
  const now = kit.now();
  const fresh = notesOf(read, channel.name, now).filter((fact) => !isKnown(incident, fact));
  if (fresh.length === 0) {
    confirm(t('Nothing new in {0}', inMessage(channel.name, 60)));
    return 0;
  }
  const isGiven = named !== undefined;
  const chosen = isGiven
    ? fresh
    : await pickMany({
        title,
        placeholder: t('Select what to add to the timeline'),
        choices: fresh.map((value) => ({
          label: label(value.data.text),
          description: timeOfDay(Date.parse(value.occurredAt), now),
          value,
        })),
        picked: () => true,
      });
  if (chosen === undefined || chosen === BACK || chosen.length === 0) return 0;
  await kit.store.addAll(incident.id, chosen);
  confirm(t('{0} added from {1}', chosen.length, inMessage(channel.name, 60)));
  return chosen.length;
}

type Note = Extract<Fact, { type: 'note.added' }> & { readonly occurredAt: string };

function notesOf(messages: readonly ReadMessage[], channel: string, now: number): readonly Note[] {
  return messages
    .filter(({ at }) => Number.isFinite(at) && at <= now)
    .map(({ by, at, text }) => {
      const said = plainText(`${by} (${channel}): ${text}`).slice(0, MOST_TEXT);
      return { type: 'note.added', data: { text: said }, occurredAt: iso(at) };
    });
}

/** Whoever added it: the same message gives the same note at the same time. Its secrets may have been masked. */
function isKnown({ entries }: Incident, { data, occurredAt }: Note): boolean {
  const [start] = data.text.split(': ', 1);
  return entries.some(
    ({ event, at }) =>
      event.type === 'note.added' && at === Date.parse(occurredAt) && event.data.text.startsWith(`${start ?? ''}: `),
  );
}
