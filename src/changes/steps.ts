/** Lets others do their work where it is time for that; undefined where the work may go on at once. */
export type Pause = () => Promise<unknown> | undefined;

/** What the steps give in the end, where nobody has to do anything in between. */
export function lastOf<T>(steps: Generator<undefined, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/**
 * The same, with pauses in which others do their work. Steps are small, as a slow machine or code that runs for the first time may
 * take ten times as long for one: how many are taken at once is for the clock behind `pause` to say.
 */
export async function pausedBy<T>(pause: Pause, steps: Generator<undefined, T>): Promise<T> {
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) {
    const paused = pause();
    if (paused !== undefined) await paused;
  }
  return step.value;
}

/** What each of the items is made into, with pauses. */
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
