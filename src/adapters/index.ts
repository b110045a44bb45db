import type { ChangePorts } from '../app/changePorts';
import type { LogPorts } from '../app/logPorts';
import type { MetricPorts } from '../app/metricPorts';
import type { WorktreePorts } from '../app/worktreePorts';
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

/** Asks servers that speak Prometheus' API. */
export const metrics: MetricPorts = {
  range: async (...asked) => (await import('./prometheus/prometheus')).prometheus().range(...asked),
};
/** Temporary worktrees, and checks in them. */
export function worktrees(): WorktreePorts {
  const loaded = async () => (await import('./worktrees')).worktreePorts;
  return {
    open: async (...asked) => (await loaded()).open(...asked),
    move: async (...asked) => (await loaded()).move(...asked),
    remove: async (...asked) => (await loaded()).remove(...asked),
    sweep: async (...asked) => (await loaded()).sweep(...asked),
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
    push: async (...asked) => (await loaded()).push(...asked),
    dispose: async () => (await made)?.dispose(),
  };
}
