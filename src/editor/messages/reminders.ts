import { createHash } from 'node:crypto';
import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { unlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import { wait } from '../../app/patience';
import { Reminders } from '../../app/reminders';
import { remindsAt, type Clock } from '../../domain/clocks';
import type { Person } from '../../domain/events';
import { samePerson, type Incident, type Instant } from '../../domain/incident';
import { remindsPersonAt, type RemindedRoles } from '../../domain/reminded';
import { formatDuration } from '../../domain/time';
import { run } from '../kit/register';
import type { Drafts } from '../kit/drafts';
import { logError } from '../kit/log';
import { inMessage } from '../kit/words';
import { inform } from '../kit/notices';

const { t } = vscode.l10n;

/** Claims older than this are removed. Milliseconds. */
const CLAIM_LIFE = 30 * 86_400_000;
const NAME_LENGTH = 60;

export interface RemindersOptions {
  /** The extension's folder for all windows of the machine: the claims and the texts that are being edited are in it. */
  readonly storage: string;
  readonly drafts: Drafts;
  readonly now: () => Instant;
  /** Who sits at this window. Never rejects. */
  readonly author: () => Promise<Person>;
  readonly roles: () => RemindedRoles;
  /** Whether others see the incident on their machines: else whoever looks at it here is reminded. */
  readonly isShared: (incident: string) => boolean;
  /** A clock has come to its moment. */
  readonly onMoment: () => void;
}

/** The reminders of this window, and what ends them. */
export interface WindowReminders {
  /** Takes up the incident that the window shows now, or what is new of it. */
  follow(incident: Incident | undefined): void;
  dispose(): void;
}

/** Reminds of the clocks of the incident that the window shows, if no other window of this machine does. */
export function windowReminders(options: RemindersOptions): WindowReminders {
  const { storage, drafts, now, onMoment } = options;
  let me: Person | undefined;
  let shown: Incident | undefined;
  const claims = new Claims(join(storage, 'reminders'), now);
  const reminders = new Reminders({
    now,
    onMoment,
    lastTyped: () => drafts.lastTyped,
    wait,
    isFocused: () => vscode.window.state.focused,
    claim: (key) => claims.take(key),
    release: (key) => claims.giveBack(key),
    remindsAt: (incident, clock) =>
      me === undefined || !options.isShared(incident.id)
        ? remindsAt(clock)
        : remindsPersonAt(incident, clock, me, options.roles()),
    show: (incident, clock) => remind(incident, clock, now()),
    report: logError,
  });
  let asking: NodeJS.Immediate | undefined;
  const findOut = () => {
    // Git may have been too busy before.
    options.author().then((author) => {
      if (me !== undefined && samePerson(me, author)) return;
      me = author;
      reminders.follow(shown);
    }, logError);
  };
  const subscriptions = [
    { dispose: () => clearImmediate(asking) },
    vscode.window.onDidChangeWindowState(() => reminders.focusChanged()),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const isTyped = document.isDirty && contentChanges.length > 0;
      if (isTyped && document.uri.fsPath.startsWith(storage + sep)) drafts.typed();
    }),
    reminders,
  ];
  return {
    follow: (incident) => {
      shown = incident;
      if (incident === undefined || me !== undefined) reminders.follow(incident);
      if (incident === undefined) return;
      // Who it is decides who is reminded, and takes a moment to find out: what is to be seen comes first.
      clearImmediate(asking);
      asking = setImmediate(findOut);
    },
    dispose: () => subscriptions.forEach((subscription) => void subscription.dispose()),
  };
}

/** One quiet message; resolves when it is answered or dismissed. */
export async function remind(incident: Incident, clock: Clock, now: Instant): Promise<void> {
  const title = inMessage(incident.title, NAME_LENGTH);
  if (clock.kind === 'assessment') {
    const assess = t('Assess Impact');
    const message = t('Impact assessment overdue; 5 minutes are up. A rough answer is fine. ({0})', title);
    const answer = await inform(message, assess, t('Later'));
    if (answer === assess) await run('incident.assessImpact', { incident: incident.id });
    return;
  }
  const [post, snooze] = [t('Post'), t('Snooze')];
  const { audience, due } = clock;
  const message =
    now - due < 60_000
      ? t('The update to {0} is due. ({1})', inMessage(audience, NAME_LENGTH), title)
      : t(
          'The update to {0} is {1} overdue. ({2})',
          inMessage(audience, NAME_LENGTH),
          formatDuration(now - due),
          title,
        );
  const answer = await inform(message, post, snooze);
  // The window may show another incident by now.
  const about = { incident: incident.id, audience };
  if (answer === post) await run('incident.postUpdate', about);
  if (answer === snooze) await run('incident.snoozeUpdate', about);
}

/**
 * Which window of this machine reminds of what: a file a reminder, made by the one that comes first. Where no file can be
 * made, every window reminds, which is better than none.
 */
export class Claims {
  private tidied = false;

  constructor(
    private readonly folder: string,
    private readonly now: () => Instant,
  ) {}

  /** Takes a reminder; when somebody else had taken it before. Never rejects. */
  async take(key: string): Promise<'ours' | Instant> {
    const path = this.pathOf(key);
    try {
      // Rejects where a file stands in the folder's place, which is no claim of another window.
      await mkdir(this.folder, { recursive: true });
      return await this.make(path);
    } catch (error) {
      logError(error);
      return 'ours';
    }
  }

  private async make(path: string): Promise<'ours' | Instant> {
    try {
      await (await open(path, 'wx')).close();
      void this.tidy();
      return 'ours';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return await this.takenAt(path);
    }
  }

  /** Gives back what was not shown. At once, as the window may be closing; never throws. */
  giveBack(key: string): void {
    try {
      unlinkSync(this.pathOf(key));
    } catch {
      // Where it could not be made, there is nothing to remove.
    }
  }

  private async takenAt(path: string): Promise<Instant> {
    try {
      return (await stat(path)).mtimeMs;
    } catch {
      return this.now();
    }
  }

  /** Removes old claims, once a session. */
  private async tidy(): Promise<void> {
    if (this.tidied) return;
    this.tidied = true;
    try {
      for (const name of await readdir(this.folder)) {
        const path = join(this.folder, name);
        if (this.now() - (await stat(path)).mtimeMs > CLAIM_LIFE) await unlink(path);
      }
    } catch (error) {
      logError(error);
    }
  }

  /** Keys hold names of audiences, which may be any text. */
  private pathOf(key: string): string {
    return join(this.folder, createHash('sha256').update(key).digest('hex').slice(0, 32));
  }
}
