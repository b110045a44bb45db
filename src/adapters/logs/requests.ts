import type { SharedProcesses } from '../processes';
import type { News } from '../../logs/news';
import type { OnsetAnswer, OnsetRequest } from '../../metrics/look';
import type {
  FindRequest,
  FindResult,
  LogPage,
  LogProgress,
  MarksRequest,
  NewsRequest,
  NewsResult,
  PageRequest,
} from '../../app/logPorts';

/** What a worker thread can be asked for, and what it answers. */
export interface LogWork {
  readonly find: { readonly request: FindRequest; readonly result: FindResult };
  readonly marks: { readonly request: MarksRequest; readonly result: readonly number[] };
  readonly news: { readonly request: NewsRequest; readonly result: NewsResult };
  readonly onsets: { readonly request: OnsetRequest; readonly result: OnsetAnswer };
  readonly page: { readonly request: PageRequest; readonly result: LogPage };
}

export type LogTask = {
  readonly [K in keyof LogWork]: { readonly kind: K; readonly request: LogWork[K]['request'] };
}[keyof LogWork];

/** What a thread is started with. */
export interface LogThreadData {
  readonly task: LogTask;
  /** Where it notes the programs that it starts. */
  readonly processes: SharedProcesses;
}

/** Tells a thread to end the programs that it started, and then itself. */
export const END_PROCESSES = 'endProcesses';

/** What comes back from the worker while it works, and at last. */
export type LogMessage =
  | { readonly type: 'progress'; readonly progress: LogProgress }
  | { readonly type: 'rows'; readonly news: News }
  | { readonly type: 'result'; readonly result: unknown }
  | { readonly type: 'failed'; readonly message: string };
