import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isIncidentId } from '../../record/ids';

type Kind = 'shared' | 'stopped';

/** What all windows of a machine know of a remote: which incidents are shared, which no longer, and that one wants something. */
export class Marks {
  private readonly woken: string;
  private lastWoken: number;

  constructor(private readonly folder: string) {
    this.woken = join(folder, 'woken');
    this.lastWoken = modified(this.woken);
  }

  /** Whether a window wants something soon, asked since the last call. */
  wasWoken(): boolean {
    const at = modified(this.woken);
    // A clock that was set back counts, too.
    const isNew = at !== this.lastWoken;
    this.lastWoken = at;
    return isNew;
  }

  wake(): void {
    try {
      writeFileSync(this.woken, '', { flag: 'a' });
      const now = new Date();
      utimesSync(this.woken, now, now);
    } catch {
      // The window that leads looks again soon anyway.
    }
  }

  /** The incidents with this mark. */
  of(kind: Kind): ReadonlySet<string> {
    try {
      return new Set(readdirSync(join(this.folder, kind)).filter(isIncidentId));
    } catch {
      return new Set();
    }
  }

  /** Gives an incident one mark in place of the other. */
  move(incident: string, from: Kind, to: Kind): void {
    mkdirSync(join(this.folder, to), { recursive: true });
    writeFileSync(join(this.folder, to, incident), '');
    rmSync(join(this.folder, from, incident), { force: true });
  }
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
