import type { Entry, Incident, Instant } from '../../domain/incident';
import type { StageId } from '../../domain/stages';
import type { ServiceKind } from '../../app/connections';
import type { Sender } from '../../app/outboxPorts';
import type { CommandId, CommandMap } from './commands';
import type { Kit } from './kit';
import type { Node } from './node';

/** What Quick Actions offers of a feature, where it makes sense. */
export interface QuickAction {
  readonly command: CommandId;
  readonly argument?: unknown;
  /** Name of a codicon. */
  readonly icon: string;
  readonly label: string;
  readonly description?: string;
  /** What is overdue or belongs to the active stage comes first, what is rarely needed is under "More…". */
  readonly rank: 'urgent' | 'now' | 'usual' | 'more';
}

/** What stands behind the state of an incident, and how a screen reader says it. */
export interface StateDetail {
  readonly words: string;
  readonly sentence: string;
  /** The Incident view says it in a row of its own. */
  readonly hasRow: boolean;
}

/** What is to be said of where an entry came from. */
export interface Origin {
  readonly words: string;
  /** It bears a name that its signature contradicts. */
  readonly isUnverified: boolean;
}

/** What a link leads to. */
export interface LinkedText {
  readonly text: string;
  readonly at: Instant;
}

/** What a feature adds to the window: its commands, what it offers elsewhere, and what it does when something changes. */
export interface Contribution {
  readonly commands: Partial<CommandMap>;
  /** What makes sense now; without an incident, what makes sense then. */
  readonly quickActions?: (incident: Incident | undefined, now: Instant) => readonly QuickAction[];
  /** Rows that an active stage shows below its next items. */
  readonly inSight?: (stage: StageId, incident: Incident, now: Instant) => readonly Node[];
  /** Rows below a stage of the Incident view; those of an active one are folded. */
  readonly stageRows?: (stage: StageId, incident: Incident, now: Instant) => readonly Node[];
  /** What stands behind the state of the incident. */
  readonly stateDetail?: (incident: Incident) => StateDetail | undefined;
  /** Rows right below the state of the incident: for what is wrong, and short. */
  readonly headRows?: (incident: Incident, now: Instant) => readonly Node[];
  /** Whether an entry is new to whoever sits at this window. */
  readonly isNew?: (entry: string) => boolean;
  /** Whether an incident is shared with others. */
  readonly isShared?: (incident: string) => boolean;
  /** Where an entry went, in a few words. */
  readonly wentTo?: (entry: string) => string | undefined;
  /** What is to be said of where an entry came from; undefined where that goes without saying. */
  readonly originOf?: (entry: Entry) => Origin | undefined;
  /** What the message says that a link leads to; undefined where it is no such link. What it gives never rejects. */
  readonly readLink?: (link: string) => Promise<LinkedText | undefined> | undefined;
  /** Rows below Details in the Incident view. */
  readonly detailRows?: (incident: Incident, now: Instant) => readonly Node[];
  /** The record, what is shown, or the settings changed. */
  readonly onState?: () => void;
  /** Time has passed: what shows running times draws them anew. */
  readonly onTick?: () => void;
  /** An incident was declared in this window. The next prompt waits for what this gives. */
  readonly onDeclared?: (incident: Incident) => Promise<void> | undefined;
  /** The kinds of services that people connect for it; asked when somebody connects one. */
  readonly connects?: () => Promise<readonly ServiceKind[]>;
  /** What sends its deeds; asked when the outbox is first used. */
  readonly senders?: () => Promise<readonly Sender[]>;
  readonly dispose?: () => void;
}

/** One feature of the extension, over the kit. */
export type Feature = (kit: Kit) => Contribution;
