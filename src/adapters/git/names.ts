import { kindOf } from '../../changes/kinds';
import { WordSearch } from '../../changes/wordSearch';
import type { Desk } from './desk';
import { Answers } from './inspect';
import { readTouchedFiles, type TouchedFile } from './laterChanges';

/** Names are looked for in so many files, the smallest, and in none that is larger. Bytes. */
const MOST_FILES = 500;
const MOST_FILE = 256 * 1024;
const MOST_BYTES = 2 * 1024 * 1024;
/** What has a zero byte so near to its beginning is no text, as git sees it. Bytes. */
const TEXT_HEAD = 8_000;

export interface NameSearch {
  /** The files that were touched since the change: before is the tree that it left. */
  readonly touched: readonly TouchedFile[];
  /** The tree without the change, and the paths in which it is another one than the tip's. */
  readonly without: { readonly tree: string; readonly paths: ReadonlySet<string> };
  /** The trees before and after the change. */
  readonly change: { readonly before?: string; readonly after: string };
}

/**
 * Names that stand in files which were touched since a change, once the change is taken out, and where; those that stood in one of
 * these files before the change are left out. Throws GitFailed.
 */
export async function findNames(
  desk: Desk,
  names: readonly string[],
  { touched, without, change }: NameSearch,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const files = touched.filter(({ path }) => kindOf(path) !== 'lock');
  const now = files.flatMap(({ path, after }) => {
    if (!without.paths.has(path)) return after === undefined ? [] : [{ path, object: after }];
    // A question is one line.
    return path.includes('\n') ? [] : [{ path, object: `${without.tree}:${path}` }];
  });
  const places = new Map<string, Set<string>>();
  const wanted = new WordSearch(names);
  for (const { path, content } of await readTexts(desk, now)) {
    for (const name of wanted.in(content)) places.set(name, (places.get(name) ?? new Set<string>()).add(path));
  }
  if (places.size === 0 || change.before === undefined) return places;
  const own = new Map((await readTouchedFiles(desk, change.before, change.after)).map((file) => [file.path, file]));
  const then = files.flatMap(({ path, before }) => {
    const object = own.has(path) ? own.get(path)?.before : before;
    return object === undefined ? [] : [{ path, object }];
  });
  const found = new WordSearch([...places.keys()]);
  for (const { content } of await readTexts(desk, then)) for (const name of found.in(content)) places.delete(name);
  return places;
}

interface Wanted {
  readonly path: string;
  readonly object: string;
}

interface Text {
  readonly path: string;
  readonly content: Buffer;
}

/** The texts among some files, within the bounds. */
async function readTexts(desk: Desk, wanted: readonly Wanted[]): Promise<readonly Text[]> {
  if (wanted.length === 0) return [];
  const sizes = new Answers(await desk.look(wanted.map(({ object }) => `info ${object}`)));
  let left = MOST_BYTES;
  const read = wanted
    .map((file) => ({ ...file, size: sizes.size() ?? Infinity }))
    .filter(({ size }) => size <= MOST_FILE)
    .sort((a, b) => a.size - b.size)
    .slice(0, MOST_FILES)
    .filter(({ size }) => (left -= size) >= 0);
  if (read.length === 0) return [];
  const answers = new Answers(await desk.look(read.map(({ object }) => `contents ${object}`)));
  return read.flatMap(({ path }) => {
    const content = answers.contents('blob');
    return content === undefined || content.subarray(0, TEXT_HEAD).includes(0) ? [] : [{ path, content }];
  });
}
