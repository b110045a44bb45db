import type {
  BisectedChange,
  BisectOutcome,
  BisectResult,
  ChangeKind,
  ChangeReference,
  CodeContext,
  Doubt,
  EvidenceSource,
  FollowUpKind,
  HypothesisVerdict,
  ImpactAnswers,
  Information,
  KnownEvent,
  Milestone,
  Outcome,
  Person,
  RecordedEvent,
  StartPrecision,
  UpdateStatus,
  Verdict,
} from './events';
import type { StageId } from './stages';

/** Times in snapshots are milliseconds since the epoch. */
export type Instant = number;

export type Status = 'open' | 'resolved' | 'closed';

/** A line of the timeline: what happened, as it reads after all amendments. */
export interface Entry {
  readonly id: string;
  readonly event: RecordedEvent;
  /** When it happened: as a person said, else when it was recorded. */
  readonly at: Instant;
  readonly recordedAt: Instant;
  /** Whether a person said when it happened. */
  readonly dated: boolean;
  readonly amendments: readonly Amendment[];
  readonly retraction?: Retraction;
}

export interface Amendment {
  readonly by: Person;
  readonly at: Instant;
  /** What the entry said before this amendment. */
  readonly before: KnownEvent;
}

export interface Retraction {
  readonly by: Person;
  readonly at: Instant;
  readonly why?: string;
}

export interface Action {
  readonly id: string;
  readonly text: string;
  readonly by: Person;
  readonly startedAt: Instant;
  readonly finished?: {
    readonly outcome: Outcome;
    readonly at: Instant;
    readonly by: Person;
    readonly result?: string;
  };
}

export interface Decision {
  readonly id: string;
  readonly at: Instant;
  readonly by: Person;
  readonly decision: string;
  readonly information: readonly Information[];
  readonly tradeoff: string | null;
  readonly code: readonly CodeContext[];
}

/** A change that is no commit. */
export interface RecordedChange {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly text: string;
  readonly at: Instant;
  readonly by: Person;
}

/** What a person holds of a change, and why. */
export interface Judgement {
  readonly change: ChangeReference;
  readonly verdict: Exclude<Verdict, 'undecided'>;
  readonly why?: string;
  readonly by: Person;
  readonly at: Instant;
}

/** A search for the first change that fails. */
export interface Bisect {
  /** Of the entry that it was started with. */
  readonly id: string;
  /** The name of the repository's folder. */
  readonly repository: string;
  /** The commit before the first change; absent where there is none. */
  readonly good?: string;
  readonly knownGood?: boolean;
  readonly knownBad?: boolean;
  /** In the order in which they landed, the oldest first. */
  readonly changes: readonly BisectedChange[];
  /** The command that tested when it was started. What is in the record is never run: others may have written it. */
  readonly check?: string;
  readonly by: Person;
  readonly at: Instant;
  /** By commit. */
  readonly results: ReadonlyMap<string, BisectResult>;
  readonly ended?: { readonly outcome: BisectOutcome; readonly changes: readonly ChangeReference[] };
}

/** What may be wrong: something that somebody said, or a change that is suspected. */
export interface Hypothesis {
  /** Of the entry that it was added with, or the key of the change. */
  readonly id: string;
  readonly text: string;
  /** The change that would be the cause. */
  readonly change?: ChangeReference;
  readonly by: Person;
  readonly at: Instant;
  readonly verdict: HypothesisVerdict;
  readonly why?: string;
  /** The entries that speak for the verdict, by their ids. */
  readonly evidence: readonly string[];
  /** Who gave the verdict; nobody did while it is open. */
  readonly judged?: { readonly by: Person; readonly at: Instant };
}

/** What is known of the impact, and who said the last of it when. */
export interface Impact extends ImpactAnswers {
  readonly by: Person;
  readonly at: Instant;
}

export interface StatusUpdate {
  readonly id: string;
  readonly audience: string;
  readonly status: UpdateStatus;
  readonly text: string;
  /** The status page that it is to stand on. */
  readonly page?: string;
  readonly by: Person;
  readonly at: Instant;
}

/** What a status page is known to say of this incident. */
export interface PageState {
  readonly page: string;
  /** The page's own name for the incident. */
  readonly incident: string;
  readonly status: string;
  readonly link?: string;
  readonly at: Instant;
  /** Whether somebody wrote the newest of it on the page itself. */
  readonly elsewhere: boolean;
}

/** The issue of a follow-up. */
export interface Issue {
  readonly name: string;
  readonly link: string;
  /** That it is closed is recorded: a follow-up that somebody reopens after that stays open. */
  readonly closed: boolean;
}

/** A promise of the next update to an audience. */
export interface NextUpdate {
  readonly audience: string;
  readonly due: Instant;
  /** Until when the reminder is put off. */
  readonly snoozedUntil?: Instant;
}

export interface HelpRequest {
  readonly id: string;
  readonly doubts: readonly Doubt[];
  readonly text: string;
  readonly people: readonly string[];
  readonly by: Person;
  readonly at: Instant;
}

export interface Handover {
  readonly id: string;
  readonly role: string;
  readonly from?: Person;
  /** Undefined where nobody has taken over yet. */
  readonly to?: Person;
  readonly text: string;
  readonly resumeAt?: Instant;
  readonly by: Person;
  readonly at: Instant;
  /** Who confirmed it, and when. */
  readonly confirmed?: Tick;
}

