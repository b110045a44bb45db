import * as vscode from 'vscode';
import type { SourceProblem } from '../app/changePorts';
import type { ListedChange } from '../app/listing';
import type { Millis } from '../changes/change';
import type { MatchedTerm } from '../changes/match';
import type { Reason, ReasonCode } from '../changes/rank';
import { formatDuration } from '../domain/time';
import { oneLine } from '../reports/plain';
import { timeOfDay } from './words';

const { t } = vscode.l10n;
const DAY = 86_400_000;

/** `6m before`, `12m after`: where a change stands to the start. */
export function beforeStart(at: Millis, startedAt: Millis): string {
  return at <= startedAt
    ? t('{0} before', formatDuration(startedAt - at))
    : t('{0} after', formatDuration(at - startedAt));
}

/** When a change landed, went live and, where it differs by more than a day, was written. */
export function timesSentence({ change, at }: ListedChange, startedAt: Millis): string {
  const { landedAt, liveAt, authoredAt } = change;
  const parts: string[] = [];
  if (Math.abs(landedAt - authoredAt) > DAY)
    parts.push(t('written {0} before it landed', formatDuration(landedAt - authoredAt)));
  const relation = at <= startedAt ? t('before the start') : t('after the start');
  const distance = (time: Millis) => formatDuration(Math.abs(startedAt - time));
  parts.push(
    liveAt === undefined
      ? t('landed {0} {1}, {2}', distance(landedAt), relation, timeOfDay(landedAt, startedAt))
      : t(
          'landed {0}, live {1} {2}, {3}',
          timeOfDay(landedAt, startedAt),
          distance(liveAt),
          relation,
          timeOfDay(liveAt, startedAt),
        ),
  );
  return parts.join('; ');
}

/** Why a change stands where it does, in a sentence that can be checked. */
export function reasonSentence(
  { code, contribution, terms }: Reason,
  listed: ListedChange,
  matched: readonly MatchedTerm[],
  startedAt: Millis,
): string {
  const speaksFor = contribution >= 0;
  const value = (feature: string) => terms.find((term) => term.feature === feature)?.value ?? 0;
  const { change } = listed;
  switch (code) {
    case 'time':
      return timesSentence(listed, startedAt);
    case 'message':
      return words(
        matched,
        ['subject', 'body'],
        t('its message shares'),
        t('its message shares no word with the incident'),
      );
    case 'paths':
      return words(matched, ['path'], t('its paths share'), t('its paths share no word with the incident'));
    case 'lines':
      return words(
        matched,
        ['added', 'removed'],
        t('its changed lines share'),
        t('its changed lines share no word with the incident'),
      );
    case 'author':
      if (value('bot') > 0) return t('made by a bot');
      return t(
        '{0} landed {1} changes in the half year before',
        oneLine(change.authorName ?? change.author),
        change.authorPrior180d ?? 0,
      );
    case 'size':
      return t('{0} files, {1} lines', change.fileCount, churnOf(listed));
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

function words(matched: readonly MatchedTerm[], fields: readonly string[], shares: string, none: string): string {
  const found = matched.filter(({ field }) => fields.includes(field)).map(({ written }) => `“${oneLine(written)}”`);
  return found.length === 0 ? none : `${shares} ${[...new Set(found)].slice(0, 6).join(', ')}`;
}

function relationSentence(value: (feature: string) => number, speaksFor: boolean): string {
  if (value('takenBack') > 0) return t('was taken back before the start');
  if (value('relanded') > 0) return t('lands again after it was reverted');
  if (value('besideTakenBack') > 0) return t('touches what a reverted change touched');
  if (value('authorTakenBack') > 0) return t('another change of its author was reverted');
  if (value('followUps') > 0) return t('was followed by fixes of its author');
  return speaksFor ? t('other changes touched the same files') : t('no later change touches its files');
}

/** Lines added and deleted; of binary files nothing is known. */
export function churnOf({ change }: ListedChange): number {
  return change.files.reduce((sum, { added, deleted }) => sum + (added ?? 0) + (deleted ?? 0), 0);
}

export function reasonName(code: ReasonCode): string {
  const names: Record<ReasonCode, string> = {
    time: t('Time'),
    message: t('Message'),
    paths: t('Paths'),
    lines: t('Changed lines'),
    author: t('Author'),
    size: t('Size'),
    kind: t('Kind'),
    relations: t('Other changes'),
    affectedService: t('Affected services'),
    blamedLines: t('Stack trace'),
  };
  return names[code];
}

/** What is wrong with a repository or a status page, and what to do. */
export function problemSentence(problem: SourceProblem): string {
  const sentences: Record<SourceProblem, string> = {
    gitMissing: t('git was not found: install it, or set its path on PATH'),
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
    notAStatuspage: t('is not a Statuspage'),
    tooLarge: t('answered with too much'),
    failed: t('could not be read: the log has the details'),
  };
  return sentences[problem];
}
