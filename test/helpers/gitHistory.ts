import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A real repository in a temporary folder, with commits at the times a test names. */
export class GitHistory {
  readonly directory = mkdtempSync(join(tmpdir(), 'git-history-'));

  constructor() {
    this.git('init', '-q', '-b', 'main');
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
    const apart = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    return execFileSync('git', args, {
      cwd: this.directory,
      env: { ...process.env, ...apart, ...who, ...when },
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
    return this.git('rev-parse', '--verify', 'HEAD^{commit}');
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
