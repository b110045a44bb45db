import * as vscode from 'vscode';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import type { Captured } from './captured';

/** Commands in terminals: those of checklist items are run, and those that people run are offered as actions. */
export function terminal(kit: Kit) {
  let captured: Captured | undefined;
  let loading: Promise<Captured> | undefined;
  const loaded = () => (loading ??= import('./captured').then(({ Captured }) => (captured = new Captured(kit))));
  const listening = vscode.Disposable.from(
    vscode.window.onDidStartTerminalShellExecution(({ execution }) => {
      // Nothing is loaded, nor looked at, where nobody works on an incident.
      if (kit.store.state.shown?.status !== 'open' || !kit.settings.offersCommands()) return;
      loaded()
        .then((to) => to.started(execution))
        .catch(logError);
    }),
    // What was logged ends also where the incident was resolved meanwhile.
    vscode.window.onDidEndTerminalShellExecution(({ execution, exitCode }) => {
      loading?.then((to) => to.ended(execution, exitCode)).catch(logError);
    }),
  );
  return {
    commands: onFirstUse(COMMANDS_OF.terminal, async () =>
      (await import('./commands')).terminalCommands(kit, await loaded()),
    ),
    headRows: (incident, now) => captured?.rows(incident, now) ?? [],
    quickActions: (incident, now) => (incident === undefined ? [] : (captured?.quickActions(incident, now) ?? [])),
    dispose: () => {
      listening.dispose();
    },
  } satisfies Contribution;
}
