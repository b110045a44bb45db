import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until the condition holds, looking often; rejects with `what` if it does not within the time.
 * @param within milliseconds
 * @param every milliseconds between two looks; more where a look itself starts a program
 */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  what: string,
  within = 15_000,
  every = 5,
): Promise<void> {
  const deadline = performance.now() + within;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${within} ms in vain until ${what}`);
    await pause(every);
  }
}
