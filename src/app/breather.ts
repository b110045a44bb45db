import { setImmediate as immediate } from 'node:timers/promises';
import type { Pause } from '../changes/steps';

/** Work that runs for longer makes keys and clicks wait noticeably, together with what runs after it. Milliseconds. */
const AT_ONCE = 6;

/** Lets others do their work, whatever the clock says. Rejects where the signal says that nobody wants the work any more. */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await immediate();
  signal?.throwIfAborted();
}

/**
 * A pause for long work: it lasts until others have had their turn, and there is one only where the work has run for some
 * milliseconds since the last. Throws where the signal says that nobody wants the work any more.
 */
export function breather(signal?: AbortSignal, now = () => performance.now()): Pause {
  let resumed = now();
  return () => {
    signal?.throwIfAborted();
    if (now() - resumed < AT_ONCE) return undefined;
    return nextTurn(signal).then(() => {
      resumed = now();
    });
  };
}
