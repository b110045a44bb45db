import * as vscode from 'vscode';
import type { ChangesState, RepositoryOutcome } from '../../../app/changeFinder';
import type { ListedChange } from '../../../app/listing';
import type { ShownMetric } from '../../../app/metricOnAxis';
import { mainPlace } from '../../../changes/headline';
import type { MatchedTerm } from '../../../changes/match';
import type { MergedCommit } from '../../../changes/change';
import type { ChangeEvent } from '../../../changes/changeEvents';
import { suspicionOf } from '../../../changes/suspicion';
import type { Incident } from '../../../domain/incident';
import { formatDuration } from '../../../domain/time';
import type {
  PanelChange,
  PanelData,
  PanelDeploy,
  PanelDetails,
  PanelFile,
  PanelMoment,
  PanelReason,
  PanelSource,
  PanelSpan,
} from '../../../protocol/changesPanel';
import { plainText, shortened } from '../../../reports/plain';
import { changeKindName } from '../../../reports/sentences';
import {
  branchName,
  briefTimes,
  churnOf,
  judgementSentence,
  noneSentence,
  type Moment,
  problemSentence,
  withoutContentsSentence,
  reasonName,
  reasonSentence,
  suspicionSentence,
  tellingReasons,
  timesSentence,
  windowLength,
} from '../words';
import { isBadSource, eventKindName, eventOrigin, sourceName, sourceSentence } from '../eventWords';
import { clockOrDay } from '../../kit/dates';
import { logLines, panelMetric } from './metric';
import { ago } from '../../kit/words';

const { t } = vscode.l10n;

// A single commit message may have megabytes, and there may be thousands of changes: each gives no more than these.
const SUBJECT_LENGTH = 300;
const NAME_LENGTH = 80;
const PATH_LENGTH = 400;
/** Characters of a message that the text filter looks through. */
const SEARCHED_LENGTH = 1000;
const SEARCHED_PATHS = 300;
const MESSAGE_LENGTH = 20_000;
const MOST_FILES = 500;
/** The commits of a merge that are listed. */
const MOST_MERGED = 20;

/** A service, and which paths are its own. */
export interface PanelService {
  readonly name: string;
  readonly has: (path: string) => boolean;
}

/** Everything that the panel shows at once: a pure function of what was found. */
export function panelData(
  state: ChangesState,
  now: number,
  services: readonly PanelService[] = [],
  metric?: ShownMetric,
): PanelData {
  const { hasIncident, startedAt, uncertainty, incident } = state;
  const to = axisEnd(state, now);
  const draw = (group: PanelChange['group']) => (listed: ListedChange) => panelChange(listed, group, state, services);
  const changes = [
    ...state.suspects.map(draw('suspect')),
    ...state.notDeployed.map(draw('notDeployed')),
    ...state.after.map(draw('after')),
  ];
  return {
    startedAt: hasIncident ? startedAt : null,
    uncertainty: hasIncident ? uncertainty : 0,
    incident: incident?.id ?? null,
    from: state.from,
    to,
    moments: momentsOf(state, to, now),
    window: windowSentence(state),
    status: statusSentence(state),
    none: noneSentence(state),
    busy: state.phase === 'reading' || state.phase === 'refining',
    // Without an incident nothing is suspect, and what landed last is what one asks for.
    changes: hasIncident ? changes : changes.sort((a, b) => b.at - a.at),
    deploys: state.repositories.flatMap((outcome) => deploysOf(outcome, state)),
    thirdParties: state.thirdParties.map((incident): PanelSpan => {
      const end = incident.resolvedAt ?? to;
      const length = incident.resolvedAt === undefined ? t('still going on') : formatDuration(end - incident.startedAt);
      const facts = [incident.page, incident.impact, incident.status, length].map((part) => brief(part, NAME_LENGTH));
      return {
        from: incident.startedAt,
        to: end,
        label: `${brief(incident.name, SUBJECT_LENGTH)} (${facts.join(', ')})`,
      };
    }),
    logLines: logLines(incident).filter(({ at }) => at >= state.from && at <= to),
    metric: hasIncident ? panelMetric(metric) : null,
    sources: [
      ...state.repositories.map((outcome) => repositorySource(outcome, now)),
      ...state.sources.map((outcome) => ({
        label: `${brief(sourceName(outcome), SUBJECT_LENGTH)}: ${sourceSentence(outcome)}`,
        problem: isBadSource(outcome),
      })),
      ...state.pageProblems.map(({ address, problem, detail }) => ({
        label: `${brief(address, SUBJECT_LENGTH)}: ${problemSentence(problem, detail)}`,
        problem: true,
      })),
    ],
  };
}

