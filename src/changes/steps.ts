/** Lets other work in when it is time to; undefined if the steps may continue at once. */
export type Pause = () => Promise<unknown> | undefined;

/** Runs all steps at once and returns their result. */
export function lastOf<T>(steps: Generator<undefined, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/**
 * The same, with pauses. Steps are small, because a slow machine or code that runs for the first time may take ten times as long for
 * one: the clock behind `pause` decides how many run in a row.
 */
export async function pausedBy<T>(pause: Pause, steps: Generator<undefined, T>): Promise<T> {
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) {
    const paused = pause();
    if (paused !== undefined) await paused;
  }
  return step.value;
}

/** Maps items, with pauses. */
export async function mappedBy<Item, Made>(
  pause: Pause,
  items: readonly Item[],
  make: (item: Item) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const item of items) {
    made.push(make(item));
    const paused = made.length % ITEMS_OF_STEP === 0 ? pause() : undefined;
    if (paused !== undefined) await paused;
  }
  return made;
}

/** Items between two looks at the clock, where each takes some microseconds. */
const ITEMS_OF_STEP = 50;
