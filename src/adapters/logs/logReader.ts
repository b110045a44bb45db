import { Worker } from 'node:worker_threads';
import type { LogListener, LogPorts } from '../../app/logPorts';
import { below } from './below';
import { filesMatching } from './matching';
import { PrintedLogs } from './print';
import type { LogMessage, LogTask, LogWork } from './requests';

/** Why nothing came of reading logs. */
export class LogsUnread extends Error {
  override readonly name = 'LogsUnread';
  constructor(
    readonly reason: 'stuck' | 'failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A thread that has told nothing for so long is ended: an expression that never ends, a drive that hangs. Milliseconds. */
const PATIENCE = 30_000;
/** What a thread may have beside the memory that it reads into. MB. */
const HEAP = 512;

/**
 * Reads logs in a thread of its own, which ends with the work: when it is done, when the signal says so, or when it tells
 * nothing any more. Throws LogsUnread, or the reason of the signal.
 */
export function readLogs<K extends keyof LogWork>(
  script: string,
  kind: K,
  request: LogWork[K]['request'],
  signal: AbortSignal,
  { onProgress, onRows }: LogListener = {},
  patience = PATIENCE,
): Promise<LogWork[K]['result']> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(script, {
      workerData: { kind, request } as LogTask,
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
      stdin: false,
    });
    let timer: NodeJS.Timeout;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      settle();
      void worker.terminate();
    };
    const abort = () => end(() => reject(signal.reason as Error));
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => end(() => reject(new LogsUnread('stuck', 'no progress'))), patience);
    };
    const fail = (error: unknown) =>
      end(() =>
        reject(new LogsUnread('failed', error instanceof Error ? error.message : String(error), { cause: error })),
      );
    signal.addEventListener('abort', abort);
    wait();
    worker.on('message', (message: LogMessage) => {
      wait();
      if (message.type === 'progress') onProgress?.(message.progress);
      else if (message.type === 'rows') onRows?.(message.news);
      else if (message.type === 'failed') fail(new Error(message.message));
      else end(() => resolve(message.result as LogWork[K]['result']));
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the thread ended')));
  });
}

/** The logs as the window asks for them. @param script the worker's file */
export function logPorts(script: string): LogPorts {
  const printed = new PrintedLogs();
  return {
    print: (command, cwd, signal) => printed.print(command, cwd, signal),
    matching: filesMatching,
    below,
    dispose: () => printed.dispose(),
    find: (request, signal, listener) => readLogs(script, 'find', request, signal, listener),
    marks: (request, signal, listener) => readLogs(script, 'marks', request, signal, listener),
    news: (request, signal, listener) => readLogs(script, 'news', request, signal, listener),
    page: (request, signal, listener) => readLogs(script, 'page', request, signal, listener),
  };
}
