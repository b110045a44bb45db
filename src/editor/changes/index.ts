import * as vscode from 'vscode';
import type { LoadServices } from '../../app/servicePorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { githubSources } from '../kit/githubSources';
import { logError } from '../kit/log';
import { run } from '../kit/register';
import { fetchAll, lateGit, onRepositoriesChange, remoteOf } from '../kit/repositories';
import { LaterPanel } from './panel/later';
import type { ChangeQuestions } from './questions';
import type { SourcesFollower } from './sourcesFollower';
import { ChangesView } from './view';

const { t } = vscode.l10n;
const ASKED_KEY = 'changes.asked';
/** How often services are asked what changed while somebody looks. Milliseconds. */
const EVERY = 300_000;

/** What changed before the start: the view, the panel, and what is done with a change. */
export function changes(fetchRemotes: (root: string, signal: AbortSignal) => Promise<void>, services: LoadServices) {
  return (kit: Kit) => {
    const {
      start: { views, panel: slot },
      store,
      finder,
      rehearser,
      settings,
      memory,
      now,
    } = kit;
    const following = new RepositoriesFollower(() => void (finder.isActive && finder.refresh()));
    const followLater = () => void (finder.isActive && following.start().catch(logError));
    let sources: SourcesFollower | undefined;
    let questions: ChangeQuestions | undefined;
    let askedAt = now();
    const start = async () => {
      const { ChangeQuestions } = await import('./questions');
      questions ??= new ChangeQuestions({
        finder,
        isLookedAt: () => view.isVisible || panel.isVisible,
        memory: {
          get: () => memory.get<readonly string[]>(ASKED_KEY) ?? [],
          set: (asked) => void memory.update(ASKED_KEY, asked),
        },
        setStartTime: () => void run('incident.setStartTime'),
        useTags: (patterns) => settings.useDeployTags(patterns),
        now,
        report: logError,
      });
      await store.load();
      await finder.refresh(store.state.shown);
      await following.start();
      const { SourcesFollower } = await import('./sourcesFollower');
      sources ??= new SourcesFollower(() => finder.lookAtSources());
      sources.follow(settings.changes().sources);
    };
    const view = new ChangesView(views, finder, rehearser, start, now);
    const panel: LaterPanel = new LaterPanel(async () => {
      const { makePanel } = await import('./panel');
      const made = makePanel(kit, start);
      made.onDidSelect((key) => void view.select(key).catch(logError));
      return made;
    });
    slot.fill(panel);
    const disposables = vscode.Disposable.from(
      view,
      panel,
      following,
      settings.onChange(() => sources?.follow(settings.changes().sources)),
      { dispose: () => sources?.dispose() },
      { dispose: () => questions?.dispose() },
      view.onDidSelect((key) => panel.select(key)),
      vscode.workspace.onDidGrantWorkspaceTrust(followLater),
      vscode.extensions.onDidChange(followLater),
    );
    return {
      commands: onFirstUse(COMMANDS_OF.changes, async () =>
        (await import('./commands')).changeCommands({
          ...kit,
          fetchAll: () =>
            fetchAll(
              settings.moreRepositories().map((root) => ({ root, fetch: (signal) => fetchRemotes(root, signal) })),
            ),
          remoteOf,
          showPanel: () => panel.show(),
        }),
      ),
      connects: async () => (await import('./connects')).changeConnects(kit, services),
      onTick: () => {
        const isLookedAt = finder.isActive && (view.isVisible || panel.isVisible);
        if (!isLookedAt || now() - askedAt < EVERY || githubSources(settings).length === 0) return;
        askedAt = now();
        void finder.lookAtSources().catch(logError);
      },
      quickActions: (incident) => [
        {
          command: 'incident.whatChanged',
          icon: 'git-compare',
          label: t('See what changed'),
          rank: incident === undefined || incident.activeStages.includes('investigate') ? 'now' : 'usual',
        },
      ],
      dispose: () => {
        disposables.dispose();
      },
    } satisfies Contribution;
  };
}

/** Follows the repositories of the window, once the git extension is there: in a folder that was just trusted it comes later. */
class RepositoriesFollower implements vscode.Disposable {
  private subscription: vscode.Disposable | undefined;
  private starting: Promise<void> = Promise.resolve();
  private isDisposed = false;

  constructor(private readonly onChange: () => void) {}

  /** One try after the other; nothing where they are followed already. A git extension that is late is followed when it comes. */
  start(): Promise<void> {
    this.starting = this.starting.then(async () => {
      if (this.subscription === undefined && !this.isDisposed) this.take(await onRepositoriesChange(this.onChange));
    });
    return this.starting;
  }

  private take(subscription: vscode.Disposable | undefined): void {
    // The window may have been closed meanwhile.
    if (this.isDisposed) subscription?.dispose();
    else if (subscription !== undefined) this.subscription = subscription;
    else void lateGit()?.then(() => this.catchUp());
  }

  private async catchUp(): Promise<void> {
    await this.start().catch(logError);
    if (this.subscription !== undefined && !this.isDisposed) this.onChange();
  }

  dispose(): void {
    this.isDisposed = true;
    this.subscription?.dispose();
  }
}
