import type { LogPorts } from '../../app/logPorts';
import { below } from './below';
import { filesMatching } from './matching';
import { PrintedLogs } from './print';
import { readLogs } from './thread';

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
