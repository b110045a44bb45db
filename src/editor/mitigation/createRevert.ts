import * as vscode from 'vscode';
import { RevertFailed } from '../../app/rehearsalPorts';
import { requestAddress } from '../../changes/remoteAddress';
import { branchOn, revertBranchName, revertCommands, revertMessage } from '../../changes/revertCommit';
import { iso } from '../../domain/time';
import { checkTrust } from '../kit/checkWords';
import { Refusal, showFailure } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { confirmLoss, inform } from '../kit/notices';
import { pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { outcomeBrief } from '../kit/rehearsalWords';
import { remoteOf } from '../kit/repositories';
import { part } from '../kit/subject';
import { confirm, label } from '../kit/words';
import { announced, namesOf, revertProblem } from './announced';
import { pushRevert } from './push';
import { pickReverting, tryReverting, type Tried } from './reverting';

const { t } = vscode.l10n;
/** So many branches of one name are tried. */
const MOST_NAMES = 20;

/** A revert that was made. */
interface Made {
  readonly branch: string;
  readonly commit: string;
  isPushed?: true;
}

/** What was made in this window, by what it was made of: whoever asks for the same again goes on with it. */
export class MadeReverts {
  private readonly made = new Map<string, Made>();

  /** The revert that was made of the same rehearsal, as long as its branch stands where it was made. */
  async of({ reverts }: Kit, { root, rehearsal }: Tried): Promise<Made | undefined> {
    const made = this.made.get(keyOf(root, rehearsal));
    return made !== undefined && (await reverts.standsAt(root, made.branch, made.commit)) ? made : undefined;
  }

  keep({ root, rehearsal }: Tried, made: Made): void {
    this.made.set(keyOf(root, rehearsal), made);
  }
}

function keyOf(root: string, { tip, tree }: Tried['rehearsal']): string {
  return [root, tip, tree].join('\0');
}

/**
 * Makes a revert on a branch of its own and offers what is next. Each step is announced as an action before it is done, so that two
 * people don't do the same, and finished with what came of it. Gives the branch and the commit, or the worktree with the conflict.
 */
export async function createRevert(
  kit: Kit,
  reverts: MadeReverts,
  argument: unknown,
  selected: readonly unknown[] | undefined,
): Promise<unknown> {
  checkTrust();
  const picked = await pickReverting(kit, argument, selected, t('Create Revert Branch'));
  const tried = picked && (await tryReverting(kit, picked));
  if (tried === undefined) return undefined;
  const { rehearsal } = tried;
  if (rehearsal.outcome === 'alreadyGone' || rehearsal.outcome === 'empty') throw new Refusal(outcomeBrief(rehearsal));
  const quiet = part(argument, 'quiet') === true;
  if (rehearsal.outcome === 'conflicts') return resolveConflict(kit, tried, quiet);
  const before = await reverts.of(kit, tried);
  if (before !== undefined) {
    if (!quiet) offerNext(kit, tried, before).catch(showFailure);
    return { branch: before.branch, commit: before.commit };
  }
  const made: Made = await withFreeName(kit, tried, (branch) => {
    const reason = kit.store.state.shown;
    const message = revertMessage(
      tried.changes,
      reason && { title: reason.title, severity: reason.severity, startedAt: iso(reason.startedAt) },
    );
    return announced(kit, t('Create branch {0}: revert {1}', branch, namesOf(tried)), async () => {
      const commit = await kit.reverts.createBranch(tried.root, { rehearsal, branch, message });
      return { result: { branch, commit }, sentence: t('Commit {0}, not pushed', commit.slice(0, 8)) };
    });
  });
  reverts.keep(tried, made);
  confirm(t('Created {0}', label(made.branch)));
  if (!quiet) offerNext(kit, tried, made).catch(showFailure);
  return { branch: made.branch, commit: made.commit };
}

/** The work with the first name of a branch that is free. */
async function withFreeName<T>(kit: Kit, { changes }: Tried, work: (branch: string) => Promise<T>): Promise<T> {
  const pattern = kit.settings.revertBranchName();
  const sha = changes[0]?.sha ?? '';
  for (let taken = 0; ; taken++) {
    try {
      return await work(revertBranchName(pattern, sha, taken));
    } catch (error) {
      const isTaken = error instanceof RevertFailed && error.problem === 'branchExists';
      if (isTaken && taken < MOST_NAMES) continue;
      throw error instanceof RevertFailed ? new Refusal(revertProblem(error)) : error;
    }
  }
}

/** The conflict goes to a worktree of its own, where the merge editor resolves it. */
async function resolveConflict(kit: Kit, tried: Tried, quiet: boolean): Promise<unknown> {
  const { rehearsal, root } = tried;
  const open = t('Open Worktree');
  const detail = t(
    'The conflict is opened in a worktree in the temporary folder, for you to resolve. Your files stay as they are.',
  );
  if (!quiet && !(await confirmLoss(outcomeBrief(rehearsal), detail, open))) return undefined;
  const made = await withFreeName(kit, tried, (branch) =>
    announced(kit, t('Create branch {0} with a conflict to resolve: revert {1}', branch, namesOf(tried)), async () => {
      const { tip, commits } = rehearsal;
      const folder = await kit.reverts.openConflict(root, { tip, branch, commits });
      return { result: { branch, folder }, sentence: t('Conflict to be resolved in {0}', folder) };
    }),
  );
  if (!quiet) await openWindow(made.folder);
  return made;
}

type Next = 'push' | 'request' | 'window' | 'copy' | 'delete';

async function offerNext(kit: Kit, tried: Tried, made: Made): Promise<void> {
  for (;;) {
    const answer = await pickOne<Next>({
      title: t('{0} created', made.branch),
      placeholder: t('What’s next? Escape keeps the branch; run this again to come back.'),
      choices: nextChoices(tried, made.isPushed === true),
    });
    if (answer === undefined || answer === BACK) return;
    if (answer === 'push') {
      if (await pushRevert(kit, tried, made.branch)) made.isPushed = true;
    } else if (answer === 'request') await openRequest(tried, made);
    else if (answer === 'window') await openBranchWindow(kit, tried, made);
    else if (answer === 'copy') await copyCommands(tried, made);
    else if (await remove(kit, tried, made)) return;
  }
}

function nextChoices({ remote }: Tried, isPushed: boolean) {
  return [
    ...(remote === undefined || isPushed
      ? []
      : [{ icon: 'cloud-upload', label: t('Push to {0}', remote), value: 'push' as const }]),
    ...(remote === undefined
      ? []
      : [
          {
            icon: 'git-pull-request',
            label: t('Open Pull Request Page'),
            ...(isPushed ? {} : { description: t('push first') }),
            value: 'request' as const,
          },
        ]),
    {
      icon: 'empty-window',
      label: t('Open in Worktree Window'),
      description: t('in the temporary folder'),
      value: 'window' as const,
    },
    { icon: 'copy', label: t('Copy Commands'), description: t('to do the same by hand'), value: 'copy' as const },
    ...(isPushed ? [] : [{ icon: 'trash', label: t('Delete the branch'), value: 'delete' as const }]),
  ];
}

async function openRequest(tried: Tried, { branch }: Made): Promise<void> {
  const address = await remoteOf(tried.root, tried.remote);
  const page =
    address === undefined ? undefined : requestAddress(address, branch, branchOn(tried.remote, tried.branch));
  if (page === undefined) {
    void inform(t('Unsupported remote host. GitHub, GitLab, Bitbucket and Azure DevOps are supported.'));
    return;
  }
  await vscode.env.openExternal(vscode.Uri.parse(page, true));
}

async function copyCommands({ rehearsal: { tip, commits }, listed, remote }: Tried, { branch }: Made): Promise<void> {
  const merges = new Set(listed.filter(({ change }) => change.parents > 1).map(({ change }) => change.sha));
  const where = { branch, tip, ...(remote !== undefined && { remote }) };
  const changes = commits.map((sha) => ({ sha, isMerge: merges.has(sha) }));
  await vscode.env.clipboard.writeText(revertCommands(where, changes));
  confirm(t('Commands copied'));
}

async function remove(kit: Kit, { root }: Tried, { branch, commit }: Made): Promise<boolean> {
  try {
    await announced(kit, t('Delete branch {0}', branch), async () => {
      await kit.reverts.deleteBranch(root, branch, commit);
      return { result: undefined, sentence: t('Deleted') };
    });
    confirm(t('Deleted {0}', label(branch)));
    return true;
  } catch (error) {
    if (!(error instanceof RevertFailed)) throw error;
    void inform(revertProblem(error));
    return false;
  }
}

/** The branch in a window of its own, so that the working tree stays as it is. */
async function openBranchWindow(kit: Kit, { root }: Tried, { branch }: Made): Promise<void> {
  try {
    const folder = await announced(kit, t('Open {0} in a worktree', branch), async () => {
      const opened = await kit.reverts.openBranch(root, branch);
      return { result: opened, sentence: t('Worktree {0}', opened) };
    });
    await openWindow(folder);
  } catch (error) {
    if (!(error instanceof RevertFailed)) throw error;
    void inform(revertProblem(error));
  }
}

async function openWindow(folder: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });
}
