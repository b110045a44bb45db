/** So many sets are tried: each one costs a rehearsal. */
export const MOST_TRIES = 24;
/** So many changes in the way are looked at, the newest. */
export const MOST_IN_THE_WAY = 10;

export type SmallestSet<T> =
  | { readonly kind: 'found'; readonly set: readonly T[]; readonly isSmallest: boolean }
  | { readonly kind: 'notFound'; readonly tried: number };

/**
 * The smallest set of later changes whose going makes a revert clean: one alone, then all together to see whether there is a way
 * at all, then pairs, then threes. Where the tries run out, all of them are thinned out one by one until none can stay.
 * @param candidates the later changes that touch what is in the way, newest first
 * @param isClean whether the revert is clean with these, given newest first
 * @param isLate whether the time for it is over
 */
export async function smallestSet<T>(
  candidates: readonly T[],
  isClean: (set: readonly T[]) => Promise<boolean>,
  isLate: () => boolean = () => false,
  mostTries = MOST_TRIES,
): Promise<SmallestSet<T>> {
  const examined = candidates.slice(0, MOST_IN_THE_WAY);
  let tried = 0;
  const attempt = (set: readonly T[]) => {
    tried++;
    return isClean(set);
  };
  const isOver = (reserved = 0) => tried + reserved >= mostTries || isLate();
  const attemptInTime = async (set: readonly T[]) => !isOver() && (await attempt(set));
  for (const one of examined) {
    if (isOver()) return { kind: 'notFound', tried };
    if (await attempt([one])) return { kind: 'found', set: [one], isSmallest: true };
  }
  if (examined.length < 2 || isOver()) return { kind: 'notFound', tried };
  const isAllClean = await attempt(examined);
  if (isAllClean && examined.length === 2) return { kind: 'found', set: examined, isSmallest: true };
  // Thinning out needs a try for each: so many are put aside for it.
  const spared = isAllClean ? examined.length : 0;
  for (const size of [2, 3]) {
    if (size >= examined.length) break;
    for (const set of combinations(examined, size)) {
      if (isOver(spared)) return isAllClean ? thinned(examined, attemptInTime) : { kind: 'notFound', tried };
      if (await attempt(set)) return { kind: 'found', set, isSmallest: true };
    }
  }
  if (!isAllClean) return { kind: 'notFound', tried };
  if (examined.length <= 4) return { kind: 'found', set: examined, isSmallest: true };
  return thinned(examined, attemptInTime);
}

/** Without whatever can stay, the oldest tried first: the newest are nearest to the conflict's other side. */
async function thinned<T>(
  all: readonly T[],
  isClean: (set: readonly T[]) => Promise<boolean>,
): Promise<SmallestSet<T>> {
  let set = all;
  for (const one of all.toReversed()) {
    const without = set.filter((each) => each !== one);
    if (without.length > 0 && (await isClean(without))) set = without;
  }
  return { kind: 'found', set, isSmallest: false };
}

/** All choices of so many, in the order given. */
function* combinations<T>(all: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= all.length - size; i++) {
    const first = all[i];
    if (first === undefined) continue;
    for (const rest of combinations(all, size - 1, i + 1)) yield [first, ...rest];
  }
}
