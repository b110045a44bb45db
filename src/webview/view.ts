import type { PanelChange, PanelData, PanelReason, PanelWords } from '../protocol/changesPanel';
import type { Choices, Span } from './choices';
import type { Searchable } from './filter';
import type { Times } from './times';

/** The panel's words, and figures and times as the person reads them. */
export interface Wording {
  readonly words: PanelWords;
  readonly times: Times;
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
}

export function wordingOf(words: PanelWords, times: Times, locale: string): Wording {
  const number = new Intl.NumberFormat(locale);
  const whole = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const fine = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const least = 0.001;
  const percent = (share: number) =>
    share > 0 && share < least ? `<${fine.format(least)}` : (share < 0.1 ? fine : whole).format(share);
  return { words, times, percent, number: (value) => number.format(value) };
}

/** The signs of suspicion, for the eye: each has a shape of its own, and stands beside its word. */
export const SIGNS = { high: '▲', medium: '◆', low: '●' } as const;

/** All that the parts of the panel draw: what was found, and what the person chose. */
export interface View {
  readonly data: PanelData;
  readonly all: readonly Searchable[];
  /** Places in `all` that pass the filters, in the order of the list. */
  readonly matches: readonly number[];
  readonly choices: Choices;
  /** The time that the axis shows. */
  readonly span: Span;
}

export function changeAt({ data }: View, place: number): PanelChange | undefined {
  return data.changes[place];
}

/** The place of the selected change, if it is still there. */
export function selectedPlace({ data, choices }: View): number | undefined {
  if (choices.selected === null) return undefined;
  const place = data.changes.findIndex(({ key }) => key === choices.selected);
  return place === -1 ? undefined : place;
}

export function verdictName(verdict: PanelChange['verdict'], words: PanelWords): string {
  const names = { open: words.verdictOpen, suspect: words.verdictSuspect, ruledOut: words.verdictRuledOut };
  return names[verdict];
}

export function groupName(group: PanelChange['group'], words: PanelWords): string {
  const names = { suspect: words.groupSuspect, after: words.groupAfter, notDeployed: words.groupNotDeployed };
  return names[group];
}

export function suspicionName(suspicion: NonNullable<PanelChange['suspicion']>, words: PanelWords): string {
  return { high: words.suspicionHigh, medium: words.suspicionMedium, low: words.suspicionLow }[suspicion];
}

/** As git shortens a hash, so that it can be found again. */
const SHORT_HASH = 8;

/** The facts of a change that stand in a row: what must not be cut off comes first. */
export function factsOf(change: PanelChange, repositories: number, { words }: Wording): readonly string[] {
  return [
    change.when,
    ...(change.hash === '' ? [] : [change.hash.slice(0, SHORT_HASH)]),
    ...(change.author === '' ? [] : [change.author]),
    ...(repositories > 1 && change.repository !== '' ? [change.repository] : []),
    ...(change.mainFile === '' ? [] : [change.mainFile]),
    ...(change.shape === 'recorded' ? [change.kind] : []),
    ...(change.group === 'notDeployed' ? [groupName(change.group, words)] : []),
  ];
}

/** `+ landed 6m before the start`: the sign says whether it speaks for or against. */
export function signed({ sentence, contribution }: PanelReason): string {
  return `${contribution >= 0 ? '+' : '−'} ${sentence}`;
}
