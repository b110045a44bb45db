import { GROUPS, VERDICTS, type PanelChange } from '../protocol/changesPanel';
import { isBoolean, isNumber, isString, nullOr, oneOf, shape, type Check } from '../protocol/shapes';

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

/** Everything that the person chose in the panel; kept when it is hidden and when the window is loaded again. */
export interface Choices {
  readonly filters: Filters;
  readonly filtersOpen: boolean;
  readonly sort: Sort;
  /** The time that the axis shows; null for the whole window. */
  readonly zoom: Span | null;
  readonly selected: string | null;
  readonly scroll: number;
}

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

export const FIRST_CHOICES: Choices = {
  filters: NO_FILTERS,
  filtersOpen: false,
  sort: 'suspicion',
  zoom: null,
  selected: null,
  scroll: 0,
};

const isFilters: Check<Filters> = shape<Filters>({
  text: isString,
  path: isString,
  author: isString,
  repository: isString,
  service: isString,
  kind: isString,
  verdict: oneOf(['', ...VERDICTS]),
  group: oneOf(['', ...GROUPS]),
  inView: isBoolean,
});
const isChoices: Check<Choices> = shape<Choices>({
  filters: isFilters,
  filtersOpen: isBoolean,
  sort: oneOf(SORTS),
  zoom: nullOr(shape<Span>({ from: isNumber, to: isNumber })),
  selected: nullOr(isString),
  scroll: isNumber,
});

/** The choices that were kept, if what was kept is of their form. */
export function restored(kept: string | null): Choices {
  try {
    const choices: unknown = JSON.parse(kept ?? 'null');
    return isChoices(choices) ? choices : FIRST_CHOICES;
  } catch {
    return FIRST_CHOICES;
  }
}

/** How many filters let less than everything through. */
export function activeFilters(filters: Filters): number {
  return Object.values(filters).filter((value) => value !== '' && value !== false).length;
}
