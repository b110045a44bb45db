import type { Subscription } from './signal';

/** What was asked gave no answer in time. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(patience: number) {
    super(`no answer within ${patience} ms`);
  }
}

/** The answer, if it comes within that many milliseconds; else rejects with NoAnswer. An error that comes later is nobody's. */
export function withinTime<T>(ask: () => Promise<T>, patience: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswer(patience)), patience);
    // In a promise of its own, so that even what throws at once is a rejection.
    Promise.resolve()
      .then(ask)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** Asks once and keeps the answer until it is forgotten. What does not answer in time, or fails, is asked anew next time. */
export function askOnce<T>(ask: () => Promise<T>, patience: number): { get: () => Promise<T>; forget: () => void } {
  let answer: Promise<T> | undefined;
  return {
    get: () => {
      if (answer !== undefined) return answer;
      const asked = (answer = ask());
      withinTime(() => asked, patience).catch(() => {
        if (answer === asked) answer = undefined;
      });
      return asked;
    },
    forget: () => (answer = undefined),
  };
}

/** Calls back after that many milliseconds, unless it is disposed of before. */
export function wait(length: number, then: () => void): Subscription {
  const timer = setTimeout(then, length);
  return { dispose: () => clearTimeout(timer) };
}
