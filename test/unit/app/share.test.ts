import assert from 'node:assert/strict';
import { Sharing } from '../../../src/app/share';
import { ShareFailed } from '../../../src/app/sharePorts';
import type { RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import type { Incident } from '../../../src/domain/incident';
import { iso } from '../../../src/domain/time';
import { ADA, eventBuilder, INCIDENT, MINUTE, START } from '../../helpers/events';
import { FakeRemote } from '../../helpers/fakeRemote';

const SECOND = 1000;
const HOUR = 60 * MINUTE;

/** A window that shares, whose time stands still until it is moved. */
class Machine {
  now = START;
  isFocused = true;
  readonly remote = new FakeRemote(() => this.now);
  readonly incidents = new Map<string, Incident>();
  readonly reported: unknown[] = [];
  readonly sharing: Sharing;
  private readonly timers = new Set<{ readonly at: number; readonly then: () => void }>();
  /** How long the machine has run, whatever its clock says. */
  private uptime = 0;
  private readonly build = eventBuilder();
  private readonly events: RecordedEvent[] = [];

  constructor() {
    this.sharing = new Sharing({
      remote: this.remote,
      unite: () => Promise.resolve({ files: [], refused: [], hasChanged: false }),
      incidents: () => this.incidents,
      person: () => Promise.resolve(ADA),
      now: () => this.now,
      random: () => 0.5,
      wait: (length, then) => {
        const timer = { at: this.uptime + length, then };
        this.timers.add(timer);
        return { dispose: () => this.timers.delete(timer) };
      },
      isFocused: () => this.isFocused,
      onArrived: () => undefined,
      onHealed: () => undefined,
      report: (error) => this.reported.push(error),
    });
  }

  /** An incident that is open and shared, and was brought up to date just now. */
  async withShared(): Promise<this> {
    this.write();
    this.sharing.share(INCIDENT);
    await this.pass(SECOND);
    assert.equal(this.sharing.state(INCIDENT)?.kind, 'shared');
    return this;
  }

  /** Somebody here writes. */
  write(): void {
    const recordedAt = iso(this.now);
    this.events.push(
      this.events.length === 0 ? this.build.declared({ recordedAt }) : this.build.note('x', { recordedAt }),
    );
    this.incidents.set(INCIDENT, fold(INCIDENT, this.events));
    this.sharing.follow();
  }

  /** Time passes, and everything that is due in it is done. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.uptime + milliseconds;
    for (;;) {
      for (let i = 0; i < 12; i++) await new Promise(setImmediate);
      const [next] = [...this.timers].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > until) break;
      this.timers.delete(next);
      this.now += next.at - this.uptime;
      this.uptime = next.at;
      next.then();
    }
    this.now += until - this.uptime;
    this.uptime = until;
  }
}

describe('sharing in time', () => {
  it('sends what is written within 300 ms in one push, and does not wait longer', async () => {
    const machine = await new Machine().withShared();
    const { remote } = machine;
    const begun = machine.now;
    for (let i = 0; i < 10; i++) {
      machine.write();
      await machine.pass(25);
    }
    assert.equal(remote.count('push', begun), 0);
    await machine.pass(60);
    assert.equal(remote.count('push', begun), 1);
    await machine.pass(10 * SECOND);
    assert.equal(remote.count('push', begun), 1, 'nothing more is to be sent');
    assert.equal(machine.sharing.waiting(INCIDENT), 0);
  });

  it('lets others come first where they write, too, and sends in one push what was written meanwhile', async () => {
    const machine = await new Machine().withShared();
    const { remote } = machine;
    remote.turn = 2 * SECOND;
    const begun = machine.now;
    for (let i = 0; i < 60; i++) {
      machine.write();
      await machine.pass(100);
    }
    const pushes = remote.asked.filter(({ what, at }) => what === 'push' && at >= begun).map(({ at }) => at);
    assert.ok(pushes.length >= 3 && pushes.length <= 4, `${pushes.length} pushes`);
    for (const [index, at] of pushes.slice(1).entries()) assert.ok(at - pushes[index]! >= 2 * SECOND);
    await machine.pass(2 * SECOND);
    assert.equal(machine.sharing.waiting(INCIDENT), 0);
  });

  it('pushes nothing after a look in between that found the remote to have everything', async () => {
    const machine = await new Machine().withShared();
    const { remote } = machine;
    remote.turn = 5 * SECOND;
    machine.write();
    await machine.pass(SECOND);
    const begun = machine.now;
    remote.lacks = false;
    remote.move(INCIDENT);
    await machine.pass(20 * SECOND);
    assert.ok(remote.count('look', begun) > 0);
    assert.equal(remote.count('push', begun), 0);
    assert.equal(machine.sharing.waiting(INCIDENT), 0);
  });

  it('leaves a look to the push that comes shortly after it', async () => {
    const machine = await new Machine().withShared();
    await machine.pass(5 * SECOND);
    const { remote } = machine;
    const looks = () => remote.count('fetch', begun);
    const begun = machine.now;
    while (looks() === 0) await machine.pass(100);
    // The next look is due in a moment.
    await machine.pass(1000);
    machine.write();
    await machine.pass(350);
    assert.deepEqual([remote.count('push', begun), looks()], [1, 1]);
    await machine.pass(1400);
    assert.equal(looks(), 2, 'after it, it looks on');
  });

  it('looks at an open incident every 1 to 3 seconds until two minutes after the last entry, whoever wrote it', async () => {
    const machine = await new Machine().withShared();
    await machine.pass(60 * SECOND);
    const { remote } = machine;
    // Another person writes: that counts like an entry of one's own.
    remote.move(INCIDENT);
    machine.write();
    const begun = machine.now;
    await machine.pass(2 * MINUTE);
    const looks = remote.asked.filter(({ what, at }) => what === 'fetch' && at >= begun);
    assert.ok(looks.length >= 40 && looks.length <= 120, `${looks.length} looks`);
    for (const [index, { at }] of looks.entries())
      if (index > 0) assert.ok(at - looks[index - 1]!.at <= 3 * SECOND, `${at - looks[index - 1]!.at} ms`);
  });

  it('looks less and less often after that, and hourly silence leaves only the list', async () => {
    const machine = await new Machine().withShared();
    const { remote } = machine;
    const looksIn = async (length: number) => {
      const begun = machine.now;
      await machine.pass(length);
      return remote.count('fetch', begun);
    };
    await machine.pass(3 * MINUTE);
    const [after3, after20] = [await looksIn(MINUTE), (await machine.pass(16 * MINUTE), await looksIn(MINUTE))];
    await machine.pass(HOUR);
    const after80 = await looksIn(10 * MINUTE);
    assert.ok(after3 >= 10 && after3 <= 13, `${after3}`);
    assert.ok(after20 >= 3 && after20 <= 5, `${after20}`);
    assert.equal(after80, 0);
  });

  for (const [where, isFocused, every] of [
    ['in front', true, 30 * SECOND],
    ['behind', false, 5 * MINUTE],
  ] as const) {
    it(`lists the remote every ${every / SECOND} s while the window is ${where}`, async () => {
      const machine = new Machine();
      machine.isFocused = isFocused;
      await machine.pass(2 * SECOND);
      const begun = machine.now;
      await machine.pass(HOUR);
      assert.ok(Math.abs(machine.remote.count('list', begun) - HOUR / every) <= 1);
    });
  }

  it('asks nothing more of a remote once it is disposed of', async () => {
    const machine = await new Machine().withShared();
    machine.sharing.dispose();
    const before = machine.remote.asked.length;
    machine.write();
    await machine.pass(HOUR);
    assert.equal(machine.remote.asked.length, before);
  });

  it('neither lists nor pushes while another window leads, and asks that one to', async () => {
    const machine = new Machine();
    machine.remote.isLeading = false;
    machine.write();
    machine.sharing.share(INCIDENT);
    await machine.pass(HOUR);
    assert.equal(machine.remote.asked.length, 0);
    assert.equal(machine.sharing.state(INCIDENT)?.kind, 'follows');
    assert.equal(machine.remote.wasWoken(), true);
    machine.remote.isLeading = true;
    await machine.pass(5 * SECOND);
    assert.equal(machine.sharing.state(INCIDENT)?.kind, 'shared', 'it takes the place of one that is gone');
  });

  describe('where the remote does not answer', () => {
    let machine: Machine;
    let begun: number;

    beforeEach(async () => {
      machine = await new Machine().withShared();
      machine.remote.failure = new ShareFailed('offline', 'no route');
      begun = machine.now;
      machine.write();
    });

    it('waits longer after every failure, 5 minutes at most, and says since when', async () => {
      await machine.pass(HOUR);
      const tries = machine.remote.asked.filter(({ at }) => at >= begun).map(({ at }) => at);
      const waits = tries.slice(1).map((at, index) => at - tries[index]!);
      assert.ok(waits.every((wait) => wait <= 5 * MINUTE));
      assert.deepEqual(
        waits.slice(0, 6),
        waits.slice(0, 6).toSorted((a, b) => a - b),
      );
      assert.ok(tries.length < 30, `${tries.length} tries in an hour`);
      const state = machine.sharing.state(INCIDENT);
      assert.ok(state?.kind === 'failing' && state.since < begun + 5 * SECOND);
      assert.equal(machine.sharing.waiting(INCIDENT), 1);
    });

    it('tries again at once when the window comes to the front', async () => {
      await machine.pass(HOUR);
      machine.remote.failure = undefined;
      const before = machine.now;
      machine.sharing.wake();
      await machine.pass(10);
      assert.equal(machine.remote.count('push', before), 1);
      assert.equal(machine.sharing.state(INCIDENT)?.kind, 'shared');
    });

    it('tries again within two seconds when the network comes back', async () => {
      await machine.pass(HOUR);
      machine.remote.connection = '';
      await machine.pass(2 * SECOND);
      machine.remote.failure = undefined;
      const before = machine.now;
      machine.remote.connection = 'lan';
      await machine.pass(2 * SECOND);
      assert.equal(machine.remote.count('push', before), 1);
    });

    it('is said once, however often it is tried in vain', async () => {
      let said = 0;
      machine.sharing.changed.on(() => (said += 1));
      for (let minute = 0; minute < 60; minute++) {
        machine.remote.failure = new ShareFailed('offline', `no route after ${minute} ms`);
        await machine.pass(MINUTE);
      }
      assert.equal(said, 1);
    });

    it('tries again at once when somebody asks for it, and says when it was done', async () => {
      await machine.pass(HOUR);
      machine.remote.failure = undefined;
      const done = machine.sharing.syncNow();
      await machine.pass(10);
      await done;
      assert.equal(machine.sharing.waiting(INCIDENT), 0);
    });
  });

  it('knows after a restart, too, who brought the entries, and says when it knows', async () => {
    const machine = new Machine();
    machine.remote.share(INCIDENT);
    machine.remote.tips.set(INCIDENT, 'of an earlier session');
    machine.remote.isHeld = true;
    machine.remote.brought.set('ada-1', { person: ADA, signer: 'eve@example.org' });
    let shown: string | undefined;
    machine.sharing.changed.on(() => (shown = machine.sharing.committer(INCIDENT, 'ada-1')?.signer));
    machine.write();
    await machine.pass(MINUTE);
    assert.equal(shown, 'eve@example.org');
  });

  it('goes on reading where pushes are refused, tries those ever more rarely, and says what the remote said', async () => {
    const machine = await new Machine().withShared();
    machine.remote.refusal = new ShareFailed('refused', 'protected branch');
    const begun = machine.now;
    machine.write();
    await machine.pass(10 * MINUTE);
    assert.ok(machine.remote.count('push', begun) <= 8, `${machine.remote.count('push', begun)} pushes`);
    assert.ok(machine.remote.count('fetch', begun) >= 100, 'it looks as often as before');
    const state = machine.sharing.state(INCIDENT);
    assert.deepEqual(state?.kind === 'failing' && [state.problem, state.detail], ['refused', 'protected branch']);
    machine.remote.refusal = undefined;
    await machine.pass(6 * MINUTE);
    assert.equal(machine.sharing.state(INCIDENT)?.kind, 'shared');
  });

  for (const days of [-3, 3]) {
    it(`goes on where the clock is set ${days < 0 ? 'back' : 'forward'} by days`, async () => {
      const machine = await new Machine().withShared();
      machine.now += days * 24 * HOUR;
      await machine.pass(5 * SECOND);
      machine.remote.asked.length = 0;
      machine.write();
      await machine.pass(MINUTE);
      const [pushes, lists, looks] = (['push', 'list', 'fetch'] as const).map((what) => machine.remote.count(what));
      assert.equal(pushes, 1);
      assert.ok(lists! >= 1 && looks! >= 20, `${lists} lists, ${looks} looks`);
    });
  }

  it('does what was asked for in the middle of a round right after it', async () => {
    const machine = await new Machine().withShared();
    let done: Promise<void> | undefined;
    machine.remote.meanwhile = () => {
      done ??= machine.sharing.syncNow();
    };
    machine.write();
    await machine.pass(SECOND);
    assert.ok(done !== undefined);
    await done;
  });

  describe('putting its mirror in order', () => {
    it('is left until nobody has written for a quarter of an hour, and is not done again within one', async () => {
      const machine = await new Machine().withShared();
      for (let i = 0; i < 30; i++) {
        machine.write();
        await machine.pass(MINUTE);
      }
      assert.equal(machine.remote.count('tidy'), 0);
      await machine.pass(20 * MINUTE);
      assert.equal(machine.remote.count('tidy'), 1);
      machine.remote.endTidy?.();
      await machine.pass(30 * MINUTE);
      assert.equal(machine.remote.count('tidy'), 1);
    });

    it('is given up after 20 seconds', async () => {
      const machine = await new Machine().withShared();
      await machine.pass(17 * MINUTE);
      assert.equal(machine.remote.tidied, 'stopped');
      assert.ok(machine.remote.count('list', machine.now - 2 * MINUTE) >= 2, 'the list goes on');
    });

    it('is stopped by an entry, which goes out as fast as ever', async () => {
      const machine = await new Machine().withShared();
      while (machine.remote.count('tidy') === 0) await machine.pass(SECOND);
      assert.equal(machine.remote.tidied, undefined);
      const begun = machine.now;
      machine.write();
      await machine.pass(400);
      assert.equal(machine.remote.tidied, 'stopped');
      assert.equal(machine.remote.count('push', begun), 1);
    });
  });
});
