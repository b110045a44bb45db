import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Deed, Ended, Kept, OutboxDisk } from '../../app/outboxPorts';
import { readRegular } from '../../record/regularFile';
import { syncFolder } from '../../record/writerFile';
import { isRunning } from '../processes';

/** An attempt of a process that runs may take this long at most; then it is another process of its number. Milliseconds. */
const STALE = 600_000;
/** How long it is remembered that a deed is done. Milliseconds. */
const REMEMBERED = 400 * 86_400_000;
const MOST_BYTES = 256 * 1024;
const NAME = /^([0-9a-f]{32})\.(?:(deed|done)|(\d{1,6})\.(try|end))$/;

interface Names {
  hasDeed: boolean;
  isDone: boolean;
  attempts: number;
  hasEnd: boolean;
}

/**
 * A folder of small files, of which none is ever changed: `<id>.deed` is what is to be sent, `<id>.<n>.try` that a window began
 * the attempt of that number, `<id>.<n>.end` how it ended, `<id>.done` that all is over. Only one window can make each, and
 * whatever is missing after a crash says how far it came. Files of other forms are left alone.
 */
export function outboxDisk(folder: string, now: () => number): OutboxDisk {
  const known = new Map<string, unknown>();
  const pathOf = (name: string) => join(folder, name);

  const read = async (name: string): Promise<unknown> => {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    const bytes = await readRegular(pathOf(name)).catch(() => undefined);
    if (bytes === undefined || bytes.length > MOST_BYTES) return undefined;
    try {
      const content: unknown = JSON.parse(bytes.toString('utf8'));
      known.set(name, content);
      return content;
    } catch {
      // Half of a file that is being written.
      return undefined;
    }
  };
  const exists = async (name: string) => (await names()).includes(name);
  const names = async (): Promise<readonly string[]> => {
    try {
      return await readdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  };

  const kept = async (id: string, found: Names): Promise<Kept | undefined> => {
    if (found.isDone) {
      const done = (await read(`${id}.done`)) as { deed: Deed; ended: Ended } | undefined;
      if (done === undefined) return undefined;
      if (now() - done.ended.at > REMEMBERED) await unlink(pathOf(`${id}.done`)).catch(() => undefined);
      return { deed: done.deed, attempts: found.attempts, ended: done.ended, isTrying: false, isLeft: false };
    }
    const deed = found.hasDeed ? ((await read(`${id}.deed`)) as Deed | undefined) : undefined;
    if (deed === undefined) return undefined;
    const { attempts, hasEnd } = found;
    const ended = hasEnd ? ((await read(`${id}.${attempts}.end`)) as Ended | undefined) : undefined;
    const isTrying = attempts > 0 && ended === undefined;
    const isLeft = isTrying && (await left(`${id}.${attempts}.try`));
    return { deed, attempts, ...(ended !== undefined && { ended }), isTrying, isLeft };
  };
  const left = async (name: string): Promise<boolean> => {
    const owner = (await read(name)) as { pid: number; host: string; at: number } | undefined;
    if (owner === undefined) return false;
    if (now() - owner.at > STALE) return true;
    return owner.host === hostname() && !isRunning(owner.pid);
  };

  return {
    add: async (deed, anew = false) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const done = `${deed.id}.done`;
      if (await exists(done)) {
        const kept = (await read(done)) as { ended: Ended } | undefined;
        if (!anew || kept?.ended.kind !== 'dropped') return false;
        known.delete(done);
        await unlink(pathOf(done));
      }
      return make(folder, `${deed.id}.deed`, JSON.stringify(deed));
    },
    read: async () => {
      const found = new Map<string, Names>();
      for (const name of await names()) {
        const [, id, whole, number, part] = NAME.exec(name) ?? [];
        if (id === undefined) continue;
        const each = found.get(id) ?? { hasDeed: false, isDone: false, attempts: 0, hasEnd: false };
        found.set(id, each);
        if (whole === 'deed') each.hasDeed = true;
        if (whole === 'done') each.isDone = true;
        const attempt = Number(number);
        if (attempt > each.attempts) {
          each.attempts = attempt;
          each.hasEnd = false;
        }
        if (attempt === each.attempts && part === 'end') each.hasEnd = true;
      }
      const all = await Promise.all([...found].map(([id, each]) => kept(id, each)));
      return all.filter((each) => each !== undefined);
    },
    claim: async (id, attempt) => {
      const name = `${id}.${attempt}.try`;
      const owner = { pid: process.pid, host: hostname(), at: now() };
      if (!(await make(folder, name, JSON.stringify(owner)))) return false;
      // It may have been done since it was read; what is done has no deed any more.
      const present = await names();
      if (present.includes(`${id}.deed`) && !present.includes(`${id}.done`)) return true;
      await unlink(pathOf(name)).catch(() => undefined);
      return false;
    },
    end: async (id, attempt, ended) => {
      await make(folder, `${id}.${attempt}.end`, JSON.stringify(ended));
    },
    finish: async (deed, ended) => {
      // Done first: whatever is left of the others then counts no more.
      await replace(folder, `${deed.id}.done`, JSON.stringify({ deed: { ...deed, title: '', body: null }, ended }));
      const ofDeed = (await names()).filter((name) => name.startsWith(`${deed.id}.`) && name !== `${deed.id}.done`);
      for (const name of ofDeed) {
        known.delete(name);
        await unlink(pathOf(name)).catch(() => undefined);
      }
    },
  };
}

/** Makes a file with its content in one step, flushed to the disk; false where there is one of this name. */
async function make(folder: string, name: string, content: string): Promise<boolean> {
  const own = await write(folder, name, content);
  try {
    await link(own, join(folder, name));
    await syncFolder(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A file system without links.
    return await makeDirectly(folder, name, content);
  } finally {
    await unlink(own).catch(() => undefined);
  }
}

async function makeDirectly(folder: string, name: string, content: string): Promise<boolean> {
  try {
    const file = await open(join(folder, name), 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function replace(folder: string, name: string, content: string): Promise<void> {
  await rename(await write(folder, name, content), join(folder, name));
  await syncFolder(folder);
}

/** A file of this process alone, with the content, flushed; gives its path. */
async function write(folder: string, name: string, content: string): Promise<string> {
  const path = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
  return path;
}
