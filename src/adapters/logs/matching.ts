import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';

/** Names that are looked at for one glob, and how deep. */
const MOST_NAMES = 20_000;
const MOST_DEPTH = 10;

/**
 * The regular files that an absolute glob names, those written last first. No link is followed; what cannot be read is left out.
 * @param most so many are given
 */
export async function filesMatching(glob: string, most: number): Promise<readonly string[]> {
  const { base, glob: pattern } = picomatch.scan(glob.replaceAll('\\', '/'));
  const matches = picomatch(pattern === '' ? '**' : pattern, { dot: true });
  const found: { readonly file: string; readonly writtenAt: number }[] = [];
  let names = 0;
  const walk = async (folder: string, prefix: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (++names > MOST_NAMES) return;
      const [path, file] = [`${prefix}${entry.name}`, join(folder, entry.name)];
      if (entry.isDirectory() && depth < MOST_DEPTH) await walk(file, `${path}/`, depth + 1);
      else if (entry.isFile() && matches(path)) {
        const stats = await lstat(file).catch(() => undefined);
        if (stats?.isFile() === true) found.push({ file, writtenAt: stats.mtimeMs });
      }
    }
  };
  await walk(base === '' ? '/' : base, '', 0);
  return found
    .sort((a, b) => b.writtenAt - a.writtenAt)
    .slice(0, most)
    .map(({ file }) => file);
}
