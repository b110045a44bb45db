import * as v from 'valibot';
import * as vscode from 'vscode';
import { DOUBTS, type Doubt, type Person } from '../../domain/events';
import { holdersOf, type Incident } from '../../domain/incident';
import { incidentBrief } from '../../reports/brief';
import { helpRequest } from '../../reports/helpRequest';
import { doubtSentence } from '../../reports/peopleWords';
import { oneLine } from '../../reports/plain';
import { copyAndConfirm } from '../kit/clipboard';
import type { Sender } from './composer/composer';
import type { CompositionOf } from './composer/composition';
import { sentSentence } from './composer/words';
import { howToReach, inOrderOfConcern, waysTo, type Way } from '../kit/contacts';
import { personFrom } from '../kit/people';
import { pickMany, pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer, type Step } from '../kit/prompts/steps';
import type { Contact } from '../kit/settings';
import { showText } from '../kit/textDocument';
import { confirm, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { readPart, textPart } from '../kit/arguments';
import { part } from '../kit/subject';
import { perform, type Kit } from '../kit/kit';
import type { MessagesKit } from './messagesKit';
import * as operations from '../../app/operations/messages';
import { join as joinIncident } from '../../app/operations/people';
import { TEXT } from '../../app/operations/schemas';

const { t } = vscode.l10n;

type Help = CompositionOf<'help'>;

export function helpCommands(kit: MessagesKit): CommandMap<'incident.askForHelp' | 'incident.join'> {
  return {
    'incident.askForHelp': onIncident((incident, argument) => askForHelp(kit, incident, argument)),
    'incident.join': onIncident((incident, argument) => join(kit, incident, argument)),
  };
}

interface Request {
  readonly doubts?: readonly Doubt[];
  readonly people?: readonly string[];
}

/** Asks what the doubts are and who can help, and opens a request with the situation in it. */
async function askForHelp(kit: MessagesKit, incident: Incident, argument: unknown): Promise<undefined> {
  const text = textPart(argument, 'text');
  const known = given(argument);
  const open: ((state: Request, position: { step: number; total: number }) => Promise<Answer<Request>>)[] = [];
  if (known.doubts === undefined) open.push((state, position) => askDoubts(state, position));
  if (known.people === undefined && kit.settings.contacts().length > 0) {
    open.push((state, position) => askPeople(kit, incident, state, position));
  }
  const steps = open.map(
    (ask, index): Step<Request> =>
      (state) =>
        ask(state, { step: index + 1, total: open.length }),
  );
  const asked = await runSteps(known, steps);
  if (asked === undefined) return;
  const { doubts = [], people = [] } = asked;
  const help: Help = { kind: 'help', incident: incident.id, doubts, people };
  if (text === undefined) {
    await kit.composer.compose(help, helpRequest(incident, doubts, kit.now()));
    return;
  }
  await record(kit, help, text);
  await copyAndConfirm(kit.secrets, text, sentSentence(help, kit.now()));
  await offerToReach(kit, help.people);
}

/** Sends an edited request; once its editor is closed, offers to open what reaches the people. */
export function helpSender(kit: Kit): Sender<Help> {
  return async (help, text) => {
    await record(kit, help, text);
    return { text, sentence: sentSentence(help, kit.now()), goOn: () => offerToReach(kit, help.people) };
  };
}

async function record(kit: Kit, { incident: id, doubts, people }: Help, text: string): Promise<void> {
  await perform(kit, operations.askForHelp, { incident: id, doubts: [...doubts], people: [...people], text });
}

function given(argument: unknown): Request {
  const doubts = readPart(argument, 'doubts', v.array(v.picklist(DOUBTS)));
  const people = readPart(argument, 'people', v.array(TEXT));
  return { ...(doubts !== undefined && { doubts }), ...(people !== undefined && { people }) };
}

async function askDoubts(state: Request, position: { step: number; total: number }): Promise<Answer<Request>> {
  const doubts = await pickMany<Doubt>({
    title: t('Ask for Help'),
    placeholder: t('What do you need help with? Space selects, Enter goes on'),
    choices: DOUBTS.map((doubt) => ({ label: doubtSentence(doubt, t), value: doubt })),
    picked: (doubt) => state.doubts?.includes(doubt) === true,
    position,
  });
  return doubts === undefined || doubts === BACK ? doubts : { ...state, doubts };
}

async function askPeople(
  { settings }: Kit,
  incident: Incident,
  state: Request,
  position: { step: number; total: number },
): Promise<Answer<Request>> {
  const { concerned, others } = inOrderOfConcern(settings.contacts(), settings.services(), incident.services);
  const people = await pickMany<string>({
    title: t('Ask for Help'),
    placeholder: t('Who can help? Select with Space or type a name'),
    choices: [
      ...headed(t('Affected services'), concerned),
      ...headed(concerned.length > 0 ? t('Other contacts') : undefined, others),
    ],
    picked: (name) => state.people?.includes(name) === true,
    typed: (text) => ({ label: label(text), description: t('as typed'), value: oneLine(text) }),
    position,
  });
  return people === undefined || people === BACK ? people : { ...state, people: [...new Set(people)] };
}

function headed(heading: string | undefined, contacts: readonly Contact[]): Choice<string>[] {
  if (contacts.length === 0) return [];
  const separator = { label: heading ?? '', kind: vscode.QuickPickItemKind.Separator };
  const choices = contacts.map((contact): Choice<string> => ({
    label: label(contact.name),
    description: label(contact.role ?? ''),
    detail: label(howToReach(contact)),
    value: contact.name,
  }));
  return heading === undefined ? choices : [separator, ...choices];
}

const WAY_ICONS: Readonly<Record<Way['kind'], string>> = {
  chat: 'comment-discussion',
  url: 'link',
  phone: 'call-outgoing',
};

/**
 * Offers to open what reaches these people, each with its address in sight. Not in Restricted Mode: addresses from the
 * settings of a folder that is not trusted are not opened.
 */
async function offerToReach({ settings }: Kit, people: readonly string[]): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  const names: Readonly<Record<Way['kind'], string>> = { chat: t('chat'), url: t('link'), phone: t('phone') };
  const choices = settings
    .contacts()
    .filter(({ name }) => people.includes(name))
    .flatMap((contact) =>
      waysTo(contact).map((way): Choice<Way> => ({
        icon: WAY_ICONS[way.kind],
        label: label(contact.name),
        description: names[way.kind],
        detail: label(way.address),
        value: way,
      })),
    );
  if (choices.length === 0) return;
  const ways = await pickMany<Way>({
    title: t('Contact Responders'),
    placeholder: t('Press Enter to open, Esc to skip. The request is on the clipboard'),
    choices,
    orFocused: true,
  });
  if (ways === undefined || ways === BACK) return;
  for (const { address } of ways) await openOutside(address);
}

