/** Where a remote points: what the table of hosts is asked with. */
export interface Place {
  /** Cloned over http or https: the page is on the same host and port. */
  readonly isWeb: boolean;
  /** Over http without encryption. */
  readonly isPlain: boolean;
  readonly host: string;
  readonly port: string;
  /** Host of the pages, with a web port that is not the usual one. */
  readonly site: string;
  /** Names of the path, decoded, without `.git`. */
  readonly path: readonly string[];
}

/** The page of a repository: names of its path, and the host where it is not that of the remote. */
export interface Repository {
  readonly path: readonly string[];
  readonly site?: string;
}

/** A kind of site that shows repositories. Undefined for a path that is none of a repository. */
export interface Forge {
  readonly repository: (path: readonly string[], place: Place) => Repository | undefined;
  /** The page of a commit, by the address of the repository's page. */
  readonly commit: (repository: string, sha: string) => string;
  /** The page on which a pull or merge request is made; names are encoded already. Absent where there is none. */
  readonly request?: (repository: string, branch: string, onto: string) => string;
}

/** What a page of a repository is called behind its name, where somebody cloned from an address of the browser. */
const PAGES = new Set(['tree', 'blob', 'raw', 'commit', 'commits', 'src', 'edit', 'blame']);

const withCommit = (repository: string, sha: string) => `${repository}/commit/${sha}`;

function ownerAndName(path: readonly string[]): Repository | undefined {
  const isRepository = path.length === 2 || PAGES.has(path[2] ?? '');
  return isRepository ? { path: path.slice(0, 2) } : undefined;
}

export const FORGES = {
  /** Of GitHub itself, and of those that took its pages over: Gitea, Forgejo, Gogs. */
  github: {
    repository: (path) => (path[0] === 'gist' ? undefined : ownerAndName(path)),
    commit: withCommit,
    request: (repository, branch, onto) => `${repository}/compare/${onto}...${branch}?expand=1`,
  },
  gist: {
    repository: (path) => (path.length <= 2 && /^[\da-f]+$/.test(path.at(-1) ?? '') ? { path } : undefined),
    commit: (repository, sha) => `${repository}/${sha}`,
  },
  gitlab: {
    repository: (path, { isWeb }) => {
      const end = path.findIndex((name, i) => name === '-' || (i > 1 && (PAGES.has(name) || name === 'repository')));
      const own = end < 0 ? path : path.slice(0, end);
      // `host:2222/group/name` may mean a port.
      const isPort = !isWeb && own.length > 2 && /^\d+$/.test(own[0] ?? '');
      return own.length < 2 || path[end] === 'repository' || isPort ? undefined : { path: own };
    },
    commit: (repository, sha) => `${repository}/-/commit/${sha}`,
    request: (repository, branch, onto) =>
      `${repository}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${branch}&merge_request%5Btarget_branch%5D=${onto}`,
  },
  bitbucket: {
    repository: ownerAndName,
    commit: (repository, sha) => `${repository}/commits/${sha}`,
    request: (repository, branch, onto) => `${repository}/pull-requests/new?source=${branch}&dest=${onto}`,
  },
  /** Clones from `/scm/project/name`, or over ssh from `/project/name`, perhaps below a folder of the host. */
  bitbucketServer: {
    repository: (path, { isWeb }) => {
      const page = path.findIndex((name, i) => /^(?:projects|users)$/.test(name) && path[i + 2] === 'repos');
      if (isWeb && page >= 0 && path.length > page + 3) return { path: path.slice(0, page + 4) };
      const [project, name] = path.slice(-2);
      const isClone = isWeb ? path.at(-3) === 'scm' : path.length === 2;
      if (project === undefined || name === undefined || !isClone) return undefined;
      return { path: [...path.slice(0, -3), 'projects', project, 'repos', name] };
    },
    commit: (repository, sha) => `${repository}/commits/${sha}`,
    request: (repository, branch, onto) =>
      `${repository}/pull-requests?create&sourceBranch=refs%2Fheads%2F${branch}&targetBranch=refs%2Fheads%2F${onto}`,
  },
  /** Azure DevOps and its server: `…/_git/name`, over ssh also `v3/organization/project/name` and `…/_ssh/name`. */
  azure: {
    repository: (path, { isWeb, host }) => {
      const isSshHost = host === 'ssh.dev.azure.com' || host === 'vs-ssh.visualstudio.com';
      const [version, organization, project, name] = path;
      if (isSshHost && version === 'v3' && path.length === 4 && organization && project && name) {
        return { path: [organization, project, '_git', name], site: 'dev.azure.com' };
      }
      const mark = path.findIndex((each) => each === '_git' || (!isWeb && each === '_ssh'));
      const named = path.slice(mark + 1).find((each) => !/^_(?:full|optimized)$/.test(each));
      if (mark < 0 || named === undefined || isSshHost) return undefined;
      return { path: [...path.slice(0, mark), '_git', named] };
    },
    commit: withCommit,
    request: (repository, branch, onto) => `${repository}/pullrequestcreate?sourceRef=${branch}&targetRef=${onto}`,
  },
  sourcehut: {
    repository: (path) => (path.length === 2 && path[0]?.startsWith('~') === true ? { path } : undefined),
    commit: withCommit,
  },
  /** AWS: the region is in the host's name, the pages are on the console of that region. */
  codecommit: {
    repository: (path, { host }) => {
      const [region, name] = [host.split('.')[1], path.at(-1)];
      if (path.length !== 3 || path[1] !== 'repos' || region === undefined || name === undefined) return undefined;
      return { path: ['codesuite', 'codecommit', 'repositories', name], site: `${region}.console.aws.amazon.com` };
    },
    commit: withCommit,
  },
  /** `a/` in front asks to sign in. */
  gitiles: {
    repository: (path) => ({ path: path[0] === 'a' ? path.slice(1) : path }),
    commit: (repository, sha) => `${repository}/+/${sha}`,
  },
  cgit: {
    repository: (path) => ({ path: [...path.slice(0, -1), `${path.at(-1) ?? ''}.git`] }),
    commit: (repository, sha) => `${repository}/commit/?id=${sha}`,
  },
} as const satisfies Readonly<Record<string, Forge>>;

