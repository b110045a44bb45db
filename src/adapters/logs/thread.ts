import { Worker } from 'node:worker_threads';
import type { LogListener } from '../../app/logPorts';
import { endShared, isAnyRunning, sharedProcesses, type SharedProcesses } from '../processes';
import { END_PROCESSES, type LogMessage, type LogThreadData, type LogWork } from './requests';

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

/** What a thread gets to end the programs that it started, before it is ended itself. Milliseconds. */
const GRACE = 1000;

/**
 * Reads logs (or looks at a metric) in a thread of its own, which ends with the work: when it is done, when the signal says so,
 * or when it tells nothing any more. Throws LogsUnread, or the reason of the signal.
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
    const processes = sharedProcesses();
    const worker = new Worker(script, {
      workerData: { task: { kind, request }, processes } as LogThreadData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
      stdin: false,
    });
    let timer: NodeJS.Timeout;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      settle();
      void endThread(worker, processes);
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

/**
 * Ends a thread, and the programs that it started with it: by itself, as only who started a program is told that it is gone; or,
 * where it does not come to it, from here.
 */
async function endThread(worker: Worker, processes: SharedProcesses): Promise<void> {
  if (isAnyRunning(processes)) {
    worker.postMessage(END_PROCESSES);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GRACE).unref();
      worker.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
  await worker.terminate();
  endShared(processes);
}
