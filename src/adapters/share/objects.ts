import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate, inflate, type ZlibOptions } from 'node:zlib';
import type { Person } from '../../domain/events';

/** How the objects of a repository are named. */
export type ObjectFormat = 'sha1' | 'sha256';
export type ObjectType = 'blob' | 'tree' | 'commit';

const deflated = promisify<Buffer, Buffer>(deflate);
const inflated = promisify<Buffer, ZlibOptions, Buffer>(inflate);

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

/**
 * Reads an object that lies in a file of its own, as what was just fetched or pushed does; undefined where it does not, or is
 * larger than `most`. Without git, for the same reason.
 */
export async function readObject(
  gitDirectory: string,
  id: string,
  most: number,
): Promise<{ readonly type: string; readonly content: Buffer } | undefined> {
  try {
    const packed = await readFile(join(gitDirectory, 'objects', id.slice(0, 2), id.slice(2)));
    const object = await inflated(packed, { maxOutputLength: most + 64 });
    const end = object.indexOf(0);
    const [type = '', size = ''] = object.toString('latin1', 0, Math.max(0, end)).split(' ');
    const content = object.subarray(end + 1);
    return end > 0 && content.length === Number(size) ? { type, content } : undefined;
  } catch {
    return undefined;
  }
}

/** The entries of a tree's content; undefined where it is damaged. */
export function entriesOf(content: Buffer, format: ObjectFormat): readonly TreeEntry[] | undefined {
  const length = format === 'sha1' ? 20 : 32;
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length;) {
    const end = content.indexOf(0, at);
    if (end < 0 || end + 1 + length > content.length) return undefined;
    const [mode = '', ...name] = content.toString('utf8', at, end).split(' ');
    const id = content.toString('hex', end + 1, end + 1 + length);
    entries.push({ mode: mode.padStart(6, '0'), name: name.join(' '), id });
    at = end + 1 + length;
  }
  return entries;
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
