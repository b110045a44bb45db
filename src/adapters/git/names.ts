import { GitFailed, type GitRepository, nulFields, streamGit } from './run';
import { inScratch } from './scratch';

/** Names are looked up in so many files. */
const MOST_PATHS = 500;

/** Where names stand in two trees: the places in the one, and which of them the other one has at all. Throws GitFailed. */
export async function findNames(
  repository: GitRepository,
  names: readonly string[],
  { tree, before, paths }: { readonly tree: string; readonly before?: string; readonly paths: readonly string[] },
): Promise<{ readonly places: ReadonlyMap<string, ReadonlySet<string>>; readonly old: ReadonlySet<string> }> {
  const [places, old] = [new Map<string, Set<string>>(), new Set<string>()];
  if (names.length === 0 || paths.length === 0) return { places, old };
  const options = [
    '-I',
    '-z',
    '-o',
    '-w',
    '-F',
    '--no-textconv',
    '--no-recurse-submodules',
    '--full-name',
    '--no-line-number',
  ];
  const args = inScratch('--literal-pathspecs', 'grep', '--no-color', '--no-column', ...options);
  const trees = [tree, ...(before === undefined ? [] : [before])];
  const where = ['--', ...paths.slice(0, MOST_PATHS)];
  const run = { args: [...args, ...names.flatMap((name) => ['-e', name]), ...trees, ...where] };
  try {
    for await (const [place, name] of grepped(repository, run.args)) {
      const [found, path = ''] = splitOnce(place, ':');
      if (found !== tree) old.add(name);
      else places.set(name, (places.get(name) ?? new Set<string>()).add(path));
    }
  } catch (error) {
    // So it says that there is none.
    if (!(error instanceof GitFailed) || error.exitCode !== 1) throw error;
  }
  return { places, old };
}

/** Reads `git grep -z -o`: the place, and behind a zero byte the name up to the end of its line. */
async function* grepped(repository: GitRepository, args: readonly string[]): AsyncGenerator<readonly [string, string]> {
  let place: string | undefined;
  for await (const fields of nulFields(streamGit(repository, { args }))) {
    for (const field of fields) {
      // Behind a name stands the place of the next one.
      const [name, next] = splitOnce(field, '\n');
      if (place !== undefined) yield [place, name];
      place = place === undefined ? field : next;
    }
  }
}

function splitOnce(text: string, mark: string): readonly [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}
