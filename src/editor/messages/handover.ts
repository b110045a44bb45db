import * as vscode from 'vscode';
import type { Person } from '../../domain/events';
import { holdersOf, samePerson, type Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import { MORNING, nextMorning } from '../../domain/upcoming';
import { handoverNote } from '../../reports/handoverNote';
import { oneLine } from '../../reports/plain';
import { personWithAddress } from '../../reports/sentences';
import { copyAndConfirm } from '../kit/clipboard';
import type { Sender } from './composer/composer';
import type { CompositionOf } from './composer/composition';
import { sentSentence } from './composer/words';
import { contactLine, inOrderOfConcern } from '../kit/contacts';
import { choicesOfPeople, personFrom } from '../kit/people';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer } from '../kit/prompts/steps';
import { ahead, upcomingChoice } from '../kit/prompts/upcoming';
import { confirm, label, timeOfDay } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { textPart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import type { MessagesKit } from './messagesKit';
import { upcomingPart } from './upcoming';
import { confirmHandover as confirmOperation, handOver as handOverOperation } from '../../app/operations/messages';
import { Refused } from '../../app/operations/refused';

const { t } = vscode.l10n;

type Handover = CompositionOf<'handover'>;

export function handoverCommands(kit: MessagesKit): CommandMap<'incident.handOver' | 'incident.confirmHandover'> {
  return {
    'incident.handOver': onIncident((incident, argument) => handOver(kit, incident, argument)),
    'incident.confirmHandover': onIncident((incident) => confirmHandover(kit, incident)),
  };
}

async function confirmHandover(kit: Kit, incident: Incident): Promise<undefined> {
  await perform(kit, confirmOperation, { incident: incident.id });
  confirm(t('Handover confirmed'));
}

interface Target {
  /** Null: nobody is on duty until the work resumes. */
  readonly to?: Person | null;
  /** Milliseconds since the epoch. */
  readonly resumeAt?: number;
}

/** Asks who takes over, or when the work resumes, and opens a note with all that they need. */
async function handOver(kit: MessagesKit, incident: Incident, argument: unknown): Promise<undefined> {
  const text = textPart(argument, 'text');
  const known = given(argument, kit.now());
  const target = await runSteps(known, [
    (state) => (state.to === undefined ? askTo(kit, incident, state) : Promise.resolve(state)),
    (state) => (state.to === null && state.resumeAt === undefined ? askWhen(kit, state) : Promise.resolve(state)),
  ]);
  if (target === undefined) return;
  const { to, resumeAt } = target;
  const holder = holderOf(kit, incident);
  if (holder !== undefined && to != null && samePerson(holder, to)) {
    throw new Refused({ kind: 'holdsRole', name: oneLine(to.name), role: commandRole(kit) });
  }
  const handover: Handover = {
    kind: 'handover',
    incident: incident.id,
    ...(to != null && { to }),
    ...(resumeAt !== undefined && { resumeAt: iso(resumeAt) }),
  };
  if (text === undefined) {
    await kit.composer.compose(handover, noteFor(kit, incident, target));
    return;
  }
  await record(kit, handover, text);
  await copyAndConfirm(kit.secrets, text, sentSentence(handover, kit.now()));
}

/** Hands over with the edited note. */
export function handoverSender(kit: Kit): Sender<Handover> {
  return async (handover, text) => {
    await record(kit, handover, text);
    return { text, sentence: sentSentence(handover, kit.now()) };
  };
}

async function record(kit: Kit, { incident: id, to, resumeAt }: Handover, text: string): Promise<void> {
  await perform(kit, handOverOperation, { incident: id, to, resumeAt, text });
}

function noteFor(kit: Kit, incident: Incident, { to, resumeAt }: Target): string {
  const { settings } = kit;
  const { concerned } = inOrderOfConcern(settings.contacts(), settings.services(), incident.services);
  const subject = {
    ...(to != null && { person: to }),
    ...(resumeAt !== undefined && { resumeAt }),
    contacts: concerned.map(contactLine),
    // After a night, half of it is forgotten.
    withTimeline: resumeAt !== undefined,
  };
  return handoverNote(incident, subject, kit.now());
}

function given(argument: unknown, now: number): Target {
  const name = textPart(argument, 'to');
  const resumeAt = upcomingPart(argument, 'resumeAt', now);
  return {
    ...(name !== undefined && { to: personFrom(name) }),
    ...(resumeAt !== undefined && { resumeAt, ...(name === undefined && { to: null }) }),
  };
}

async function askTo(kit: Kit, incident: Incident, state: Target): Promise<Answer<Target>> {
  const [author, recent] = await Promise.all([kit.author(), kit.recentAuthors()]);
  const holder = holderOf(kit, incident);
  const contacts = kit.settings.contacts().map(({ name }) => ({ name }));
  const offered = choicesOfPeople([
    [incident.people, t('in this incident')],
    [contacts, t('contact')],
    [[author], t('me')],
    [recent, t('recent author')],
  ]).filter(({ value }) => holder === undefined || value === undefined || !samePerson(holder, value));
  const to = await pickOne<Person | null>({
    title: t('Hand Over: {0}', commandRole(kit)),
    placeholder:
      holder === undefined
        ? t('Who takes over? Or type a name, or “Name <email>”')
        : t('Who takes over from {0}? Or type a name, or “Name <email>”', oneLine(holder.name)),
    choices: [
      ...offered,
      {
        icon: 'watch',
        label: t('Pause until morning'),
        description: t('nobody on duty; the note includes the timeline'),
        value: null,
      },
    ],
    typed: (text) => {
      const person = personFrom(text);
      return { label: label(personWithAddress(person)), description: t('as typed'), value: person };
    },
    position: { step: 1, total: 2 },
  });
  if (to === undefined || to === BACK) return to;
  return { ...state, to };
}

async function askWhen({ now }: Kit, state: Target): Promise<Answer<Target>> {
  const asked = now();
  const resumeAt = await pickOne<number>({
    title: t('Pause until Morning'),
    placeholder: t('When does work resume? Or type 7:30, tomorrow 10:00 or Monday 9:00'),
    choices: [MORNING, MORNING - 1, MORNING + 1].map((hour): Choice<number> => {
      const at = nextMorning(asked, hour);
      return { label: timeOfDay(at, asked), description: ahead(at, asked), value: at };
    }),
    typed: (text) => upcomingChoice(text, now()),
    position: { step: 2, total: 2 },
  });
  if (resumeAt === undefined || resumeAt === BACK) return resumeAt;
  return { ...state, resumeAt };
}

function commandRole({ settings }: Kit): string {
  return settings.roles()[0] ?? '';
}

/** Who is in command. */
function holderOf(kit: Kit, incident: Incident): Person | undefined {
  return holdersOf(incident, commandRole(kit))[0]?.person;
}
