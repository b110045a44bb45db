import { basename } from 'node:path';
import * as vscode from 'vscode';
import { oneLine } from '../../reports/plain';
import { Refusal } from './failures';
import { logError } from './log';

const { t } = vscode.l10n;

/** The part of the built-in git extension's API (version 1) that is used. */
interface GitExtension {
  getAPI(version: 1): GitApi;
}
interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<unknown>;
  readonly repositories: readonly Repository[];
  readonly onDidOpenRepository: vscode.Event<Repository>;
  readonly onDidCloseRepository: vscode.Event<Repository>;
  toGitUri(file: vscode.Uri, ref: string): vscode.Uri;
  getRepository(uri: vscode.Uri): Repository | null;
}
interface Repository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly commit?: string; readonly ahead?: number; readonly behind?: number } | undefined;
    readonly remotes: readonly { readonly name: string; readonly fetchUrl?: string; readonly pushUrl?: string }[];
    readonly onDidChange: vscode.Event<void>;
  };
  fetch(): Promise<void>;
}

/**
 * How long the git extension has to start, and then to find the repositories, from when it was first asked. Milliseconds. Where
 * git hangs it never does, and nobody waits for it again.
 */
const PATIENCE = 10_000;
/** An entry does not wait longer for the git extension. Milliseconds. */
export const ENTRY_PATIENCE = 700;
/** A file system (of a share, of a container) that does not answer is not waited for. Milliseconds. */
const STAT_PATIENCE = 1000;
/** A fetch of the git extension takes no longer; it cannot be ended, but what comes after it goes on. Milliseconds. */
const FETCH_PATIENCE = 120_000;

/**
 * The roots of the workspace's repositories, nested ones included; none in Restricted Mode or without git.
 * @param patience how long to wait for the git extension; milliseconds
 */
export async function repositoryRoots(patience = PATIENCE): Promise<readonly string[]> {
  const api = await gitApi(patience);
  // Until the git extension has looked around, the folders themselves tell where a repository is.
  if (api?.state === 'uninitialized' || (api === undefined && activation !== undefined)) return foldersWithGit(api);
  return api?.repositories.map((repository) => repository.rootUri.fsPath) ?? [];
}

/**
 * Folders of the workspace that hold a repository which the git extension does not open: git is missing, does not trust
 * their owner, or the extension is off. Reading them tells why. None in Restricted Mode.
 */
export async function unopenedRoots(): Promise<readonly string[]> {
  return vscode.workspace.isTrusted ? foldersWithGit(await gitApi()) : [];
}

async function foldersWithGit(api: GitApi | undefined): Promise<readonly string[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'file' && (api?.getRepository(uri) ?? null) === null,
  );
  const found = await Promise.all(folders.map(({ uri }) => modifiedAt(vscode.Uri.joinPath(uri, '.git'))));
  return folders.filter((_, index) => found[index] !== undefined).map(({ uri }) => uri.fsPath);
}

/** When a file or folder was last written to, in milliseconds; undefined if it is not there. */
async function modifiedAt(uri: vscode.Uri): Promise<number | undefined> {
  try {
    return (await within(vscode.workspace.fs.stat(uri), STAT_PATIENCE))?.mtime;
  } catch {
    return undefined;
  }
}

/** The root of the repository that holds a file. */
export async function repositoryOf(file: vscode.Uri): Promise<string | undefined> {
  return (await gitApi())?.getRepository(file)?.rootUri.fsPath;
}

/** The address of a repository's remote: the one of that name, else `origin` before others. */
export async function remoteOf(root: string, named = 'origin'): Promise<string | undefined> {
  const repository = (await gitApi())?.repositories.find(({ rootUri }) => rootUri.fsPath === root);
  const remotes = repository?.state.remotes ?? [];
  const remote = remotes.find(({ name }) => name === named) ?? remotes[0];
  return remote?.fetchUrl ?? remote?.pushUrl;
}

/** A repository that is not of the workspace, with what fetches it. */
export interface OtherRepository {
  readonly root: string;
  readonly fetch: (signal: AbortSignal) => Promise<void>;
}

/**
 * Fetches every repository that has a remote and those others, with progress that can be cancelled. One that fails or does not
 * answer keeps none of the others from it; throws Refusal with their names at the end.
 */
