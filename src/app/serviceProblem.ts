/** Why a service outside did not do what it was asked. */
export type ServiceProblem =
  | 'badAddress'
  | 'unreachable'
  /** Its certificate cannot be trusted, or is not its own. */
  | 'certificate'
  | 'tooSlow'
  | 'cutOff'
  | 'redirected'
  | 'tooLarge'
  | 'unauthorized'
  /** There is no such page, project or incident, or not for this key. */
  | 'notFound'
  /** It says what is wrong with what was sent. */
  | 'refused'
  /** Too much was asked lately: again after `retryAfter`. */
  | 'busy'
  | 'broken'
  /** It is not any more what was shown before. */
  | 'changed'
  /** What answers is not the service. */
  | 'unreadable'
  /** It may have been done: no answer came, and it cannot be seen yet. */
  | 'doubt';

/** A request to a service that failed; never holds what was sent along as a secret. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly problem: ServiceProblem,
    /** What people call the service. */
    readonly service: string,
    readonly options: {
      /** What the service says, or where it wanted to go. */
      readonly detail?: string;
      /** What was asked for may have been done all the same. */
      readonly mayBeDone?: boolean;
      /** The service itself answered that it failed, and is through with it: it does nothing of it later. */
      readonly isOver?: boolean;
      /** Milliseconds. */
      readonly retryAfter?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super([`${service}: ${problem}`, options.detail].filter((part) => part !== undefined).join(' '), {
      cause: options.cause,
    });
  }
}

/** A service that asks for more patience is left for the person to try again. Milliseconds. */
const MOST_WAIT = 20_000;
/** How long after a request without an answer it is looked whether it was done after all. Milliseconds. */
const LOOKS_AFTER = [500, 2000, 5000];
const MOST_TRIES = 4;

/** What does something outside exactly once. */
export interface Deed<T> {
  readonly service: string;
  /** What is there already, of an earlier try or of somebody else; undefined where there is none. */
  readonly find: () => Promise<T | undefined>;
  readonly send: () => Promise<T>;
  /** Somebody else may have looked and sent at the same time: gives the one that counts, and takes back what was made beside it. */
  readonly unite?: (made: T) => Promise<T>;
  /** Rejects where the person gives up. */
  readonly wait: (length: number) => Promise<void>;
}

/**
 * Does it, unless it was done before: what the service cannot tell from a second time is looked for before each try, and where no
 * answer came. It is sent again only where the last try surely did nothing, and once where the service said that it failed and it
 * is still not there a while later; else the doubt is said, by the problem `doubt`.
 * @throws ServiceError
 */
export async function doOnce<T>({ service, find, send, wait, unite }: Deed<T>): Promise<T> {
  let hasFailed = false;
  for (let tries = 1; ; tries++) {
    const there = await find();
    if (there !== undefined) return there;
    try {
      const made = await send();
      return unite === undefined ? made : await orElse(unite(made), made);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { problem, options } = error;
      if (options.mayBeDone === true) {
        const { there: after, isSeen } = await lookAgain({ find, wait });
        if (after !== undefined) return after;
        if (options.isOver !== true || !isSeen) throw new ServiceError('doubt', service, { cause: error });
        if (hasFailed) throw error;
        hasFailed = true;
        continue;
      }
      const patience = problem === 'busy' ? (options.retryAfter ?? 1000) : Infinity;
      if (patience > MOST_WAIT || tries === MOST_TRIES) throw error;
      await wait(patience);
    }
  }
}

/** What is made is made, though it cannot be seen whether somebody made the same. */
async function orElse<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ServiceError) return otherwise;
    throw error;
  }
}

/** `isSeen`: the last look told, so that what it did not find is not there. */
async function lookAgain<T>({
  find,
  wait,
}: Pick<Deed<T>, 'find' | 'wait'>): Promise<{ readonly there?: T; readonly isSeen: boolean }> {
  let isSeen = false;
  for (const length of LOOKS_AFTER) {
    await wait(length);
    try {
      const there = await find();
      if (there !== undefined) return { there, isSeen: true };
      isSeen = true;
    } catch (error) {
      // A service that fails still has not said what it did.
      if (!(error instanceof ServiceError)) throw error;
      isSeen = false;
    }
  }
  return { isSeen };
}
