import type { Change, Situation, StartPrecision } from './change';
import type { Tempo } from './history';
import type { PastMatch, PastReverts } from './historyIndex';
import { churnOf, type KindShares, SUBJECT_PATTERNS } from './kinds';
import type { TextMatch } from './match';
import type { Relations } from './relations';

/** What a change is told by. Every one is a figure of the change in its window; see `weights.ts` for what each is worth. */
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
/** The figures of one change, in the order of FEATURES. */
export type FeatureRow = Float64Array;

/** The place of each feature in a row. */
export const PLACE = Object.fromEntries(FEATURES.map((feature, i) => [feature, i])) as Readonly<
  Record<Feature, number>
>;

const HOUR = 3_600_000;
/** A change needs a while to be felt: one that landed less than this before the start is a little less suspect than its lag says. */
const FRESH_HOURS = 0.25;
/** Terms of a text of usual length, and of one so long that more words make no difference. */
const USUAL_TERMS = 10;
const MANY_TERMS = 60;
/** A share above this is "only". */
const NEARLY_ALL = 0.99;

/** The figures that hold whatever the situation, of a change with files of these kinds; the others are 0. Worked out once. */
export function ownRow(change: Change, shares: KindShares): FeatureRow {
  const row = new Float64Array(FEATURES.length);
  const withStatus = (status: string) =>
    change.files.length === 0 ? 0 : change.files.filter((file) => file.status === status).length / change.files.length;
  const says = (pattern: keyof typeof SUBJECT_PATTERNS) => Number(SUBJECT_PATTERNS[pattern].test(change.subject));
  row[PLACE.bot] = Number(change.bot);
  row[PLACE.merge] = Number(change.parents > 1);
  row[PLACE.authorPrior] = Math.log1p(change.authorPrior180d ?? 0);
  row[PLACE.files] = Math.log1p(change.fileCount);
  row[PLACE.churn] = Math.log1p(churnOf(change));
  row[PLACE.newFiles] = withStatus('A');
  row[PLACE.deletedFiles] = withStatus('D');
  row[PLACE.subjectLength] = Math.log1p(change.subject.length);
  row[PLACE.onlyDocs] = Number(shares.docs > NEARLY_ALL);
  row[PLACE.onlyTests] = Number(shares.test > NEARLY_ALL);
  row[PLACE.onlyLock] = Number(shares.lock > NEARLY_ALL);
  row[PLACE.enabling] = says('enabling');
  row[PLACE.fixWithText] = says('fix');
  row[PLACE.additionWithText] = says('addition');
  row[PLACE.documentation] = says('documentation');
  return row;
}

/** How long before the start a change went live or landed; 0 for one that landed after it, within its uncertainty. */
export function hoursBefore(change: Change, situation: Situation): number {
  return Math.max(0, situation.startedAt - (change.liveAt ?? change.landedAt)) / HOUR;
}

/** How often what a change touches was taken back in the year before. */
export function setPastReverts(row: FeatureRow, { files, folders }: PastReverts): void {
  row[PLACE.filesTakenBack] = Math.log1p(files);
  row[PLACE.foldersTakenBack] = Math.log1p(folders);
}

/** What the place in time counts for by the number of the text's terms: the more there is to go by, the less it tells. */
export function lengthFactor(terms: number): number | undefined {
  return terms === 0 ? undefined : Math.log(Math.min(terms, MANY_TERMS) / USUAL_TERMS);
}

/**
 * How much more time tells than at a revert, by how well the start is known: reverts come hours after the impact began, so that the
 * newest change of all is less suspect to them than it is where the impact is dated.
 */
const BY_PRECISION: Readonly<Record<StartPrecision, number>> = { minute: 1, roughly: 0.3, noticed: 0 };

export function precisionFactor({ precision = 'noticed' }: Situation): number {
  return BY_PRECISION[precision];
}

/**
 * @param place 0 for the change that landed last before the start
 * @param tempo of the repository: where culprits were found late before, time tells less
 * @param byLength the text's `lengthFactor`; undefined where there is no text
 * @param byPrecision the start's `precisionFactor`
 */
export function setTime(
  row: FeatureRow,
  hours: number,
  place: number,
  tempo: Tempo,
  byLength: number | undefined,
  byPrecision: number,
): void {
  const lag = Math.log1p(hours);
  const logPlace = Math.log1p(place);
  row[PLACE.lag] = lag;
  row[PLACE.place] = logPlace;
  row[PLACE.lagTempo] = lag * tempo.lag;
  row[PLACE.placeTempo] = logPlace * tempo.place;
  row[PLACE.placeByPrecision] = logPlace * byPrecision;
  const fresh = Number(hours < FRESH_HOURS);
  row[PLACE.fresh] = fresh;
  // Where there is nothing to go by, the last one to land stands out a little more than the steps between the others say.
  row[PLACE.newest] = Number(place === 0 && byLength === undefined);
  if (byLength === undefined) return; // with words to go by, time counts otherwise
  row[PLACE.lagWithText] = lag;
  row[PLACE.lagSquaredWithText] = lag * lag;
  row[PLACE.freshWithText] = fresh;
  row[PLACE.placeByLength] = logPlace * byLength;
}

