/** What the steps give in the end, where nobody has to do anything in between. */
export function lastOf<T>(steps: Generator<undefined, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** The same, with pauses in which others do their work. */
export async function pausedBy<T>(pause: () => Promise<unknown>, steps: Generator<undefined, T>): Promise<T> {
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) await pause();
  return step.value;
}
