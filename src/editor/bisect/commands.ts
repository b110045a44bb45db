import * as vscode from 'vscode';
import { standingOf } from '../../app/bisect';
import * as operations from '../../app/operations/bisect';
import { openBisect } from '../../app/operations/openBisect';
import { Refused } from '../../app/operations/refused';
import type { BisectResult } from '../../domain/events';
import { changeKey, type Bisect, type Incident } from '../../domain/incident';
import { bisectEndSentence, commitName } from '../../reports/bisectWords';
import { textPart } from '../kit/arguments';
import { onIncident, type CommandMap } from '../kit/commands';
import { checkCommand, checkTrust } from '../kit/checkWords';
import { Refusal } from '../kit/failures';
import { perform, type Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { pickOne } from '../kit/prompts/pick';
import { run as runCommand } from '../kit/register';
import { part } from '../kit/subject';
import { confirm, label } from '../kit/words';
import type { BisectRun } from './run';
import { askBisect, rootNamed } from './start';

const { t } = vscode.l10n;

type Handled =
  | 'incident.bisect'
  | 'incident.bisectGood'
  | 'incident.bisectBad'
  | 'incident.bisectSkip'
  | 'incident.openBisectWorktree'
  | 'incident.stopBisect';

/** The first change that fails: by the check command, or by what a person says of one state after the other. */
export function bisectCommands(kit: Kit, run: BisectRun): CommandMap<Handled> {
  const judge = (result: BisectResult) =>
    onIncident((incident, argument) => judgeState(kit, run, incident, result, textPart(argument, 'commit')));
  return {
    'incident.bisect': async (argument, selected) => {
      await kit.store.load();
      const incident = kit.store.state.shown;
      if (incident === undefined) throw new Refused({ kind: 'noIncident' });
      const open = openBisect(incident);
      return open === undefined
        ? start(kit, run, incident, argument, selected)
        : goOn(kit, run, incident, open, part(argument, 'by'));
    },
    'incident.bisectGood': judge('good'),
    'incident.bisectBad': judge('bad'),
    'incident.bisectSkip': judge('skip'),
    'incident.openBisectWorktree': onIncident((incident) => openWorktree(kit, run, incident)),
    'incident.stopBisect': onIncident(async (incident) => {
      await run.stop();
      await perform(kit, operations.stopBisect, { incident: incident.id });
      confirm(t('Bisect stopped'));
    }),
  };
}

async function start(
  kit: Kit,
  run: BisectRun,
  incident: Incident,
  argument: unknown,
  selected: readonly unknown[] | undefined,
): Promise<unknown> {
  const asked = await askBisect(kit, run.worktrees, incident, argument, selected);
  if (asked === undefined) return undefined;
  const { root, ...input } = asked;
  await perform(kit, operations.startBisect, { incident: incident.id, ...input });
  if (input.check === undefined) {
    sayNext(kit, incident.id);
    return undefined;
  }
  return byCommand(kit, run, incident.id, root);
}

type Deed = 'command' | BisectResult | 'worktree' | 'stop';

/** A search that runs, or that was interrupted, goes on where the record says that it stands. */
async function goOn(kit: Kit, run: BisectRun, { id }: Incident, open: Bisect, by: unknown): Promise<unknown> {
  const standing = standingOf(open);
  if (standing.kind !== 'test') return sayEnd(kit, id);
  const command = vscode.workspace.isTrusted ? kit.settings.check() : undefined;
  if (by === 'command') {
    checkCommand(kit);
    return byCommand(kit, run, id, await rootNamed(kit, open.repository));
  }
  const deed = await pickOne<Deed>({
    title: t('Bisect: {0}', commitName(standing)),
    placeholder: t('Does it work with this change and everything before it?'),
    choices: [
      ...(command === undefined || run.isTesting
        ? []
        : [
            { icon: 'beaker', label: t('Continue by command'), description: label(command), value: 'command' as const },
          ]),
      { icon: 'pass', label: t('Good'), description: t('it works'), value: 'good' },
      { icon: 'error', label: t('Bad'), description: t('it fails'), value: 'bad' },
      { icon: 'debug-step-over', label: t('Skip'), description: t('it can’t be tested'), value: 'skip' },
      { icon: 'empty-window', label: t('Open Bisect Worktree'), value: 'worktree' },
      { icon: 'debug-stop', label: t('Stop Bisect'), value: 'stop' },
    ],
  });
  switch (deed) {
    case 'command':
      return byCommand(kit, run, id, await rootNamed(kit, open.repository));
    case 'worktree':
      return runCommand('incident.openBisectWorktree');
    case 'stop':
      return runCommand('incident.stopBisect');
    case 'good':
      return runCommand('incident.bisectGood');
    case 'bad':
      return runCommand('incident.bisectBad');
    case 'skip':
      return runCommand('incident.bisectSkip');
    default:
      return undefined;
  }
}

async function byCommand(kit: Kit, run: BisectRun, incident: string, root: string): Promise<unknown> {
  await run.byCommand(incident, root);
  return sayEnd(kit, incident);
}

async function judgeState(
  kit: Kit,
  run: BisectRun,
  { id }: Incident,
  result: BisectResult,
  commit: string | undefined,
): Promise<unknown> {
  if (run.isTesting) throw new Refusal(t('The check is running. Stop the bisect first, or wait for it.'));
  const { bisect } = await perform(kit, operations.testBisect, { incident: id, result, commit });
  await run.follow(id);
  if (bisect?.ended !== undefined) return sayEnd(kit, id);
  sayNext(kit, id);
  return undefined;
}

async function openWorktree(kit: Kit, run: BisectRun, incident: Incident): Promise<string> {
  checkTrust();
  const open = openBisect(incident);
  const standing = open && standingOf(open);
  if (open === undefined || standing?.kind !== 'test') throw new Refused({ kind: 'noBisect' });
  const folder = await run.openWorktree(await rootNamed(kit, open.repository), standing.commit);
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });
  return folder;
}

/** Says what to test next. */
function sayNext({ store }: Kit, incident: string): void {
  const bisect = store.state.incidents.get(incident)?.bisect;
  const standing = bisect && standingOf(bisect);
  if (standing?.kind === 'test') confirm(t('Bisect: test {0}', label(commitName(standing))));
}

/** Says how the search ended, and gives it. */
function sayEnd({ store, finder }: Kit, incident: string): unknown {
  const ended = store.state.incidents.get(incident)?.bisect?.ended;
  if (ended === undefined || ended.outcome === 'stopped') return ended;
  const [found] = ended.outcome === 'found' ? ended.changes : [];
  const key = found && finder.find(changeKey(found))?.key;
  const rehearse = t('Rehearse Revert');
  void inform(bisectEndSentence(ended, t), ...(key === undefined ? [] : [rehearse])).then((choice) =>
    choice === rehearse ? runCommand('incident.rehearseRevert', { key }) : undefined,
  );
  return ended;
}
