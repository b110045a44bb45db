import * as vscode from 'vscode';
import type { ChangesState } from '../../app/changeFinder';
import type { BranchChoice, SourceProblem } from '../../app/changePorts';
import type { ListedChange } from '../../app/listing';
import type { Millis } from '../../changes/change';
import type { MatchedTerm } from '../../changes/match';
import type { Feature } from '../../changes/features';
import type { Reason, ReasonCode, ScoreTerm } from '../../changes/rank';
import type { Suspicion } from '../../changes/suspicion';
import type { Judgement } from '../../domain/incident';
import { formatDuration } from '../../domain/time';
import { oneLine, shortened } from '../../reports/plain';
import { ago, timeOfDay } from '../kit/words';

const { t } = vscode.l10n;
const DAY = 86_400_000;
/** What adds less than this to the log-odds of a change, or takes less from them, is not worth a row: a fifth more or less likely. */
const TELLING = 0.2;

/** What times are told by: the start, or without an incident the moment at which it was read. */
export type Moment = Pick<ChangesState, 'startedAt' | 'hasIncident' | 'to'>;

/** `6m before`, `12m after`; `3h ago` without an incident: where a time stands to the start. */
export function relativeTime(at: Millis, { startedAt, hasIncident, to }: Moment): string {
  if (!hasIncident) return ago(at, to);
  return at <= startedAt
    ? t('{0} before', formatDuration(startedAt - at))
    : t('{0} after', formatDuration(at - startedAt));
}

/** `6m before`, `live 6m before · written 3 weeks ago`: the times of a change as briefly as they can be told. */
export function briefTimes(listed: ListedChange, moment: Moment): readonly string[] {
  const when = relativeTime(listed.at, moment);
  const written = writtenSentence(listed, moment);
  return [listed.change.liveAt === undefined ? when : t('live {0}', when), ...(written === undefined ? [] : [written])];
}

/** `written 3 weeks ago, landed 6m before the start, 13:54 CET`: when a change was written, landed and went live. */
export function timesSentence(listed: ListedChange, moment: Moment): string {
  const { landedAt, liveAt } = listed.change;
  const told = (at: Millis) => `${distanceSentence(at, moment)}, ${timeOfDay(at, moment.startedAt)}`;
  const written = writtenSentence(listed, moment);
  return [
    ...(written === undefined ? [] : [written]),
    liveAt === undefined
      ? t('landed {0}', told(landedAt))
      : t('landed {0}, live {1}', timeOfDay(landedAt, moment.startedAt), told(liveAt)),
  ].join(', ');
}

function distanceSentence(at: Millis, moment: Moment): string {
  if (!moment.hasIncident) return ago(at, moment.to);
  const distance = formatDuration(Math.abs(moment.startedAt - at));
  return at <= moment.startedAt ? t('{0} before the start', distance) : t('{0} after the start', distance);
}

/** When it was written, where that is more than a day from when it landed. */
function writtenSentence({ change: { landedAt, authoredAt } }: ListedChange, { to }: Moment): string | undefined {
  if (landedAt - authoredAt > DAY) return t('written {0} ago', roughDuration(to - authoredAt));
  // A clock that was wrong.
  return authoredAt - landedAt > DAY
    ? t('author date {0} after landing', roughDuration(authoredAt - landedAt))
    : undefined;
}

/** `3 weeks`: a length of more than a day in the one unit that fits it. Milliseconds. */
export function roughDuration(length: number): string {
  const days = Math.max(1, Math.round(length / DAY));
  if (days < 14) return days === 1 ? t('1 day') : t('{0} days', days);
  if (days < 60) return t('{0} weeks', Math.round(days / 7));
  if (days < 730) return t('{0} months', Math.round(days / 30.4));
  return t('{0} years', Math.round(days / 365.25));
}

/** The branch that was looked at. Where no branch is known to be deployed it is what is checked out, and says so. */
export function branchName(branch: string): string {
  return branch === 'HEAD' ? t('HEAD (checked out)') : shortened(branch, 60);
}