/** The other one of two incidents that are the same outage. */
export interface MergedIncident {
  readonly incident: string;
  /** As it read when they were merged. */
  readonly title: string;
  readonly by: Person;
  readonly at: Instant;
}

export interface FollowUp {
  readonly id: string;
  readonly text: string;
  /** The code or text that it is about. */
  readonly source?: EvidenceSource;
  /** The timeline entry that it came from. */
  readonly entry?: string;
  readonly owner?: string;
  /** A calendar day: `2026-11-30`. */
  readonly due?: string;
  readonly kind?: FollowUpKind;
  readonly done?: Tick;
  readonly issue?: Issue;
  readonly by: Person;
  readonly at: Instant;
}

export interface RoleHolder {
  readonly role: string;
  readonly person: Person;
  readonly since: Instant;
}

export interface AddedItem {
  readonly stage: StageId;
  readonly item: string;
  readonly text: string;
}

/** A ticked item of the checklist. */
export interface Tick {
  readonly by: Person;
  readonly at: Instant;
}

/** Everything known of an incident: a pure function of its events, replaced whole at every change. */
export interface Incident {
  readonly id: string;
  /** Empty where the declaration itself is missing from the record. */
  readonly title: string;
  readonly severity: string;
  readonly status: Status;
  /** When the disruption began, as far as is known now. */
  readonly startedAt: Instant;
  readonly startPrecision: StartPrecision;
  readonly declaredAt: Instant;
  readonly resolvedAt?: Instant;
  readonly closedAt?: Instant;
  /** It is a duplicate: the incident that goes on. */
  readonly mergedInto?: MergedIncident;
  /** Its duplicates, whose entries are among those of this incident. */
  readonly mergedFrom: readonly MergedIncident[];
  /** Why it has the severity that it has. */
  readonly severityReason?: string;
  readonly impact?: Impact;
  /** What people said; `timestamps` also knows what follows from other events. */
  readonly milestones: ReadonlyMap<Milestone, Instant>;
  readonly activeStages: readonly StageId[];
  /** Since when each active stage has been active. */
  readonly stageSince: ReadonlyMap<StageId, Instant>;
  readonly ticks: ReadonlyMap<string, Tick>;
  /** By `itemKey`: those whose tick somebody took away last, which nothing but a hand ticks again. */
  readonly untickedItems: ReadonlySet<string>;
  readonly addedItems: readonly AddedItem[];
  readonly roles: readonly RoleHolder[];
  readonly actions: readonly Action[];
  readonly decisions: readonly Decision[];
  readonly recordedChanges: readonly RecordedChange[];
  /** By `changeKey`; what was taken back is not there. */
  readonly judgements: ReadonlyMap<string, Judgement>;
  /** What may be wrong, in the order in which it was said; changes that are suspected or ruled out are among them. */
  readonly hypotheses: readonly Hypothesis[];
  /** The newest search for the first change that fails. */
  readonly bisect?: Bisect;
  /** Names of the affected services. */
  readonly services: readonly string[];
  readonly updates: readonly StatusUpdate[];
  /** By page; the newest incident there. */
  readonly pages: ReadonlyMap<string, PageState>;
  /** The entries of the updates that stand on a status page. */
  readonly published: ReadonlySet<string>;
  /** By `pageUpdateKey`: what is known to stand on a page, whoever wrote it. */
  readonly pageUpdates: ReadonlySet<string>;
  /** What each audience was promised and has not got yet. */
  readonly nextUpdates: ReadonlyMap<string, NextUpdate>;
  readonly helpRequests: readonly HelpRequest[];
  readonly handovers: readonly Handover[];
  readonly followUps: readonly FollowUp[];
  /** Why it was closed without a follow-up. */
  readonly whyNoFollowUp?: string;
  /** Everybody who wrote or was named, in order of appearance. */
  readonly people: readonly Person[];
  /** In the order in which things happened. */
  readonly entries: readonly Entry[];
  /** How many events a newer version wrote. */
  readonly newerEvents: number;
}

/** The key of a checklist item within an incident. */
export function itemKey(stage: StageId, item: string): string {
  return `${stage}/${item}`;
}

/** What tells one change from another: the commit within its repository, or the entry that recorded it. */
export function changeKey({ repository, commit, entry }: Omit<ChangeReference, 'subject'>): string {
  return entry ?? `${repository ?? ''}@${commit ?? ''}`;
}

export function actionsInProgress(incident: Incident): readonly Action[] {
  return incident.actions.filter((action) => action.finished === undefined);
}

export function holdersOf(incident: Incident, role: string): readonly RoleHolder[] {
  return incident.roles.filter((holder) => holder.role === role);
}

/** Same person: the same e-mail address where both have one, else the same name. */
export function samePerson(a: Person, b: Person): boolean {
  if (a.email !== undefined && b.email !== undefined) return a.email.toLowerCase() === b.email.toLowerCase();
  return a.name === b.name;
}

/** How long the incident has run, or did run: from its start to its resolution, its close, or now. Milliseconds. */
export function runningTime(incident: Incident, now: Instant): number {
  return Math.max(0, (incident.resolvedAt ?? incident.closedAt ?? now) - incident.startedAt);
}
