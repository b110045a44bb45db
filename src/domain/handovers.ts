import { samePerson, type Handover, type Incident } from './incident';

/**
 * The handover that waits for a word of the one it was made to: the newest one to another person who still holds the role, and who
 * neither confirmed it nor took the role again themselves.
 */
export function unconfirmedHandover({ handovers, roles, entries }: Incident): Handover | undefined {
  const last = handovers.at(-1);
  if (last?.to === undefined || last.confirmed !== undefined || samePerson(last.by, last.to)) return undefined;
  const { to, role, at } = last;
  if (!roles.some((holder) => holder.role === role && samePerson(holder.person, to))) return undefined;
  const hasTaken = entries.some(
    ({ event, at: then }) =>
      then >= at &&
      (event.type === 'role.assigned' || event.type === 'responder.joined') &&
      event.data.role === role &&
      samePerson(event.author, to) &&
      samePerson(event.data.person, to),
  );
  return hasTaken ? undefined : last;
}
