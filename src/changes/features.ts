import type { BlamedFrame, Change, Situation, StartPrecision } from './change';
import type { HistoryIndex, PastMatch, PastReverts } from './historyIndex';
import { churnOf, type KindShares, SUBJECT_PATTERNS } from './kinds';
import { addWeighted, log1pOf, scaled } from './columns';
import type { TextMatch } from './match';
import type { Relations } from './relations';

/** The features of the ranking model: each is a figure of a change in its window; `weights.ts` has their weights. */
export const FEATURES = [
  'lag',
  'place',
  'fresh',
  'newest',
  'lagWithText',
  'lagSquaredWithText',
  'freshWithText',
  'placeByLength',
  'lagTempo',
  'placeTempo',
  'placeByPrecision',
  'subjectMatch',
  'bodyMatch',
  'pathMatch',
  'coverage',
  'addedMatch',
  'removedMatch',
  'onlyLines',
  'identifierLines',
  'rareInYear',
  'pastFiles',
  'pastFolders',
  'bot',
  'authorPrior',
  'merge',
  'files',
  'churn',
  'newFiles',
  'deletedFiles',
  'subjectLength',
  'onlyDocs',
  'onlyTests',
  'onlyLock',
  'enabling',
  'documentation',
  'buildText',
  'crashText',
  'fixWithText',
  'additionWithText',
  'takenBack',
  'relanded',
  'followUps',
  'together',
  'besideTakenBack',
  'authorTakenBack',
  'besideMatch',
  'filesTakenBack',
  'foldersTakenBack',
  'affected',
  'blamed',
] as const;

export type Feature = (typeof FEATURES)[number];
/** The figures of some changes by feature; a feature that is absent is 0 for all of them. */
export type Columns = Partial<Record<Feature, Float64Array>>;

const HOUR = 3_600_000;
/** A change needs a while to be felt: one that landed less than this before the start is a little less suspect than its lag says. */
const FRESH_HOURS = 0.25;
/** Terms of a text of usual length, and of one so long that more words make no difference. */
const USUAL_TERMS = 10;
const MANY_TERMS = 60;
/** A share above this is "only". */
const NEARLY_ALL = 0.99;

/** Features that do not depend on the situation. */
const OWN = [
  'bot',
  'authorPrior',
  'merge',
  'files',
  'churn',
  'newFiles',
  'deletedFiles',
  'subjectLength',
  'onlyDocs',
  'onlyTests',
  'onlyLock',
  'enabling',
  'documentation',
  'fixWithText',
  'additionWithText',
  'filesTakenBack',
  'foldersTakenBack',
] as const satisfies readonly Feature[];

/** The figures of each change that do not depend on the situation. Computed once. */
export interface OwnFigures {
  readonly columns: Readonly<Record<(typeof OWN)[number], Float64Array>>;
  /** The shares of files by which programs are built, and of code. */
  readonly build: Float64Array;
  readonly code: Float64Array;
}

/** All figures 0, to be filled by `setOwn`. */
export function ownFigures(size: number): OwnFigures {
  const zeros = () => new Float64Array(size);
  const columns = Object.fromEntries(OWN.map((feature) => [feature, zeros()])) as unknown as OwnFigures['columns'];
  return { columns, build: zeros(), code: zeros() };
}

/** Sets the figures of the change at this place, with files of these kinds, which were taken back so often in the year before. */
export function setOwn(own: OwnFigures, i: number, change: Change, shares: KindShares, reverts: PastReverts): void {
  const { columns } = own;
  const { files, subject } = change;
  const says = (pattern: keyof typeof SUBJECT_PATTERNS) => Number(SUBJECT_PATTERNS[pattern].test(subject));
  columns.bot[i] = Number(change.bot);
  columns.merge[i] = Number(change.parents > 1);
  columns.authorPrior[i] = Math.log1p(change.authorPrior180d ?? 0);
  columns.files[i] = Math.log1p(change.fileCount);
  columns.churn[i] = Math.log1p(churnOf(change));
  columns.newFiles[i] = shareWithStatus(files, 'A');
  columns.deletedFiles[i] = shareWithStatus(files, 'D');
  columns.subjectLength[i] = Math.log1p(subject.length);
  columns.onlyDocs[i] = Number(shares.docs > NEARLY_ALL);
  columns.onlyTests[i] = Number(shares.test > NEARLY_ALL);
  columns.onlyLock[i] = Number(shares.lock > NEARLY_ALL);
  columns.enabling[i] = says('enabling');
  columns.documentation[i] = says('documentation');
  columns.fixWithText[i] = says('fix');
  columns.additionWithText[i] = says('addition');
  columns.filesTakenBack[i] = Math.log1p(reverts.files);
  columns.foldersTakenBack[i] = Math.log1p(reverts.folders);
  own.build[i] = shares.build;
  own.code[i] = shares.code;
}