/** The end of the impact, as far as it is known. */
function impactEnd(incident: Incident): number | undefined {
  return incident.milestones.get('mitigated') ?? incident.resolvedAt ?? incident.closedAt;
}

/** So much of the axis follows the end of the impact. */
const AFTER_IMPACT = 0.1;

/** The end of the axis: now, or for an incident that is over soon after its impact ended. */
function axisEnd({ hasIncident, incident, startedAt, from, to }: ChangesState, now: number): number {
  const latest = Math.max(to, hasIncident ? startedAt : now, now);
  const end = incident && impactEnd(incident);
  if (end === undefined) return latest;
  const last = Math.max(startedAt, end);
  return Math.min(latest, last + AFTER_IMPACT * (last - from));
}

/** The moments on the axis that are labelled, those first whose labels must not be missing. */
function momentsOf(
  { hasIncident, incident, startedAt }: ChangesState,
  end: number,
  now: number,
): readonly PanelMoment[] {
  const clock = (at: number) => clockOrDay(at, startedAt);
  const { resolvedAt } = incident ?? {};
  const mitigated = incident?.milestones.get('mitigated');
  const moments: readonly (PanelMoment | undefined)[] = [
    hasIncident ? { kind: 'start', at: startedAt, label: t('Start {0}', clock(startedAt)) } : undefined,
    resolvedAt === undefined
      ? undefined
      : { kind: 'resolved', at: resolvedAt, label: t('Resolved {0}', clock(resolvedAt)) },
    { kind: 'now', at: now, label: t('Now') },
    mitigated === undefined
      ? undefined
      : { kind: 'mitigated', at: mitigated, label: t('Mitigated {0}', clock(mitigated)) },
  ];
  return moments.filter((moment) => moment !== undefined).filter(({ at }) => at <= end);
}

function panelChange(
  listed: ListedChange,
  group: PanelChange['group'],
  state: ChangesState,
  services: readonly PanelService[],
): PanelChange {
  const { key, change, reference, event, at, share, judgement, root } = listed;
  const isRecorded = root === undefined;
  const isSuspect = state.hasIncident && group === 'suspect';
  const shape = isRecorded ? 'recorded' : change.parents > 1 ? 'merge' : 'commit';
  const paths = change.files.slice(0, SEARCHED_PATHS).map(({ path }) => path);
  return {
    key,
    subject: brief(reference.subject, SUBJECT_LENGTH) || t('(no message)'),
    at,
    when: briefTimes(listed, state).join(' · '),
    // What nobody signed goes by its service.
    author: brief(
      event === undefined ? (change.authorName ?? change.author) : (event.by ?? event.service ?? ''),
      NAME_LENGTH,
    ),
    repository: isRecorded ? '' : brief(reference.repository ?? '', NAME_LENGTH),
    hash: isRecorded ? '' : change.sha,
    shape,
    kind: kindName(listed, shape),
    group,
    verdict: judgement?.verdict ?? 'open',
    suspicion: isSuspect && share !== undefined ? suspicionOf(share) : null,
    share: isSuspect ? (share ?? null) : null,
    mainFile: brief(mainPlace(change), NAME_LENGTH),
    churn: churnOf(listed),
    text: plainText(cut(change.body, SEARCHED_LENGTH)),
    paths: paths.map((path) => brief(path, PATH_LENGTH)),
    services: services
      .filter(({ name, has }) => name === event?.service || paths.some(has))
      .map(({ name }) => brief(name, NAME_LENGTH)),
  };
}

