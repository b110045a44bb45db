import type { UpdateStatus } from '../domain/events';
import type { Instant } from '../domain/incident';

/** The kinds of status pages that updates are published to. */
export const PAGE_KINDS = ['statuspage', 'instatus', 'webhook'] as const;
export type PageKind = (typeof PAGE_KINDS)[number];

/** How bad it is, in the words of status pages. */
export const PAGE_IMPACTS = ['none', 'minor', 'major', 'critical'] as const;
export type PageImpact = (typeof PAGE_IMPACTS)[number];

/** How a part of the service does. */
export const COMPONENT_STATES = ['operational', 'degraded', 'partialOutage', 'majorOutage'] as const;
export type ComponentState = (typeof COMPONENT_STATES)[number];

/** A status page, as the settings describe it. */
export interface PageSetting {
  readonly kind: PageKind;
  /** The page's id; of a webhook, a name. */
  readonly page: string;
  /** Whose updates go there. */
  readonly audience?: string | undefined;
  /** The page's ids of its components, by the names of services. */
  readonly components: Readonly<Record<string, string>>;
  /** The base address of the API, where it is not the usual one. */
  readonly api?: string | undefined;
}

/** What stands on the page for an update. */
export interface Publication {
  /** Our own id of the incident. */
  readonly ours: string;
  /** The entry of the update. */
  readonly entry: string;
  /** The title of the incident, as customers see it. */
  readonly title: string;
  readonly status: UpdateStatus;
  readonly text: string;
  readonly impact: PageImpact;
  readonly components: readonly { readonly id: string; readonly state: ComponentState }[];
  readonly startedAt: Instant;
}

export interface UpdateOnPage {
  readonly id: string;
  /** In the page's own word; lower case. */
  readonly status: string;
  readonly text: string;
  readonly at: Instant;
}

/** An incident as it stands on a page. */
export interface IncidentOnPage {
  readonly id: string;
  readonly status: string;
  readonly link?: string | undefined;
  /** The newest first. */
  readonly updates: readonly UpdateOnPage[];
  /** Our entries that are known to stand there; undefined where the page does not keep that. */
  readonly entries: readonly string[] | undefined;
}

/** A status page. All reject with ServiceError. */
export interface StatusPage {
  /** What the page is called; by which it is seen whether the key works. */
  readonly title: () => Promise<string>;
  /** The incident with this id; without one, that of ours which is not resolved, or says this. Undefined where there is none. */
  readonly look: (wanted: {
    readonly id: string | undefined;
    readonly publication: Pick<Publication, 'ours' | 'text' | 'status'> | undefined;
  }) => Promise<IncidentOnPage | undefined>;
  /** Makes an incident on the page, or adds an update to `on`. */
  readonly send: (publication: Publication, on: IncidentOnPage | undefined) => Promise<IncidentOnPage>;
  /** Takes an incident off the page that was made a second time. Absent where what others made is not known for ours. */
  readonly remove?: (id: string) => Promise<void>;
}

/** Opens a page; `key` is what the page's owner gave to write to it. */
export type OpenPage = (setting: PageSetting, key: string, signal: AbortSignal) => StatusPage;

/** What tells a page from others in the record. */
export function pageId({ kind, page }: Pick<PageSetting, 'kind' | 'page'>): string {
  return `${kind}/${page}`;
}
