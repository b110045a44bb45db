import * as vscode from 'vscode';
import type { Person } from '../../domain/events';
import { holdersOf, samePerson, type Incident } from '../../domain/incident';
import { personWithAddress } from '../../reports/sentences';
import { choicesOfPeople, personFrom } from '../kit/people';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer, type Position } from '../kit/prompts/steps';
import { confirm, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { textPart } from '../kit/arguments';
import { subjectOf } from '../kit/subject';
import { perform, type Kit } from '../kit/kit';
import { assignRole as assignARole, releaseRole, takeCommand as takeTheCommand } from '../../app/operations/people';

const { t } = vscode.l10n;

export function roleCommands(kit: Kit): CommandMap<'incident.assignRole' | 'incident.takeCommand'> {
  return {
    'incident.takeCommand': onIncident((incident) => takeCommand(kit, incident)),
    'incident.assignRole': onIncident((incident, argument) => assignRole(kit, incident, argument)),
  };
}

async function takeCommand(kit: Kit, incident: Incident): Promise<undefined> {
  const role = kit.settings.waitingRules().commandRole ?? '';
  const before = holdersOf(incident, role)[0]?.person;
  const me = await kit.author();
  await perform(kit, takeTheCommand, { incident: incident.id });
  confirm(
    before === undefined || samePerson(before, me)
      ? t('{0} is {1}', label(me.name), label(role))
      : t('{0}: {1} → {2}', label(role), label(before.name), label(me.name)),
  );
}

interface Assignment {
  readonly role?: string;
  /** Null: nobody holds the role any more. */
  readonly person?: Person | null;
  /** The new person joins those who hold the role, instead of taking it over. */
  readonly joins?: boolean;
}

async function assignRole(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const subject = subjectOf(argument);
  const role = subject?.kind === 'role' ? subject.role : textPart(argument, 'role');
  const name = textPart(argument, 'person');
  const given: Assignment = {
    ...(role !== undefined && { role }),
    ...(name !== undefined && { person: personFrom(name) }),
  };
  const answered = await runSteps(given, [
    (state) => (state.role === undefined ? askRole(kit, incident, state) : Promise.resolve(state)),
    (state) => (state.person === undefined ? askPerson(kit, incident, state) : Promise.resolve(state)),
    (state) => askHowHeld(kit, incident, state, name !== undefined),
  ]);
  if (answered?.role === undefined || answered.person === undefined) return;
  await (answered.person === null
    ? release(kit, incident, answered.role)
    : assign(kit, incident, answered.role, answered.person, answered.joins === true));
}

async function assign(kit: Kit, incident: Incident, role: string, person: Person, joins: boolean): Promise<void> {
  const before = holdersOf(incident, role)
    .map((holder) => holder.person)
    .find((holder) => !samePerson(holder, person));
  await perform(kit, assignARole, { incident: incident.id, role, person, joins });
  confirm(
    before === undefined || joins
      ? t('{0} is {1}', label(person.name), label(role))
      : t('{0}: {1} → {2}', label(role), label(before.name), label(person.name)),
  );
}

async function release(kit: Kit, incident: Incident, role: string): Promise<void> {
  await perform(kit, releaseRole, { incident: incident.id, role });
  confirm(t('{0}: unassigned', label(role)));
}

async function askRole(kit: Kit, incident: Incident, state: Assignment): Promise<Answer<Assignment>> {
  const role = await pickOne<string>({
    title: t('Assign Role'),
    placeholder: t('Which role?'),
    choices: kit.settings.roles().map((each) => {
      const holders = holdersOf(incident, each).map(({ person }) => label(person.name));
      return { label: label(each), description: holders.join(', ') || t('unassigned'), value: each };
    }),
    typed: (text) => ({ label: label(text), description: t('another role'), value: text.trim() }),
    position: { step: 1, total: 2 },
  });
  return role === undefined || role === BACK ? role : { ...state, role };
}

async function askPerson(kit: Kit, incident: Incident, state: Assignment): Promise<Answer<Assignment>> {
  const role = state.role ?? '';
  const person = await pickOne<Person | null>({
    title: t('Assign Role: {0}', role),
    placeholder: t('Who? Choose, or type a name or “Name <email>”'),
    choices: Promise.all([kit.author(), kit.recentAuthors()]).then(([author, recent]) =>
      people(author, incident, recent, role),
    ),
    typed: (text) => {
      const typed = personFrom(text);
      return { label: label(personWithAddress(typed)), description: t('as typed'), value: typed };
    },
    position: PERSON_POSITION,
  });
  return person === undefined || person === BACK ? person : { ...state, person };
}

const PERSON_POSITION: Position = { step: 2, total: 2 };

function people(author: Person, incident: Incident, recent: readonly Person[], role: string): Choice<Person | null>[] {
  const choices: Choice<Person | null>[] = choicesOfPeople([
    [[author], t('me')],
    [incident.people, t('in this incident')],
    [recent, t('recent author')],
  ]);
  const holders = holdersOf(incident, role);
  if (holders.length > 0) {
    const names = holders.map(({ person }) => person.name).join(', ');
    choices.push({
      icon: 'circle-slash',
      label: t('Nobody'),
      description: t('{0} steps down', label(names)),
      value: null,
    });
  }
  return choices;
}

/** The command is handed on; another role may be held by several, so it is asked whether the new person joins. */
async function askHowHeld(
  kit: Kit,
  incident: Incident,
  state: Assignment,
  silently: boolean,
): Promise<Answer<Assignment>> {
  const { role = '', person } = state;
  const holders = holdersOf(incident, role).map((holder) => holder.person);
  const isCommand = role === kit.settings.roles()[0];
  if (silently || person === undefined || person === null || isCommand) return state;
  if (holders.length === 0 || holders.some((holder) => samePerson(holder, person))) return state;
  const names = holders.map((holder) => label(holder.name)).join(', ');
  const joins = await pickOne({
    title: t('Assign Role: {0}', role),
    placeholder: t('{0} has this role.', names),
    choices: [
      { label: t('{0} hands it over to {1}', names, label(person.name)), value: false },
      { label: t('{1} joins {0}', names, label(person.name)), value: true },
    ],
  });
  return joins === undefined || joins === BACK ? joins : { ...state, joins };
}
