import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, isAbsolute } from 'node:path';
import type { Composition, Draft } from './composition';
import { fileNameOf } from './draftText';

/**
 * The texts that are being edited, on the disk: `<incident>/<name>.md` for the editor, and beside it `<name>.json` with
 * what will be sent and a copy of the text, which does not depend on how the editor saves. Every window of the machine
 * uses the same files, and none of them keeps anything of its own: a text that one window has sent is gone in all.
 */
export class DraftFiles {
  /** Writes of one draft follow each other. */
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(private readonly folder: string) {}

  /** The path of the file that the editor opens. */
  pathOf(composition: Composition): string {
    return join(this.folder, composition.incident, `${fileNameOf(composition)}.md`);
  }

  /** Whether a file is one of these texts, by its path alone. */
  has(path: string): boolean {
    const inside = relative(this.folder, path);
    return inside.endsWith('.md') && !inside.startsWith('..') && !isAbsolute(inside);
  }

  /** What is known of a text; undefined if it was sent or discarded, or its file is damaged. */
  read(path: string): Promise<Draft | undefined> {
    return this.queued(path, () => this.readNow(path));
  }

  /** Puts a text there; with `text`, the file that the editor opens too. Throws what the file system says. */
  async put(path: string, draft: Draft, text?: string): Promise<void> {
    await this.queued(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      if (text !== undefined) await replaceFile(path, text);
      await this.putNow(path, draft);
    });
  }

  /** Keeps what somebody typed, unless the text was sent or discarded in the meantime. */
  async keepTyped(path: string, typed: string): Promise<void> {
    await this.queued(path, async () => {
      const draft = await this.readNow(path);
      if (draft !== undefined && draft.typed !== typed) await this.putNow(path, { ...draft, typed });
    });
  }

  /** Removes a text. What was to be sent goes first, so that nothing can be sent twice. */
  async remove(path: string): Promise<void> {
    await this.queued(path, async () => {
      await rm(sidecarOf(path), { force: true });
      await rm(path, { force: true });
    });
  }

  /** Removes the file of a text that is not to be sent any more, if it is there again. */
  async tidy(path: string): Promise<void> {
    await this.queued(path, async () => {
      if ((await this.readNow(path)) === undefined) await rm(path, { force: true });
    });
  }

  private async readNow(path: string): Promise<Draft | undefined> {
    const { draftFrom } = await import('./composition');
    try {
      return draftFrom(JSON.parse(await readFile(sidecarOf(path), 'utf8')));
    } catch {
      return undefined;
    }
  }

  private putNow(path: string, draft: Draft): Promise<void> {
    return replaceFile(sidecarOf(path), `${JSON.stringify(draft)}\n`);
  }

  private queued<T>(path: string, work: () => Promise<T>): Promise<T> {
    const before = this.queues.get(path) ?? Promise.resolve();
    const done = before.then(work, work);
    this.queues.set(path, done);
    return done;
  }
}

function sidecarOf(path: string): string {
  return path.replace(/\.md$/, '.json');
}

/** Replaces a file as a whole: a crash leaves the old one or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text, 'utf8');
  await rename(temporary, path);
}
