import { statSync, watch, type FSWatcher } from 'node:fs';

/** Events of one write come in bursts; they are answered once. Milliseconds. */
const BURST = 30;
/** How often to look where the system cannot watch (some network drives, a folder that is gone). Milliseconds. */
const LOOK_EVERY = 1000;

/** Watches folders for changes of what is directly in them; tells of each once at the beginning, too. */
export class FolderWatch {
  private readonly watched = new Map<string, Follower>();

  constructor(private readonly onChange: (folder: string) => void) {}

  /** Watches exactly these folders from now on. */
  set(folders: Iterable<string>): void {
    const wanted = new Set(folders);
    for (const [folder, follower] of this.watched) {
      if (wanted.has(folder)) continue;
      follower.stop();
      this.watched.delete(folder);
    }
    for (const folder of wanted) {
      if (!this.watched.has(folder)) this.watched.set(folder, new Follower(folder, () => this.onChange(folder)));
    }
  }

  dispose(): void {
    this.set([]);
  }
}

/** Follows one folder: by watching, and for as long as that is not possible by looking every now and then. */
class Follower {
  private watcher: FSWatcher | undefined;
  private identity: string | undefined;
  private burst: NodeJS.Timeout | undefined;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly folder: string,
    private readonly onChange: () => void,
  ) {
    this.follow();
    // What came between the last look at the folder and this would go unnoticed.
    this.changed();
  }

  stop(): void {
    this.watcher?.close();
    clearTimeout(this.burst);
    clearInterval(this.looking);
  }

  private follow(): void {
    try {
      this.identity = identityOf(this.folder);
      this.watcher = watch(this.folder, { persistent: false }, () => this.changed()).on('error', () => this.lost());
      clearInterval(this.looking);
      this.looking = undefined;
    } catch {
      this.lost();
    }
  }

  private lost(): void {
    this.watcher?.close();
    this.watcher = undefined;
    this.looking ??= setInterval(() => {
      this.follow();
      this.onChange();
    }, LOOK_EVERY).unref();
  }

  private changed(): void {
    this.burst ??= setTimeout(() => {
      this.burst = undefined;
      // A watcher stays with the folder it was made for, even if that was deleted and another took its name.
      if (identityOf(this.folder) !== this.identity) this.lost();
      this.onChange();
    }, BURST);
  }
}

/** Tells a folder from another that came later under its name; file systems use inode numbers again. */
function identityOf(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found && `${found.ino} ${found.birthtimeMs}`;
}