function kindName({ kind, event }: ListedChange, shape: PanelChange['shape']): string {
  if (event !== undefined) return eventKindName(event.kind);
  if (kind !== undefined) return changeKindName(kind, t);
  return shape === 'merge' ? t('merge') : t('commit');
}

/** Everything about the selected change. */
export function panelDetails(
  listed: ListedChange,
  matched: readonly MatchedTerm[],
  state: ChangesState,
  rehearsal?: string,
): PanelDetails {
  const { key, change, reference, kind, event, root, judgement, share } = listed;
  const isSuspect = state.hasIncident && state.suspects.includes(listed);
  const author = brief(change.authorName ?? change.author, NAME_LENGTH);
  const facts = [
    ...(judgement === undefined ? [] : [judgementSentence(judgement)]),
    ...(share === undefined || !isSuspect ? [] : [suspicionSentence(suspicionOf(share), share)]),
    timesSentence(listed, state),
    ...(rehearsal === undefined ? [] : [rehearsal]),
    ...(event !== undefined
      ? eventFacts(event)
      : [root === undefined ? t('recorded by {0}', author) : t('by {0}', author)]),
    ...mergedSentences(change.merged ?? []),
    ...(kind === undefined ? [] : [changeKindName(kind, t)]),
    ...(reference.commit === undefined
      ? []
      : [[brief(reference.repository ?? '', NAME_LENGTH), reference.commit].join(' ').trim()]),
  ];
  return {
    key,
    facts,
    message: messageOf(listed),
    reasons: state.hasIncident ? panelReasons(listed, matched, state) : [],
    files: change.files.slice(0, MOST_FILES).map(({ path, oldPath, status, added, deleted }): PanelFile => ({
      path:
        oldPath === undefined
          ? brief(path, PATH_LENGTH)
          : `${brief(oldPath, PATH_LENGTH)} → ${brief(path, PATH_LENGTH)}`,
      status: fileStatusName(status),
      added,
      deleted,
    })),
    moreFiles: Math.max(0, change.fileCount - Math.min(change.files.length, MOST_FILES)),
  };
}

/** What is known of what another program wrote down. */
function eventFacts(event: ChangeEvent): readonly string[] {
  const { kind, service, environment, ref, link } = event;
  const named = [service, environment, ref].flatMap((part) => (part === undefined ? [] : [brief(part, NAME_LENGTH)]));
  return [eventOrigin(event), [eventKindName(kind), ...named].join(' · '), ...(link === undefined ? [] : [link])];
}

/** Why a change stands where it does, strongest first, each with its part of the score. */
export function panelReasons(
  listed: ListedChange,
  matched: readonly MatchedTerm[],
  moment: Moment,
  reasons = listed.reasons,
): readonly PanelReason[] {
  const total = reasons.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0);
  return reasons.map((reason) => ({
    name: reasonName(reason.code),
    sentence: brief(reasonSentence(reason, listed, matched, moment), 600),
    contribution: reason.contribution,
    part: total === 0 ? 0 : reason.contribution / total,
  }));
}

/** The reasons that are worth a row: those that speak for it, beside its time, which the row has anyway. */
export function rowReasons(
  listed: ListedChange,
  matched: readonly MatchedTerm[],
  moment: Moment,
): readonly PanelReason[] {
  const speaking = tellingReasons(listed).filter(({ contribution }) => contribution > 0);
  return panelReasons(listed, matched, moment, speaking);
}

/** The commits that came with a merge. */
function mergedSentences(commits: readonly MergedCommit[]): readonly string[] {
  const sentences = commits
    .slice(0, MOST_MERGED)
    .map(({ sha, subject, authorName }) =>
      t('includes {0} {1} ({2})', sha.slice(0, 8), brief(subject, SUBJECT_LENGTH), brief(authorName, NAME_LENGTH)),
    );
  const more = commits.length - MOST_MERGED;
  return more > 0 ? [...sentences, t('and {0} more commits', more)] : sentences;
}

