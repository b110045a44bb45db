import { deliver, type Handlers } from '../protocol/messages';
import { WEBVIEW_SCHEMAS, type ToExtension, type ToWebview } from '../protocol/changesPanel';

/** Scrolling and typing make many choices; the last one counts. Milliseconds. */
const PAUSE = 100;

interface VsCodeApi {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The extension, as the webview sees it. */
export interface Host {
  say<K extends keyof ToExtension>(type: K, body: ToExtension[K]): void;
  /** Keeps the person's choices for the page after this one. */
  keep(choices: string): void;
}

/** Connects to the extension. What is not of a known form is dropped. */
export function connect(handlers: Handlers<ToWebview>): Host {
  const api = acquireVsCodeApi();
  let keeping: number | undefined;
  window.addEventListener(
    'message',
    ({ data }: MessageEvent<unknown>) => void deliver(data, WEBVIEW_SCHEMAS, handlers),
  );
  return {
    say: (type, body) => api.postMessage({ type, body }),
    keep: (choices) => {
      clearTimeout(keeping);
      keeping = setTimeout(() => {
        api.postMessage({ type: 'kept', body: { choices } });
      }, PAUSE);
    },
  };
}
