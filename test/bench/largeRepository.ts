import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { randomNumbers } from '../helpers/random';

/** What a made repository looks like. */
export interface Shape {
  /** Commits on the first-parent line; every fourth one is a merge of two others. */
  readonly landings: number;
  /** Time from one landing to the next, milliseconds. */
  readonly every: number;
}

/** When the newest landing of a made repository landed. */
export const NEWEST = Date.UTC(2026, 0, 10);
/** Changes of the generator go in here, or a repository made by the one before would be taken for its own. */
const VERSION = 1;

const FILES = 2_400;
const LINES = 60;
const AREAS = ['api', 'auth', 'cache', 'config', 'layers', 'metrics', 'pull', 'quota', 'storage', 'worker'];
const WORDS = [
  'retry',
  'limit',
  'token',
  'manifest',
  'layer',
  'digest',
  'tenant',
  'pool',
  'timeout',
  'upload',
  'lease',
];

/**
 * A repository of this shape, made with `git fast-import` the first time (under a minute for 60,000 commits) and kept in
 * the folder for temporary files. The same every time. Rejects if git fails.
 */
export async function madeRepository(shape: Shape): Promise<string> {
  const folder = join(tmpdir(), `incident-bench-repository-${VERSION}-${shape.landings}-${shape.every}`);
  if (await exists(join(folder, 'HEAD'))) return folder;
  const making = await mkdtemp(join(tmpdir(), 'incident-bench-making-'));
  try {
    await run(['init', '--quiet', '--bare', '--initial-branch=main', making]);
    await run(['-C', making, '-c', 'pack.compression=1', 'fast-import', '--quiet', '--done'], (stdin) =>
      writeHistory(stdin, shape),
    );
    await rename(making, folder);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function run(args: readonly string[], write?: (stdin: Writable) => Promise<void>): Promise<void> {
  const child = spawn('git', args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(child, 'close');
  await write?.(child.stdin);
  child.stdin.end();
  const [code] = (await ended) as [number];
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with code ${code}`);
}

async function writeHistory(stdin: Writable, shape: Shape): Promise<void> {
  const history = new HistoryStream();
  history.base(NEWEST - shape.landings * shape.every);
  for (let landing = 1; landing < shape.landings; landing++) {
    const at = NEWEST - (shape.landings - 1 - landing) * shape.every;
    if (landing % 4 === 0) history.merge(at, landing);
    else history.commit(at, landing);
    if (!stdin.write(history.take())) await once(stdin, 'drain');
  }
  stdin.write(history.take() + 'done\n');
}

/** The input of fast-import: files that change a few lines at a time, on the mainline and on side branches. */
class HistoryStream {
  private readonly random = randomNumbers(11);
  private readonly files = Array.from({ length: FILES }, (_, i) => ({ path: this.pathOf(i), lines: this.linesOf() }));
  private out: string[] = [];
  private marks = 0;
  private tip = 0;

  take(): string {
    const text = this.out.join('');
    this.out = [];
    return text;
  }

  base(at: number): void {
    const edits = this.files.map((file) => ({ path: file.path, blob: this.blob(file.lines) }));
    this.tip = this.write('main', at, 'Begin', edits);
  }

  commit(at: number, landing: number): void {
    this.tip = this.write('main', at, `${this.subject()} (#${landing})`, this.edits(), { from: this.tip });
  }

  /** Two commits beside the mainline, written up to some days before, and their merge. */
  merge(at: number, landing: number): void {
    const written = at - this.random() * 4 * 86_400_000;
    const [first, second] = [this.edits(), this.edits()];
    const one = this.write('side', written, this.subject(), first, { from: this.tip });
    const two = this.write('side', written + 60_000, this.subject(), second, { from: one });
    const edits = [...new Map([...first, ...second].map((edit) => [edit.path, edit])).values()];
    const subject = `Merge pull request #${landing} from team/${this.pick(WORDS)}`;
    this.tip = this.write('main', at, subject, edits, { from: this.tip, merge: two });
  }

  private write(
    branch: string,
    at: number,
    subject: string,
    edits: readonly { readonly path: string; readonly blob: number }[],
    { from, merge }: { from?: number; merge?: number } = {},
  ): number {
    const mark = ++this.marks;
    const author = `Dev ${Math.floor(this.random() * this.random() * 200)}`;
    const who = `${author} <${author.replace(' ', '').toLowerCase()}@example.org> ${Math.floor(at / 1000)} +0000`;
    const body = Array.from({ length: Math.floor(this.random() * 5) }, () => this.sentence()).join('\n');
    const lines = [`commit refs/heads/${branch}`, `mark :${mark}`, `author ${who}`, `committer ${who}`];
    lines.push(data(`${subject}\n\n${body}\n`));
    if (from !== undefined) lines.push(`from :${from}`);
    if (merge !== undefined) lines.push(`merge :${merge}`);
    lines.push(...edits.map(({ path, blob }) => `M 100644 :${blob} ${path}`), '', '');
    this.out.push(lines.join('\n'));
    return mark;
  }

  /** One to six files get one to eight other lines each. */
  private edits(): { path: string; blob: number }[] {
    const count = 1 + Math.floor(this.random() ** 2 * 6);
    return Array.from({ length: count }, () => {
      const file = this.pick(this.files);
      const changes = 1 + Math.floor(this.random() ** 2 * 8);
      for (let i = 0; i < changes; i++) {
        const at = Math.floor(this.random() * file.lines.length);
        file.lines.splice(at, this.random() < 0.8 ? 1 : 0, this.line());
      }
      file.lines.length = Math.min(file.lines.length, 2 * LINES);
      return { path: file.path, blob: this.blob(file.lines) };
    });
  }

  private blob(lines: readonly string[]): number {
    const mark = ++this.marks;
    this.out.push(`blob\nmark :${mark}\n${data(lines.join('\n') + '\n')}\n`);
    return mark;
  }

  private pathOf(i: number): string {
    const area = AREAS[i % AREAS.length] ?? '';
    return `services/${area}/src/${this.pick(WORDS)}/${this.pick(WORDS)}${i}.ts`;
  }

  private linesOf(): string[] {
    return Array.from({ length: LINES }, () => this.line());
  }

  private line(): string {
    return `  const ${this.pick(WORDS)}${Math.floor(this.random() * 1000)} = ${this.pick(AREAS)}.${this.pick(WORDS)}();`;
  }

  private subject(): string {
    return `Change the ${this.pick(WORDS)} of the ${this.pick(AREAS)} ${this.pick(WORDS)}`;
  }

  private sentence(): string {
    return `The ${this.pick(WORDS)} was held by the ${this.pick(AREAS)} for as long as its ${this.pick(WORDS)}.`;
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
