import * as vscode from 'vscode';
import { standingOf, type Standing } from '../../app/bisect';
import { testBisect } from '../../app/operations/bisect';
import { openBisect } from '../../app/operations/openBisect';
import { FollowedWorktree } from '../../app/followedWorktree';
import type { CheckEnd, WorktreePorts } from '../../app/worktreePorts';
import { resultOfExit, resultOfRuns } from '../../changes/bisect';
import type { BisectResult } from '../../domain/events';
import type { Bisect } from '../../domain/incident';
import { commitName } from '../../reports/bisectWords';
import { CheckTerminal } from '../kit/checkTerminal';
import { checkCommand, checkEndWords, checkTrust, worktreeFailure } from '../kit/checkWords';
import { Refusal } from '../kit/failures';
import { perform, type Kit } from '../kit/kit';

const { t } = vscode.l10n;

type Test = Extract<Standing, { kind: 'test' }>;

/** Tests the states of a search in a temporary worktree: by the check command one after the other, or the one that a person opens. */
export class BisectRun {
  private terminal: CheckTerminal | undefined;
  private readonly opened: FollowedWorktree;
  private readonly over = new AbortController();

  constructor(
    private readonly kit: Kit,
    readonly worktrees: WorktreePorts,
  ) {
    this.opened = new FollowedWorktree(worktrees);
  }

  /** The check command runs. */
  get isTesting(): boolean {
    return this.terminal !== undefined;
  }

  /** Tests one state after the other, each an entry, until the search has ended. Throws Refusal where the check itself does not work. */
  async byCommand(incident: string, root: string): Promise<void> {
    if (this.isTesting) return;
    const command = checkCommand(this.kit);
    const terminal = (this.terminal = CheckTerminal.show(t('Bisect')));
    const signal = AbortSignal.any([terminal.signal, this.over.signal]);
    this.kit.store.changed.fire();
    let folder: string | undefined;
    try {
      for (let next = this.next(incident); next !== undefined; next = this.next(incident)) {
        const { commit } = next;
        if (folder === undefined) folder = await this.worktrees.open(root, commit, signal);
        else await this.worktrees.move(root, folder, commit, signal);
        terminal.say(commitName(next));
        const tested = await this.tested({ folder, root, command, signal, terminal });
        if (signal.aborted || tested === undefined) return;
        await perform(this.kit, testBisect, { incident, commit, ...tested });
      }
    } catch (error) {
      if (!signal.aborted) throw worktreeFailure(error);
    } finally {
      this.terminal = undefined;
      if (folder !== undefined) await this.worktrees.remove(root, folder);
      this.kit.store.changed.fire();
    }
  }

  /** What a state is by the check, run again where it works but is known to fail now and then; undefined where it was ended. */
  private async tested({
    terminal,
    ...request
  }: {
    readonly folder: string;
    readonly root: string;
    readonly command: string;
    readonly signal: AbortSignal;
    readonly terminal: CheckTerminal;
  }): Promise<{ readonly result: BisectResult; readonly seconds: number } | undefined> {
    const wanted = this.kit.settings.checkRuns();
    const runs: BisectResult[] = [];
    let seconds = 0;
    for (;;) {
      const end = await this.worktrees.check({ ...request, write: (text) => terminal.write(text) });
      seconds += end.seconds;
      terminal.say(checkEndWords(end));
      if (end.kind === 'cancelled') return undefined;
      runs.push(resultOf(end));
      const result = resultOfRuns(runs, wanted);
      if (result !== undefined) return { result, seconds };
    }
  }

  /** The worktree of a search by hand, at the state that is to be tested. Gives its folder. Throws Refusal. */
  async openWorktree(root: string, commit: string): Promise<string> {
    checkTrust();
    try {
      return await this.opened.show(root, commit, this.over.signal);
    } catch (error) {
      throw worktreeFailure(error);
    }
  }

  /** A person has judged a state: the worktree that they opened goes on to the next one, and is removed after the last. */
  async follow(incident: string): Promise<void> {
    try {
      await this.opened.follow(this.next(incident)?.commit, this.over.signal);
    } catch (error) {
      throw worktreeFailure(error);
    }
  }

  /** Ends the check that runs, and removes what was opened. */
  async stop(): Promise<void> {
    this.terminal?.stop();
    await this.opened.remove();
  }

  dispose(): void {
    this.over.abort();
    // Where the window ends before that is done, the next one removes it.
    void this.opened.remove();
  }

  private next(incident: string): Test | undefined {
    const shown = this.kit.store.state.incidents.get(incident);
    const open: Bisect | undefined = shown && openBisect(shown);
    const standing = open && standingOf(open);
    return standing?.kind === 'test' ? standing : undefined;
  }
}

/** Throws Refusal where a command did not work, so that it says nothing of the state. */
function resultOf(end: CheckEnd): BisectResult {
  const result = end.kind === 'exit' ? resultOfExit(end.code) : undefined;
  if (result !== undefined) return result;
  throw new Refusal(
    t(
      'Bisect paused: the check itself didn’t work ({0}). Correct incident.revert.check and run Bisect again, or say Good, Bad or Skip.',
      checkEndWords(end),
    ),
  );
}
