import type { Person } from './events';
import { samePerson, type Incident, type Instant } from './incident';

/** A time in which somebody held a role; without an end, they still do. */
export interface RoleTerm {
  readonly role: string;
  readonly person: Person;
  readonly from: Instant;
  readonly to?: Instant;
}

/** Who held which role from when to when, in the order in which they took it. */
export function roleTerms({ entries }: Pick<Incident, 'entries'>): readonly RoleTerm[] {
  let terms: readonly RoleTerm[] = [];
  const release = (role: string, person: Person, to: Instant) => {
    terms = terms.map((term) =>
      term.to === undefined && term.role === role && samePerson(term.person, person) ? { ...term, to } : term,
    );
  };
  const hold = (role: string, person: Person, from: Instant, alone = false) => {
    for (const other of terms)
      if (alone && other.role === role && !samePerson(other.person, person)) release(role, other.person, from);
    const holds = terms.some((term) => term.to === undefined && term.role === role && samePerson(term.person, person));
    if (!holds) terms = [...terms, { role, person, from }];
  };
  for (const { event, at, retraction } of entries) {
    if (retraction !== undefined) continue;
    if (event.type === 'role.assigned') {
      const { role, person, inPlaceOf, alone } = event.data;
      if (inPlaceOf !== undefined) release(role, inPlaceOf, at);
      hold(role, person, at, alone);
    } else if (event.type === 'responder.joined') {
      const { role, person, alone } = event.data;
      if (role !== undefined) hold(role, person, at, alone);
    } else if (event.type === 'handover.made') {
      const { role, from, to } = event.data;
      if (from !== undefined) release(role, from, at);
      if (to !== undefined) hold(role, to, at);
    } else if (event.type === 'role.released') {
      release(event.data.role, event.data.person, at);
    }
  }
  return terms;
}

/** Who holds a role now, and who held it before. */
export interface RoleHistory {
  readonly role: string;
  readonly current: readonly Person[];
  /** Those who no longer hold it, in the order in which they took it. */
  readonly before: readonly Person[];
}

/** The roles that somebody held, in the order in which they were first taken. */
export function roleHistory(incident: Pick<Incident, 'entries'>): readonly RoleHistory[] {
  const terms = roleTerms(incident);
  return [...new Set(terms.map(({ role }) => role))].map((role) => {
    const ofRole = terms.filter((term) => term.role === role);
    const current = ofRole.filter(({ to }) => to === undefined).map(({ person }) => person);
    const before: Person[] = [];
    for (const { person } of ofRole) {
      if (![...current, ...before].some((known) => samePerson(known, person))) before.push(person);
    }
    return { role, current, before };
  });
}
