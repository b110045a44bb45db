import type { StageId } from './stages';

/** The version of the record's format that this build writes; what carries a higher one is kept but not interpreted. */
export const FORMAT_VERSION = 1;

export interface Person {
  readonly name: string;
  readonly email?: string;
}

/** Where the code stood when an entry was made. */
export interface CodeContext {
  /** Name of the repository's folder. */
  readonly repository: string;
  /** Undefined on a detached HEAD. */
  readonly branch?: string;
  /** Full object id; undefined in a repository without commits. */
  readonly commit?: string;
  /** Whether tracked files differed from the commit; undefined where it could not be told in time. */
  readonly dirty?: boolean;
}

export const OUTCOMES = ['done', 'failed', 'abandoned'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const SOURCE_KINDS = ['file', 'terminal', 'metric'] as const;

/** Where a piece of evidence came from. */
export interface EvidenceSource {
  /** A newer version may have written another one: it is shown by its name. */
  readonly kind: (typeof SOURCE_KINDS)[number];
  /** Path of the file relative to its repository or workspace folder, or the name of the terminal or metric. */
  readonly name: string;
  /** First and last line, counted from 1. */
  readonly startLine?: number;
  readonly endLine?: number;
  readonly repository?: string;
  readonly commit?: string;
}

/** One piece of the information that a decision rests on; `entry` names the timeline entry it was taken from. */
export interface Information {
  readonly text: string;
  readonly entry?: string;
}

/** The kinds of changes that are no commits. */
export const CHANGE_KINDS = [
  'featureFlag',
  'configuration',
  'infrastructure',
  'database',
  'thirdParty',
  'other',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export const VERDICTS = ['suspect', 'ruledOut', 'undecided'] as const;
/** What a person holds of a change; `undecided` takes an earlier verdict back. */
export type Verdict = (typeof VERDICTS)[number];

/** A change that somebody judges: a commit of a repository, or a recorded change, named by its entry. */
export interface ChangeReference {
  /** Name of the repository's folder. */
  readonly repository?: string;
  /** Full object id. */
  readonly commit?: string;
  readonly entry?: string;
  /** The first line of the commit's message, or the recorded text, so that the record reads well alone. */
  readonly subject: string;
}

/** What is thought of a hypothesis; `open` takes an earlier verdict back. */
export const HYPOTHESIS_VERDICTS = ['open', 'supported', 'ruledOut', 'confirmed'] as const;
export type HypothesisVerdict = (typeof HYPOTHESIS_VERDICTS)[number];

/** What a test of a state says: it works, it fails, or that cannot be told there. */
export const BISECT_RESULTS = ['good', 'bad', 'skip'] as const;
export type BisectResult = (typeof BISECT_RESULTS)[number];

/** Why a change is neither tested nor named as the cause: somebody ruled it out, or it touches documents alone. */
export const STEPPED_OVER = ['ruledOut', 'documents'] as const;
export type SteppedOver = (typeof STEPPED_OVER)[number];

/**
 * How a bisect ended: at one change; at some that could not be told apart, as their states were skipped; the state before the first
 * one fails too; the last one works; the results contradict each other; or a person stopped it.
 */
export const BISECT_OUTCOMES = ['found', 'anyOf', 'older', 'newer', 'contradiction', 'stopped'] as const;
export type BisectOutcome = (typeof BISECT_OUTCOMES)[number];

/** A change of the line that a bisect searches. */
export interface BisectedChange {
  /** Full object id. */
  readonly commit: string;
  readonly subject: string;
  /** The chance that it is the cause, from 0 to 1, as it was ranked at the start. */
  readonly chance: number;
  readonly steppedOver?: SteppedOver;
}

/** Who is affected; `share` comes with a number in per cent. */
export const SCOPES = ['one', 'some', 'share', 'everyone', 'unknown'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whether those who are affected would notice. */
export const NOTICED = ['yes', 'probably', 'no', 'unknown'] as const;
export type Noticed = (typeof NOTICED)[number];

/** The words of public status pages, in their usual order. */
export const UPDATE_STATUSES = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export type UpdateStatus = (typeof UPDATE_STATUSES)[number];

/** The five doubts of which each is a reason to ask for help. */
export const DOUBTS = ['whatIsWrong', 'howToFix', 'whetherFixable', 'whetherICan', 'capacity'] as const;
export type Doubt = (typeof DOUBTS)[number];

/**
 * How well the start is known: to the minute, roughly, or only when somebody noticed, which may be long after the impact began.
 */
export const START_PRECISIONS = ['minute', 'roughly', 'noticed'] as const;
export type StartPrecision = (typeof START_PRECISIONS)[number];

/** Moments that are said by people and follow from no other event. */
export const MILESTONES = ['detected', 'acknowledged', 'mitigated'] as const;
export type Milestone = (typeof MILESTONES)[number];

/** What a follow-up is for: to notice the next one sooner, to prevent it, or to repair what this one left. */
export const FOLLOW_UP_KINDS = ['detective', 'preventative', 'corrective'] as const;
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number];

/** How an issue was closed; the work was done, or will not be. */
export const ISSUE_ENDS = ['done', 'notPlanned'] as const;
export type IssueEnd = (typeof ISSUE_ENDS)[number];

/** What is known of the impact; a part that is missing was not answered. */
export interface ImpactAnswers {
  readonly scope?: Scope;
  /** Of the customers, in per cent from 0 to 100; where the scope is a share. */
  readonly share?: number;
  /** The scope is a rough estimate. */
  readonly roughly?: boolean;
  /** What they experience. */
  readonly effect?: string;
  readonly noticed?: Noticed;
}

/** What a status page says of an incident. */
export interface PageUpdate {
  /** `statuspage/abc123`: its kind, and what tells it from others. */
  readonly page: string;
  readonly incident: string;
  readonly update: string;
  readonly status: string;
  readonly link?: string;
}

/** What each event says, by its type. Events are facts in the past tense; nothing else holds incident state. */
export interface EventData {
  /** `startPrecision` left out: that is when somebody noticed. */
  'incident.declared': {
    readonly title: string;
    readonly severity: string;
    readonly startedAt: string;
    readonly startPrecision?: StartPrecision;
  };
  'incident.resolved': Readonly<Record<string, never>>;
  'incident.closed': { readonly whyUnresolved?: string; readonly whyNoFollowUp?: string };
  'incident.reopened': Readonly<Record<string, never>>;
  /** It is the same outage as the incident `into`, where its entries are from now on; `title` is that one's then. */
  'incident.mergedInto': { readonly into: string; readonly title: string };
  /** The other half of it, in the incident that goes on: the entries of `from` are copied here, each marked as `copied`. */
  'incident.mergedFrom': { readonly from: string; readonly title: string };
  'title.set': { readonly from: string; readonly to: string };
  'severity.set': { readonly from: string; readonly to: string };
  'severity.explained': { readonly severity: string; readonly why: string };
  /** Only what is new; a `scope` replaces the earlier share and roughness too. */
  'impact.assessed': ImpactAnswers;
  'milestone.set': { readonly milestone: Milestone; readonly to: string };
  /** `precision` left out: roughly. The same time twice: only how well it is known is new. */
  'startTime.set': { readonly from: string; readonly to: string; readonly precision?: StartPrecision };
  'stage.entered': { readonly stage: StageId; readonly alongside?: boolean };
  'checklistItem.added': { readonly stage: StageId; readonly item: string; readonly text: string };
  'checklistItem.checked': { readonly stage: StageId; readonly item: string; readonly text: string };
  'checklistItem.unchecked': { readonly stage: StageId; readonly item: string; readonly text: string };
  /**
   * `inPlaceOf` is who held the role until now and hands it on. `alone`: nobody else holds it from now on, whoever took it at the
   * same time.
   */
  'role.assigned': {
    readonly role: string;
    readonly person: Person;
    readonly inPlaceOf?: Person;
    readonly alone?: boolean;
  };
  'role.released': { readonly role: string; readonly person: Person };
  'action.started': { readonly text: string };
  'action.finished': { readonly action: string; readonly outcome: Outcome; readonly result?: string };
  /** A tradeoff of null says that none was knowingly made, which is not the same as not having been asked. */
  'decision.logged': {
    readonly decision: string;
    readonly information: readonly Information[];
    readonly tradeoff: string | null;
  };
  'note.added': { readonly text: string };
  /** `cutFrom` is the length of the whole selection where only its beginning was kept. */
  'evidence.added': { readonly text: string; readonly source: EvidenceSource; readonly cutFrom?: number };
  /** A change that is no commit: somebody switched a flag, applied a configuration, ran a migration. */
  'change.recorded': { readonly kind: ChangeKind; readonly text: string };
  'suspect.judged': { readonly change: ChangeReference; readonly verdict: Verdict; readonly why?: string };
  /** What may be wrong, in one line. */
  'hypothesis.added': { readonly text: string };
  /** Of a hypothesis that was added (its entry) or of a change that is suspected; `evidence` names entries. */
  'hypothesis.judged': {
    readonly hypothesis?: string;
    readonly change?: ChangeReference;
    readonly verdict: HypothesisVerdict;
    readonly why?: string;
    readonly evidence?: readonly string[];
  };
  /**
   * A search for the first change that fails, oldest change first. `good` is the commit before the first one, which is taken to
   * work; `check` is the command that tests, where one does. `knownBad`: the last change is known to fail.
   */
  'bisect.started': {
    readonly repository: string;
    readonly good?: string;
    readonly knownGood?: boolean;
    readonly knownBad?: boolean;
    readonly changes: readonly BisectedChange[];
    readonly check?: string;
  };
  /** One step: what the state at a commit is. `seconds` is what the check took, where a command made it. */
  'bisect.tested': {
    readonly bisect: string;
    readonly commit: string;
    readonly subject: string;
    readonly result: BisectResult;
    readonly seconds?: number;
  };
  /** `changes` names the cause, or those that it may be. */
  'bisect.ended': {
    readonly bisect: string;
    readonly outcome: BisectOutcome;
    readonly changes: readonly ChangeReference[];
  };
  /** The affected services, by their names in the settings. */
  'services.set': { readonly from: readonly string[]; readonly to: readonly string[] };
  /** `page` is the public status page that it is to be published to, where it is. */
  'statusUpdate.posted': {
    readonly audience: string;
    readonly status: UpdateStatus;
    readonly text: string;
    readonly page?: string;
  };
  /** An update, its entry, stands on a status page. `incident` and `update` are the page's own names for it. */
  'statusUpdate.published': PageUpdate & { readonly entry: string };
  /** Somebody changed the incident on the status page itself. `status` is the page's own word. */
  'statusPage.changed': PageUpdate & { readonly text: string };
  /** When the audience was told to expect the next update; null: none was promised. */
  'nextUpdate.promised': { readonly audience: string; readonly due: string | null };
  /** The reminder of an update is put off; the promise stays. */
  'nextUpdate.snoozed': { readonly audience: string; readonly until: string };
  'help.asked': { readonly doubts: readonly Doubt[]; readonly text: string; readonly people: readonly string[] };
  /** `alone` as in `role.assigned`. */
  'responder.joined': { readonly person: Person; readonly role?: string; readonly alone?: boolean };
  /** Without `to`, nobody has taken over: the work goes on at `resumeAt`. */
  'handover.made': {
    readonly role: string;
    readonly from?: Person;
    readonly to?: Person;
    readonly text: string;
    readonly resumeAt?: string;
  };
  /** Whoever it was handed to has it. */
  'handover.confirmed': { readonly handover: string };
  'followUp.added': { readonly text: string; readonly source?: EvidenceSource; readonly entry?: string };
  /** Only what is new; null takes it away. `due` is a calendar day, `2026-11-30`. */
  'followUp.changed': {
    readonly followUp: string;
    readonly owner?: string | null;
    readonly due?: string | null;
    readonly kind?: FollowUpKind | null;
    readonly done?: boolean;
    /** How its issue was closed, where that is why it is done. */
    readonly issueClosed?: IssueEnd;
  };
  /** It has an issue in the team's tracker; `name` is what people call that: `acme/shop#12`. */
  'followUp.filed': { readonly followUp: string; readonly name: string; readonly link: string };
  /** Replaces what an earlier entry says, or when it occurred; only the given parts. */
  'entry.amended': {
    readonly entry: string;
    readonly text?: string;
    readonly information?: readonly Information[];
    readonly tradeoff?: string | null;
    readonly occurredAt?: string;
  };
  'entry.retracted': { readonly entry: string; readonly why?: string };
}

export type EventType = keyof EventData;

/** Where an event comes from that was copied when its incident was merged into this one. */
export interface Copied {
  /** The incident in which it was recorded. */
  readonly incident: string;
  /** Its id there. */
  readonly event: string;
  /** Who merged the incidents. */
  readonly by: Person;
}

/** What every event carries. Times are ISO 8601 in UTC. */
export interface Envelope {
  readonly v: number;
  /** Unique: the writer and the sequence number. */
  readonly id: string;
  readonly incident: string;
  /** The writing session: one window, from its start to its end. */
  readonly writer: string;
  /** Position among the writer's events of this incident, from 1. */
  readonly seq: number;
  /** Lamport clock: greater than that of every event its writer had seen. */
  readonly clock: number;
  readonly recordedAt: string;
  /** When it happened, where a person said so. */
  readonly occurredAt?: string;
  readonly author: Person;
  /** The program that wrote it on behalf of the author, where one did. */
  readonly agent?: string;
  readonly code?: readonly CodeContext[];
  /** It was recorded in another incident, by its author, and copied here. */
  readonly copied?: Copied;
}

export type EventOf<T extends EventType> = Envelope & { readonly type: T; readonly data: EventData[T] };

/** Every event that this build understands. */
export type KnownEvent = { [T in EventType]: EventOf<T> }[EventType];

/** An event that a newer version wrote: kept and shown as such, never interpreted. */
export type NewerEvent = Envelope & { readonly type: 'newer'; readonly newerType: string };

export type RecordedEvent = KnownEvent | NewerEvent;

/** What a copy of an event takes over of its envelope. */
export type Original = Pick<Envelope, 'author' | 'agent' | 'code'> & { readonly copied: Omit<Copied, 'by'> };

/** A fact before it is recorded: type, data, and when it happened if a person said so. */
export type Fact = {
  [T in EventType]: {
    readonly type: T;
    readonly data: EventData[T];
    readonly occurredAt?: string;
    /** It is a copy of an event of another incident. */
    readonly original?: Original;
  };
}[EventType];
