import { join } from 'node:path';
import * as vscode from 'vscode';
import * as operations from '../../../app/operations/messages';
import { pageId, type PageSetting, type Publication } from '../../../app/pagePorts';
import { openOnPage, publish } from '../../../app/publishing';
import type { Incident, StatusUpdate } from '../../../domain/incident';
import { unpublished } from '../../../domain/pages';
import { shortened } from '../../../reports/plain';
import { updateStatusName } from '../../../reports/peopleWords';
import { textPart } from '../../kit/arguments';
import { onIncident, type CommandMap } from '../../kit/commands';
import { Refusal, showFailure } from '../../kit/failures';
import { perform } from '../../kit/kit';
import { pickOne } from '../../kit/prompts/pick';
import { BACK } from '../../kit/prompts/steps';
import { run } from '../../kit/register';
import { alone, atService, keyOf, waiting } from '../../kit/serviceDeeds';
import { ago, confirm, inMessage, label } from '../../kit/words';
import type { Sender } from '../composer/composer';
import type { CompositionOf } from '../composer/composition';
import type { MessagesKit } from '../messagesKit';
import { agree } from '../nextUpdate';
import { connectionOf, lookAt, nameOf, note } from './pages';
import { componentsOf, confirmDraft, draftOf, type Draft, type Makes } from './preview';

const { t } = vscode.l10n;

export function publishCommands(kit: MessagesKit): CommandMap<'incident.publishUpdate'> {
  return { 'incident.publishUpdate': onIncident((incident, argument) => publishUpdate(kit, incident, argument)) };
}

/** Publishes the update that is being written, one that waits to be published, the last one, or begins one. */
async function publishUpdate(kit: MessagesKit, incident: Incident, argument: unknown): Promise<unknown> {
  const setting = kit.settings.statusPage();
  if (setting === undefined) {
    throw new Refusal(t('No status page is set up. Add yours to the setting incident.publish.statusPage.'));
  }
  const named = textPart(argument, 'entry');
  if (named === undefined && (await kit.composer.holds(argument))?.kind === 'update') {
    return kit.composer.send(argument, draftSenders(kit, setting));
  }
  const update = named === undefined ? await chooseUpdate(kit, setting, incident) : updateNamed(incident, named);
  if (update === undefined) return undefined;
  if (update === 'new')
    return run('incident.postUpdate', { incident: incident.id, audience: audienceOf(kit, setting) });
  const ready = await prepare(kit, setting, incident, update);
  if (ready !== undefined) await send(kit, setting, ready, update.id);
  return undefined;
}

function updateNamed({ updates }: Incident, entry: string): StatusUpdate {
  const update = updates.find(({ id }) => id === entry);
  if (update === undefined) throw new Refusal(t('This update isn’t in the record.'));
  return update;
}

function audienceOf({ settings }: MessagesKit, { audience }: PageSetting): string {
  return audience ?? settings.audiences()[0] ?? '';
}

async function chooseUpdate(
  kit: MessagesKit,
  setting: PageSetting,
  incident: Incident,
): Promise<StatusUpdate | 'new' | undefined> {
  const waiting = unpublished(incident).filter(({ page }) => page === pageId(setting));
  const last = incident.updates.findLast(({ audience }) => audience === audienceOf(kit, setting));
  const isOpen = last !== undefined && !incident.published.has(last.id) && !waiting.includes(last);
  const offered = [...waiting, ...(isOpen ? [last] : [])];
  if (offered.length === 0) return 'new';
  const answer = await pickOne<StatusUpdate | 'new'>({
    title: t('Publish Update to {0}', inMessage(nameOf(setting))),
    placeholder: t('Which update?'),
    choices: [
      ...offered.map((update) => ({
        icon: 'megaphone',
        label: label(shortened(update.text, 100)),
        description: `${updateStatusName(update.status, t)}, ${ago(update.at, kit.now())}`,
        value: update,
      })),
      { icon: 'edit', label: t('Write a new one'), value: 'new' as const },
    ],
  });
  return answer === BACK ? undefined : answer;
}

