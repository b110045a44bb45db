import type { CheckEnd, CheckRequest } from '../app/worktreePorts';
import { checkEnvironment } from './git/environment';
import { endProcess, startProcess } from './processes';

/** Longer no check takes. Milliseconds. */
const LONGEST = 30 * 60_000;
/** What goes on after the command itself has ended is ended after this time. Milliseconds. */
const AFTERWARDS = 1_000;
/** More output is not shown. Characters. */
const MOST_OUTPUT = 4 * 1024 * 1024;

/** Runs a command in a shell, without an input, and ends it with all that it started. Never rejects. */
export function runCheck({ folder, root, command, signal, write }: CheckRequest, longest = LONGEST): Promise<CheckEnd> {
  const begun = performance.now();
  const seconds = () => Math.round((performance.now() - begun) / 1000);
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled', seconds: 0 });
  const [shell, args] = shellOf(command);
  const child = startProcess(shell, args, {
    cwd: folder,
    env: checkEnvironment(root),
    stdio: ['ignore', 'pipe', 'pipe'],
    // cmd.exe reads its line itself.
    windowsVerbatimArguments: true,
  });
  const show = bounded(write);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', show);
    stream?.on('error', () => undefined);
  }
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined = undefined;
    const end = (how: CheckEnd) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(how);
    };
    const stop = (kind: 'cancelled' | 'deadline') => {
      endProcess(child);
      end({ kind, seconds: seconds() });
    };
    const cancel = () => stop('cancelled');
    timer = setTimeout(() => stop('deadline'), longest);
    signal.addEventListener('abort', cancel);
    child.once('error', () => end({ kind: 'notStarted', seconds: seconds() }));
    child.once('exit', (code) => {
      const how: CheckEnd =
        code === null ? { kind: 'killed', seconds: seconds() } : { kind: 'exit', code, seconds: seconds() };
      // Its last words may still be on their way; what it left running holds the output open.
      const leftovers = setTimeout(() => {
        endProcess(child);
        end(how);
      }, AFTERWARDS);
      child.once('close', () => {
        clearTimeout(leftovers);
        end(how);
      });
    });
  });
}

function shellOf(command: string): readonly [string, readonly string[]] {
  if (process.platform !== 'win32') return ['/bin/sh', ['-c', command]];
  return [process.env.ComSpec ?? 'C:\\Windows\\System32\\cmd.exe', ['/d', '/s', '/c', `"${command}"`]];
}

/** The text until it has become too much. */
function bounded(write: (text: string) => void): (text: string) => void {
  let size = 0;
  return (text) => {
    if (size > MOST_OUTPUT) return;
    size += text.length;
    write(size > MOST_OUTPUT ? '\n[more output is not shown]\n' : text);
  };
}
