// The thread in which logs are read, so that the window stays responsive: dist/logsWorker.js.
import { parentPort, workerData } from 'node:worker_threads';
import type { LogProgress } from '../../app/logPorts';
import { findFirst, findNewLines } from './find';
import { findNews } from './mine';
import { readPage } from './page';
import type { LogMessage, LogTask } from './requests';

/** Progress is not worth more messages. Milliseconds. */
const PAUSE = 100;

let last = 0;

function send(message: LogMessage): void {
  parentPort?.postMessage(message);
}

function onProgress(progress: LogProgress): void {
  const now = performance.now();
  if (now - last < PAUSE) return;
  last = now;
  send({ type: 'progress', progress });
}

function perform(task: LogTask): Promise<unknown> {
  switch (task.kind) {
    case 'find':
      return findFirst(task.request, onProgress);
    case 'marks':
      return findNewLines(task.request, onProgress);
    case 'news':
      return findNews(task.request, onProgress, (news) => send({ type: 'rows', news }));
    case 'page':
      return readPage(task.request, onProgress);
  }
}

perform(workerData as LogTask).then(
  (result) => send({ type: 'result', result }),
  (error: unknown) => send({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
);
