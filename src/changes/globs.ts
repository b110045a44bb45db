import picomatch from 'picomatch';
import { expanded, globProblem } from './braces';

/** Whether a name matches one of the globs; `*` is anything, slashes too: for tags. */
export function globMatcher(globs: readonly string[]): (name: string) => boolean {
  const patterns = globs.flatMap(alternatives).map((glob) => linear(tokens(glob), '.*?'));
  return (name) => patterns.some((pattern) => pattern.test(name));
}

/**
 * Whether a path belongs to one of the globs: `src/cache/**`, `*.sql`, `services/{auth,login}`. `*` stays within a folder, `**`
 * does not. As in .gitignore, a glob that names a folder means all in it, one that ends with a slash means folders alone, and one
 * with no other slash matches at any depth; `/README.md` matches at the root only.
 */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap(alternatives).map(pathPattern);
  return (path) => {
    const names = path.split('/');
    return patterns.some((pattern) => hasPath(pattern, names));
  };
}

/** A folder or file name of a glob: any number of names for `**`, one that is spelled out, or one that fits. */
type Name = '**' | RegExp | { readonly is: string };

const ANY = /^/;

function pathPattern(glob: string): readonly Name[] {
  const bare = glob.replace(/^\.\//, '');
  const names = split(tokens(bare.replace(/^\//, '')), '/');
  const isFolder = names.length > 1 && names.at(-1)?.length === 0;
  if (isFolder) names.pop();
  const isRooted = bare.startsWith('/') || names.length > 1;
  return [...(isRooted ? [] : ['**' as const]), ...names.map(nameOf), ...(isFolder ? [ANY] : []), '**'];
}

function nameOf(name: readonly string[]): Name {
  if (name.length === 1 && name[0] === '**') return '**';
  return name.every((token) => /^[\w.-]$/.test(token)) ? { is: name.join('') } : linear(name, '[^/]*?');
}

/** The last `**` that was met takes one name more whenever the rest does not fit: no earlier one has to be tried again. */
function hasPath(pattern: readonly Name[], names: readonly string[]): boolean {
  let [at, taken, star, starred] = [0, 0, -1, 0];
  while (taken < names.length) {
    const wanted = pattern[at];
    if (wanted === '**') [star, starred] = [at++, taken];
    else if (wanted !== undefined && fits(wanted, names[taken] ?? '')) [at, taken] = [at + 1, taken + 1];
    else if (star >= 0) [at, taken] = [star + 1, ++starred];
    else return false;
  }
  return pattern.slice(at).every((name) => name === '**');
}

function fits(wanted: Exclude<Name, '**'>, name: string): boolean {
  return wanted instanceof RegExp ? wanted.test(name) : wanted.is === name;
}

/**
 * The expression of a glob without braces. What stands between two stars is looked for once, at the first place where it fits
 * (`(?=(…))\1` gives nothing back): a later place could not help what follows, so the time is linear in the name for each star.
 */
function linear(glob: readonly string[], star: string): RegExp {
  const [first = '', ...others] = split(glob, '*').map((part) => part.map(source).join(''));
  const last = others.pop();
  const middle = others.filter((part) => part !== '').map((part, i) => `(?=(${star}${part}))\\${i + 1}`);
  try {
    return new RegExp(`^${first}${last === undefined ? '' : `${middle.join('')}${star}${last}`}$`, 'su');
  } catch {
    return NOTHING; // a class from z to a
  }
}

const NOTHING = /^(?!)/;

/** The expression of a letter, `?` or a class, which picomatch reads: it takes very long over whole globs that are hostile. */
function source(token: string): string {
  if (token === '?') return '[^/]';
  if (token.length > 2 && token.startsWith('[')) return picomatch.makeRe(token, CLASS).source;
  const letter = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
  return letter.replace(/[.+*?^${}()|[\]\\/]/g, '\\$&');
}

const CLASS: picomatch.PicomatchOptions = { contains: true, fastpaths: false, posix: true };

/** Letters (escaped ones with their backslash), `?`, `/`, stars (`*`, or `**` of two and more), and classes. */
function tokens(glob: string): string[] {
  const found = glob.match(/\\.|\[[!^]?\]?(?:\[:[a-z]{1,10}:\]|\\.|[^\]\\/]){0,60}\]|\*+|./gsu) ?? [];
  return found.map((token) => (token.startsWith('*') ? token.slice(0, 2) : token));
}

function split(list: readonly string[], at: '/' | '*'): string[][] {
  const parts: string[][] = [[]];
  for (const token of list) {
    if (token === at || (at === '*' && token === '**')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function alternatives(glob: string): readonly string[] {
  return globProblem(glob) === undefined ? (expanded(glob) ?? []) : [];
}
