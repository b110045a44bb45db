import { clocksOf, dueReminders, reminderKey, type Clock } from '../domain/clocks';
import type { Incident, Instant } from '../domain/incident';
import type { Subscription } from './signal';

/** Who types is not disturbed before that long without a key. Milliseconds. */
export const TYPING = 60_000;
/** How long a reminder stands alone: another one comes no sooner, in whichever window. Milliseconds. */
export const APART = 60_000;
/** How long a window in the background leaves a reminder to the one in front. Milliseconds. */
export const COURTESY = 3_000;
/** Timers cannot wait longer than 24.8 days. Milliseconds. */
const LONGEST_WAIT = 24 * 86_400_000;

/** What reminding needs of the outside world. */
export interface ReminderPorts {
  readonly now: () => Instant;
  /** Calls back once after that many milliseconds, unless disposed of before. */
  readonly wait: (length: number, then: () => void) => Subscription;
  /** Whether this is the window in front. */
  readonly isFocused: () => boolean;
  /** When somebody last typed into one of our prompts or drafts here; undefined if nobody did. */
  readonly lastTyped: () => Instant | undefined;
  /** Takes a reminder for this window; when another window, or an earlier session, had taken it before. Never rejects. */
  readonly claim: (key: string) => Promise<'ours' | Instant>;
  /** Gives back what was claimed and not shown. */
  readonly release: (key: string) => void;
  /** When whoever sits here is to be reminded of it; Infinity: never. */
  readonly remindsAt: (incident: Incident, clock: Clock) => Instant;
  /** Shows the reminder; resolves when the person has answered or dismissed it. */
  readonly show: (incident: Incident, clock: Clock) => Promise<void>;
  /** A clock has come to its moment: whatever shows it is to be drawn anew. */
  readonly onMoment: () => void;
  readonly report: (error: unknown) => void;
}

/**
 * Reminds of the clocks of the incident that the window shows: each moment once, in one of the windows, one reminder at
 * a time, and not while somebody types. What is due follows from the record, so it outlives a restart; nothing polls.
 */
export class Reminders {
  private incident: Incident | undefined;
  private timer: Subscription | undefined;
  private claiming = false;
  private disposed = false;
  /** Nothing is shown before this. */
  private quietUntil: Instant = -Infinity;
  /** Reminders shown and not answered. */
  private standing = 0;
  /** Reminders that are this window's to show, as soon as nobody types. */
  private readonly claimed = new Set<string>();
  /** Reminders that were shown here. */
  private readonly shown = new Set<string>();
  /** Reminders that are another window's, or were an earlier session's. */
  private readonly elsewhere = new Set<string>();
  /** When a reminder was first seen to be due. */
  private readonly seen = new Map<string, Instant>();

  constructor(private readonly ports: ReminderPorts) {}

  /** Takes up the incident that the window shows now, or what is new of it. */
  follow(incident: Incident | undefined): void {
    this.incident = incident;
    this.giveBack();
    this.check();
  }

  /** The window came to the front, or left it. */
  focusChanged(): void {
    if (this.ports.isFocused()) {
      // What came while nobody looked is seen only now, and stands alone for a while.
      if (this.standing > 0) this.quietUntil = this.ports.now() + APART;
      // A window that is gone by now may have given back what it had taken.
      this.elsewhere.clear();
    }
    this.check();
  }

  dispose(): void {
    this.disposed = true;
    this.timer?.dispose();
    this.incident = undefined;
    this.giveBack();
  }

  /** Does what is to be done now, and waits for the next moment. */
  private check(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (this.disposed || this.claiming || this.incident === undefined) return;
    const due = this.open(this.due(this.incident))[0];
    if (due === undefined) return this.waitForNext();
    // Nobody sees the one that stands: focusing the window looks again.
    if (this.standing > 0 && !this.ports.isFocused()) return;
    const key = reminderKey(this.incident, due);
    if (this.claimed.has(key)) return this.showWhenQuiet(this.incident, due, key);
    const now = this.ports.now();
    // Not before it could be shown: another window would take the next one meanwhile.
    if (this.quietUntil > now) return this.checkIn(this.quietUntil - now);
    const courtesy = this.ports.isFocused() ? 0 : this.firstSeen(key, now) + COURTESY - now;
    if (courtesy > 0) return this.checkIn(courtesy);
    this.claim(key).catch(this.ports.report);
  }

  private firstSeen(key: string, now: Instant): Instant {
    const seen = this.seen.get(key) ?? now;
    this.seen.set(key, seen);
    return seen;
  }

  /** Claims the reminder, even if it has to wait until nobody types, so that no other window shows it meanwhile. */
  private async claim(key: string): Promise<void> {
    this.claiming = true;
    const taken = await this.ports.claim(key).finally(() => (this.claiming = false));
    if (taken === 'ours') this.claimed.add(key);
    else {
      this.elsewhere.add(key);
      // The other window may show it just now.
      this.quietUntil = Math.max(this.quietUntil, taken + APART);
    }
    this.giveBack();
    this.check();
  }

  private showWhenQuiet(incident: Incident, due: Clock, key: string): void {
    const now = this.ports.now();
    const quiet = Math.max(this.quietUntil, (this.ports.lastTyped() ?? -Infinity) + TYPING);
    if (quiet > now) return this.checkIn(quiet - now);
    this.claimed.delete(key);
    this.shown.add(key);
    this.quietUntil = now + APART;
    this.standing += 1;
    this.ports
      .show(incident, due)
      .catch(this.ports.report)
      .finally(() => (this.standing -= 1));
    this.check();
  }

  private waitForNext(): void {
    const { incident } = this;
    if (incident === undefined) return;
    const next = Math.min(...this.open(clocksOf(incident)).map((clock) => this.ports.remindsAt(incident, clock)));
    if (next !== Infinity) this.checkIn(next - this.ports.now(), this.ports.onMoment);
  }

  private checkIn(length: number, first?: () => void): void {
    this.timer = this.ports.wait(Math.min(length, LONGEST_WAIT), () => {
      first?.();
      this.check();
    });
  }

  private due(incident: Incident): readonly Clock[] {
    const { now, remindsAt } = this.ports;
    return dueReminders(incident, now(), (clock) => remindsAt(incident, clock));
  }

  private open(clocks: readonly Clock[]): readonly Clock[] {
    const { incident } = this;
    if (incident === undefined) return [];
    return clocks.filter((clock) => {
      const key = reminderKey(incident, clock);
      return !this.shown.has(key) && !this.elsewhere.has(key);
    });
  }

  /** Gives back what was claimed for a reminder that is no longer due here. */
  private giveBack(): void {
    const { incident } = this;
    const due = incident === undefined ? [] : this.due(incident);
    const keys = new Set(incident === undefined ? [] : due.map((clock) => reminderKey(incident, clock)));
    for (const key of this.claimed) {
      if (keys.has(key)) continue;
      this.claimed.delete(key);
      this.ports.release(key);
    }
  }
}
