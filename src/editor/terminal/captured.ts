import * as vscode from 'vscode';
import { changingCommand } from '../../domain/commands/changing';
import { actionsInProgress, type Incident, type Instant } from '../../domain/incident';
import { oneLine } from '../../reports/plain';
import type { QuickAction } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { Node } from '../kit/node';
import { ago } from '../kit/words';

const { t } = vscode.l10n;
/** What nobody logged by then is not offered any more. Milliseconds. */
const OFFERED_FOR = 30 * 60_000;
/** More rows would push the checklist out of sight. */
const MOST_SHOWN = 2;
const MOST_KEPT = 20;

/** How a command ended; without a status where the shell did not tell. */
export interface Ended {
  readonly at: Instant;
  readonly status?: number;
}

/** A command that somebody ran, and that may be an action. */
export interface Offer {
  readonly id: string;
  /** The incident that was shown then. */
  readonly incident: string;
  /** What it does, for "never for this one": `kubectl rollout undo`. */
  readonly name: string;
  /** The command line, its secrets masked. */
  readonly line: string;
  readonly startedAt: Instant;
  ended?: Ended;
  /** Told when it ends, once it was logged. */
  onEnd?: (ended: Ended) => void;
}

/**
 * Commands that people run in terminals with shell integration and that change something. They are kept in this window and
 * nowhere else, until somebody logs one.
 */
export class Captured {
  private readonly offers: Offer[] = [];
  private readonly byExecution = new WeakMap<vscode.TerminalShellExecution, Promise<Offer | undefined>>();
  private count = 0;

  constructor(private readonly kit: Pick<Kit, 'store' | 'settings' | 'secrets' | 'now'>) {}

  async started(execution: vscode.TerminalShellExecution): Promise<void> {
    const taken = this.take(execution);
    this.byExecution.set(execution, taken);
    await taken;
  }

  async ended(execution: vscode.TerminalShellExecution, status: number | undefined): Promise<void> {
    const at = this.kit.now();
    const offer = await this.byExecution.get(execution);
    if (offer === undefined) return;
    offer.ended = { at, ...(status !== undefined && { status }) };
    offer.onEnd?.(offer.ended);
    this.redraw();
  }

  get(id: unknown): Offer | undefined {
    return this.offers.find((offer) => offer.id === id);
  }

  /** Takes offers away: it was logged, or is not wanted. */
  remove(isGone: (offer: Offer) => boolean): void {
    for (const offer of this.offers.filter(isGone)) this.offers.splice(this.offers.indexOf(offer), 1);
    this.redraw();
  }

  /** What is offered of an incident, the newest first. */
  offered(incident: Incident, now: Instant): readonly Offer[] {
    if (incident.status !== 'open') return [];
    return this.offers
      .filter((offer) => offer.incident === incident.id && now - offer.startedAt < OFFERED_FOR)
      .slice(-MOST_SHOWN)
      .toReversed();
  }

  rows(incident: Incident, now: Instant): readonly Node[] {
    return this.offered(incident, now).map(
      (offer) =>
        new Node({
          id: `terminal/${offer.id}`,
          // The question first: a command line fills the row.
          label: t('Log it? {0}', oneLine(offer.line)),
          description: stateOf(offer, now),
          tooltip: t(
            '{0}\nRun in a terminal {1}. Press Enter to log it as an action; the context menu takes the row away.',
            offer.line,
            ago(offer.startedAt, now),
          ),
          icon: new vscode.ThemeIcon('terminal'),
          context: 'terminalCommand',
          command: { command: 'incident.logCommand', title: t('Log as Action'), arguments: [{ command: offer.id }] },
          subject: { kind: 'terminalCommand', id: offer.id },
          spoken: t('{0}, run in a terminal. Log it as an action?', offer.line),
        }),
    );
  }

  quickActions(incident: Incident, now: Instant): readonly QuickAction[] {
    return this.offered(incident, now).map((offer) => ({
      command: 'incident.logCommand',
      argument: { command: offer.id },
      icon: 'terminal',
      label: t('Log “{0}”', oneLine(offer.line)),
      description: stateOf(offer, now),
      rank: 'now',
    }));
  }

  /** Takes up a command that changes something; nothing of others is kept. */
  private async take(execution: vscode.TerminalShellExecution): Promise<Offer | undefined> {
    const { shown } = this.kit.store.state;
    const { value, confidence } = execution.commandLine;
    // With less, it was read off the screen, and may hold what is not of the command.
    if (shown === undefined || confidence === vscode.TerminalShellExecutionCommandLineConfidence.Low) return undefined;
    const name = changingCommand(value);
    if (name === undefined || this.kit.settings.neverOffered().includes(name)) return undefined;
    const startedAt = this.kit.now();
    const { data: line } = await this.kit.secrets.copyOf(value.trim());
    const incident = this.kit.store.state.incidents.get(shown.id);
    // It was said before it was done.
    if (incident === undefined || actionsInProgress(incident).some(({ text }) => text.includes(line))) return undefined;
    const offer: Offer = { id: String(++this.count), incident: shown.id, name, line, startedAt };
    this.offers.push(offer);
    // Run once more: one row is enough.
    this.remove((other) => other !== offer && other.line === line);
    this.offers.splice(0, this.offers.length - MOST_KEPT);
    return offer;
  }

  private redraw(): void {
    this.kit.store.changed.fire();
  }
}

function stateOf({ startedAt, ended }: Offer, now: Instant): string {
  if (ended === undefined) return t('running');
  if (ended.status === undefined || ended.status === 0) return ago(startedAt, now);
  return t('exit status {0}', ended.status);
}