/** The address goes as the text that it is: a Uri would lose what is escaped in it. */
async function openOutside(address: string): Promise<void> {
  await vscode.env.openExternal(address as unknown as vscode.Uri);
}

/** Null: no role yet. */
type Role = string | null;

/** Somebody joins, with a role or without one, and reads a brief of the incident. */
async function join(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const named = textPart(argument, 'person');
  const person = named === undefined ? await kit.author() : personFrom(named);
  const role =
    part(argument, 'role') === null ? null : (textPart(argument, 'role') ?? (await askRole(kit, incident, person)));
  if (role === undefined) return;
  const joined = await perform(kit, joinIncident, { incident: incident.id, person, role });
  confirm(
    role === null ? t('{0} joined', label(person.name)) : t('{0} joined as {1}', label(person.name), label(role)),
  );
  await showText(t('Brief of {0}', oneLine(incident.title)), incidentBrief(joined, kit.now()), 'md');
}

async function askRole({ settings }: Kit, incident: Incident, person: Person): Promise<Role | undefined> {
  const answer = await pickOne<Role>({
    title: t('Join as {0}', oneLine(person.name)),
    placeholder: t('Which role do you take? It can be handed over later'),
    choices: [
      { label: t('No role yet'), description: t('here to help'), value: null },
      ...settings.roles().map((role) => {
        const holders = holdersOf(incident, role).map((holder) => label(holder.person.name));
        return { label: label(role), description: holders.join(', ') || t('unassigned'), value: role };
      }),
    ],
    typed: (text) => ({ label: label(text), description: t('another role'), value: oneLine(text) }),
  });
  return answer === BACK ? undefined : answer;
}
