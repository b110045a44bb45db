// What the panel "What Changed?" and its webview say to each other: plain JSON. Times are milliseconds since the epoch;
// text of others has been cleaned and is shown as text only.
import * as v from 'valibot';
import { SUSPICIONS, type Suspicion } from '../changes/suspicion';
import type { MessageOf, Schemas } from './messages';

export const SHAPES = ['commit', 'merge', 'recorded'] as const;
export const GROUPS = ['suspect', 'after', 'notDeployed'] as const;
export const VERDICTS = ['open', 'suspect', 'ruledOut'] as const;
export const MOMENTS = ['start', 'mitigated', 'resolved', 'now'] as const;

/** A change as a mark on the axis and as a row of the list. */
export interface PanelChange {
  readonly key: string;
  readonly subject: string;
  readonly at: number;
  /** Where it stands to the start, worded. */
  readonly when: string;
  readonly author: string;
  /** Name of the repository; empty for what is no commit. */
  readonly repository: string;
  /** The commit's whole hash; empty for what is no commit. */
  readonly hash: string;
  readonly shape: (typeof SHAPES)[number];
  /** The kind of change, worded. */
  readonly kind: string;
  readonly group: (typeof GROUPS)[number];
  readonly verdict: (typeof VERDICTS)[number];
  /** How suspect it is; null for what is no suspect. */
  readonly suspicion: Suspicion | null;
  /** Share of the total score, 0 to 1; null for what is no suspect. */
  readonly share: number | null;
  /** The file or folder that tells most of it; empty where it has none. */
  readonly mainFile: string;
  /** Lines added and deleted. */
  readonly churn: number;
  /** The beginning of its message, to be searched. */
  readonly text: string;
  /** Its paths, as many as can be searched. */
  readonly paths: readonly string[];
  readonly services: readonly string[];
}

export interface PanelDeploy {
  readonly at: number;
  /** `Deploy v12` */
  readonly label: string;
}

/** A moment of the incident, or now. */
export interface PanelMoment {
  readonly kind: (typeof MOMENTS)[number];
  readonly at: number;
  /** `Start 09:13` */
  readonly label: string;
}

