import { GitFailed, type GitRepository, isObjectId, streamGit } from './run';

/** What a commit says of itself, and what of it is there. */
export interface Inspected {
  readonly parents: readonly string[];
  /** Absent where it is not in the repository. */
  readonly tree?: string;
  readonly parentTree?: string;
}

/**
 * Looks commits up, all in one run; one that is not there, or no commit, is left out. Throws GitFailed.
 * @param shas object ids
 */
export async function inspectCommits(
  repository: GitRepository,
  shas: readonly string[],
): Promise<ReadonlyMap<string, Inspected>> {
  const questions = shas.flatMap((sha) => [`contents ${sha}`, `info ${sha}^{tree}`, `info ${sha}^1^{tree}`]);
  const chunks: Buffer[] = [];
  const run = { args: ['cat-file', '--batch-command'], stdin: `${questions.join('\n')}\n` };
  for await (const chunk of streamGit(repository, run)) chunks.push(chunk);
  const answers = new Answers(Buffer.concat(chunks));
  const found = new Map<string, Inspected>();
  for (const sha of shas) {
    const content = answers.contents();
    const [tree, parentTree] = [answers.info(), answers.info()];
    if (content === undefined) continue;
    const [head = ''] = content.split('\n\n', 1);
    const parents = [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) => parent);
    found.set(sha, { parents, ...(tree && { tree }), ...(parentTree && { parentTree }) });
  }
  return found;
}

/** Reads the answers of `git cat-file`: a line, and behind that of a content so many bytes. */
class Answers {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** The content of a commit; undefined for anything else. */
  contents(): string | undefined {
    const [, type, size] = this.line();
    if (size === undefined) return undefined;
    const start = this.at;
    this.at += Number(size) + 1;
    return type === 'commit' ? this.bytes.toString('latin1', start, this.at - 1) : undefined;
  }

  /** The id of a tree; undefined where it is missing. */
  info(): string | undefined {
    const [id = '', type] = this.line();
    return type === 'tree' && isObjectId(id) ? id : undefined;
  }

  private line(): readonly string[] {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new GitFailed('failed', 'git cat-file ended early');
    const line = this.bytes.toString('latin1', this.at, end);
    this.at = end + 1;
    return line.split(' ');
  }
}