function shareWithStatus(files: Change['files'], status: string): number {
  let count = 0;
  for (const file of files) if (file.status === status) count++;
  return files.length === 0 ? 0 : count / files.length;
}

/** How much the place in time counts, by the number of the text's terms: the more text, the less time says. */
export function lengthFactor(terms: number): number | undefined {
  return terms === 0 ? undefined : Math.log(Math.min(terms, MANY_TERMS) / USUAL_TERMS);
}

/**
 * How much more time tells than at a revert, by how well the start is known: reverts come hours after the impact began, so that the
 * newest change of all is less suspect to them than it is where the impact is dated.
 */
const BY_PRECISION: Readonly<Record<StartPrecision, number>> = { minute: 1, roughly: 0.3, noticed: 0 };

function precisionFactor({ precision = 'noticed' }: Situation): number {
  return BY_PRECISION[precision];
}

/** What time tells of some changes. */
export interface TimeFigures {
  /** Those that count for some of the changes. */
  readonly columns: Columns;
  /** Hours from the newest of them to the start; infinite without one. */
  readonly newest: number;
}

/**
 * @param changes those that had landed by the start, newest first
 * @param places of them in the index
 * @param past knows the tempo of the repository of each: where culprits were found late before, time tells less
 * @param byLength the text's `lengthFactor`; undefined where there is no text
 */
export function timeFigures(
  changes: readonly Change[],
  situation: Situation,
  places: Int32Array,
  past: Pick<HistoryIndex, 'tempos' | 'numberOf'>,
  byLength: number | undefined,
): TimeFigures {
  const size = changes.length;
  const zeros = () => new Float64Array(size);
  const tempos = past.tempos();
  const { numberOf } = past;
  const { startedAt } = situation;
  const [lag, lagSquared, place, fresh] = [zeros(), zeros(), zeros(), zeros()];
  const [lagTempo, placeTempo] = [zeros(), zeros()];
  const byPrecision = precisionFactor(situation);
  let newestHours = Infinity;
  for (let n = 0; n < size; n++) {
    const change = changes[n];
    const tempo = tempos[numberOf[places[n] ?? 0] ?? 0];
    if (change === undefined || tempo === undefined) continue;
    // 0 for one that landed after the start, within its uncertainty.
    const hours = Math.max(0, startedAt - (change.liveAt ?? change.landedAt)) / HOUR;
    if (hours < newestHours) newestHours = hours;
    const logHours = Math.log1p(hours);
    const logPlace = Math.log1p(n);
    lag[n] = logHours;
    lagSquared[n] = logHours * logHours;
    place[n] = logPlace;
    if (hours < FRESH_HOURS) fresh[n] = 1;
    lagTempo[n] = logHours * tempo.lag;
    placeTempo[n] = logPlace * tempo.place;
  }
  const columns: Columns = { lag, place, fresh, lagTempo, placeTempo };
  if (byPrecision !== 0) columns.placeByPrecision = scaled(place, byPrecision);
  if (byLength === undefined) {
    // Where there is nothing to go by, the last one to land stands out a little more than the steps between the others say.
    columns.newest = zeros();
    if (size > 0) columns.newest[0] = 1;
  } else {
    // With words to go by, time counts otherwise.
    columns.lagWithText = lag;
    columns.lagSquaredWithText = lagSquared;
    columns.freshWithText = fresh;
    columns.placeByLength = scaled(place, byLength);
  }
  return { columns, newest: newestHours };
}

/** Relative weight of each figure of the text when changes are compared by how well they match it: about its weight in the model. */
const STRENGTHS: Strengths = {
  subjectMatch: 1.1,
  bodyMatch: 0.46,
  pathMatch: 0.7,
  coverage: 0.83,
  addedMatch: 0.52,
  removedMatch: 0.28,
};
type Strengths = Partial<Record<Feature, number>>;

