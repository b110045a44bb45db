import { isAbsolute, resolve } from 'node:path';
import { ShareFailed } from '../../app/sharePorts';
import { GitFailed, askGit } from '../git/run';

/** Where incidents are shared, and how git gets there. */
export interface ShareAddress {
  readonly fetch: string;
  readonly push: string;
  /** Configuration of the repository that named the remote, for signing in and for its transport. */
  readonly config: readonly (readonly [name: string, value: string])[];
  /** A folder of others, from which no program is started. */
  readonly outside: string | undefined;
}

/** What of a repository's own configuration matters for reaching its remotes. */
const REACHING = '^(credential\\.|http\\.|url\\.|core\\.sshcommand$|ssh\\.|remote\\.)';

/**
 * The address that the setting means: a remote of the workspace's repository by its name, else an address or a path (a
 * relative one from the repository, or from the folder). Throws ShareFailed.
 * @param root of the workspace's repository, or its folder
 */
export async function shareAddress(setting: string, root: string | undefined): Promise<ShareAddress> {
  if (setting.startsWith('-') || /\p{Cc}/u.test(setting)) throw new ShareFailed('notFound', setting);
  const own = root === undefined ? [] : await ownConfig(root);
  const config = own.filter(([name]) => !/^remote\./i.test(name));
  const isName = /^[\w.-]+$/.test(setting) && !/^\.+$/.test(setting);
  if (!isName) {
    const address = isPath(setting) && root !== undefined ? resolve(root, setting) : setting;
    return { fetch: address, push: address, config, outside: root };
  }
  const of = (key: string) => own.find(([name]) => name === `remote.${setting}.${key}`)?.[1];
  const fetch = of('url') ?? of('pushurl');
  if (fetch === undefined || root === undefined) throw new ShareFailed('notFound', setting);
  const proxy = of('proxy');
  return {
    fetch: placed(fetch, root),
    push: placed(of('pushurl') ?? fetch, root),
    config: [...config, ...(proxy === undefined ? [] : [['http.proxy', proxy] as const])],
    outside: root,
  };
}

/** Whether this is a path and no address: `host:path` and `scheme://…` are addresses. */
function isPath(text: string): boolean {
  return isAbsolute(text) || !/^(?:[a-z][a-z\d+.-]*:\/\/|[^/\\]*:)/i.test(text);
}

function placed(address: string, root: string): string {
  return isPath(address) ? resolve(root, address) : address;
}

/** The repository's own configuration; the person's and the system's git reads by itself. */
async function ownConfig(root: string): Promise<readonly (readonly [string, string])[]> {
  const args = ['config', '--local', '--includes', '-z', '--get-regexp', REACHING];
  try {
    const answer = await askGit({ directory: root }, { args });
    return answer.split('\0').flatMap((pair) => {
      const at = pair.indexOf('\n');
      // A name without a value is a switch that is on.
      if (pair === '') return [];
      return [at < 0 ? ([pair, 'true'] as const) : ([pair.slice(0, at), pair.slice(at + 1)] as const)];
    });
  } catch (error) {
    // It has none of these, or is no repository.
    if (error instanceof GitFailed && (error.exitCode === 1 || error.exitCode === 128)) return [];
    throw error;
  }
}