export interface KnownHost {
  readonly forge: keyof typeof FORGES;
  /** The host of the pages, where it is another one, or of a site that is always on https. */
  readonly site?: string;
}

/** Hosts that everybody knows. */
const HOSTS: Readonly<Record<string, KnownHost>> = {
  'github.com': { forge: 'github', site: 'github.com' },
  'www.github.com': { forge: 'github', site: 'github.com' },
  'ssh.github.com': { forge: 'github', site: 'github.com' },
  'gist.github.com': { forge: 'gist', site: 'gist.github.com' },
  'gitlab.com': { forge: 'gitlab', site: 'gitlab.com' },
  'www.gitlab.com': { forge: 'gitlab', site: 'gitlab.com' },
  'altssh.gitlab.com': { forge: 'gitlab', site: 'gitlab.com' },
  'salsa.debian.org': { forge: 'gitlab' },
  'invent.kde.org': { forge: 'gitlab' },
  'framagit.org': { forge: 'gitlab' },
  'bitbucket.org': { forge: 'bitbucket', site: 'bitbucket.org' },
  'www.bitbucket.org': { forge: 'bitbucket', site: 'bitbucket.org' },
  'altssh.bitbucket.org': { forge: 'bitbucket', site: 'bitbucket.org' },
  'dev.azure.com': { forge: 'azure', site: 'dev.azure.com' },
  'ssh.dev.azure.com': { forge: 'azure', site: 'dev.azure.com' },
  'vs-ssh.visualstudio.com': { forge: 'azure', site: 'dev.azure.com' },
  'codeberg.org': { forge: 'github', site: 'codeberg.org' },
  'gitea.com': { forge: 'github', site: 'gitea.com' },
  'notabug.org': { forge: 'github' },
  'cnb.cool': { forge: 'gitlab', site: 'cnb.cool' },
  'git.sr.ht': { forge: 'sourcehut', site: 'git.sr.ht' },
  'git.kernel.org': { forge: 'cgit', site: 'git.kernel.org' },
};

/** Hosts by the shape of their names. */
const SHAPES: readonly (KnownHost & { readonly host: RegExp })[] = [
  { host: /^[\w-]+\.ghe\.com$/, forge: 'github' },
  { host: /^[\w-]+\.visualstudio\.com$/, forge: 'azure' },
  { host: /^git-codecommit(?:-fips)?\.[\w-]+\.amazonaws\.com$/, forge: 'codecommit' },
  { host: /^[\w-]+\.googlesource\.com$/, forge: 'gitiles' },
  { host: /^(?:[a-z\d]+-)*gitlab(?:-[a-z\d]+)*(?:\.|$)/, forge: 'gitlab' },
  { host: /^(?:github|ghe)\./, forge: 'github' },
  { host: /^(?:gitea|forgejo|gogs|codeberg)(?:\.|$)/, forge: 'github' },
  { host: /^(?:bitbucket|stash)(?:\.|$)/, forge: 'bitbucketServer' },
];
/** Where Bitbucket Server listens for ssh. */
const BITBUCKET_SSH = '7999';

/** What kind of site a remote is on: by its host, by the shape of its host's name, by the shape of its path. */
export function forgeOf({ host, port, path, isWeb }: Place): KnownHost | undefined {
  if (Object.hasOwn(HOSTS, host)) return HOSTS[host];
  // `github.com.work` and `pages.gitlab.com` are not the sites whose names they have, and `git@gitlab:` may be anybody's alias.
  const isLike = Object.values(HOSTS).some(
    ({ site = '-' }) => host.startsWith(`${site}.`) || host.endsWith(`.${site}`),
  );
  if (isLike || (!isWeb && !host.includes('.'))) return undefined;
  const shape = SHAPES.find((each) => each.host.test(host));
  if (shape !== undefined) return { forge: shape.forge };
  if (path.includes('_git')) return { forge: 'azure' };
  const isServer = isWeb ? path.at(-3) === 'scm' : port === BITBUCKET_SSH;
  return isServer ? { forge: 'bitbucketServer' } : undefined;
}
