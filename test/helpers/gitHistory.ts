import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const APART = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  // Every commit would start a process that looks for what to clean up.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
};

let empty: string | undefined;

/** The folder `.git` of an empty repository, made once, as to copy it takes less than a git. */
function emptyRepository(): string {
  if (empty !== undefined) return empty;
  const folder = mkdtempSync(join(tmpdir(), 'git-empty-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const env = { ...process.env, ...APART };
  execFileSync('git', ['init', '-q', '-b', 'main', '--template='], { cwd: folder, env, stdio: 'ignore' });
  mkdirSync(join(folder, '.git', 'info'));
  mkdirSync(join(folder, '.git', 'hooks'));
  return (empty = join(folder, '.git'));
}

/** A real repository in a temporary folder, with commits at the times a test names. */
export class GitHistory {
  readonly directory = mkdtempSync(join(tmpdir(), 'git-history-'));

  constructor() {
    cpSync(emptyRepository(), join(this.directory, '.git'), { recursive: true });
  }

  git(...args: string[]): string {
    return this.gitAt(undefined, ...args);
  }

  gitAt(at: string | undefined, ...args: string[]): string {
    const who = {
      GIT_AUTHOR_NAME: 'Al',
      GIT_AUTHOR_EMAIL: 'Al@Example.org',
      GIT_COMMITTER_NAME: 'Al',
      GIT_COMMITTER_EMAIL: 'a@b.c',
    };
    const when = at === undefined ? {} : { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
    return execFileSync('git', args, {
      cwd: this.directory,
      env: { ...process.env, ...APART, ...who, ...when },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  }

  write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.directory, path)), { recursive: true });
    writeFileSync(join(this.directory, path), content);
  }

  /** Writes the files and commits; gives the commit's id. */
  commit(at: string, message: string, files: Readonly<Record<string, string | Buffer>>): string {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    this.git('add', '-A');
    this.gitAt(at, 'commit', '-q', '--allow-empty', '-m', message);
    return this.head();
  }

  /** The id of the commit that was just made, from its ref, without a git. */
  private head(): string {
    const read = (name: string) => readFileSync(join(this.directory, '.git', name), 'utf8').trim();
    const head = read('HEAD');
    return head.startsWith('ref: ') ? read(head.slice('ref: '.length)) : head;
  }

  /** Clones it into an empty folder, as from another machine; gives the folder. */
  cloneTo(folder: string, ...options: readonly string[]): string {
    this.git('clone', '-q', ...options, pathToFileURL(this.directory).href, folder);
    return folder;
  }

  dispose(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
