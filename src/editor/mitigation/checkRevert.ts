import * as vscode from 'vscode';
import type { WorktreePorts } from '../../app/worktreePorts';
import { CheckTerminal } from '../kit/checkTerminal';
import { checkCommand, checkEndWords, worktreeFailure } from '../kit/checkWords';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { run } from '../kit/register';
import { outcomeBrief } from '../kit/rehearsalWords';
import { part } from '../kit/subject';
import { RevertFailed } from '../../app/rehearsalPorts';
import { announced, namesOf, revertProblem } from './announced';
import { pickReverting, tryReverting, type Tried } from './reverting';

const { t } = vscode.l10n;

/**
 * Runs the check command on a rehearsed revert, in a temporary worktree and a terminal that stays; its result is an entry. Gives
 * whether it succeeded.
 */
export async function checkRevert(
  kit: Kit,
  worktrees: WorktreePorts,
  argument: unknown,
  selected: readonly unknown[] | undefined,
): Promise<boolean | undefined> {
  const command = checkCommand(kit);
  const picked = await pickReverting(kit, argument, selected, t('Check Revert'));
  const tried = picked && (await tryReverting(kit, picked));
  if (tried === undefined) return undefined;
  if (tried.rehearsal.outcome !== 'clean')
    throw new Refusal(t('Only a clean revert can be checked: {0}', outcomeBrief(tried.rehearsal)));
  try {
    const passed = await announced(kit, t('Check the revert of {0}', namesOf(tried)), async () => {
      const end = await checkedIn(kit, worktrees, tried, command);
      const isPassed = end.kind === 'exit' && end.code === 0;
      const words = checkEndWords(end);
      return {
        result: isPassed,
        sentence: isPassed ? t('Passed: {0}', words) : t('Not passed: {0}', words),
        outcome: end.kind === 'cancelled' ? 'abandoned' : isPassed ? 'done' : 'failed',
      };
    });
    if (part(argument, 'quiet') !== true) void say(tried, passed);
    return passed;
  } catch (error) {
    throw error instanceof RevertFailed ? new Refusal(revertProblem(error)) : worktreeFailure(error);
  }
}

async function checkedIn(kit: Kit, worktrees: WorktreePorts, { root, rehearsal }: Tried, command: string) {
  const commit = await kit.reverts.createCommit(root, rehearsal);
  const terminal = CheckTerminal.show(t('Check Revert'));
  const { signal } = terminal;
  const folder = await worktrees.open(root, commit, signal);
  try {
    terminal.say(command);
    const end = await worktrees.check({ folder, root, command, signal, write: (text) => terminal.write(text) });
    terminal.say(checkEndWords(end));
    return end;
  } finally {
    await worktrees.remove(root, folder);
  }
}

async function say({ listed }: Tried, isPassed: boolean): Promise<void> {
  const create = t('Create Revert Branch');
  const choice = isPassed
    ? await inform(t('The check passed on the revert.'), create)
    : await inform(t('The check didn’t pass on the revert. The terminal shows why.'));
  if (choice === create) await run('incident.createRevert', { keys: listed.map(({ key }) => key) });
}
