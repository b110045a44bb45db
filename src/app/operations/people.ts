import * as v from 'valibot';
import type { Fact } from '../../domain/events';
import { holdersOf, samePerson, type Incident } from '../../domain/incident';
import { compact, incidentOperation, type OperationContext } from './operation';
import { PERSON, TEXT } from './schemas';

/** Two may take command at the same time on their machines: the later one has it, alone. Here one sees who has it. */
function holdsAlone({ rules, isShared }: OperationContext, incident: Incident, role: string | undefined) {
  return role !== undefined && role === rules().commandRole && isShared?.(incident.id) === true ? true : undefined;
}

/** Whoever holds the role hands it on, unless the new person `joins` them. */
export const assignRole = incidentOperation({
  id: 'assignRole',
  title: 'Assign a role',
  input: { role: TEXT, person: PERSON, joins: v.optional(v.boolean()) },
  run: async (context, incident, { role, person, joins }) => {
    const before = holdersOf(incident, role)
      .map((holder) => holder.person)
      .find((holder) => !samePerson(holder, person));
    const alone = joins === true ? undefined : holdsAlone(context, incident, role);
    const data = compact({ role, person, inPlaceOf: joins === true ? undefined : before, alone });
    return context.store.add(incident.id, { type: 'role.assigned', data });
  },
});

/** Nobody holds the role any more. */
export const releaseRole = incidentOperation({
  id: 'releaseRole',
  title: 'Release a role',
  input: { role: TEXT },
  run: async ({ store }, incident, { role }) => {
    const facts = holdersOf(incident, role).map(({ person }): Fact => ({
      type: 'role.released',
      data: { role, person },
    }));
    return store.addAll(incident.id, facts);
  },
});

/** Who acts takes command: it is handed on to them where somebody has it. */
export const takeCommand = incidentOperation({
  id: 'takeCommand',
  title: 'Take command of an incident',
  input: {},
  run: async (context, incident) => {
    const role = context.rules().commandRole;
    if (role === undefined) return incident;
    return assignRole.run(context, { incident: incident.id, role, person: await context.author() });
  },
});

/**
 * Somebody is here to help. Without a role, who joins an incident that nobody leads is in command; null is no role for now.
 * The command is handed on to whoever takes it; any other role may be held by several.
 */
export const join = incidentOperation({
  id: 'join',
  title: 'Join an incident',
  input: { person: v.optional(PERSON), role: v.optional(v.nullable(TEXT)) },
  run: async (context, incident, { person: named, role: given }) => {
    const { store, rules, author } = context;
    const { commandRole } = rules();
    const person = named ?? (await author());
    const isUnled = commandRole !== undefined && holdersOf(incident, commandRole).length === 0;
    const role = given === undefined && isUnled ? commandRole : (given ?? undefined);
    const before =
      role === commandRole && role !== undefined
        ? holdersOf(incident, role).find((holder) => !samePerson(holder.person, person))
        : undefined;
    const alone = holdsAlone(context, incident, role);
    if (role === undefined || before === undefined) {
      return store.add(incident.id, { type: 'responder.joined', data: compact({ person, role, alone }) });
    }
    return store.addAll(incident.id, [
      { type: 'responder.joined', data: { person } },
      { type: 'role.assigned', data: compact({ role, person, inPlaceOf: before.person, alone }) },
    ]);
  },
});
