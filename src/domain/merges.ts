import type { EventOf, RecordedEvent } from './events';
import type { Incident, Instant, MergedIncident } from './incident';

/** What merges made of an incident, while it is being folded. */
export class Merges {
  private into: MergedIncident | undefined;
  private readonly from: MergedIncident[] = [];
  private readonly copies = new Set<string>();

  /** Whether the event is the copy of one that was copied before: two people may merge at the same time. */
  isSecondCopy({ copied }: RecordedEvent): boolean {
    if (copied === undefined) return false;
    const key = copyKey(copied);
    const isKnown = this.copies.has(key);
    this.copies.add(key);
    return isKnown;
  }

  mergeInto({ data, author: by }: EventOf<'incident.mergedInto'>, at: Instant): void {
    this.into = { incident: data.into, title: data.title, by, at };
  }

  mergeFrom({ data, author: by }: EventOf<'incident.mergedFrom'>, at: Instant): void {
    if (this.from.some(({ incident }) => incident === data.from)) return;
    this.from.push({ incident: data.from, title: data.title, by, at });
  }

  /** Somebody holds that it is an incident of its own. */
  reopen(): void {
    this.into = undefined;
  }

  finish(): Pick<Incident, 'mergedInto' | 'mergedFrom'> {
    return { ...(this.into !== undefined && { mergedInto: this.into }), mergedFrom: this.from };
  }
}

/** Names an event of an incident, wherever it was copied to. */
export function copyKey({ incident, event }: { readonly incident: string; readonly event: string }): string {
  return `${incident}/${event}`;
}
