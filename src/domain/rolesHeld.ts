import type { Person } from './events';
import { samePerson, type Instant, type RoleHolder } from './incident';

/** Who holds which role, while an incident is being folded. */
export class RolesHeld {
  all: readonly RoleHolder[] = [];

  /** @param alone nobody else holds it from now on */
  hold(role: string, person: Person, since: Instant, alone = false): void {
    this.all = this.all.filter((holder) => holder.role !== role || !(alone || samePerson(holder.person, person)));
    this.all = [...this.all, { role, person, since }];
  }

  release(role: string, person: Person): void {
    this.all = this.all.filter((holder) => holder.role !== role || !samePerson(holder.person, person));
  }
}