/** What ends a text that is published when it is sent. */
function draftSenders(kit: MessagesKit, setting: PageSetting) {
  const update: Sender<CompositionOf<'update'>> = async (composition, typed) => {
    const chosen = typeof composition.due === 'string' ? Date.parse(composition.due) : composition.due;
    const agreed = await agree(kit, composition, typed, chosen);
    const incident = kit.store.state.incidents.get(composition.incident);
    if (agreed === undefined || incident === undefined) return undefined;
    const { audience, status } = composition;
    const ready = await prepare(kit, setting, incident, { status, text: agreed.text });
    if (ready === undefined) return undefined;
    // It is recorded first: whatever happens then, it is known that it has to be published.
    const page = pageId(setting);
    const said = { audience, status, ...agreed, text: ready.draft.text, page };
    const after = await perform(kit, operations.postUpdate, { incident: incident.id, ...said });
    const posted = after.updates.findLast((each) => each.page === page && !after.published.has(each.id));
    if (posted === undefined) return undefined;
    const isThere = await send(kit, setting, ready, posted.id).then(
      () => true,
      (error: unknown) => {
        showFailure(error);
        return false;
      },
    );
    const name = inMessage(nameOf(setting));
    return {
      text: ready.draft.text,
      sentence: isThere ? publishedSentence(name, status) : t('Posted, but not on {0} yet', name),
    };
  };
  return { ...NO_SENDERS, update };
}

/** Only updates come this way. */
const NO_SENDERS = {
  help: () => Promise.resolve(undefined),
  handover: () => Promise.resolve(undefined),
};

interface Ready {
  readonly draft: Draft;
  readonly key: string;
}

/** Looks at the page, shows what will stand there and asks; undefined where it is not to be published. */
async function prepare(
  kit: MessagesKit,
  setting: PageSetting,
  before: Incident,
  update: Pick<Publication, 'status' | 'text'>,
): Promise<Ready | undefined> {
  const { kind, name } = connectionOf(setting);
  const key = await keyOf(kit, kind, name);
  if (key === undefined) return undefined;
  const where = nameOf(setting);
  const services = await kit.services();
  const incident =
    setting.kind === 'webhook'
      ? before
      : await atService(where, t('Looking at {0}…', inMessage(where)), (signal) =>
          lookAt(kit, services.openPage(setting, key, signal), setting, before),
        );
  const made = draftOf(kit, setting, incident, update);
  const { data: draft } = await kit.secrets.copyOf(made);
  const confirmed = await confirmDraft(draft, setting, madeBy(update, incident, setting));
  return confirmed && { draft: (await kit.secrets.copyOf(confirmed)).data, key };
}

function madeBy({ status }: Pick<Publication, 'status'>, incident: Incident, setting: PageSetting): Makes {
  if (openOnPage(incident, setting, status) !== undefined) return 'entry';
  return incident.pages.has(pageId(setting)) ? 'anotherIncident' : 'incident';
}

/** Sends the update of an entry, once, and notes it. Throws Refusal. */
async function send(kit: MessagesKit, setting: PageSetting, { draft, key }: Ready, entry: string): Promise<void> {
  const where = inMessage(nameOf(setting));
  const services = await kit.services();
  await alone(services, join(kit.storage, 'statusPage.lock'), where, () =>
    atService(where, t('Publishing to {0}…', where), async (signal) => {
      const incident = kit.store.state.incidents.get(draft.ours);
      if (incident === undefined || incident.published.has(entry)) return;
      const { ours, title, status, text, impact, startedAt } = draft;
      const said = { ours, title, status, text, impact, startedAt };
      const publication = { ...said, entry, components: componentsOf(draft, setting) };
      const page = services.openPage(setting, key, signal);
      const facts = await publish({ page, setting, incident }, publication, waiting(signal));
      await note(kit, incident, facts);
    }),
  );
  confirm(publishedSentence(where, draft.status));
}

function publishedSentence(where: string, status: StatusUpdate['status']): string {
  return t('Published to {0} ({1})', where, updateStatusName(status, t));
}
