import { remindsAt, type Clock } from './clocks';
import type { Person } from './events';
import { holdersOf, samePerson, type Incident, type Instant } from './incident';
import { whoIsHere } from './presence';

/** So long a reminder is left to whoever is responsible; then the next ones are reminded, too. Milliseconds. */
export const LEFT_TO_THEM = 10 * 60_000;

/** The roles that are reminded, by their names in the settings. */
export interface RemindedRoles {
  /** The role that is in command. */
  readonly command?: string;
  /** The role that posts updates. */
  readonly updates?: string;
}

/** Which of a team's roles is in command, and which posts updates; the first one is in command. */
export function remindedRoles(roles: readonly string[]): RemindedRoles {
  const [command] = roles;
  const updates = roles.find((role) => /\b(?:comms?\b|communications?\b|kommunikation|liaison\b)/i.test(role));
  return { ...(command !== undefined && { command }), ...(updates !== undefined && { updates }) };
}

/**
 * When this person is to be reminded of a clock: whoever holds the role it belongs to first, then who is in command, then
 * everyone who joined or wrote. Only people who wrote something count as there: who was only named has perhaps no window.
 * Infinity: never.
 */
export function remindsPersonAt(incident: Incident, clock: Clock, person: Person, roles: RemindedRoles): Instant {
  const writers = incident.entries.map(({ event }) => event.author);
  const present = (role: string | undefined) =>
    role === undefined
      ? []
      : holdersOf(incident, role)
          .map((holder) => holder.person)
          .filter((holder) => includes(writers, holder));
  const groups = [
    clock.kind === 'update' ? present(roles.updates) : [],
    present(roles.command),
    whoIsHere(incident).map((each) => each.person),
  ].filter((group) => group.length > 0);
  const turn = groups.findIndex((group) => includes(group, person));
  return turn < 0 ? Infinity : remindsAt(clock) + turn * LEFT_TO_THEM;
}

function includes(people: readonly Person[], person: Person): boolean {
  return people.some((each) => samePerson(each, person));
}
