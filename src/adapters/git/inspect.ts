import { GitFailed, type GitRepository, streamGit } from './run';

/** Asks git for objects, in the form of `git cat-file --batch-command`. Rejects with GitFailed. */
export type LookObjectsUp = (questions: readonly string[]) => Promise<Buffer>;

/** Asks in one run. */
export const looksUpAlone =
  (repository: GitRepository): LookObjectsUp =>
  async (questions) => {
    const chunks: Buffer[] = [];
    const run = { args: ['cat-file', '--batch-command'], stdin: `${questions.join('\n')}\n` };
    for await (const chunk of streamGit(repository, run)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

/** So many commits of a line are asked for at once; what is further back is left to `git log`. */
const STEPS = [24, 96, 400];

/** What a commit says of itself, and what of it is there. */
export interface Inspected {
  readonly parents: readonly string[];
  /** Absent where it is not in the repository. */
  readonly tree?: string;
  readonly parentTree?: string;
}

/**
 * Looks commits up, all at once; one that is not there, or no commit, is left out. Throws GitFailed.
 * @param shas object ids
 */
export async function inspectCommits(
  lookUp: LookObjectsUp,
  shas: readonly string[],
): Promise<ReadonlyMap<string, Inspected>> {
  const questions = shas.flatMap((sha) => [`contents ${sha}`, `info ${sha}^{tree}`, `info ${sha}^1^{tree}`]);
  const answers = new Answers(await lookUp(questions));
  const found = new Map<string, Inspected>();
  for (const sha of shas) {
    const content = answers.contents('commit');
    const [tree, parentTree] = [answers.id('tree'), answers.id('tree')];
    if (content === undefined) continue;
    found.set(sha, { parents: parentsIn(content), ...(tree && { tree }), ...(parentTree && { parentTree }) });
  }
  return found;
}

function parentsIn(content: Buffer): readonly string[] {
  const end = content.indexOf('\n\n');
  const head = content.toString('latin1', 0, end < 0 ? content.length : end);
  return [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) => parent);
}

/**
 * Goes back from a commit by first parents until all that are wanted were met: what was met, newest first, the wanted ones among it.
 * Undefined where they are further back, or not on this line. Throws GitFailed.
 */
export async function walkBack(
  lookUp: LookObjectsUp,
  from: string,
  wanted: readonly string[],
): Promise<readonly string[] | undefined> {
  const missing = new Set(wanted);
  const line: string[] = [];
  for (const count of STEPS) {
    const start = line.length === 0 ? from : `${line.at(-1) ?? ''}~1`;
    const answers = new Answers(await lookUp(Array.from({ length: count }, (_, i) => `info ${start}~${i}`)));
    for (let i = 0; i < count; i++) {
      const sha = answers.id('commit');
      // Its history ends here, or the rest of it was left out.
      if (sha === undefined) return undefined;
      line.push(sha);
      missing.delete(sha);
      if (missing.size === 0) return line;
    }
  }
  return undefined;
}

/** Reads the answers of `git cat-file`: a line, and behind that of a content so many bytes. */
export class Answers {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** The content of an object of this kind; undefined for anything else. */
  contents(wanted: 'commit' | 'blob'): Buffer | undefined {
    const { type, size } = this.line();
    if (size === undefined) return undefined;
    const start = this.at;
    this.at += size + 1;
    return type === wanted ? this.bytes.subarray(start, this.at - 1) : undefined;
  }

  /** How large a file is; undefined where it is none, or missing. Bytes. */
  size(): number | undefined {
    const { type, size } = this.line();
    return type === 'blob' ? size : undefined;
  }

  /** The id of an object of this kind; undefined where it is another one, or missing. */
  id(wanted: 'commit' | 'tree'): string | undefined {
    const { type, id } = this.line();
    return type === wanted ? id : undefined;
  }

  private line(): { readonly id?: string; readonly type?: string; readonly size?: number } {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new GitFailed('failed', 'git cat-file ended early');
    const line = this.bytes.toString('latin1', this.at, end);
    this.at = end + 1;
    // What is missing is named as it was asked for, which may hold anything but this.
    const [, id, type, size] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(line) ?? [];
    return id === undefined || type === undefined ? {} : { id, type, size: Number(size) };
  }
}
