import * as vscode from 'vscode';
import type { Status } from '../../domain/incident';

/** The context keys that `when` clauses of package.json may use. */
export interface ContextKeys {
  'incident.shown': boolean;
  'incident.status': Status | undefined;
  /** Whether the incident that is shown has follow-ups. */
  'incident.hasFollowUps': boolean;
  /** Whether the incident that is shown has hypotheses, or changes that are suspected. */
  'incident.hasHypotheses': boolean;
  /** Whether a handover of the incident that is shown waits for its confirmation. */
  'incident.handoverWaits': boolean;
  /** Whether a search for the first change that fails is running. */
  'incident.bisecting': boolean;
  /** Whether the incident that is shown is in Clean-Up. */
  'incident.inCleanUp': boolean;
  /** Whether the incident that is shown is shared. */
  'incident.isShared': boolean;
  /** Whether the settings name a chat channel. */
  'incident.hasChat': boolean;
  /** Whether there is a closed incident. */
  'incident.hasPast': boolean;
  /** Whether the active editor holds a text that is to be sent. */
  'incident.composing': boolean;
  /** Whether what changed is being read: it can be stopped then. */
  'incident.changes.reading': boolean;
}

const current = new Map<keyof ContextKeys, unknown>();

/** Sets a context key, in this one place. */
export function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  if (current.has(key) && current.get(key) === value) return;
  current.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
