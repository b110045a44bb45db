// The thread in which logs are read and onsets found, so that the window stays responsive: dist/logsWorker.js.
import { parentPort, workerData } from 'node:worker_threads';
import type { LogProgress } from '../../app/logPorts';
import { findOnsets } from '../../metrics/look';
import { endProcesses, noteProcesses } from '../processes';
import { findFirst, findNewLines } from './find';
import { findNews } from './mine';
import { readPage } from './page';
import { END_PROCESSES, type LogMessage, type LogTask, type LogThreadData } from './requests';

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
    case 'onsets':
      return Promise.resolve(findOnsets(task.request, (done, total) => onProgress({ done, total, file: '' })));
    case 'page':
      return readPage(task.request, onProgress);
  }
}

const { task, processes } = workerData as LogThreadData;
noteProcesses(processes);
parentPort?.on('message', (message) => {
  if (message === END_PROCESSES) void endProcesses().then(() => process.exit());
});

perform(task).then(
  (result) => send({ type: 'result', result }),
  (error: unknown) => send({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
);
