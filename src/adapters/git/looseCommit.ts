import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

/**
 * Nobody is to take it for a commit of their own. Its time is later than that of any other: where git looks for what two commits
 * have in common it goes by their times, and one that seems old makes it walk the whole history.
 */
const WHO = 'Incident Commander <rehearsal@localhost> 4102444800 +0000';

/**
 * Writes a commit into the objects of a scratch repository, as `git commit-tree` would: starting git takes longer than all else
 * of it. Gives its id.
 * @param gitDirectory a git directory of our own
 * @param tree an object id; its length tells the hash of the repository
 * @param parent an object id
 */
export async function writeCommit(gitDirectory: string, tree: string, parent: string): Promise<string> {
  const text = `tree ${tree}\nparent ${parent}\nauthor ${WHO}\ncommitter ${WHO}\n\nrehearsal\n`;
  const object = Buffer.from(`commit ${Buffer.byteLength(text)}\0${text}`);
  const id = createHash(tree.length === 64 ? 'sha256' : 'sha1')
    .update(object)
    .digest('hex');
  const folder = join(gitDirectory, 'objects', id.slice(0, 2));
  await mkdir(folder, { recursive: true });
  // Another rehearsal may be at the same: an object is there as a whole or not at all.
  const draft = join(folder, `tmp_obj_${randomUUID()}`);
  await writeFile(draft, deflateSync(object, { level: 1 }));
  await rename(draft, join(folder, id.slice(2)));
  return id;
}
