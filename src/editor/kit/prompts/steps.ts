/** The answer of a prompt whose Back button was pressed. */
export const BACK = Symbol('back');

/** What a prompt answers: a value, Back, or undefined after Escape. */
export type Answer<T> = T | typeof BACK | undefined;

/** A step of a command: takes what is known so far and answers with more of it. */
export type Step<S> = (state: S) => Promise<Answer<S>>;

/**
 * Runs the steps in order; Back returns to the one before with the answers still there. Gives the state after the last
 * step, or undefined if a step was left with Escape (or the first one with Back).
 */
export async function runSteps<S>(initial: S, steps: readonly Step<S>[]): Promise<S | undefined> {
  const states: S[] = [initial];
  for (;;) {
    const state = states[states.length - 1];
    const step = steps[states.length - 1];
    if (state === undefined || step === undefined) return state;
    const answer = await step(state);
    if (answer === undefined) return undefined;
    if (answer !== BACK) states.push(answer);
    else if (states.pop() === undefined || states.length === 0) return undefined;
  }
}

/**
 * Closes an answered prompt once the next one of its command has had the chance to open: in between, the focus would go back
 * to the editor, and what is typed quickly would end up in a file.
 */
export function closeAfterNext(prompt: { dispose(): void }): void {
  setImmediate(() => prompt.dispose());
}

/** Where a prompt stands among those of its command. */
export interface Position {
  readonly step: number;
  readonly total: number;
}
