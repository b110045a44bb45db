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

/** Where a piece of evidence came from. */
export interface EvidenceSource {
  readonly kind: 'file' | 'terminal';
  /** Path of the file relative to its repository or workspace folder, or the terminal's name. */
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

/** What each event says, by its type. Events are facts in the past tense; nothing else holds incident state. */
export interface EventData {
  'incident.declared': { readonly title: string; readonly severity: string; readonly startedAt: string };
  'incident.resolved': Readonly<Record<string, never>>;
  'incident.closed': { readonly whyUnresolved?: string };
  'incident.reopened': Readonly<Record<string, never>>;
  'title.set': { readonly from: string; readonly to: string };
  'severity.set': { readonly from: string; readonly to: string };
  'startTime.set': { readonly from: string; readonly to: string };
  'stage.entered': { readonly stage: StageId; readonly alongside?: boolean };
  'checklistItem.added': { readonly stage: StageId; readonly item: string; readonly text: string };
  'checklistItem.checked': { readonly stage: StageId; readonly item: string; readonly text: string };
  'checklistItem.unchecked': { readonly stage: StageId; readonly item: string; readonly text: string };
  /** `inPlaceOf` is who held the role until now and hands it on. */
  'role.assigned': { readonly role: string; readonly person: Person; readonly inPlaceOf?: Person };
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
  /** The affected services, by their names in the settings. */
  'services.set': { readonly from: readonly string[]; readonly to: readonly string[] };
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
  readonly code?: readonly CodeContext[];
}

export type EventOf<T extends EventType> = Envelope & { readonly type: T; readonly data: EventData[T] };

/** Every event that this build understands. */
export type KnownEvent = { [T in EventType]: EventOf<T> }[EventType];

/** An event that a newer version wrote: kept and shown as such, never interpreted. */
export type NewerEvent = Envelope & { readonly type: 'newer'; readonly newerType: string };

export type RecordedEvent = KnownEvent | NewerEvent;

/** A fact before it is recorded: type, data, and when it happened if a person said so. */
export type Fact = {
  [T in EventType]: { readonly type: T; readonly data: EventData[T]; readonly occurredAt?: string };
}[EventType];
