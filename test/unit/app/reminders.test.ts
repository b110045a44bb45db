import * as assert from 'node:assert/strict';
import { APART, COURTESY, Reminders, TYPING } from '../../../src/app/reminders';
import { remindsAt } from '../../../src/domain/clocks';
import type { EventData, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import type { Incident } from '../../../src/domain/incident';
import { iso } from '../../../src/domain/time';
import { eventBuilder, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [T, EventData[T]] }[EventType];

const at = (minutes: number) => START + minutes * MINUTE;
const assessed: Said = ['impact.assessed', {}];
const promised = (minutes: number, audience = 'customers'): Said => [
  'nextUpdate.promised',
  { audience, due: iso(at(minutes)) },
];
const snoozed = (minutes: number, audience = 'customers'): Said => [
  'nextUpdate.snoozed',
  { audience, until: iso(at(minutes)) },
];
const posted: Said = ['statusUpdate.posted', { audience: 'customers', status: 'identified', text: 'we know why' }];

function after(...facts: readonly Said[]): Incident {
  const build = eventBuilder();
  const declared = build.declared();
  return fold(INCIDENT, [declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
}

/** A window of the machine, and what it shows. */
interface TestWindow {
  readonly reminders: Reminders;
  /** `assessment` or the audience, each with the minute at which it was shown. */
  readonly shown: string[];
  /** Answers what was shown last. */
  answer(): void;
  focus(isFocused: boolean): void;
  type(): void;
  readonly moments: number[];
}

/** A machine with a clock and timers that stand still until they are moved, and claims that all its windows share. */
class Machine {
  now = START;
  private readonly timers = new Set<{ at: number; then: () => void }>();
  readonly claims = new Map<string, number>();
  waits = 0;
  /** False where no claim can be kept. */
  remembers = true;

  window(isFocused = true): TestWindow {
    let [focused, typedAt] = [isFocused, undefined as number | undefined];
    const answers: (() => void)[] = [];
    const [shown, moments]: [string[], number[]] = [[], []];
    const minute = () => (this.now - START) / MINUTE;
    const reminders = new Reminders({
      now: () => this.now,
      wait: (length, then) => {
        assert.ok(length >= 0 && length < 2 ** 31, 'a timer that is set for longer fires at once');
        this.waits += 1;
        const timer = { at: this.now + length, then };
        this.timers.add(timer);
        return { dispose: () => void this.timers.delete(timer) };
      },
      isFocused: () => focused,
      lastTyped: () => typedAt,
      claim: (key) => {
        const taken = this.claims.get(key);
        if (taken === undefined && this.remembers) this.claims.set(key, this.now);
        return Promise.resolve(taken ?? 'ours');
      },
      release: (key) => void this.claims.delete(key),
      remindsAt: (_, clock) => remindsAt(clock),
      show: (_, clock) => {
        shown.push(`${clock.kind === 'update' ? clock.audience : clock.kind} at ${minute()}`);
        return new Promise((resolve) => void answers.push(resolve));
      },
      onMoment: () => void moments.push(minute()),
      report: (error) => assert.fail(String(error)),
    });
    return {
      reminders,
      shown,
      moments,
      answer: () => answers.pop()?.(),
      focus: (isNow) => {
        focused = isNow;
        reminders.focusChanged();
      },
      type: () => (typedAt = this.now),
    };
  }

  /** Moves the clock to a minute, with all that comes due on the way. */
  async until(minutes: number): Promise<void> {
    for (;;) {
      await settle();
      const [next] = [...this.timers].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > at(minutes)) break;
      this.timers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.then();
    }
    this.now = at(minutes);
  }

  get pending(): number {
    return this.timers.size;
  }
}

/** Lets promises come to an end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('reminders', () => {
  let machine: Machine;
  beforeEach(() => {
    machine = new Machine();
  });

  it('come once, at their moment, by one timer and no polling', async () => {
    const window = machine.window();
    window.reminders.follow(after(promised(20)));
    await machine.until(4.9);
    assert.deepEqual([window.shown, machine.pending, machine.waits], [[], 1, 1]);
    await machine.until(500);
    assert.deepEqual(window.shown, ['assessment at 5', 'customers at 20']);
    assert.deepEqual([window.moments, machine.pending], [[5, 20], 0]);
    assert.ok(machine.waits <= 4, `${machine.waits} timers`);
  });

  it('do not come for what was done in time', async () => {
    const window = machine.window();
    window.reminders.follow(after(promised(20)));
    await machine.until(3);
    window.reminders.follow(after(promised(20), assessed));
    await machine.until(10);
    window.reminders.follow(after(promised(20), assessed, posted));
    await machine.until(500);
    assert.deepEqual(window.shown, []);
    assert.equal(machine.pending, 0);
  });

  it('come again after a snooze, and for a new promise', async () => {
    const window = machine.window();
    window.reminders.follow(after(assessed, promised(20)));
    await machine.until(21);
    window.reminders.follow(after(assessed, promised(20), snoozed(51)));
    await machine.until(60);
    window.reminders.follow(after(assessed, promised(20), snoozed(51), posted, promised(90)));
    await machine.until(500);
    assert.deepEqual(window.shown, ['customers at 20', 'customers at 51', 'customers at 90']);
  });

  it('do not come again once they were dismissed, whatever else is recorded', async () => {
    const window = machine.window();
    window.reminders.follow(after(assessed, promised(20)));
    await machine.until(20);
    window.answer();
    window.reminders.follow(after(assessed, promised(20), ['note.added', { text: 'on it' }]));
    window.focus(false);
    window.focus(true);
    await machine.until(500);
    assert.deepEqual(window.shown, ['customers at 20']);
  });

  it('outlive a restart: one whose moment passed meanwhile comes once', async () => {
    const incident = after(assessed, promised(20));
    await machine.until(45);
    const first = machine.window();
    first.reminders.follow(incident);
    await settle();
    assert.deepEqual(first.shown, ['customers at 45']);
    first.reminders.dispose();
    const second = machine.window();
    second.reminders.follow(incident);
    await machine.until(500);
    assert.deepEqual(second.shown, []);
  });

  it('come one at a time', async () => {
    await machine.until(45);
    const window = machine.window();
    window.reminders.follow(after(promised(20), promised(30, 'internal')));
    await machine.until(45.9);
    assert.deepEqual(window.shown, ['assessment at 45']);
    await machine.until(500);
    assert.deepEqual(window.shown, ['assessment at 45', 'customers at 46', 'internal at 47']);
    assert.equal(APART, MINUTE);
  });

  it('end with what is shown: another incident, none, or the end of the window', async () => {
    const window = machine.window();
    window.reminders.follow(after(assessed, promised(20)));
    window.reminders.follow(undefined);
    assert.equal(machine.pending, 0);
    window.reminders.follow(after(assessed, promised(20)));
    window.reminders.dispose();
    await machine.until(500);
    assert.deepEqual(window.shown, []);
    window.reminders.follow(after());
    assert.equal(machine.pending, 0);
  });

  it('come once a window where no claim can be kept', async () => {
    machine.remembers = false;
    const windows = [machine.window(), machine.window()];
    for (const { reminders } of windows) reminders.follow(after(assessed, promised(20)));
    await machine.until(500);
    assert.deepEqual(
      windows.map(({ shown }) => shown),
      [['customers at 20'], ['customers at 20']],
    );
  });

  it('wait for moments that are further off than a timer can be set', async () => {
    const window = machine.window();
    const inAMonth = 31 * 24 * 60;
    window.reminders.follow(after(assessed, promised(inAMonth)));
    await machine.until(inAMonth + 1);
    assert.deepEqual(window.shown, [`customers at ${inAMonth}`]);
  });

  describe('while somebody types', () => {
    it('wait until a minute after the last key', async () => {
      const window = machine.window();
      window.reminders.follow(after(assessed, promised(20)));
      await machine.until(19.5);
      window.type();
      await machine.until(20.25);
      window.type();
      await machine.until(21.2);
      assert.deepEqual(window.shown, []);
      await machine.until(500);
      assert.deepEqual(window.shown, ['customers at 21.25']);
      assert.equal(TYPING, MINUTE);
    });

    it('do not come at all where the update is posted meanwhile', async () => {
      const window = machine.window();
      window.reminders.follow(after(assessed, promised(20)));
      await machine.until(19.5);
      window.type();
      await machine.until(20.2);
      window.reminders.follow(after(assessed, promised(20), posted));
      await machine.until(500);
      assert.deepEqual(window.shown, []);
      assert.equal(machine.claims.size, 0, 'nothing is left behind');
    });

    it('do not come in another window either', async () => {
      const [typing, other] = [machine.window(), machine.window(false)];
      for (const { reminders } of [typing, other]) reminders.follow(after(assessed, promised(20)));
      await machine.until(19.5);
      typing.type();
      await machine.until(20.4);
      assert.deepEqual([typing.shown, other.shown], [[], []]);
      await machine.until(500);
      assert.deepEqual([typing.shown, other.shown], [['customers at 20.5'], []]);
    });

    it('are left to another window where the one that had taken them closes', async () => {
      const [typing, other] = [machine.window(), machine.window(false)];
      for (const { reminders } of [typing, other]) reminders.follow(after(assessed, promised(20)));
      await machine.until(19.5);
      typing.type();
      await machine.until(20.2);
      typing.reminders.dispose();
      other.focus(true);
      await machine.until(500);
      assert.deepEqual([typing.shown.length, other.shown.length], [0, 1]);
    });
  });

  describe('in several windows', () => {
    it('come in one of them', async () => {
      const windows = [machine.window(), machine.window(), machine.window()];
      for (const { reminders } of windows) reminders.follow(after(promised(20)));
      await machine.until(500);
      assert.deepEqual(windows.flatMap(({ shown }) => shown).sort(), ['assessment at 5', 'customers at 20']);
    });

    it('come in the one in front', async () => {
      const [behind, front] = [machine.window(false), machine.window()];
      for (const { reminders } of [behind, front]) reminders.follow(after(assessed, promised(20)));
      await machine.until(500);
      assert.deepEqual([behind.shown, front.shown], [[], ['customers at 20']]);
    });

    it('come a little later where none is in front', async () => {
      const windows = [machine.window(false), machine.window(false)];
      for (const { reminders } of windows) reminders.follow(after(assessed, promised(20)));
      await machine.until(500);
      const late = (20 * MINUTE + COURTESY) / MINUTE;
      assert.deepEqual(
        windows.flatMap(({ shown }) => shown),
        [`customers at ${late}`],
      );
    });

    it('come one at a time, whichever window shows them', async () => {
      await machine.until(45);
      const windows = [machine.window(), machine.window()];
      for (const { reminders } of windows) reminders.follow(after(promised(20), promised(30, 'internal')));
      await machine.until(45.9);
      const shown = () => windows.flatMap((window) => window.shown).sort();
      assert.deepEqual(shown(), ['assessment at 45']);
      await machine.until(500);
      assert.deepEqual(shown(), ['assessment at 45', 'customers at 46', 'internal at 47']);
    });

    it('come in windows that show the incident alone', async () => {
      const [other, shows] = [machine.window(), machine.window(false)];
      other.reminders.follow({ ...after(assessed), id: 'another' });
      shows.reminders.follow(after(assessed, promised(20)));
      await machine.until(500);
      assert.deepEqual([other.shown.length, shows.shown.length], [0, 1]);
    });
  });

  it('do not pile up behind a back: what stands there is seen first', async () => {
    const window = machine.window(false);
    window.reminders.follow(after(promised(20)));
    await machine.until(60);
    assert.equal(window.shown.length, 1);
    window.focus(true);
    await machine.until(60.9);
    assert.equal(window.shown.length, 1);
    await machine.until(500);
    assert.deepEqual(window.shown.slice(1), ['customers at 61']);
  });
});