export async function fetchAll(others: readonly OtherRepository[]): Promise<void> {
  const api = await gitApi();
  if (api === undefined && (others.length === 0 || !vscode.workspace.isTrusted))
    throw new Refusal(t('Nothing is fetched: in Restricted Mode, or without git, git is not run.'));
  const opened = (api?.repositories ?? [])
    .filter(({ state }) => state.remotes.length > 0)
    .map((repository) => ({ root: repository.rootUri.fsPath, fetch: () => fetchOpened(repository) }));
  const roots = new Set(opened.map(({ root }) => root));
  const repositories = [...opened, ...others.filter(({ root }) => !roots.has(root))];
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Fetching'),
    cancellable: true,
  };
  const failed: string[] = [];
  await vscode.window.withProgress(options, async (progress, token) => {
    const cancelling = new AbortController();
    const cancelled = new Promise<void>((resolve) => {
      token.onCancellationRequested(() => {
        cancelling.abort();
        resolve();
      });
    });
    for (const { root, fetch } of repositories) {
      if (token.isCancellationRequested) return;
      progress.report({ message: basename(root), increment: 100 / repositories.length });
      const fetched = fetch(cancelling.signal).catch((error: unknown) => {
        if (cancelling.signal.aborted) return;
        logError(error);
        failed.push(basename(root));
      });
      await Promise.race([fetched, cancelled]);
    }
  });
  if (failed.length > 0) {
    throw new Refusal(t('Not fetched: {0}. The log (Show Log) says why.', oneLine(failed.join(', '))));
  }
}

async function fetchOpened(repository: Repository): Promise<void> {
  // Such an address names a program to run.
  const program = repository.state.remotes.find(({ fetchUrl }) => /^ext::/i.test(fetchUrl ?? ''));
  if (program !== undefined) throw new Error(`the remote ${program.name} is reached by a program (ext::)`);
  const fetched = repository.fetch().then(() => true);
  if ((await within(fetched, FETCH_PATIENCE)) === undefined) throw new Error('git does not answer');
}

/**
 * Tells when a repository comes, goes, has another commit checked out, or was fetched; resolves once the git extension is
 * there, with undefined if it is not.
 */
export async function onRepositoriesChange(listener: () => void): Promise<vscode.Disposable | undefined> {
  const api = await gitApi();
  if (api === undefined) return undefined;
  const subscriptions: vscode.Disposable[] = [];
  const follow = (repository: Repository) => {
    let standing = standingOf(repository);
    const subscription = repository.state.onDidChange(async () => {
      const before = standing;
      standing = standingOf(repository);
      if ((await before) !== (await standing)) listener();
    });
    subscriptions.push(subscription);
  };
  api.repositories.forEach(follow);
  subscriptions.push(
    api.onDidOpenRepository((repository) => {
      follow(repository);
      listener();
    }),
    api.onDidCloseRepository(listener),
  );
  return new vscode.Disposable(() => {
    for (const subscription of subscriptions) subscription.dispose();
  });
}

/**
 * What tells one state of a repository's history from another. A fetch may move none but branches that are not checked out;
 * that of a worktree, whose files are elsewhere, is then not noticed.
 */
async function standingOf({ rootUri, state }: Repository): Promise<string> {
  const { commit, ahead, behind } = state.HEAD ?? {};
  return [commit, ahead, behind, await modifiedAt(vscode.Uri.joinPath(rootUri, '.git', 'FETCH_HEAD'))].join();
}

/** When the git extension was first asked to start, as long as it has not; when it was first seen without repositories. */
let activation: { readonly since: number; readonly done: Promise<unknown> } | undefined;
const lookingAround = new WeakMap<GitApi, number>();

/**
 * The API of the built-in git extension; undefined in Restricted Mode, without git, and where the extension has not started in
 * time. It has that time from when it was first asked: a start that hangs is not waited for again and again.
 * @param patience milliseconds
 */
export async function gitApi(patience = PATIENCE): Promise<GitApi | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  try {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    if (extension === undefined) return undefined;
    // getAPI throws where git.enabled is off or git is missing.
    const api = (extension.isActive ? extension.exports : await started(extension, patience))?.getAPI(1);
    if (api?.state === 'uninitialized') {
      const since = lookingAround.get(api) ?? performance.now();
      lookingAround.set(api, since);
      await firstOf(api.onDidChangeState, left(since, Math.min(patience, LOOK_AROUND)));
    }
    return api;
  } catch (error) {
    logError(error);
    return undefined;
  }
}

/** How long the git extension has to find the repositories, once it has started. Milliseconds. */
const LOOK_AROUND = 3000;

async function started(extension: vscode.Extension<GitExtension>, patience: number): Promise<GitExtension | undefined> {
  const starting = Promise.resolve(extension.activate()).finally(() => (activation = undefined));
  activation ??= { since: performance.now(), done: starting };
  const api = await within(starting, left(activation.since, patience));
  if (api === undefined) logError(new Error('the git extension has not started: does git answer?'));
  return api;
}

/** Resolves once the git extension has started after all, where it is late; undefined where nothing is waited for. */
export function lateGit(): Promise<void> | undefined {
  return activation?.done.then(
    () => undefined,
    // Said where it was asked to start.
    () => undefined,
  );
}

function left(since: number, patience: number): number {
  return Math.max(0, since + patience - performance.now());
}

/** What the work gives, or undefined if it takes longer; its failure is nobody's any more then. */
async function within<T>(work: PromiseLike<T>, patience: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patience)));
  const own = Promise.resolve(work);
  own.catch(() => undefined);
  try {
    return await Promise.race([own, late]);
  } finally {
    clearTimeout(timer);
  }
}

function firstOf(event: vscode.Event<unknown>, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, patience);
    const subscription = event(done);
  });
}