/** An incident of a third party; one that still goes on ends at the end of the axis. */
export interface PanelSpan {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** A metric on the axis. */
export interface PanelMetric {
  readonly name: string;
  /** Moments and values, in order. */
  readonly points: readonly (readonly [number, number])[];
  /** Its highest and lowest value, worded. */
  readonly high: string;
  readonly low: string;
  /** The proposed start: when the metric left what was usual, within these bounds; null where that is not clear. */
  readonly onset: { readonly at: number; readonly from: number; readonly to: number } | null;
}

/** Where the changes come from, or why they do not. */
export interface PanelSource {
  readonly label: string;
  readonly problem: boolean;
}

export interface PanelData {
  /** The incident that this is about; null without one. What the person chose is kept for each. */
  readonly incident: string | null;
  /** Null without an incident: then the axis ends now and there is no start line. */
  readonly startedAt: number | null;
  readonly uncertainty: number;
  /** The axis. Changes may lie beyond its end: they are in the list alone. */
  readonly from: number;
  readonly to: number;
  readonly moments: readonly PanelMoment[];
  /** The window that is looked at, worded. */
  readonly window: string;
  /** What is under way or in the way, worded; empty when all is read. */
  readonly status: string;
  readonly busy: boolean;
  /** The chance that none of the changes is the cause, worded; empty where there is nothing to say. */
  readonly none: string;
  /** In the order of the list. */
  readonly changes: readonly PanelChange[];
  readonly deploys: readonly PanelDeploy[];
  readonly thirdParties: readonly PanelSpan[];
  /** Lines of logs that are in the record, at their own time. */
  readonly logLines: readonly PanelDeploy[];
  readonly metric: PanelMetric | null;
  readonly sources: readonly PanelSource[];
}

/** Why a change stands where it does. */
export interface PanelReason {
  readonly name: string;
  readonly sentence: string;
  /** What it adds to the score (below zero: takes from it), in log-odds. */
  readonly contribution: number;
  /** Its part of all that was added and taken, -1 to 1. */
  readonly part: number;
}

export interface PanelFile {
  readonly path: string;
  /** What happened to it, worded. */
  readonly status: string;
  /** Null where no lines can be counted. */
  readonly added: number | null;
  readonly deleted: number | null;
}

export interface PanelDetails {
  readonly key: string;
  /** Times, author, hash and verdict, a sentence each. */
  readonly facts: readonly string[];
  readonly message: string;
  /** Strongest first. */
  readonly reasons: readonly PanelReason[];
  readonly files: readonly PanelFile[];
  /** How many files are not in `files`. */
  readonly moreFiles: number;
}

/** The words of the panel's own parts; `{0}` stands for an argument. */
export const WORDS = [
  'title',
  'axis',
  'axisSummary',
  'start',
  'startHelp',
  'startAt',
  'startProposed',
  'startEarlier',
  'startLater',
  'showChart',
  'hideChart',
  'zoomIn',
  'zoomOut',
  'earlier',
  'later',
  'resetZoom',
  'break',
  'moreSuspect',
  'legendHigh',
  'legendMedium',
  'legendLow',
  'legendOther',
  'legendSuspect',
  'legendRuledOut',
  'legendDeploy',
  'legendThirdParty',
  'legendLogLine',
  'metric',
  'metricStart',
  'metricStartHelp',
  'metricStartAt',
  'filters',
  'filtersActive',
  'text',
  'textHint',
  'path',
  'author',
  'repository',
  'service',
  'kind',
  'verdict',
  'group',
  'any',
  'verdictOpen',
  'verdictSuspect',
  'verdictRuledOut',
  'groupSuspect',
  'groupAfter',
  'groupNotDeployed',
  'onlyInView',
  'clear',
  'sort',
  'sortSuspicion',
  'sortNewest',
  'sortSize',
  'count',
  'countAll',
  'list',
  'listHelp',
  'nothing',
  'nothingMatches',
  'suspicion',
  'suspicionHigh',
  'suspicionMedium',
  'suspicionLow',
  'share',
  'details',
  'noSelection',
  'message',
  'noMessage',
  'reasons',
  'reasonsHelp',
  'noReasons',
  'speaksFor',
  'speaksAgainst',
  'files',
  'noFiles',
  'moreFiles',
  'linesAdded',
  'linesDeleted',
  'linesUnknown',
  'sources',
  'sourcesProblem',
  'openChange',
  'markSuspect',
  'ruleOut',
  'clearVerdict',
  'copyCommit',
  'openOnRemote',
  'rehearseRevert',
  'rehearseReverts',
  'addAsEvidence',
  'decide',
  'refresh',
  'cancel',
  'setWindow',
  'record',
] as const;
export type PanelWords = Readonly<Record<(typeof WORDS)[number], string>>;

/** The commands on one change. */
export const CHANGE_COMMANDS = [
  'incident.openChange',
  'incident.markSuspect',
  'incident.ruleOut',
  'incident.copyCommit',
  'incident.openOnRemote',
  'incident.rehearseRevert',
  'incident.addChangeAsEvidence',
  'incident.decideAboutChange',
] as const;
export type ChangeCommand = (typeof CHANGE_COMMANDS)[number];

/** The commands on the list as a whole. */
export const LIST_COMMANDS = [
  'incident.refreshChanges',
  'incident.cancelChanges',
  'incident.setChangeWindow',
  'incident.recordChange',
] as const;
export type ListCommand = (typeof LIST_COMMANDS)[number];

/** What the webview says. */
export interface ToExtension {
  /** It can take messages; comes again whenever the page was loaded again. */
  ready: null;
  selected: { readonly key: string };
  wantDetails: { readonly key: string };
  /** The first reasons of rows that came into sight. */
  wantReasons: { readonly keys: readonly string[] };
  /** `fromMetric`: it is where a metric shows it, so it is known to the minute. */
  proposeStart: { readonly at: number; readonly fromMetric: boolean };
  /** `keys`: all that are selected, for what can be done with several at once. */
  runOnChange: { readonly command: ChangeCommand; readonly key: string; readonly keys?: readonly string[] | undefined };
  run: { readonly command: ListCommand };
  /** What the person chose in the panel, in the webview's own form; to be given back by `init`. */
  kept: { readonly choices: string };
}

/** What the extension says. */
export interface ToWebview {
  init: {
    readonly words: PanelWords;
    readonly locale: string;
    readonly timeZone: string;
    /** The choices that were kept last; null where none were. */
    readonly kept: string | null;
  };
  data: PanelData;
  reasons: { readonly of: readonly { readonly key: string; readonly reasons: readonly PanelReason[] }[] };
  details: PanelDetails;
  /** Something else than the webview selected a change. */
  select: { readonly key: string };
  /** A prompt that came from the page is over: the keys go on where they were. */
  focus: null;
  /** The answer to `proposeStart`: whether the start was moved. */
  startAnswered: { readonly accepted: boolean };
}

const text = v.string();
const number = v.pipe(v.number(), v.finite());
const texts = v.array(text);
const nothing = v.null();
const withKey = v.object({ key: text });

export const EXTENSION_SCHEMAS: Schemas<ToExtension> = {
  ready: nothing,
  selected: withKey,
  wantDetails: withKey,
  wantReasons: v.object({ keys: texts }),
  proposeStart: v.object({ at: number, fromMetric: v.boolean() }),
  runOnChange: v.object({ command: v.picklist(CHANGE_COMMANDS), key: text, keys: v.optional(texts) }),
  run: v.object({ command: v.picklist(LIST_COMMANDS) }),
  kept: v.object({ choices: text }),
};

const change = v.object({
  key: text,
  subject: text,
  at: number,
  when: text,
  author: text,
  repository: text,
  hash: text,
  shape: v.picklist(SHAPES),
  kind: text,
  group: v.picklist(GROUPS),
  verdict: v.picklist(VERDICTS),
  suspicion: v.nullable(v.picklist(SUSPICIONS)),
  share: v.nullable(number),
  mainFile: text,
  churn: number,
  text: text,
  paths: texts,
  services: texts,
});
const reason = v.object({ name: text, sentence: text, contribution: number, part: number });
const file = v.object({
  path: text,
  status: text,
  added: v.nullable(number),
  deleted: v.nullable(number),
});

export const WEBVIEW_SCHEMAS: Schemas<ToWebview> = {
  init: v.object({
    words: v.object(v.entriesFromList(WORDS, text)),
    locale: text,
    timeZone: text,
    kept: v.nullable(text),
  }),
  data: v.object({
    incident: v.nullable(text),
    startedAt: v.nullable(number),
    uncertainty: number,
    from: number,
    to: number,
    moments: v.array(v.object({ kind: v.picklist(MOMENTS), at: number, label: text })),
    window: text,
    none: text,
    status: text,
    busy: v.boolean(),
    changes: v.array(change),
    deploys: v.array(v.object({ at: number, label: text })),
    thirdParties: v.array(v.object({ from: number, to: number, label: text })),
    logLines: v.array(v.object({ at: number, label: text })),
    metric: v.nullable(
      v.object({
        name: text,
        points: v.array(v.tuple([number, number])),
        high: text,
        low: text,
        onset: v.nullable(v.object({ at: number, from: number, to: number })),
      }),
    ),
    sources: v.array(v.object({ label: text, problem: v.boolean() })),
  }),
  reasons: v.object({
    of: v.array(v.object({ key: text, reasons: v.array(reason) })),
  }),
  details: v.object({
    key: text,
    facts: texts,
    message: text,
    reasons: v.array(reason),
    files: v.array(file),
    moreFiles: number,
  }),
  select: withKey,
  focus: nothing,
  startAnswered: v.object({ accepted: v.boolean() }),
};

export type MessageToExtension = MessageOf<ToExtension>;
export type MessageToWebview = MessageOf<ToWebview>;
