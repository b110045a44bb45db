import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative } from 'node:path';

/** By the name of the program and the value of PATH: looked up once, as long as they are the same. */
const known = new Map<string, readonly string[]>();

/**
 * The absolute path of the git to run: the first one on PATH that is not inside the folder to be read. A program that
 * somebody put into a repository must not run because its folder is opened; on Windows, starting a bare name would even look
 * in the current folder first. Undefined if there is none.
 */
export function findGit(outside: string, path?: string): Promise<string | undefined> {
  return findProgram('git', outside, path);
}

/** The same for another program. */
export async function findProgram(
  name: string,
  outside: string,
  path = process.env.PATH ?? '',
): Promise<string | undefined> {
  let found = known.get(`${name}\n${path}`);
  if (found === undefined) {
    found = await programsOn(path, process.platform === 'win32' ? [`${name}.exe`, `${name}.com`] : [name]);
    // Where there is none it may be installed any moment.
    if (found.length > 0) known.set(`${name}\n${path}`, found);
  }
  const folder = await realpath(outside).catch(() => outside);
  return found.find((file) => !isInside(file, folder));
}

/** Forgets where git was, as after it could not be started. */
export function forgetGit(): void {
  known.clear();
}

async function programsOn(path: string, names: readonly string[]): Promise<readonly string[]> {
  // An empty or relative entry means the current folder, whatever that is.
  const folders = [...new Set(path.split(delimiter).map((entry) => entry.replace(/^"(.*)"$/, '$1')))].filter(
    isAbsolute,
  );
  const found: string[] = [];
  for (const folder of folders) {
    for (const name of names) {
      const file = join(folder, name);
      if (await isProgram(file)) found.push(file);
    }
  }
  return found;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function isInside(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}
