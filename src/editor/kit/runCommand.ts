import * as vscode from 'vscode';
import type { Incident } from '../../domain/incident';
import { idPart, subjectOf } from './subject';
import type { Command } from './commands';
import { Refusal, showFailure } from './failures';
import type { Kit } from './kit';
import { inform } from './notices';
import { run } from './register';

const { t } = vscode.l10n;

/** Runs a command; whatever its handler throws becomes one sentence and a line in the log. */
export async function runCommand(
  kit: Kit,
  command: Command,
  argument: unknown,
  selected: readonly unknown[] | undefined,
): Promise<unknown> {
  try {
    return await handle(kit, command, argument, selected);
  } catch (error) {
    showFailure(error);
    return undefined;
  }
}

async function handle(
  kit: Kit,
  command: Command,
  argument: unknown,
  selected: readonly unknown[] | undefined,
): Promise<unknown> {
  if (typeof command === 'function') return command(argument, selected);
  if ('load' in command) return handle(kit, await command.load(), argument, selected);
  const incident = await incidentOf(kit, argument);
  return incident && command.onIncident(incident, argument);
}

/**
 * The incident that a command is about: that of the row it was called on, or the one that its argument names, else the one
 * that is shown; without one, offers to declare or to switch.
 */
async function incidentOf({ store }: Kit, argument: unknown): Promise<Incident | undefined> {
  // A prompt must be there for the first key: nothing is waited for once the record has been read.
  if (!store.state.loaded) await store.load();
  const { shown, failure, incidents } = store.state;
  if (failure !== undefined) throw failure;
  const subject = subjectOf(argument);
  const id = subject?.kind === 'incident' ? subject.id : (idPart(argument, 'incident') ?? idPart(argument, 'id'));
  if (id !== undefined) {
    const named = incidents.get(id);
    if (named === undefined) throw new Refusal(t('This incident isn’t in the record folder.'));
    return named;
  }
  if (shown === undefined) offerAnother(incidents.size > 0);
  return shown;
}

function offerAnother(hasOthers: boolean): void {
  const [declare, change] = [t('Declare'), t('Switch')];
  void inform(t('No incident is active.'), ...(hasOthers ? [declare, change] : [declare])).then((choice) => {
    if (choice === declare) return run('incident.declare');
    return choice === change ? run('incident.switch') : undefined;
  });
}
