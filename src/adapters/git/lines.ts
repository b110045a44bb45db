import type { ChangedLines } from '../../changes/change';
import { LinesCollector } from '../../changes/lines';
import { PINNED_DIFF } from './environment';
import { type GitRepository, GitFailed, streamGit } from './run';
import { textLines } from './textLines';

/** Changed lines read of one commit; what comes after is skipped. */
const MAX_LINES = 6_000;
const SHOW = ['--no-walk=unsorted', '--stdin', '--diff-merges=first-parent', '--no-show-signature', '--no-notes'];
const PATCH = [...PINNED_DIFF, '-p', '-U0', '--no-renames', '--submodule=short', '--src-prefix=a/', '--dst-prefix=b/'];

export interface LinesOfCommit {
  readonly sha: string;
  readonly lines: ChangedLines;
}

/**
 * The terms of each commit's changed lines, in the order asked for; a commit whose contents are missing is left out.
 * With no context lines, `+` and `-` at a line's start inside a hunk are the change, and nothing else starts so.
 */
export async function* readLines(
  repository: GitRepository,
  shas: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<LinesOfCommit> {
  let next = 0;
  while (next < shas.length) {
    try {
      for await (const found of showLines(repository, shas.slice(next), signal)) {
        yield found;
        next++;
      }
      return;
    } catch (error) {
      if (!(error instanceof GitFailed) || error.reason !== 'failed') throw error;
      next++;
    }
  }
}

async function* showLines(
  repository: GitRepository,
  shas: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<LinesOfCommit> {
  const args = [
    '-c',
    'log.showRoot=false',
    '-c',
    'core.bigFileThreshold=1m',
    'log',
    '--no-decorate',
    ...SHOW,
    ...PATCH,
  ];
  args.push('--encoding=UTF-8', '--format=tformat:%x01%H');
  const run = { args, stdin: shas.join('\n') + '\n', ...(signal ? { signal } : {}) };
  const parser = new PatchParser();
  for await (const batch of textLines(streamGit(repository, run))) {
    for (const line of batch) {
      const done = parser.take(line);
      if (done) yield done;
    }
  }
  const last = parser.end();
  if (last) yield last;
}

class PatchParser {
  private sha: string | undefined;
  private collector = new LinesCollector();
  private left = { added: 0, removed: 0 };
  private taken = 0;

  take(line: string): LinesOfCommit | undefined {
    if (this.left.removed > 0 && line.startsWith('-')) this.takeChanged(line, 'removed');
    else if (this.left.added > 0 && line.startsWith('+')) this.takeChanged(line, 'added');
    else if (line.startsWith('@@ ')) this.startHunk(line);
    else if (line.startsWith('\x01')) return this.start(line.slice(1).trim());
    return undefined;
  }

  end(): LinesOfCommit | undefined {
    return this.sha === undefined ? undefined : { sha: this.sha, lines: this.collector.done() };
  }

  private start(sha: string): LinesOfCommit | undefined {
    const done = this.end();
    this.sha = sha;
    this.collector = new LinesCollector();
    this.left = { added: 0, removed: 0 };
    this.taken = 0;
    return done;
  }

  /** The hunk's header counts its lines, so a changed line that looks like a header is not taken for one. */
  private startHunk(line: string): void {
    const match = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
    if (match) this.left = { removed: Number(match[1] ?? 1), added: Number(match[2] ?? 1) };
  }

  private takeChanged(line: string, side: 'added' | 'removed'): void {
    this.left[side]--;
    if (this.taken++ < MAX_LINES) this.collector.take(line.slice(1), side);
    else this.collector.markCut();
  }
}
