import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isRunning } from '../processes';

/** A window that has not said for so long that it is there has crashed, or its machine sleeps. Milliseconds. */
const STALE = 60_000;
/** The same where a process of its number runs on this machine: it may be busy, or another one. Milliseconds. */
const STALE_HERE = 600_000;
/** How often the window that leads says so. Milliseconds. */
const HEARTBEAT = 5_000;

/**
 * Which of several windows speaks to a remote: the one that made this file. Two that believe so for a moment (a machine that
 * wakes up) do no harm, as pushes are compared and swapped, and writing the same to the record twice changes nothing.
 */
export class WindowLock {
  private readonly token = `${process.pid} ${hostname()} ${randomBytes(8).toString('hex')}`;
  private isHeld = false;
  private confirmed = -Infinity;

  constructor(
    private readonly path: string,
    private readonly now: () => number,
  ) {}

  /** Takes the lead, or keeps it; false where another window has it. Never throws. */
  take(): boolean {
    try {
      if (this.isHeld) return this.keep();
      if (!this.make()) {
        if (!this.isLeft() || !this.clear()) return false;
        if (!this.make()) return false;
      }
      this.isHeld = true;
      this.confirmed = this.now();
      return true;
    } catch {
      // No file can be made: then nobody else can lead either, and reading still works.
      return true;
    }
  }

  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    try {
      if (readFileSync(this.path, 'utf8') === this.token) unlinkSync(this.path);
    } catch {
      // Another window took it.
    }
  }

  private keep(): boolean {
    // Whichever way the clock was set.
    if (Math.abs(this.now() - this.confirmed) < HEARTBEAT) return true;
    try {
      this.isHeld = readFileSync(this.path, 'utf8') === this.token;
      if (this.isHeld) utimesSync(this.path, new Date(), new Date());
    } catch {
      this.isHeld = this.make();
    }
    this.confirmed = this.now();
    return this.isHeld;
  }

  /** Makes the file with its content in one step, so that nobody reads half of it. */
  private make(): boolean {
    const own = `${this.path}.${this.token.split(' ')[2] ?? ''}`;
    writeFileSync(own, this.token);
    try {
      linkSync(own, this.path);
      return true;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EEXIST') return false;
      // A file system without links.
      writeFileSync(this.path, this.token, { flag: 'wx' });
      return true;
    } finally {
      unlinkSync(own);
    }
  }

  /** Whether whoever made it is gone. */
  private isLeft(): boolean {
    try {
      const [pid = '', host] = readFileSync(this.path, 'utf8').split(' ');
      const isHere = host === hostname();
      if (isHere && !isRunning(Number(pid))) return true;
      return Date.now() - statSync(this.path).mtimeMs > (isHere ? STALE_HERE : STALE);
    } catch {
      return true;
    }
  }

  /** Removes the file of a window that is gone; false where another one did, and leads now. */
  private clear(): boolean {
    const aside = `${this.path}.old-${randomBytes(4).toString('hex')}`;
    try {
      const before = readFileSync(this.path, 'utf8');
      renameSync(this.path, aside);
      const isSame = readFileSync(aside, 'utf8') === before;
      if (!isSame) linkSync(aside, this.path);
      unlinkSync(aside);
      return isSame;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT';
    }
  }
}
