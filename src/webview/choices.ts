import * as v from 'valibot';
import { GROUPS, VERDICTS, type PanelChange } from '../protocol/changesPanel';

export const SORTS = ['suspicion', 'newest', 'size'] as const;
export type Sort = (typeof SORTS)[number];

/** What the person filters by; an empty string lets everything through. */
export interface Filters {
  readonly text: string;
  readonly path: string;
  readonly author: string;
  readonly repository: string;
  readonly service: string;
  readonly kind: string;
  readonly verdict: PanelChange['verdict'] | '';
  readonly group: PanelChange['group'] | '';
  /** Only what lies in the time that the axis shows. */
  readonly inView: boolean;
}

/** A stretch of time. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The time that the axis shows: a stretch, all of it, or (null) what the panel takes to be worth a first look. */
export type Zoom = Span | 'whole' | null;

/** What the person chose for one incident, or for the time without one. */
export interface OwnChoices {
  readonly filters: Filters;
  readonly zoom: Zoom;
  readonly selected: string | null;
  readonly scroll: number;
}

/** What the person chose for the panel, whichever incident is shown. */
export interface SharedChoices {
  readonly filtersOpen: boolean;
  readonly sort: Sort;
  /** Null: as the height allows. */
  readonly chartOpen: boolean | null;
}

/** All that was chosen: kept when the panel is hidden and when the window is loaded again. */
export interface Choices extends OwnChoices, SharedChoices {}

export const NO_FILTERS: Filters = {
  text: '',
  path: '',
  author: '',
  repository: '',
  service: '',
  kind: '',
  verdict: '',
  group: '',
  inView: false,
};

const FIRST_OWN: OwnChoices = { filters: NO_FILTERS, zoom: null, selected: null, scroll: 0 };
const FIRST_SHARED: SharedChoices = { filtersOpen: false, sort: 'suspicion', chartOpen: null };
export const FIRST_CHOICES: Choices = { ...FIRST_OWN, ...FIRST_SHARED };

/** Of so many incidents the choices are kept, those that were shown last. */
const MOST_INCIDENTS = 12;

const FILTERS = v.object({
  text: v.string(),
  path: v.string(),
  author: v.string(),
  repository: v.string(),
  service: v.string(),
  kind: v.string(),
  verdict: v.picklist(['', ...VERDICTS]),
  group: v.picklist(['', ...GROUPS]),
  inView: v.boolean(),
});
const OWN: v.GenericSchema<OwnChoices> = v.object({
  filters: FILTERS,
  zoom: v.nullable(v.union([v.literal('whole'), v.object({ from: v.number(), to: v.number() })])),
  selected: v.nullable(v.string()),
  scroll: v.number(),
});
const SHARED: v.GenericSchema<SharedChoices> = v.object({
  filtersOpen: v.boolean(),
  sort: v.picklist(SORTS),
  chartOpen: v.nullable(v.boolean()),
});
const KEPT = v.object({
  shared: SHARED,
  own: v.array(v.object({ incident: v.nullable(v.string()), choices: OWN })),
});

/** The choices of every incident that was shown lately; `current` are those of the one that is shown now. */
export class ChoiceMemory {
  private incident: string | null = null;
  private shared: SharedChoices = FIRST_SHARED;
  /** The incident that was shown last comes last. */
  private readonly own = new Map<string | null, OwnChoices>();

  /** @param kept what `toString` gave; of another form, it is forgotten */
  constructor(kept: string | null) {
    const read = parsed(kept);
    if (!v.is(KEPT, read)) return;
    this.shared = read.shared;
    for (const { incident, choices } of read.own) this.own.set(incident, choices);
    this.incident = read.own.at(-1)?.incident ?? null;
  }

  get current(): Choices {
    return { ...this.shared, ...(this.own.get(this.incident) ?? FIRST_OWN) };
  }

  /** Takes up the choices of another incident; tells whether it is another. */
  turnTo(incident: string | null): boolean {
    if (incident === this.incident) return false;
    this.incident = incident;
    return true;
  }

  change({ filtersOpen, sort, chartOpen, ...own }: Choices): void {
    this.shared = { filtersOpen, sort, chartOpen };
    this.own.delete(this.incident);
    this.own.set(this.incident, own);
    const [oldest] = this.own.keys();
    if (this.own.size > MOST_INCIDENTS && oldest !== undefined) this.own.delete(oldest);
  }

  toString(): string {
    const own = [...this.own].map(([incident, choices]) => ({ incident, choices }));
    return JSON.stringify({ shared: this.shared, own } satisfies v.InferInput<typeof KEPT>);
  }
}

function parsed(kept: string | null): unknown {
  try {
    return JSON.parse(kept ?? 'null');
  } catch {
    return undefined;
  }
}

/** How many filters let less than everything through. */
export function activeFilters(filters: Filters): number {
  return Object.values(filters).filter((value) => value !== '' && value !== false).length;
}
