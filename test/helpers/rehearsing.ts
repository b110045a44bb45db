import { rehearsals, type Rehearsals } from '../../src/adapters/rehearsals';
import { GitHistory } from './gitHistory';

/** A repository, and the reverts that are tried in it. */
export interface Rehearsing {
  readonly history: GitHistory;
  readonly tries: Rehearsals;
}

/** An hour of the day on which what is rehearsed was committed. */
export const at = (hour: number) => `2024-05-01T${String(hour).padStart(2, '0')}:00:00Z`;

/** Makes a repository and what tries reverts in it before each test of the suite in which this is called, and ends both after it. */
export function rehearsing(begin: (made: Rehearsing) => void | Promise<void>): void {
  let made: Rehearsing;
  beforeEach('make a repository', async () => {
    made = { history: new GitHistory(), tries: rehearsals({ now: Date.now }) };
    await begin(made);
  });
  afterEach('end the rehearsals', async () => {
    await made.tries.dispose();
    made.history.dispose();
  });
}
