import { setTimeout as pause } from 'node:timers/promises';

/** Long enough for a slow machine; a window that does what it should takes a small part of it. */
const PATIENCE_MS = 30_000;
const INTERVAL_MS = 50;

/**
 * Waits for a condition: calls `attempt` until it stops throwing, and gives its result. When patience is over, throws
 * what the last attempt threw.
 */
export async function eventually<T>(attempt: () => T | Promise<T>, timeout = PATIENCE_MS): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(INTERVAL_MS);
  }
}
