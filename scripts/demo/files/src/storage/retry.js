import { setTimeout as delay } from 'node:timers/promises';

/** Tries again after a growing pause; the last error is the one the caller sees. */
export async function withRetry(work, { attempts, firstDelayMs }) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts) throw error;
      await delay(firstDelayMs * 2 ** (attempt - 1));
    }
  }
}
