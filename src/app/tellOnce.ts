/** How long the windows that are not in front leave it to the one that is. Milliseconds. */
const LEFT_TO_FRONT = 1_500;

export interface TellPorts {
  readonly isFocused: () => boolean;
  /** Whether this window is the first of its machine to take it. */
  readonly claim: (what: string) => boolean;
  readonly later: (work: () => void, milliseconds: number) => void;
}

/**
 * Of several windows of a machine that learn the same, one tells the person: the one in front, else whichever is first.
 * @param what the same in all windows
 */
export function tellOnce({ isFocused, claim, later }: TellPorts, what: string, tell: () => void): void {
  const take = () => {
    if (claim(what)) tell();
  };
  if (isFocused()) take();
  else later(take, LEFT_TO_FRONT);
}
