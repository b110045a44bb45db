import * as vscode from 'vscode';
import type { ChangeFinder, ChangesState } from '../../app/changeFinder';
import type { Subscription } from '../../app/signal';
import { effectOf, type NoticedTags, type TagEffect } from '../../changes/tagOffer';
import { inform } from '../kit/notices';
import { inMessage, timeOfDay } from '../kit/words';
import { age } from './words';

const { t } = vscode.l10n;

/** A start that is further back than this is mostly a mistyped date. Milliseconds. */
const OLD = 30 * 86_400_000;
/** So many questions are remembered, the oldest forgotten first. */
const MOST_REMEMBERED = 200;

export interface QuestionDeps {
  readonly finder: Pick<ChangeFinder, 'state' | 'changed'>;
  /** Whether somebody looks at the changes: nobody else is asked about them. */
  readonly isLookedAt: () => boolean;
  /** What was asked before, in this workspace. */
  readonly memory: { readonly get: () => readonly string[]; readonly set: (asked: readonly string[]) => void };
  readonly setStartTime: () => void;
  /** Counts tags as deploys from now on. */
  readonly useTags: (patterns: readonly string[]) => Promise<void>;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
  /** Asks by a notification; another way in tests. */
  readonly ask?: typeof inform;
}

/** What is asked about the changes that are shown: each question once, and one at a time. */
export class ChangeQuestions implements vscode.Disposable {
  private readonly following: Subscription;
  private asking = false;

  constructor(private readonly deps: QuestionDeps) {
    this.following = deps.finder.changed.on(() => void this.askNext().catch(deps.report));
  }

  dispose(): void {
    this.following.dispose();
  }

  private async askNext(): Promise<void> {
    const { finder, isLookedAt, now, setStartTime, useTags } = this.deps;
    const { state } = finder;
    if (this.asking || state.phase !== 'ready' || state.stopped === true || !isLookedAt()) return;
    if (isOldStart(state, now())) {
      const [move, keep] = [t('Set Start Time'), t('Keep')];
      const answer = await this.once(`start ${state.incident?.id ?? ''}`, oldStartQuestion(state, now()), move, keep);
      if (answer === move) {
        setStartTime();
        return;
      }
    }
    const noticed = tagsNoticed(state);
    if (noticed === undefined) return;
    const [use, not] = [t('Use as Deploys'), t('Not Now')];
    const answer = await this.once(`tags ${noticed.root}`, tagQuestion(noticed), use, not);
    if (answer === use) await useTags(noticed.tags.map(({ pattern }) => pattern));
  }

  /** Asks what was never asked before. It is remembered before the answer: a window may be closed without any. */
  private async once(name: string, question: string, ...buttons: string[]): Promise<string | undefined> {
    const { memory, ask = inform } = this.deps;
    const asked = memory.get();
    if (asked.includes(name)) return undefined;
    memory.set([...asked, name].slice(-MOST_REMEMBERED));
    this.asking = true;
    try {
      return await ask(question, ...buttons);
    } finally {
      this.asking = false;
    }
  }
}

/** An incident that is still open and started long ago. */
function isOldStart({ incident, startedAt }: ChangesState, now: number): boolean {
  return incident?.status === 'open' && now - startedAt > OLD;
}

function oldStartQuestion({ startedAt }: ChangesState, now: number): string {
  return t('This incident started {0} ago ({1}). Is that right?', age(now - startedAt), timeOfDay(startedAt, now));
}

interface NoticedIn {
  readonly root: string;
  readonly tags: readonly NoticedTags[];
  readonly effect: TagEffect;
}

function tagsNoticed({ repositories, startedAt, uncertainty, hasIncident }: ChangesState): NoticedIn | undefined {
  if (!hasIncident) return undefined;
  for (const outcome of repositories) {
    if (!('facts' in outcome)) continue;
    const { root, changes, tagsNoticed: tags = [] } = outcome.facts;
    if (tags.length === 0) continue;
    const deploys = tags.flatMap((each) => each.deploys);
    return { root, tags, effect: effectOf(changes, deploys, startedAt + uncertainty) };
  }
  return undefined;
}

function tagQuestion({ tags, effect: { live, before, notLive } }: NoticedIn): string {
  const names = inMessage(tags.map(({ pattern }) => pattern).join(', '), 80);
  if (live === undefined)
    return t('Tags like {0} look like deploys, but none is older than the start. Use them from now on?', names);
  return t(
    'Tags like {0} look like deploys. Use them? {1} was live at the start; {2} of {3} changes before it were not live yet and would no longer be suspects.',
    names,
    inMessage(live, 60),
    notLive,
    before,
  );
}