function messageOf({ change, root, event }: ListedChange): string {
  const subject = cut(change.subject, MESSAGE_LENGTH);
  const whole =
    root === undefined && event === undefined ? subject : `${subject}\n\n${cut(change.body, MESSAGE_LENGTH)}`;
  const message = plainText(whole).trim();
  const isCut = message.length > MESSAGE_LENGTH || change.subject.length + change.body.length > MESSAGE_LENGTH;
  return isCut ? `${cut(message, MESSAGE_LENGTH)}\n${t('… (message truncated)')}` : message;
}

/** One line of at most so many characters; of text of any length, only its beginning is looked at. */
function brief(text: string, length: number): string {
  return shortened(cut(text, 4 * length), length);
}

/** The beginning of a text; a character that the cut would halve is left out. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

function fileStatusName(status: string): string {
  const names: Readonly<Record<string, string>> = {
    A: t('added'),
    M: t('modified'),
    D: t('deleted'),
    R: t('renamed'),
    C: t('copied'),
    T: t('type changed'),
  };
  return names[status.charAt(0)] ?? brief(status, 8);
}

function deploysOf(outcome: RepositoryOutcome, { from, to, repositories }: ChangesState): readonly PanelDeploy[] {
  if (!('facts' in outcome)) return [];
  const { deploys, name } = outcome.facts;
  return deploys
    .filter(({ at }) => at >= from && at <= to)
    .map(({ at, tag }) => ({
      at,
      label:
        repositories.length > 1
          ? t('Deploy {0} ({1})', brief(tag, NAME_LENGTH), brief(name, NAME_LENGTH))
          : t('Deploy {0}', brief(tag, NAME_LENGTH)),
    }));
}

function repositorySource(outcome: RepositoryOutcome, now: number): PanelSource {
  const folder = outcome.root.split(/[\\/]/).pop() ?? outcome.root;
  if ('problem' in outcome) {
    return {
      label: `${brief(folder, NAME_LENGTH)}: ${problemSentence(outcome.problem, outcome.detail)}`,
      problem: true,
    };
  }
  const { facts, range } = outcome;
  const parts = [
    facts.name,
    t('branch {0}', branchName(facts.branch)),
    facts.fetchedAt === undefined ? t('never fetched') : t('fetched {0}', ago(facts.fetchedAt, now)),
    ...(range === undefined ? [] : [t('last good {0}, first bad {1}', range.lastGood?.tag ?? '?', range.firstBad.tag)]),
    ...(facts.cutAt === undefined ? [] : [t('shallow clone; no history before {0}', facts.cutAt.slice(0, 8))]),
    ...(facts.withoutContents === undefined ? [] : [withoutContentsSentence(facts.withoutContents)]),
    ...(facts.isPart === true ? [t('many changes; only those nearest the start were read')] : []),
  ];
  const problem = facts.cutAt !== undefined || facts.withoutContents !== undefined || facts.isPart === true;
  return { label: parts.map((part) => brief(part, SUBJECT_LENGTH)).join(' · '), problem };
}

function windowSentence({ hours, widened, hasIncident, phase, incident }: ChangesState): string {
  if (phase === 'idle') return '';
  const length = windowLength(hours);
  if (!hasIncident) return t('Last {0}; no incident', length);
  const isOver = incident !== undefined && impactEnd(incident) !== undefined;
  if (widened)
    return isOver
      ? t('{0} before start → end of impact (widened: few changes)', length)
      : t('{0} before start → now (widened: few changes)', length);
  return isOver ? t('{0} before start → end of impact', length) : t('{0} before start → now', length);
}

function statusSentence({ phase, stopped, repositories }: ChangesState): string {
  switch (phase) {
    case 'idle':
    case 'reading':
      return t('Loading changes…');
    case 'refining':
      return t('Loading diffs; the ranking may still change…');
    case 'restricted':
      return t('Git is off in Restricted Mode. Trust this folder to see its changes.');
    case 'ready':
      if (stopped === true) return t('Loading was canceled, so the list may be incomplete. Refresh to load it again.');
      return repositories.length === 0 ? t('No git repository in this window.') : '';
  }
}
