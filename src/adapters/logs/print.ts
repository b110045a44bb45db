import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrintedLog } from '../../app/logPorts';
import { endProcess, startProcess } from '../processes';

/** More of what a command prints is not kept. Bytes. */
const MOST = 2 * 1024 ** 3;
/** A command that prints nothing for so long is ended: one that follows a log never ends by itself. Milliseconds. */
const PATIENCE = 20_000;
const LOOK = 200;
const MOST_ERROR = 4000;

/** Keeps what commands print in files of their own, in a folder that goes with `dispose`. */
export class PrintedLogs {
  private folder: string | undefined;
  private count = 0;

  /** Runs a command in a shell. Rejects where it cannot be started, or with the reason of the signal. */
  async print(
    command: string,
    cwd: string,
    signal: AbortSignal,
    patience = PATIENCE,
    most = MOST,
  ): Promise<PrintedLog> {
    signal.throwIfAborted();
    this.folder ??= mkdtempSync(join(tmpdir(), 'incident-printed-'));
    const file = join(this.folder, `printed-${++this.count}.log`);
    const fd = openSync(file, 'wx', 0o600);
    try {
      const problem = await printInto(fd, command, { cwd, signal, patience, most });
      return { file, ...(problem !== undefined && { problem }) };
    } finally {
      closeSync(fd);
    }
  }

  dispose(): void {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
    this.folder = undefined;
  }
}

interface Limits {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly patience: number;
  readonly most: number;
}

/** The file is the command's own output: nothing of it goes through this process. */
function printInto(
  fd: number,
  command: string,
  { cwd, signal, patience, most }: Limits,
): Promise<PrintedLog['problem']> {
  const [shell, args] =
    process.platform === 'win32'
      ? [process.env.ComSpec ?? 'C:\\Windows\\System32\\cmd.exe', ['/d', '/s', '/c', command]]
      : ['/bin/sh', ['-c', command]];
  const child = startProcess(shell, args, { cwd, stdio: ['ignore', fd, 'pipe'] });
  return new Promise((resolve, reject) => {
    let error = '';
    let [size, since] = [0, Date.now()];
    const timer = setInterval(() => {
      const now = fstatSync(fd).size;
      if (now !== size) [size, since] = [now, Date.now()];
      if (size > most) over(() => resolve({ reason: 'tooLong', detail: '' }));
      else if (Date.now() - since > patience) over(() => resolve({ reason: 'silent', detail: error.trim() }));
    }, LOOK);
    const over = (settle: () => void) => {
      clearInterval(timer);
      signal.removeEventListener('abort', abort);
      settle();
      endProcess(child);
    };
    const abort = () => over(() => reject(signal.reason as Error));
    signal.addEventListener('abort', abort);
    child.stderr?.on('data', (data: Buffer) => (error = `${error}${data.toString('utf8')}`.slice(-MOST_ERROR)));
    child.once('error', (problem) => over(() => reject(problem)));
    child.once('close', (code) =>
      over(() => resolve(code === 0 ? undefined : { reason: 'failed', detail: error.trim() || `exit code ${code}` })),
    );
  });
}
