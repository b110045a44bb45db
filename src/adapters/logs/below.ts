import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';

/** The file of that name below one of the folders, links followed; undefined where it is in none of them. */
export async function below(folders: readonly string[], named: string): Promise<string | undefined> {
  for (const root of folders) {
    try {
      const [folder, file] = await Promise.all([realpath(root), realpath(resolve(root, named))]);
      const path = relative(folder, file);
      if (path !== '' && !path.startsWith('..') && !isAbsolute(path)) return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