/** `40m`, `1h15`, `3 d`, `1 y 5 d`: how long before the start, in as few characters as tell it. Milliseconds. */
export function age(length: number): string {
  const minutes = Math.floor(Math.max(0, length) / 60_000);
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  if (days >= 365)
    return days % 365 === 0 ? t('{0} y', days / 365) : t('{0} y {1} d', Math.floor(days / 365), days % 365);
  if (days >= 2) return t('{0} d', days);
  if (hours === 0) return minutes === 0 ? t('<1m') : t('{0}m', minutes);
  return minutes % 60 === 0 ? t('{0}h', hours) : t('{0}h{1}', hours, String(minutes % 60).padStart(2, '0'));
}

/** `24 h`, `3 d`: the length of a window, briefly. */
export function briefWindow(hours: number): string {
  return hours < 48 ? t('{0} h', hours) : t('{0} d', Math.round(hours / 24));
}

/** `24 hours`, `3 days`: the length of a window. */
export function windowLength(hours: number): string {
  return hours < 48 ? t('{0} hours', hours) : t('{0} days', Math.round(hours / 24));
}

/** The reasons that are worth a row: not the time, which a row tells anyway, and none that hardly counts. */
export function tellingReasons({ reasons, event }: ListedChange): readonly Reason[] {
  // What is no commit has no size, and what its author did before is not known.
  const isKnown = (code: ReasonCode) => event === undefined || (code !== 'size' && code !== 'author');
  return reasons.filter(
    ({ code, contribution }) => code !== 'time' && isKnown(code) && Math.abs(contribution) >= TELLING,
  );
}

/** Why a change stands where it does, in a sentence that can be checked. */
export function reasonSentence(
  { code, contribution, terms }: Reason,
  listed: ListedChange,
  matched: readonly MatchedTerm[],
  moment: Moment,
): string {
  const speaksFor = contribution >= 0;
  const value = (feature: string) => terms.find((term) => term.feature === feature)?.value ?? 0;
  switch (code) {
    case 'time':
      return timesSentence(listed, moment);
    case 'words':
      return wordsSentence(matched);
    case 'lines': {
      const shared = sharedWords(matched, FIELDS_OF[code]);
      return shared === ''
        ? t('changed lines have no words in common with the incident')
        : t('changed lines mention {0}', shared);
    }
    case 'past': {
      const shared = sharedWords(matched, FIELDS_OF[code]);
      if (shared !== '') return t('earlier changes to its files mention {0}', shared);
      return speaksFor
        ? t('earlier changes in its folders mention words from the incident')
        : t('earlier changes to its files have no words in common with the incident');
    }
    case 'pastReverts':
      return pastRevertsSentence(value, speaksFor);
    case 'author':
      if (value('bot') > 0) return t('made by a bot');
      return authorSentence(listed, speaksFor);
    case 'size':
      return sizeSentence(listed);
    case 'kind':
      return kindSentence(terms, speaksFor);
    case 'relations':
      return relationSentence(value, speaksFor);
    case 'affectedService':
      return t('touches an affected service');
    case 'blamedLines':
      return t('last to touch lines in your stack trace');
  }
}

type Place = MatchedTerm['field'];

const MESSAGE: readonly Place[] = ['subject', 'body'];

/** Where the words of a reason stand in a change. */
const FIELDS_OF: Partial<Record<ReasonCode, readonly Place[]>> = {
  words: [...MESSAGE, 'path'],
  lines: ['added', 'removed'],
  past: ['past'],
};

/** The words that a change shares with the incident in these places, but for those that it has in others. */
function sharedWords(matched: readonly MatchedTerm[], places: readonly Place[] = [], besides: readonly Place[] = []) {
  const wordsIn = (some: readonly Place[]) =>
    new Set(matched.filter(({ field }) => some.includes(field)).map(({ written }) => written));
  const told = wordsIn(besides);
  const found = [...wordsIn(places)].filter((word) => !told.has(word));
  return found
    .slice(0, 6)
    .map((word) => `"${shortened(word, 40)}"`)
    .join(', ');
}

function wordsSentence(matched: readonly MatchedTerm[]): string {
  const [inMessage, inPaths] = [sharedWords(matched, MESSAGE), sharedWords(matched, ['path'], MESSAGE)];
  if (inMessage !== '' && inPaths !== '') return t('message mentions {0}, paths contain {1}', inMessage, inPaths);
  if (inMessage !== '') return t('message mentions {0}', inMessage);
  if (inPaths !== '') return t('paths contain {0}', inPaths);
  return t('no words in common with the incident');
}

