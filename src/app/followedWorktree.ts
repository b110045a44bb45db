import type { WorktreePorts } from './worktreePorts';

interface Opened {
  readonly root: string;
  readonly folder: string;
}

/**
 * The one temporary worktree in which a person looks at the states of a search, one after the other: it goes along with the search
 * and is gone with it.
 */
export class FollowedWorktree {
  private opened: Opened | undefined;
  /** One thing after the other, so that no two worktrees are made at a time. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly worktrees: Pick<WorktreePorts, 'open' | 'move' | 'remove'>) {}

  /** Takes it to a state of a repository; makes it where there is none. Gives its folder. Rejects with WorktreeFailed. */
  show(root: string, commit: string, signal: AbortSignal): Promise<string> {
    return this.inTurn(async () => {
      // Where it cannot be moved, as somebody removed it, another one takes its place.
      const isThere = this.opened?.root === root && (await this.moved(commit, signal).catch(() => false));
      if (isThere && this.opened !== undefined) return this.opened.folder;
      await this.removeNow();
      this.opened = { root, folder: await this.worktrees.open(root, commit, signal) };
      return this.opened.folder;
    });
  }

  /**
   * Takes it to the next state, if a person opened it; without a next one, it is removed. Where it cannot be moved it is removed, too:
   * nobody is to look at the state before for the next one. Rejects with WorktreeFailed then.
   */
  follow(commit: string | undefined, signal: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      try {
        if (commit === undefined) await this.removeNow();
        else await this.moved(commit, signal);
      } catch (error) {
        await this.removeNow();
        throw error;
      }
    });
  }

  /** Never rejects. */
  remove(): Promise<void> {
    return this.inTurn(() => this.removeNow());
  }

  /** Takes it to a commit; whether there is one. */
  private async moved(commit: string, signal: AbortSignal): Promise<boolean> {
    const { opened } = this;
    if (opened !== undefined) await this.worktrees.move(opened.root, opened.folder, commit, signal);
    return opened !== undefined;
  }

  private async removeNow(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    if (opened !== undefined) await this.worktrees.remove(opened.root, opened.folder);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