/** A figure of the text, along the changes of the index. */
interface TextFigure {
  readonly place: number;
  readonly figures: Float64Array;
  /** What it is worth beside the others when changes are compared by how well they meet the text: about its weight. */
  readonly strength: number;
}

/** Logarithms: the tenth word in common tells less than the first. */
export function textFigures(match: TextMatch, past: PastMatch): readonly TextFigure[] {
  const logs = (values: Float64Array) => values.map((value) => Math.log1p(value));
  return [
    { place: PLACE.subjectMatch, figures: logs(match.bm25.subject), strength: 1.1 },
    { place: PLACE.bodyMatch, figures: logs(match.bm25.body), strength: 0.46 },
    { place: PLACE.pathMatch, figures: logs(match.bm25.path), strength: 0.7 },
    { place: PLACE.coverage, figures: match.coverage, strength: 0.83 },
    { place: PLACE.addedMatch, figures: logs(match.bm25.added), strength: 0.52 },
    { place: PLACE.removedMatch, figures: logs(match.bm25.removed), strength: 0.28 },
    { place: PLACE.onlyLines, figures: logs(match.onlyLines), strength: 0 },
    { place: PLACE.identifierLines, figures: match.identifierLines, strength: 0 },
    { place: PLACE.rareInYear, figures: logs(match.rarity), strength: 0 },
    { place: PLACE.pastFiles, figures: past.files, strength: 0 },
    { place: PLACE.pastFolders, figures: past.folders, strength: 0 },
  ];
}

export function setText(row: FeatureRow, text: readonly TextFigure[], i: number): void {
  for (const { place, figures } of text) row[place] = figures[i] ?? 0;
}

/** How strongly the text meets each change, all fields together. */
export function matchStrengths(text: readonly TextFigure[], size: number): Float64Array {
  const strengths = new Float64Array(size);
  for (const { figures, strength } of text) {
    if (strength === 0) continue;
    for (let i = 0; i < size; i++) strengths[i] = (strengths[i] ?? 0) + strength * (figures[i] ?? 0);
  }
  return strengths;
}

/** What kind of failure a text tells of, by its words. */
export interface FailureKind {
  readonly ofBuild: boolean;
  readonly ofCrash: boolean;
}

const OF_BUILD = /\bbuild|\bcompil|\blink(?:er|ing)\b|\bCI\b|\bp(?:re|ost)submit/i;
const OF_CRASH = /\bcrash|\bassert|\bsegfault|\bexception|\bnull\b|\bpanic|\braces?\b|\bleak|\b[amt]san\b/i;

export function failureKind(texts: readonly string[]): FailureKind {
  return { ofBuild: texts.some((text) => OF_BUILD.test(text)), ofCrash: texts.some((text) => OF_CRASH.test(text)) };
}

/** What counts only beside a text: that a change says it fixes or adds something. */
export function clearSays(row: FeatureRow): void {
  row[PLACE.fixWithText] = 0;
  row[PLACE.additionWithText] = 0;
}

/** A build is broken by build files more often, and code is what crashes. */
export function setFailure(row: FeatureRow, own: KindShares, { ofBuild, ofCrash }: FailureKind): void {
  if (ofBuild) row[PLACE.buildText] = own.build;
  if (ofCrash) row[PLACE.crashText] = own.code;
}

/** How much better a change with files in common meets the text than this one does itself. */
export function setBeside(row: FeatureRow, strengths: Float64Array, neighbours: readonly number[], i: number): void {
  let best = strengths[i] ?? 0;
  const own = best;
  for (const other of neighbours) best = Math.max(best, strengths[other] ?? 0);
  row[PLACE.besideMatch] = best - own;
}

export function setRelations(row: FeatureRow, relations: Relations, i: number): void {
  row[PLACE.takenBack] = relations.takenBack[i] ?? 0;
  row[PLACE.relanded] = relations.relanded[i] ?? 0;
  row[PLACE.followUps] = Math.log1p(relations.followUps[i] ?? 0);
  row[PLACE.together] = Math.log1p(relations.together[i] ?? 0);
  row[PLACE.besideTakenBack] = relations.besideTakenBack[i] ?? 0;
  row[PLACE.authorTakenBack] = relations.authorTakenBack[i] ?? 0;
}

/** Share of a change's files that belong to an affected service. */
export function affectedShare(change: Change, situation: Situation): number {
  const { affects, services } = situation;
  const { service } = change;
  if (service !== undefined) {
    return services?.some((name) => name.toLowerCase() === service.toLowerCase()) === true ? 1 : 0;
  }
  if (!affects || change.files.length === 0) return 0;
  return change.files.filter((file) => affects(file.path)).length / change.files.length;
}

/** What each change has to do with the lines of the stack traces: 1 if the line where the error was thrown is its own, less for a frame further out. */
export function blamedShares(situation: Situation): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { sha, depth } of situation.blamed ?? [])
    shares.set(sha, Math.max(shares.get(sha) ?? 0, 1 / (1 + depth / 3)));
  return shares;
}