/** How well the text matches each change. Logarithms: the tenth word in common says less than the first. */
export function textFigures(match: TextMatch, past: PastMatch): Columns {
  return {
    subjectMatch: log1pOf(match.bm25.subject),
    bodyMatch: log1pOf(match.bm25.body),
    pathMatch: log1pOf(match.bm25.path),
    coverage: match.coverage,
    ...(match.inLines && {
      addedMatch: log1pOf(match.bm25.added),
      removedMatch: log1pOf(match.bm25.removed),
      onlyLines: log1pOf(match.onlyLines),
      identifierLines: match.identifierLines,
    }),
    rareInYear: log1pOf(match.rarity),
    pastFiles: past.files,
    pastFolders: past.folders,
  };
}

/** How strongly the text matches each change, all fields together. */
export function matchStrengths(text: Columns, size: number): Float64Array {
  const strengths = new Float64Array(size);
  for (const [feature, strength] of Object.entries(STRENGTHS) as [Feature, number][]) {
    const figures = text[feature];
    if (figures !== undefined) addWeighted(strengths, figures, strength);
  }
  return strengths;
}

/** The kind of failure that a text describes, by its words. */
export interface FailureKind {
  readonly ofBuild: boolean;
  readonly ofCrash: boolean;
}

const BUILD_WORDS = /\bbuild|\bcompil|\blink(?:er|ing)\b|\bCI\b|\bp(?:re|ost)submit/i;
const CRASH_WORDS = /\bcrash|\bassert|\bsegfault|\bexception|\bnull\b|\bpanic|\braces?\b|\bleak|\b[amt]san\b/i;

export function failureKind(texts: readonly string[]): FailureKind {
  return {
    ofBuild: texts.some((text) => BUILD_WORDS.test(text)),
    ofCrash: texts.some((text) => CRASH_WORDS.test(text)),
  };
}

/**
 * How much better the best match among changes with files in common matches the text than the change itself.
 * @param places of the changes that are asked for
 */
export function neighbourMatchFigures(
  places: Int32Array,
  strengths: Float64Array,
  neighbours: readonly (readonly number[])[],
): Float64Array {
  const figures = new Float64Array(places.length);
  for (let n = 0; n < places.length; n++) {
    const place = places[n] ?? 0;
    const own = strengths[place] ?? 0;
    const others = neighbours[place];
    let best = own;
    if (others === undefined) continue;
    for (let at = 0, { length } = others; at < length; at++) {
      const strength = strengths[others[at] ?? 0] ?? 0;
      if (strength > best) best = strength;
    }
    figures[n] = best - own;
  }
  return figures;
}

/** How the changes of the index relate to each other. */
export function relationFigures(relations: Relations): Columns {
  return {
    takenBack: new Float64Array(relations.takenBack),
    relanded: new Float64Array(relations.relanded),
    followUps: log1pOf(relations.followUps),
    together: log1pOf(relations.together),
    besideTakenBack: relations.besideTakenBack,
    authorTakenBack: new Float64Array(relations.authorTakenBack),
  };
}

/** Share of a change's files that belong to an affected service. */
function affectedShare(change: Change, situation: Situation): number {
  const { affects, services } = situation;
  const { service } = change;
  if (service !== undefined) {
    return services?.some((name) => name.toLowerCase() === service.toLowerCase()) === true ? 1 : 0;
  }
  if (!affects || change.files.length === 0) return 0;
  return change.files.filter((file) => affects(file.path)).length / change.files.length;
}

/** What these changes have to do with the affected services and with the lines of the stack traces, where anything is known of those. */
export function incidentFigures(changes: readonly Change[], situation: Situation): Columns {
  const { affects, services, blamed = [] } = situation;
  const columns: Columns = {};
  if (affects !== undefined || services !== undefined)
    columns.affected = Float64Array.from(changes, (change) => affectedShare(change, situation));
  if (blamed.length > 0) {
    const shares = blamedShares(blamed);
    columns.blamed = Float64Array.from(changes, ({ sha }) => shares.get(sha) ?? 0);
  }
  return columns;
}

/** 1 for the change that last touched the line where the error was thrown, less for frames further out. */
function blamedShares(blamed: readonly BlamedFrame[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { sha, depth } of blamed) shares.set(sha, Math.max(shares.get(sha) ?? 0, 1 / (1 + depth / 3)));
  return shares;
}
