import type { Rehearsal, RehearsalProblem } from '../changes/rehearsal';
import type { ChangeFinder } from './changeFinder';
import type { ListedChange } from './listing';
import { RehearsalFailed, type RehearsalPorts } from './rehearsalPorts';
import { Signal } from './signal';

/** The reverts of so many suspects are tried without being asked for. */
const FIRST = 5;
const MOST_KEPT = 100;

/** What is known of a revert. */
export type Trial =
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly rehearsal: Rehearsal }
  | { readonly phase: 'failed'; readonly problem: RehearsalProblem; readonly commit?: string };

/** What is to be taken back, all of it in one repository. */
export interface Reverting {
  readonly root: string;
  readonly commits: readonly string[];
}

type Finder = Pick<ChangeFinder, 'state' | 'changed'>;

/**
 * Tries reverts on the tip of the deployed branch: those that a person asks for, and of an open incident those of the first live
 * suspects, one after the other in the background. What was tried is known until the tip moves; what a person asked for is then
 * tried again.
 */
export class RevertRehearser {
  /** A trial has begun or ended. */
  readonly changed = new Signal();
  private readonly trials = new Map<string, Trial>();
  private readonly running = new Map<string, Promise<Trial>>();
  /** What a person asked for, by repository and commits. */
  private readonly asked = new Map<string, Reverting>();
  private readonly over = new AbortController();
  private readonly following;
  private isPumping = false;

  constructor(
    private readonly ports: Pick<RehearsalPorts, 'rehearse'>,
    private readonly finder: Finder,
    private readonly report: (error: unknown) => void,
  ) {
    this.following = finder.changed.on(() => void this.pump());
  }

  /** What is known of taking a change back alone; undefined where it was not tried on the branch as it stands. */
  of({ root, reference: { commit } }: Pick<ListedChange, 'root' | 'reference'>): Trial | undefined {
    return root === undefined || commit === undefined ? undefined : this.ofAll({ root, commits: [commit] });
  }

  ofAll(reverting: Reverting): Trial | undefined {
    const tip = this.tipOf(reverting.root);
    return tip === undefined ? undefined : this.trials.get(trialKey(reverting, tip));
  }

  /** The commit that the deployed branch of a repository stands at, as far as it was read. */
  tipOf(root: string): string | undefined {
    const outcome = this.finder.state.repositories.find((each) => each.root === root);
    return outcome !== undefined && 'facts' in outcome ? outcome.facts.tip : undefined;
  }

  /**
   * Tries to take changes back together, unless that was tried before. Rejects with RehearsalFailed.
   * @param signal ends the trial, which is then not known
   */
  async rehearse(reverting: Reverting, signal?: AbortSignal): Promise<Rehearsal> {
    const tip = this.tipOf(reverting.root);
    if (tip === undefined) throw new RehearsalFailed('failed', new Error('the branch was not read'));
    this.asked.set(trialKey(reverting, ''), reverting);
    const known = this.trials.get(trialKey(reverting, tip));
    // What failed may be put right by now.
    const trial = known?.phase === 'done' ? known : await this.attempt(reverting, tip, signal);
    if (trial.phase === 'done') return trial.rehearsal;
    const failed = trial.phase === 'failed' ? trial : { problem: 'failed' as const };
    throw new RehearsalFailed(failed.problem, undefined, 'commit' in failed ? failed.commit : undefined);
  }

  dispose(): void {
    this.following.dispose();
    this.over.abort();
  }

  /** Tries what is wanted and not known, one after the other. */
  private async pump(): Promise<void> {
    if (this.isPumping) return;
    this.isPumping = true;
    try {
      for (let next = this.wanted(); next !== undefined && !this.over.signal.aborted; next = this.wanted()) {
        await this.attempt(next.reverting, next.tip);
      }
    } finally {
      this.isPumping = false;
    }
  }

  /** What is to be tried next without being asked for. */
  private wanted(): { readonly reverting: Reverting; readonly tip: string } | undefined {
    const { phase, stopped, incident, hasIncident, suspects } = this.finder.state;
    if (phase !== 'ready' || stopped === true) return undefined;
    const first = hasIncident && incident?.status === 'open' ? suspects.filter(isLive).slice(0, FIRST) : [];
    const background = first.flatMap(({ root, reference: { commit } }) =>
      root === undefined || commit === undefined ? [] : [{ root, commits: [commit] }],
    );
    for (const reverting of [...this.asked.values(), ...background]) {
      const tip = this.tipOf(reverting.root);
      if (tip === undefined || this.trials.has(trialKey(reverting, tip))) continue;
      return { reverting, tip };
    }
    return undefined;
  }

  /** Never rejects. */
  private attempt(reverting: Reverting, tip: string, signal?: AbortSignal): Promise<Trial> {
    const key = trialKey(reverting, tip);
    const running = this.running.get(key);
    if (running !== undefined) return running;
    const trying = this.attemptNow(reverting, tip, key, signal).finally(() => this.running.delete(key));
    this.running.set(key, trying);
    return trying;
  }

  private async attemptNow(
    { root, commits }: Reverting,
    tip: string,
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<Trial> {
    this.keep(key, { phase: 'running' });
    const ending = signal === undefined ? this.over.signal : AbortSignal.any([this.over.signal, signal]);
    let trial: Trial;
    try {
      trial = { phase: 'done', rehearsal: await this.ports.rehearse(root, { tip, commits, signal: ending }) };
    } catch (error) {
      const { problem, commit } = error instanceof RehearsalFailed ? error : new RehearsalFailed('failed', error);
      trial = { phase: 'failed', problem, ...(commit !== undefined && { commit }) };
      if (ending.aborted) {
        this.trials.delete(key);
        // Who ended it does not want it tried again by itself.
        this.asked.delete(trialKey({ root, commits }, ''));
        if (!this.over.signal.aborted) this.changed.fire();
        return trial;
      }
      this.report(error);
    }
    this.keep(key, trial);
    return trial;
  }

  private keep(key: string, trial: Trial): void {
    this.trials.delete(key);
    this.trials.set(key, trial);
    const [oldest] = this.trials.keys();
    if (this.trials.size > MOST_KEPT && oldest !== undefined) this.trials.delete(oldest);
    const [first] = this.asked.keys();
    if (this.asked.size > MOST_KEPT / 2 && first !== undefined) this.asked.delete(first);
    this.changed.fire();
  }
}

/** A suspect that somebody may want to take back: it is a commit, in production, and not ruled out. */
function isLive({ root, change, judgement }: ListedChange): boolean {
  return root !== undefined && change.rolledBackAt === undefined && judgement?.verdict !== 'ruledOut';
}

function trialKey({ root, commits }: Reverting, tip: string): string {
  return [root, tip, ...[...commits].sort()].join('\0');
}
