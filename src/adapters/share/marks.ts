import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../../record/errors';
import { isIncidentId } from '../../record/ids';

/** No window is so late that it still asks for what another one took. Milliseconds. */
const CLAIMED = 7 * 86_400_000;

type Kind = 'shared' | 'stopped';

/** What all windows of a machine know of a remote: which incidents are shared, which no longer, and that one wants something. */
export class Marks {
  private readonly woken: string;
  private lastWoken: number;

  constructor(private readonly folder: string) {
    this.woken = join(folder, 'woken');
    this.lastWoken = modified(this.woken);
    this.forget();
  }

  /** Takes something on this window; false where another window of the machine was first. */
  claim(what: string): boolean {
    const claims = join(this.folder, 'claims');
    try {
      mkdirSync(claims, { recursive: true });
      // In one step: of two windows, one makes it.
      writeFileSync(join(claims, createHash('sha256').update(what).digest('hex').slice(0, 32)), '', { flag: 'wx' });
      return true;
    } catch (error) {
      return systemCode(error) !== 'EEXIST';
    }
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

  /** Removes the claims of long ago. */
  private forget(): void {
    const claims = join(this.folder, 'claims');
    try {
      for (const name of readdirSync(claims))
        if (Date.now() - modified(join(claims, name)) > CLAIMED) rmSync(join(claims, name), { force: true });
    } catch {
      // There are none.
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
