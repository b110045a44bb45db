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

/** How long to wait for the git extension to find the repositories after a start. Milliseconds. */
const PATIENCE = 3000;

/** The roots of the workspace's repositories, nested ones included; none in Restricted Mode or without git. */
export async function repositoryRoots(): Promise<readonly string[]> {
  const api = await gitApi();
  // Until the git extension has looked around, the folders themselves tell where a repository is.
  if (api?.state === 'uninitialized') return unopenedRoots();
  return api?.repositories.map((repository) => repository.rootUri.fsPath) ?? [];
}

/**
 * Folders of the workspace that hold a repository which the git extension does not open: git is missing, does not trust
 * their owner, or the extension is off. Reading them tells why. None in Restricted Mode.
 */
export async function unopenedRoots(): Promise<readonly string[]> {
  if (!vscode.workspace.isTrusted) return [];
  const api = await gitApi();
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'file' && (api?.getRepository(uri) ?? null) === null,
  );
  const found = await Promise.all(folders.map(({ uri }) => modifiedAt(vscode.Uri.joinPath(uri, '.git'))));
  return folders.filter((_, index) => found[index] !== undefined).map(({ uri }) => uri.fsPath);
}

/** When a file or folder was last written to, in milliseconds; undefined if it is not there. */
async function modifiedAt(uri: vscode.Uri): Promise<number | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).mtime;
  } catch {
    return undefined;
  }
}

/** The root of the repository that holds a file. */
export async function repositoryOf(file: vscode.Uri): Promise<string | undefined> {
  return (await gitApi())?.getRepository(file)?.rootUri.fsPath;
}

/** The address of a repository's remote, `origin` before others. */
export async function remoteOf(root: string): Promise<string | undefined> {
  const repository = (await gitApi())?.repositories.find(({ rootUri }) => rootUri.fsPath === root);
  const remotes = repository?.state.remotes ?? [];
  const remote = remotes.find(({ name }) => name === 'origin') ?? remotes[0];
  return remote?.fetchUrl ?? remote?.pushUrl;
}

/** A repository that is not of the workspace, with what fetches it. */
export interface OtherRepository {
  readonly root: string;
  readonly fetch: () => Promise<void>;
}

/**
 * Fetches every repository that has a remote and those others, with progress that can be cancelled between two of them. One
 * that fails keeps none of the others from it; throws Refusal with their names at the end.
 */
export async function fetchAll(others: readonly OtherRepository[]): Promise<void> {
  const api = await gitApi();
  if (api === undefined)
    throw new Refusal(t('Nothing is fetched: in Restricted Mode, or without git, git is not run.'));
  const opened = api.repositories
    .filter(({ state }) => state.remotes.length > 0)
    .map((repository) => ({ root: repository.rootUri.fsPath, fetch: () => repository.fetch() }));
  const roots = new Set(api.repositories.map(({ rootUri }) => rootUri.fsPath));
  const repositories = [...opened, ...others.filter(({ root }) => !roots.has(root))];
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Fetching'),
    cancellable: true,
  };
  const failed: string[] = [];
  await vscode.window.withProgress(options, async (progress, token) => {
    for (const { root, fetch } of repositories) {
      if (token.isCancellationRequested) return;
      progress.report({ message: basename(root), increment: 100 / repositories.length });
      await fetch().catch((error: unknown) => {
        logError(error);
        failed.push(basename(root));
      });
    }
  });
  if (failed.length > 0) {
    throw new Refusal(t('Not fetched: {0}. The log (Show Log) says why.', oneLine(failed.join(', '))));
  }
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

export async function gitApi(): Promise<GitApi | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  try {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    // getAPI throws where git.enabled is off or git is missing.
    const api = (await extension?.activate())?.getAPI(1);
    if (api?.state === 'uninitialized') await firstOf(api.onDidChangeState, PATIENCE);
    return api;
  } catch (error) {
    logError(error);
    return undefined;
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
