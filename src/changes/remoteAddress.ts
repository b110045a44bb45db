/** The kinds of hosts whose commit pages are known. */
type Kind = 'github' | 'gitlab' | 'bitbucket' | 'azure';

interface Remote {
  readonly host: string;
  /** Path of the repository, without `.git`, encoded for an address. */
  readonly path: string;
}

/**
 * The page of a commit on the host of a remote, as https address; undefined for a host that is not known. Understood are
 * `https://`, `ssh://` and `user@host:path` remotes of GitHub, GitLab, Bitbucket and Azure DevOps, their own names or names
 * that begin with theirs (`gitlab.example.com`). Credentials in the remote never get into the address.
 */
export function commitAddress(remote: string, sha: string): string | undefined {
  if (!/^[0-9a-f]{7,64}$/.test(sha)) return undefined;
  const parsed = parse(remote.trim());
  const kind = parsed && kindOf(parsed.host);
  if (parsed === undefined || kind === undefined) return undefined;
  const { host, path } = parsed;
  switch (kind) {
    case 'github':
      return `https://${host}/${path}/commit/${sha}`;
    case 'gitlab':
      return `https://${host}/${path}/-/commit/${sha}`;
    case 'bitbucket':
      return `https://${host}/${path}/commits/${sha}`;
    case 'azure':
      return azureAddress(host, path, sha);
  }
}

function parse(remote: string): Remote | undefined {
  const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)(.+)$/.exec(remote);
  if (scp?.[1] !== undefined && scp[2] !== undefined && !/^[a-z]$/i.test(scp[1])) return cleaned(scp[1], scp[2]);
  const url = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([\w.-]+)(?::\d+)?\/(.+)$/i.exec(remote);
  return url?.[1] === undefined || url[2] === undefined ? undefined : cleaned(url[1], url[2]);
}

function cleaned(host: string, path: string): Remote | undefined {
  const bare = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  const segments = bare.split('/').map((segment) => encodeURIComponent(decoded(segment)));
  return bare === '' || segments.includes('..') ? undefined : { host: host.toLowerCase(), path: segments.join('/') };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function kindOf(host: string): Kind | undefined {
  if (/(^|\.)github\./.test(host)) return 'github';
  if (/(^|\.)gitlab\./.test(host)) return 'gitlab';
  if (/(^|\.)bitbucket\./.test(host)) return 'bitbucket';
  return /(^|\.)dev\.azure\.com$|\.visualstudio\.com$/.test(host) ? 'azure' : undefined;
}

/** Azure's ssh remotes (`ssh.dev.azure.com:v3/org/project/repo`) have another path than its pages. */
function azureAddress(host: string, path: string, sha: string): string | undefined {
  const parts = path.split('/');
  if (host === 'ssh.dev.azure.com' || host === 'vs-ssh.visualstudio.com') {
    const [version, organization, project, repository] = parts;
    if (version !== 'v3' || repository === undefined) return undefined;
    return `https://dev.azure.com/${organization}/${project}/_git/${repository}/commit/${sha}`;
  }
  return parts.includes('_git') ? `https://${host}/${path}/commit/${sha}` : undefined;
}
