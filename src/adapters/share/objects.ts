import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Person } from '../../domain/events';

/** How the objects of a repository are named. */
export type ObjectFormat = 'sha1' | 'sha256';
export type ObjectType = 'blob' | 'tree' | 'commit';

const deflated = promisify<Buffer, Buffer>(deflate);

function framed(type: ObjectType, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
}

/** The id that git gives an object. */
export function objectId(format: ObjectFormat, type: ObjectType, content: Buffer): string {
  return createHash(format).update(framed(type, content)).digest('hex');
}

/**
 * Writes an object into a repository of our own and gives its id. Without git: a push needs three of them, and a process
 * each would take longer than the push. Not flushed: the record is, and what is lost here is made again from it.
 */
export async function writeObject(
  gitDirectory: string,
  format: ObjectFormat,
  type: ObjectType,
  content: Buffer,
): Promise<string> {
  const id = objectId(format, type, content);
  const folder = join(gitDirectory, 'objects', id.slice(0, 2));
  const path = join(folder, id.slice(2));
  // What a crash left empty is written again.
  if ((await stat(path).catch(() => undefined))?.size) return id;
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `tmp_obj_${randomBytes(8).toString('hex')}`);
  try {
    await writeFile(temporary, await deflated(framed(type, content)), { flag: 'wx', mode: 0o444 });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return id;
}

export interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

/** The content of a tree. git orders its entries by the bytes of their names, those of folders as if a slash followed. */
export function treeContent(entries: readonly TreeEntry[]): Buffer {
  const key = ({ mode, name }: TreeEntry) => Buffer.from(mode === '040000' || mode === '40000' ? `${name}/` : name);
  return Buffer.concat(
    entries
      .map((entry) => ({ entry, sortedBy: key(entry) }))
      .sort((a, b) => Buffer.compare(a.sortedBy, b.sortedBy))
      .flatMap(({ entry: { mode, name, id } }) => [
        Buffer.from(`${mode.replace(/^0+/, '')} ${name}\0`),
        Buffer.from(id, 'hex'),
      ]),
  );
}

/** The content of a commit by a person, at a time in milliseconds. */
export function commitContent(
  tree: string,
  parent: string | undefined,
  person: Person,
  now: number,
  message: string,
): Buffer {
  const at = `${Math.max(0, Math.floor(now / 1000))} +0000`;
  const who = `${identityPart(person.name) || 'unknown'} <${identityPart(person.email ?? '') || 'unknown@localhost'}> ${at}`;
  const lines = [
    `tree ${tree}`,
    ...(parent === undefined ? [] : [`parent ${parent}`]),
    `author ${who}`,
    `committer ${who}`,
    '',
    `${message}\n`,
  ];
  return Buffer.from(lines.join('\n'), 'utf8');
}

/** Text of a name or an address, without what would end it. */
function identityPart(text: string): string {
  return text.replace(/[\p{Cc}<>]+/gu, ' ').trim();
}
