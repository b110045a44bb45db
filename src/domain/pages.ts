import type { EventData, EventOf, PageUpdate } from './events';
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
  /** The entries that are said to stand on a page, also where that was retracted. */
  private readonly noted = new Set<string>();

  /** Whether this is the first time that the record tells of it; a retracted entry has told of it, too. */
  isNew({ type, data }: EventOf<'statusPage.changed'> | EventOf<'statusUpdate.published'>): boolean {
    if (type === 'statusUpdate.published') return !this.noted.has(data.entry) && this.noted.add(data.entry).size > 0;
    const key = pageUpdateKey(data);
    return !this.updates.has(key) && this.updates.add(key).size > 0;
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
