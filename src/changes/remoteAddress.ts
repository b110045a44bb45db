import { type Forge, FORGES, forgeOf, type Place } from './forges';

/**
 * The page of a commit on the host of a remote; undefined where it is not known. Understood are web, `ssh://`, `git://` and
 * `user@host:path` remotes of the hosts in `forges.ts`. The port of a web address is kept, one of ssh is not the page's;
 * credentials never get into the address. https, unless a host of one's own was cloned over http.
 */
export function commitAddress(remote: string, sha: string): string | undefined {
  if (!/^[0-9a-f]{7,64}$/.test(sha)) return undefined;
  const page = pageOf(remote);
  return page?.forge.commit(page.address, sha);
}

/** The page on which a pull request of a branch is made; undefined where it is not known. */
export function requestAddress(remote: string, branch: string, onto: string): string | undefined {
  const page = pageOf(remote);
  return page?.forge.request?.(page.address, encodeURIComponent(branch), encodeURIComponent(onto));
}

/** `owner/name` of a remote on this host, which speaks GitHub's API; undefined for any other. */
export function repositoryOn(host: string, remote: string): string | undefined {
  const place = placeOf(remote.trim());
  // GitHub answers ssh at port 443 under another name.
  const isThere = place?.host === host.toLowerCase() || place?.host === `ssh.${host.toLowerCase()}`;
  return isThere ? FORGES.github.repository(place.path)?.path.join('/') : undefined;
}

/** The page of a remote's repository, and what kind of site it is on. */
function pageOf(remote: string): { readonly address: string; readonly forge: Forge } | undefined {
  const place = placeOf(remote.trim());
  const known = place && forgeOf(place);
  if (place === undefined || known === undefined) return undefined;
  const forge: Forge = FORGES[known.forge];
  const repository = forge.repository(place.path, place);
  if (repository === undefined) return undefined;
  const scheme = place.isPlain && known.site === undefined ? 'http' : 'https';
  const path = repository.path.map((name) => encodeURIComponent(name)).join('/');
  return { address: `${scheme}://${repository.site ?? known.site ?? place.site}/${path}`, forge };
}

/** A remote longer than this is none. */
const MOST_CHARACTERS = 2_000;

function placeOf(remote: string): Place | undefined {
  if (remote.length > MOST_CHARACTERS) return undefined;
  const url = /^(?:git\+)?(https?|ssh|git):\/\/([^/?#]*)(?:\/([^?#]*))?/i.exec(remote);
  if (url !== null) {
    const [, scheme = '', authority = '', path = ''] = url;
    const [host = '', port = '', ...others] = withoutUser(authority).split(':');
    // `ssh://host:owner/repository` is no address for git, and yet written.
    const isPath = port !== '' && !/^\d+$/.test(port);
    if (others.length > 0) return undefined;
    return place(scheme.toLowerCase(), host, isPath ? '' : port, isPath ? `${port}/${path}` : path);
  }
  if (remote.includes('://')) return undefined;
  const at = remote.lastIndexOf('@', !remote.includes('/') ? remote.length : remote.indexOf('/'));
  const scp = /^([^:/\\]{2,}):([^?#]+)/.exec(remote.slice(at + 1));
  return scp === null ? undefined : place('scp', scp[1] ?? '', '', scp[2] ?? '');
}

function withoutUser(authority: string): string {
  return authority.slice(authority.lastIndexOf('@') + 1);
}

function place(scheme: string, named: string, port: string, path: string): Place | undefined {
  const isWeb = scheme.startsWith('http');
  // `github.com-work` is an alias of somebody's ssh configuration: no top-level domain has a dash in it.
  const host = (isWeb ? named : named.replace(/(\.[a-z]+)-[\w-]+$/i, '$1')).toLowerCase();
  if (!/^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/.test(host)) return undefined;
  const names = path
    .replace(/^\/+|(?<!\/)\/+$/g, '')
    .replace(/\.git$/, '')
    .split('/')
    .map(decoded);
  if (names.some((name) => name === '' || name === '.' || name === '..')) return undefined;
  const isUsual = port === '' || port === (scheme === 'http' ? '80' : '443');
  return {
    isWeb,
    isPlain: scheme === 'http',
    host,
    port,
    site: isWeb && !isUsual ? `${host}:${port}` : host,
    path: names,
  };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