function authorSentence({ change }: ListedChange, speaksFor: boolean): string {
  const prior = change.authorPrior180d;
  if (prior === undefined) return t('author history not read');
  if (prior === 0) return t('first change by this author in six months');
  const count = prior === 1 ? t('1 change') : t('{0} changes', prior);
  return speaksFor
    ? t('author landed only {0} in the six months before', count)
    : t('author landed {0} in the six months before', count);
}

/** Below the one or above the other, a change is small or large as most people would say. */
const SMALL = { files: 3, lines: 20 } as const;
const LARGE = { files: 15, lines: 300 } as const;

function sizeSentence(listed: ListedChange): string {
  const [files, lines] = [listed.change.fileCount, churnOf(listed)];
  const inFiles = files === 1 ? t('1 file') : t('{0} files', files);
  const inLines = lines === 1 ? t('1 line') : t('{0} lines', lines);
  if (files <= SMALL.files && lines <= SMALL.lines) return t('small change ({0}, {1})', inFiles, inLines);
  if (files >= LARGE.files || lines >= LARGE.lines) return t('large change ({0}, {1})', inFiles, inLines);
  return t('medium-sized change ({0}, {1})', inFiles, inLines);
}

function kindSentence(terms: readonly ScoreTerm[], speaksFor: boolean): string {
  const names: Partial<Record<Feature, string>> = {
    newFiles: t('adds files'),
    deletedFiles: t('deletes files'),
    onlyDocs: t('docs only'),
    onlyTests: t('tests only'),
    onlyLock: t('lock files only'),
    enabling: t('turns something on'),
    documentation: t('documentation'),
    buildText: t('build files'),
    crashText: t('code'),
    fixWithText: t('a fix'),
    additionWithText: t('an addition'),
  };
  const strongest = terms
    .filter(({ value, contribution }) => value > 0 && contribution !== 0 && contribution > 0 === speaksFor)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))[0];
  const name = strongest && names[strongest.feature];
  if (name === undefined)
    return speaksFor ? t('riskier kind of change than the others') : t('less risky kind of change than the others');
  return speaksFor ? t('risky kind of change: {0}', name) : t('less risky kind of change: {0}', name);
}

function relationSentence(value: (feature: string) => number, speaksFor: boolean): string {
  if (value('takenBack') > 0) return t('was reverted before the incident');
  if (value('relanded') > 0) return t('landed again after being reverted');
  if (value('besideTakenBack') > 0) return t('touches the same files as a reverted change');
  if (value('authorTakenBack') > 0) return t('another change by its author was reverted');
  if (value('followUps') > 0) return t('followed by fixes from its author');
  if (speaksFor && value('besideMatch') > 0) return t('shares files with a change that matches the incident better');
  return speaksFor ? t('other changes touch the same files') : t('unrelated to the other changes');
}

/** The figures are ln(1 + reverts). */
function pastRevertsSentence(value: (feature: string) => number, speaksFor: boolean): string {
  const [files, folders] = [value('filesTakenBack'), value('foldersTakenBack')].map((figure) =>
    Math.round(Math.expm1(figure)),
  );
  if (speaksFor && files)
    return files === 1
      ? t('1 revert among the last changes to its files')
      : t('{0} reverts among the last changes to its files', files);
  if (speaksFor && folders)
    return folders === 1
      ? t('1 revert among the last changes in its folders')
      : t('{0} reverts among the last changes in its folders', folders);
  return t('few recent reverts in what it touches');
}

/** Lines added and deleted; of binary files nothing is known. */
export function churnOf({ change }: ListedChange): number {
  return change.files.reduce((sum, { added, deleted }) => sum + (added ?? 0) + (deleted ?? 0), 0);
}

/** `High suspicion (57% of total score)` */
export function suspicionSentence(suspicion: Suspicion, share: number): string {
  const percent = share >= 0.1 ? String(Math.round(share * 100)) : (share * 100).toFixed(1);
  const sentences = {
    high: t('High suspicion ({0}% of total score)', percent),
    medium: t('Medium suspicion ({0}% of total score)', percent),
    low: t('Low suspicion ({0}% of total score)', percent),
  };
  return sentences[suspicion];
}

/** The name of the row for a cause that is not in the list. */
export function noneName(): string {
  return t('None of these changes');
}

