import { samePerson } from '../../domain/incident';
import type { Person } from '../../domain/events';
import type { Choice } from './prompts/pick';
import { label } from './words';

/** The person that somebody typed: a name, or `Name <e-mail>`. */
export function personFrom(text: string): Person {
  const match = /^([^<>]+)<\s*([^<>\s]+)\s*>$/.exec(text.trim());
  if (match?.[1] === undefined || match[2] === undefined || match[1].trim() === '') return { name: text.trim() };
  return { name: match[1].trim(), email: match[2] };
}

/** People to choose from, nobody twice, each with where they are known from. */
export function choicesOfPeople(
  groups: readonly (readonly [people: readonly Person[], description: string])[],
): Choice<Person>[] {
  const offered: Person[] = [];
  return groups.flatMap(([people, description]) =>
    people.flatMap((person) => {
      if (offered.some((each) => samePerson(each, person))) return [];
      offered.push(person);
      return [
        {
          label: label(person.name),
          description: label(`${person.email ?? ''} ${description}`),
          value: person,
        },
      ];
    }),
  );
}
