import type { Person } from '../domain/events';
import type { RoleHistory } from '../domain/roleHistory';

/** `Grace (before: Ada)`: who holds a role, with how to reach them, and who held it. */
export function holdersSentence(
  { current, before }: RoleHistory,
  name: (person: Person) => string,
  contact: (person: Person) => string = name,
): string {
  const now = current.length === 0 ? 'nobody' : current.map(contact).join(', ');
  return before.length === 0 ? now : `${now} (before: ${before.map(name).join(', ')})`;
}