/** `None of these changes: 31%`; empty without an incident, or where nothing was ranked. */
export function noneSentence({ none, hasIncident }: Pick<ChangesState, 'none' | 'hasIncident'>): string {
  return none === undefined || !hasIncident
    ? ''
    : t('None of these changes is the cause: {0}%', Math.round(none * 100));
}

export function verdictName(verdict: Judgement['verdict']): string {
  return verdict === 'suspect' ? t('suspect') : t('ruled out');
}

/** `Marked as suspect by Ana`, `Ruled out by Ana: its flag is off` */
export function judgementSentence({ verdict, by, why }: Judgement): string {
  const name = shortened(by.name, 80);
  const reason = why === undefined ? undefined : shortened(why, 600);
  if (verdict === 'suspect')
    return reason === undefined
      ? t('Marked as suspect by {0}', name)
      : t('Marked as suspect by {0}: {1}', name, reason);
  return reason === undefined ? t('Ruled out by {0}', name) : t('Ruled out by {0}: {1}', name, reason);
}

export function reasonName(code: ReasonCode): string {
  const names: Record<ReasonCode, string> = {
    time: t('Time'),
    words: t('Message and paths'),
    lines: t('Changed lines'),
    past: t('File history'),
    pastReverts: t('Earlier reverts'),
    author: t('Author'),
    size: t('Size'),
    kind: t('Kind'),
    relations: t('Related changes'),
    affectedService: t('Affected services'),
    blamedLines: t('Stack trace'),
  };
  return names[code];
}

/** Why some changes of a repository have no line counts and no changed lines. */
export function withoutContentsSentence(why: 'partialClone' | 'missingObjects'): string {
  return why === 'partialClone'
    ? t('partial clone: no line counts for contents that were not fetched')
    : t('missing objects: some changes have no line counts; try git fsck or fetch again');
}

/** Which branch was taken for the deployed one, and why. */
export function branchChoiceSentence(branch: string, { reason, instead }: BranchChoice): string {
  const reasons: Record<BranchChoice['reason'], string> = {
    setting: t('{0} is the branch of the setting incident.changes.branch', branch),
    remoteDefault: t("{0} is the remote's default branch", branch),
    usualAtRemote: t('{0} was found at the remote', branch),
    onlyAtRemote: t("{0} is the remote's only branch", branch),
    usualHere: t('{0} was found in this clone; the remote has no such branch', branch),
    checkedOut: t('{0} is checked out; there is no main or master', branch),
  };
  if (instead === undefined) return reasons[reason];
  const other = oneLine(instead.branch);
  return instead.why === 'gone'
    ? t('{0} is gone: using {1}', other, branch)
    : t('{0} is behind: using {1}', other, branch);
}

/** What is wrong with a repository or a status page, and what to do. */
export function problemSentence(problem: SourceProblem, detail?: string): string {
  const sentences: Record<SourceProblem, string> = {
    gitMissing: t('git was not found; install it or add it to PATH'),
    gitSilent: t('git isn’t answering'),
    gitTooOld: t('git is too old; 2.31 or newer is needed'),
    notARepository: t('not a git repository'),
    notTrustedByGit: t('git does not trust the owner of this folder; see safe.directory in the git manual'),
    noCommits: t('no commits yet'),
    noSuchBranch: t('the branch in the setting incident.changes.branch does not exist'),
    missingObjects: t('objects are missing; try git fsck or fetch again'),
    badAddress: t('not an https address'),
    unreachable: t('unreachable'),
    tooSlow: t('did not answer in time'),
    refused: t('refused the request'),
    redirected:
      detail === undefined
        ? t('redirects to another site')
        : t('redirects to {0}; use that address if you trust it', oneLine(detail)),
    notAStatuspage: t('not a Statuspage page'),
    certificate: t('its certificate can’t be trusted'),
    notConnected: t('not connected'),
    unauthorized: t('refused the sign-in'),
    notFound: t('not found, or not for you to see'),
    busy: t('busy; asked again later'),
    broken: t('failed; asked again later'),
    noRepository: t('no repository of this window is on it'),
    tooLarge: t('response too large'),
    noSuchFile: t('no such file or folder'),
    notAFile: t('not a regular file'),
    failed: t('could not be read; see the log'),
  };
  return sentences[problem];
}
