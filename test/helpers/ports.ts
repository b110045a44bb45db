import type { Ports } from '../../src/app/ports';
import type { Remembered } from '../../src/app/shown';
import { fixedClock, type FixedClock } from './clock';
import { ADA, START } from './events';

/** A window's ports with everything in memory: a clock that stands still, Ada as the author, no repositories. */
export interface TestPorts extends Ports {
  readonly clock: FixedClock;
  readonly reported: unknown[];
  /** How often an entry was recorded without an answer of git. */
  silences: number;
  remembered: Remembered | undefined;
}

export function testPorts(change: Partial<Ports> = {}): TestPorts {
  const clock = fixedClock(START);
  const reported: unknown[] = [];
  const ports: TestPorts = {
    clock,
    reported,
    silences: 0,
    remembered: undefined,
    now: () => clock.now(),
    author: () => Promise.resolve(ADA),
    fallbackAuthor: () => ({ name: 'somebody' }),
    codeContext: () => Promise.resolve([]),
    masksFor: () => Promise.resolve((data) => data),
    memory: {
      get: () => ports.remembered,
      set: (remembered) => void (ports.remembered = remembered),
    },
    onSilence: () => {
      ports.silences++;
    },
    report: (error) => void reported.push(error),
    ...change,
  };
  return ports;
}
