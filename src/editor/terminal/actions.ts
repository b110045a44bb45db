import * as vscode from 'vscode';
import { finishAction } from '../../app/operations/log';
import { Refused } from '../../app/operations/refused';
import type { Outcome } from '../../domain/events';
import { actionsInProgress, type Instant } from '../../domain/incident';
import { perform, type Kit } from '../kit/kit';
import { run } from '../kit/register';

const { t } = vscode.l10n;

/**
 * Logs an action as a person does, who is asked where somebody else is on it already. Gives its id; undefined where it was not
 * logged.
 */
export async function logged(
  { store }: Kit,
  action: { readonly incident: string; readonly text: string; readonly occurredAt?: Instant },
): Promise<string | undefined> {
  const running = () => {
    const incident = store.state.incidents.get(action.incident);
    return incident === undefined ? [] : actionsInProgress(incident);
  };
  const before = new Set(running().map(({ id }) => id));
  await run('incident.logAction', action);
  // A colleague's may have come in at the same time; secrets were masked in ours.
  const added = running().filter(({ id }) => !before.has(id));
  return (added.find(({ text }) => text === action.text) ?? added.at(-1))?.id;
}

export interface Finished {
  readonly incident: string;
  readonly action: string;
  readonly status: number;
  readonly occurredAt?: Instant;
}

/** Finishes an action with the exit status of its command, unless somebody has finished it. */
export async function finish(kit: Kit, { incident, action, status, occurredAt }: Finished): Promise<void> {
  await finishAs(kit, { incident, action, occurredAt }, status === 0 ? 'done' : 'failed', t('exit status {0}', status));
}

/** Finishes an action, unless somebody has finished it. */
export async function finishAs(
  kit: Kit,
  action: { readonly incident: string; readonly action: string; readonly occurredAt?: Instant | undefined },
  outcome: Outcome,
  result: string,
): Promise<void> {
  try {
    await perform(kit, finishAction, { ...action, outcome, result });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}
