import type { EventData, PageUpdate } from './events';
import type { Incident, Instant, PageState, StatusUpdate } from './incident';

/** What tells one update of a status page from another. */
export function pageUpdateKey({ page, incident, update, status }: PageUpdate): string {
  return JSON.stringify([page, incident, update, status]);
}

/** The updates that are to stand on a status page and are not known to, the oldest first. */
export function unpublished({ updates, published }: Incident): readonly StatusUpdate[] {
  return updates.filter(({ id, page }) => page !== undefined && !published.has(id));
}

/** What stands on status pages, while the incident is being folded. */
export class Pages {
  private readonly pages = new Map<string, PageState>();
  private readonly published = new Set<string>();
  private readonly updates = new Set<string>();

  /** Whether this is the first time that the record tells of it; a retracted entry has told of it, too. */
  isNew(data: EventData['statusPage.changed']): boolean {
    const key = pageUpdateKey(data);
    return !this.updates.has(key) && this.updates.add(key).has(key);
  }

  publish({ entry, ...data }: EventData['statusUpdate.published'], at: Instant): void {
    this.published.add(entry);
    this.updates.add(pageUpdateKey(data));
    this.stand(data, at, false);
  }

  change(data: EventData['statusPage.changed'], at: Instant): void {
    this.stand(data, at, true);
  }

  finish(): Pick<Incident, 'pages' | 'published' | 'pageUpdates'> {
    return { pages: this.pages, published: this.published, pageUpdates: this.updates };
  }

  private stand({ page, incident, status, link }: PageUpdate, at: Instant, elsewhere: boolean): void {
    this.pages.set(page, { page, incident, status, at, elsewhere, ...(link !== undefined && { link }) });
  }
}
