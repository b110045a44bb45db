import { askOnce } from '../app/patience';
import type { BranchPorts } from '../app/branchPorts';
import type { ChangePorts } from '../app/changePorts';
import type { ChatPorts } from '../app/chatPorts';
import type { LogPorts } from '../app/logPorts';
import type { MetricPorts } from '../app/metricPorts';
import type { WorktreePorts } from '../app/worktreePorts';
import type { OutboxDisk } from '../app/outboxPorts';
import type { LoadServices } from '../app/servicePorts';
import type { OpenShare } from '../app/sharePorts';
import type { CodeContext, Person } from '../domain/events';
import type { SourceNeeds } from './changeSources';
import type { RehearsalNeeds, Rehearsals } from './rehearsals';

// Each part is loaded when it is first asked: no window needs git to start.

/** Git's user for a folder; undefined where git knows none. */
export async function identityOf(folder: string): Promise<Person | undefined> {
  return (await import('./git/identity')).gitIdentity(folder);
}

/** Where the code of the repository with this root stands. */
export async function codeContext(root: string): Promise<CodeContext> {
  return (await import('./git/codeContext')).readCodeContext(root);
}

/** People of a repository's recent history. */
export async function recentAuthors(root: string): Promise<readonly Person[]> {
  return (await import('./git/people')).recentAuthors(root);
}

/** Fetches all remotes of a repository. */
export async function fetchRemotes(root: string, signal: AbortSignal): Promise<void> {
  return (await import('./git/fetch')).fetchRemotes(root, signal);
}

/** What a branch changes, and which files commits changed. */
export function branches(): BranchPorts {
  const loaded = () => import('./git/branchFiles');
  return {
    branchFiles: async (...asked) => (await loaded()).branchFiles(...asked),
    filesOf: async (...asked) => (await loaded()).filesOf(...asked),
  };
}

/** Where changes come from. */
export function changeSources(needs: SourceNeeds): ChangePorts {
  let sources: Promise<ChangePorts> | undefined;
  const loaded = () => (sources ??= import('./changeSources').then((module) => module.changeSources(needs)));
  return {
    repositories: async () => (await loaded()).repositories(),
    facts: async (...asked) => (await loaded()).facts(...asked),
    past: async (...asked) => (await loaded()).past(...asked),
    merged: async (...asked) => (await loaded()).merged(...asked),
    async *lines(...asked) {
      yield* (await loaded()).lines(...asked);
    },
    blame: async (...asked) => (await loaded()).blame(...asked),
    events: async (...asked) => (await loaded()).events(...asked),
    statusPage: async (...asked) => (await loaded()).statusPage(...asked),
  };
}

/** What GitHub tells of changes; apart from the other sources, as only the editor signs in. */
export function githubChanges({ roots, token, now, report }: GithubAccess): NonNullable<ChangePorts['github']> {
  const loaded = askOnce(async () => {
    const { GithubChanges, remotesOn } = await import('./services/githubChanges');
    return new GithubChanges({ token, now, report, repositories: (host) => remotesOn(host, roots) });
  }, LOADING_MS);
  return async (sources, window) => (await loaded.get()).read(sources, window);
}

export interface GithubAccess extends Pick<SourceNeeds, 'roots' | 'now' | 'report'> {
  /** The token for GitHub, or for a server with its API at that address; undefined where nobody has signed in. Asks nobody. */
  readonly token: (api: string | undefined) => Promise<string | undefined>;
}

/** Code that has not been loaded by then is asked for anew. Milliseconds. */
const LOADING_MS = 10_000;

/** Reads logs; `script` is the file of the thread that does. */
export function logs(script: string): LogPorts {
  let made: Promise<LogPorts> | undefined;
  const loaded = () => (made ??= import('./logs/logReader').then(({ logPorts }) => logPorts(script)));
  return {
    find: async (...asked) => (await loaded()).find(...asked),
    marks: async (...asked) => (await loaded()).marks(...asked),
    news: async (...asked) => (await loaded()).news(...asked),
    page: async (...asked) => (await loaded()).page(...asked),
    print: async (...asked) => (await loaded()).print(...asked),
    matching: async (...asked) => (await loaded()).matching(...asked),
    below: async (...asked) => (await loaded()).below(...asked),
    dispose: () => void made?.then((ports) => ports.dispose()),
  };
}

/** Asks servers that speak Prometheus' API, and finds onsets; `script` is the file of the thread that does. */
export function metrics(script: string): MetricPorts {
  return {
    range: async (...asked) => (await import('./prometheus/prometheus')).prometheus().range(...asked),
    onsets: async (...asked) => (await import('./logs/thread')).readLogs(script, 'onsets', ...asked),
  };
}

/** Temporary worktrees, and checks in them. */
export function worktrees(): WorktreePorts {
  const loaded = async () => (await import('./worktrees')).worktreePorts;
  return {
    open: async (...asked) => (await loaded()).open(...asked),
    move: async (...asked) => (await loaded()).move(...asked),
    remove: async (...asked) => (await loaded()).remove(...asked),
    sweep: async (...asked) => (await loaded()).sweep(...asked),
    sweepAtStart: async (...asked) => (await loaded()).sweepAtStart(...asked),
    claim: async (...asked) => (await loaded()).claim(...asked),
    parentOf: async (...asked) => (await loaded()).parentOf(...asked),
    check: async (...asked) => (await loaded()).check(...asked),
  };
}

/** Opens the remote through which incidents are shared. */
export const openShare: OpenShare = async (needs) => (await import('./share')).openShare(needs);

/** Tries reverts, and makes them. */
export function rehearsals(needs: RehearsalNeeds): Rehearsals {
  let made: Promise<Rehearsals> | undefined;
  const loaded = () => (made ??= import('./rehearsals').then((module) => module.rehearsals(needs)));
  return {
    rehearse: async (...asked) => (await loaded()).rehearse(...asked),
    contents: async (...asked) => (await loaded()).contents(...asked),
    createBranch: async (...asked) => (await loaded()).createBranch(...asked),
    createCommit: async (...asked) => (await loaded()).createCommit(...asked),
    openBranch: async (...asked) => (await loaded()).openBranch(...asked),
    openConflict: async (...asked) => (await loaded()).openConflict(...asked),
    deleteBranch: async (...asked) => (await loaded()).deleteBranch(...asked),
    standsAt: async (...asked) => (await loaded()).standsAt(...asked),
    pushAddresses: async (...asked) => (await loaded()).pushAddresses(...asked),
    push: async (...asked) => (await loaded()).push(...asked),
    dispose: async () => (await made)?.dispose(),
  };
}

/** Where what is to be sent is kept, for all windows of this machine. */
export async function openOutbox(folder: string, now: () => number): Promise<OutboxDisk> {
  return (await import('./outbox/outboxDisk')).outboxDisk(folder, now);
}

/** Posts to chat channels, and reads them. */
export async function chat(): Promise<ChatPorts> {
  return (await import('./chat')).chatPorts();
}

/** Speaks to status pages and trackers; one for the window, as they share a pace. */
export function services(): LoadServices {
  let loaded: ReturnType<LoadServices> | undefined;
  return () => (loaded ??= import('./services').then((module) => module.services()));
}
