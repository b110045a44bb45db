import * as vscode from 'vscode';
import type { ChangesState } from '../../app/changeFinder';
import type { BranchChoice, SourceProblem } from '../../app/changePorts';
import type { ListedChange } from '../../app/listing';
import type { Millis } from '../../changes/change';
import type { MatchedTerm } from '../../changes/match';
import type { Reason, ReasonCode } from '../../changes/rank';
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
  return authoredAt - landedAt > DAY ? t('dated {0} later', roughDuration(authoredAt - landedAt)) : undefined;
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
  return branch === 'HEAD' ? t('HEAD, as checked out') : shortened(branch, 60);
}

/** `24 hours`, `3 days`: the length of a window. */
export function windowLength(hours: number): string {
  return hours < 48 ? t('{0} hours', hours) : t('{0} days', Math.round(hours / 24));
}

/** The reasons that are worth a row: not the time, which a row tells anyway, and none that hardly counts. */
export function tellingReasons({ reasons }: ListedChange): readonly Reason[] {
  return reasons.filter(({ code, contribution }) => code !== 'time' && Math.abs(contribution) >= TELLING);
}

/** What speaks most for a change beside its time; undefined where nothing else does. */
export function firstReason(listed: ListedChange, matched: readonly MatchedTerm[], moment: Moment): string | undefined {
  const isTelling = ({ code, contribution }: Reason) => {
    if (contribution < 0) return false;
    if (code === 'author') return listed.change.authorPrior180d !== undefined;
    return FIELDS_OF[code] === undefined || sharedWords(matched, FIELDS_OF[code]) !== '';
  };
  const reason = tellingReasons(listed).find(isTelling);
  return reason === undefined ? undefined : reasonSentence(reason, listed, matched, moment);
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
  const { change } = listed;
  switch (code) {
    case 'time':
      return timesSentence(listed, moment);
    case 'words':
      return wordsSentence(matched);
    case 'lines': {
      const shared = sharedWords(matched, FIELDS_OF[code]);
      return shared === ''
        ? t('its changed lines share no word with the incident')
        : t('its changed lines share {0}', shared);
    }
    case 'past': {
      const shared = sharedWords(matched, FIELDS_OF[code]);
      if (shared !== '') return t('earlier changes to its files speak of {0}', shared);
      return speaksFor
        ? t('earlier changes in its folders share words with the incident')
        : t('earlier changes to its files share no word with the incident');
    }
    case 'pastReverts':
      return pastRevertsSentence(value, speaksFor);
    case 'author':
      if (value('bot') > 0) return t('made by a bot');
      return authorSentence(listed, speaksFor);
    case 'size':
      return t('files: {0}, lines: {1}', change.fileCount, churnOf(listed));
    case 'kind':
      return speaksFor
        ? t('the kind of change that more often breaks things')
        : t('a kind of change that seldom breaks things');
    case 'relations':
      return relationSentence(value, speaksFor);
    case 'affectedService':
      return t('touches the affected services');
    case 'blamedLines':
      return t('last changed lines of the stack trace');
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
    .map((word) => `“${shortened(word, 40)}”`)
    .join(', ');
}

function wordsSentence(matched: readonly MatchedTerm[]): string {
  const [inMessage, inPaths] = [sharedWords(matched, MESSAGE), sharedWords(matched, ['path'], MESSAGE)];
  if (inMessage !== '' && inPaths !== '') return t('its message shares {0}, its paths {1}', inMessage, inPaths);
  if (inMessage !== '') return t('its message shares {0}', inMessage);
  if (inPaths !== '') return t('its paths share {0}', inPaths);
  return t('message and paths share no word with the incident');
}

function authorSentence({ change }: ListedChange, speaksFor: boolean): string {
  const prior = change.authorPrior180d;
  if (prior === undefined) return t('how often its author landed changes before was not read');
  if (prior === 0) return t('the first change of its author in half a year');
  const count = prior === 1 ? t('1 change') : t('{0} changes', prior);
  return speaksFor
    ? t('its author landed only {0} in the half year before', count)
    : t('its author landed {0} in the half year before', count);
}

function relationSentence(value: (feature: string) => number, speaksFor: boolean): string {
  if (value('takenBack') > 0) return t('was taken back before the start');
  if (value('relanded') > 0) return t('lands again after it was reverted');
  if (value('besideTakenBack') > 0) return t('touches what a reverted change touched');
  if (value('authorTakenBack') > 0) return t('another change of its author was reverted');
  if (value('followUps') > 0) return t('was followed by fixes of its author');
  if (speaksFor && value('besideMatch') > 0) return t('shares files with a change that meets the words better');
  return speaksFor ? t('other changes touched the same files') : t('little to do with the other changes');
}

/** The figures are ln(1 + reverts). */
function pastRevertsSentence(value: (feature: string) => number, speaksFor: boolean): string {
  const [files, folders] = [value('filesTakenBack'), value('foldersTakenBack')].map((figure) =>
    Math.round(Math.expm1(figure)),
  );
  if (speaksFor && files) return t('reverts among the last changes to its files: {0}', files);
  if (speaksFor && folders) return t('reverts among the last changes in its folders: {0}', folders);
  return t('little of what it touches was reverted lately');
}

/** Lines added and deleted; of binary files nothing is known. */
export function churnOf({ change }: ListedChange): number {
  return change.files.reduce((sum, { added, deleted }) => sum + (added ?? 0) + (deleted ?? 0), 0);
}

export function reasonName(code: ReasonCode): string {
  const names: Record<ReasonCode, string> = {
    time: t('Time'),
    words: t('Message and paths'),
    lines: t('Changed lines'),
    past: t('Past of its files'),
    pastReverts: t('Earlier reverts'),
    author: t('Author'),
    size: t('Size'),
    kind: t('Kind'),
    relations: t('Other changes'),
    affectedService: t('Affected services'),
    blamedLines: t('Stack trace'),
  };
  return names[code];
}

/** Why some changes of a repository have no line counts and no changed lines. */
export function withoutContentsSentence(why: 'partialClone' | 'missingObjects'): string {
  return why === 'partialClone'
    ? t('partial clone: contents that were not fetched have no line counts')
    : t('objects are missing: some changes have no line counts, try git fsck or fetch again');
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
    gitMissing: t('git was not found: install it, or set its path on PATH'),
    gitSilent: t('git does not answer'),
    gitTooOld: t('this git is too old: 2.31 or newer is needed'),
    notARepository: t('not a git repository'),
    notTrustedByGit: t('git does not trust the owner of this folder: see safe.directory in the git manual'),
    noCommits: t('no commits yet'),
    noSuchBranch: t('the branch of the setting incident.changes.branch is not there'),
    missingObjects: t('objects are missing from the repository: try git fsck, or fetch again'),
    badAddress: t('not an https address'),
    unreachable: t('cannot be reached'),
    tooSlow: t('did not answer in time'),
    refused: t('refused to answer'),
    redirected:
      detail === undefined
        ? t('redirects to another site')
        : t('redirects to {0}: set that address if you trust it', oneLine(detail)),
    notAStatuspage: t('is not a Statuspage'),
    tooLarge: t('answered with too much'),
    failed: t('could not be read: the log has the details'),
  };
  return sentences[problem];
}
