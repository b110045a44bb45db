import type * as vscode from 'vscode';
import type { ChangeFinder } from '../../app/changeFinder';
import {
  perform as performOperation,
  type InputOf,
  type Operation,
  type OperationContext,
} from '../../app/operations/operation';
import type { MetricOnAxis } from '../../app/metricOnAxis';
import type { Connections } from '../../app/connections';
import type { Outbox } from '../../app/outbox';
import type { PastIncidents } from '../../app/pastIncidents';
import type { RehearsalPorts } from '../../app/rehearsalPorts';
import type { RevertRehearser } from '../../app/revertRehearser';
import type { IncidentStore } from '../../app/store';
import type { CodeContext, Person } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import type * as v from 'valibot';
import type { Drafts } from './drafts';
import type { Contribution } from './feature';
import type { Secrets } from './secrets';
import type { Settings } from './settings';
import type { Start } from './start';

/** What the features share. */
export interface Kit {
  /** What VS Code was told of before the features were loaded. */
  readonly start: Start;
  readonly store: IncidentStore;
  readonly settings: Settings;
  /** What was typed into prompts and is not recorded yet. */
  readonly drafts: Drafts;
  /** Finds secrets in what is recorded and in what leaves. */
  readonly secrets: Secrets;
  readonly now: () => number;
  /** Who is writing. Never rejects. */
  readonly author: () => Promise<Person>;
  /** People of the repositories' recent history; empty where there is none. Never rejects. */
  readonly recentAuthors: () => Promise<readonly Person[]>;
  /** Where the code of the repository with this root stands. Never rejects. */
  readonly codeOf: (root: string) => Promise<CodeContext | undefined>;
  /** What changed before the start of the incident that is shown. */
  readonly finder: ChangeFinder;
  /** Tries reverts on the deployed branch. */
  readonly rehearser: RevertRehearser;
  /** Makes reverts. */
  readonly reverts: RehearsalPorts;
  /** How far back What Changed? looks in this window; undefined: automatically. */
  readonly setChangeWindow: (hours: number | undefined) => Promise<void>;
  /** Finds past incidents. */
  readonly past: PastIncidents;
  /** The metric that is shown with the changes. */
  readonly metricOnAxis: MetricOnAxis;
  /** VS Code's own store of credentials. */
  readonly credentials: vscode.SecretStorage;
  /** The services that people have connected; loaded when first asked. */
  readonly connections: () => Promise<Connections>;
  /** What is to be sent to services, each once (app/outbox.ts); loaded when first asked. */
  readonly outbox: () => Promise<Outbox>;
  /** What this window remembers. */
  readonly memory: vscode.Memento;
  /** The extension's own folder for files, an absolute path. */
  readonly storage: string;
  readonly extensionUri: vscode.Uri;
  /** What all features contribute; complete once the window has started. */
  readonly contributions: () => readonly Contribution[];
  /** Tells the features that an incident was declared here; over when the window shows it. */
  readonly declared: (incident: Incident) => Promise<void>;
}

/** Runs an operation for a person. Throws Refused or RecordError, and then nothing was recorded. */
export function perform<Entries extends v.ObjectEntries, Result>(
  kit: Pick<Kit, 'store' | 'now' | 'author' | 'settings' | 'contributions'>,
  operation: Operation<Entries, Result>,
  input: InputOf<Entries>,
): Promise<Result> {
  return performOperation(contextOf(kit), operation, input);
}

function contextOf(kit: Pick<Kit, 'store' | 'now' | 'author' | 'settings' | 'contributions'>): OperationContext {
  const { store, now, author, settings } = kit;
  return {
    store,
    now,
    author,
    rules: () => settings.teamRules(),
    isShared: (incident) => isShared(kit, incident),
  };
}

/** Whether others see an incident, and write about it, on their machines. */
export function isShared({ contributions }: Pick<Kit, 'contributions'>, incident: string): boolean {
  return contributions().some((feature) => feature.isShared?.(incident) === true);
}
