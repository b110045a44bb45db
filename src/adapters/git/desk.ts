import { randomUUID } from 'node:crypto';
import { inScratch, PINNED_DIFF } from './environment';
import { Dialogue } from './dialogue';
import { GitFailed, type GitRepository } from './run';

/** What comes after so much of an answer is not wanted; what cannot be done without is then missing. Bytes. */
const MOST_OBJECTS = 32 * 1024 * 1024;
const MOST_PATHS = 64 * 1024 * 1024;

/** How lines are compared: nothing but the changed lines, with renames. */
export const PATCH: readonly string[] = [
  ...PINNED_DIFF,
  ...['-p', '-U0', '--submodule=short', '--src-prefix=a/', '--dst-prefix=b/', '-M50%', '-l200'],
];

/** Gits that stay for one piece of work in a scratch repository; the same ones are never asked by two. */
export class Desk {
  /** git cannot be asked for several merges. */
  mergesAlone = false;
  isOver = false;
  private readonly objects: Dialogue;
  private readonly merges: Dialogue;
  private readonly trees: Dialogue;
  private readonly patches: Dialogue;

  constructor(readonly repository: GitRepository) {
    const dialogue = (...args: readonly string[]) => new Dialogue(repository, inScratch(...args));
    this.objects = dialogue('cat-file', '--batch-command');
    this.merges = dialogue('merge-tree', '--write-tree', '-z', '--messages', '--stdin');
    const comparing = ['diff-tree', '--stdin', '-r'];
    this.trees = dialogue(...comparing, ...PINNED_DIFF, '-z', '--raw', '--no-abbrev', '--no-renames');
    this.patches = dialogue(...comparing, ...PATCH);
  }

  /** What git says of objects, in the form of `git cat-file --batch-command`. Throws GitFailed. */
  async look(questions: readonly string[], most = MOST_OBJECTS): Promise<Buffer> {
    const mark = newMark();
    const text = [...questions, `info ${mark}`, ''].join('\n');
    const answer = await this.objects.ask({ text, ends: [`${mark} missing\n`], most });
    if (answer === undefined) throw new GitFailed('failed', 'git answered with too much: cat-file');
    return answer;
  }

  /**
   * What comes of two merges, in the form of `git merge-tree --stdin`: the second one, of a commit with itself, makes git say all of
   * the first. Throws GitFailed.
   */
  async merge(
    ours: string,
    theirs: string,
    { commit, tree, isWhole }: { commit: string; tree: string; isWhole: (answer: Buffer) => boolean },
  ): Promise<Buffer> {
    const text = `${ours} ${theirs}\n${commit} ${commit}\n`;
    // Only some versions say the last zero byte before they are asked again.
    const end = `1\0${tree}\0\0`;
    const answer = await this.merges.ask({ text, ends: [end, `${end}\0`], isWhole, most: MOST_PATHS });
    if (answer === undefined) throw new GitFailed('failed', 'git answered with too much: merge-tree');
    return answer;
  }

  /** How two trees differ, as `git diff-tree --raw -z` says it. Throws GitFailed. */
  async compare(before: string, after: string): Promise<Buffer> {
    const answer = await this.difference(this.trees, before, after, MOST_PATHS);
    if (answer === undefined) throw new GitFailed('failed', 'git answered with too much: diff-tree');
    return answer;
  }

  /** The lines in which two trees differ; undefined where there are more bytes. Throws GitFailed. */
  patch(before: string, after: string, most: number): Promise<Buffer | undefined> {
    return this.difference(this.patches, before, after, most);
  }

  /** Ends its gits for good. */
  end(): void {
    this.isOver = true;
    for (const each of [this.objects, this.merges, this.trees, this.patches]) each.end();
  }

  private async difference(asked: Dialogue, before: string, after: string, most: number): Promise<Buffer | undefined> {
    // git says again what is no question.
    const end = `${newMark()}\n`;
    const head = `${before} ${after}\n`;
    const answer = await asked.ask({ text: head + end, ends: [end], most: most + head.length + end.length });
    return answer?.subarray(head.length, -end.length);
  }
}

/** No object, branch or line of a file is named like it. */
function newMark(): string {
  return `z${randomUUID().replaceAll('-', '')}`;
}
