import assert from 'node:assert/strict';
import { services } from '../../src/adapters/services';
import { paced } from '../../src/adapters/services/ask';
import { newsOf, openOnPage, publish, type PageFact } from '../../src/app/publishing';
import { pageId, type PageSetting, type Publication } from '../../src/app/pagePorts';
import { ServiceError, type ServiceProblem } from '../../src/app/serviceProblem';
import type { EventData, RecordedEvent, UpdateStatus } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import type { Incident } from '../../src/domain/incident';
import { unpublished } from '../../src/domain/pages';
import { iso } from '../../src/domain/time';
import { fakeInstatus, fakeStatuspage, type FakePage } from '../helpers/fakePages';
import { FakeService, LOST_ANSWERS, type Fault } from '../helpers/fakeService';
import { eventBuilder, INCIDENT } from '../helpers/events';

const KEY = 'a-key-that-nobody-may-see';
const PAGE = 'qfn30z5r6s5h';
const never = new AbortController().signal;

/** An incident whose updates go to a page; what is to be recorded is. */
class Team {
  readonly build = eventBuilder();
  readonly events: RecordedEvent[] = [this.build.declared()];
  readonly waited: number[] = [];
  onWait: (() => void) | undefined;
  /** Milliseconds; without it, what people wait. */
  patience: number | undefined;
  readonly wait = (length: number): Promise<void> => {
    this.waited.push(length);
    this.onWait?.();
    return Promise.resolve();
  };

  constructor(
    readonly setting: PageSetting,
    readonly key = KEY,
  ) {}

  get incident(): Incident {
    return fold(INCIDENT, this.events);
  }

  /** Posts an update that is to stand on the page. */
  post(status: UpdateStatus, text: string): string {
    const page = pageId(this.setting);
    const event = this.build('statusUpdate.posted', { audience: 'customers', status, text, page });
    this.events.push(event);
    return event.id;
  }

  publication(entry: string): Publication {
    const update = this.incident.updates.find(({ id }) => id === entry);
    assert.ok(update);
    const { status, text } = update;
    return {
      ...{ ours: INCIDENT, entry, title: 'Images do not load', status, text, impact: 'major' },
      components: [{ id: 'c1', state: status === 'resolved' ? 'operational' : 'partialOutage' }],
      startedAt: this.incident.startedAt,
    };
  }

  page(patience?: number) {
    return services(() => Promise.resolve(), patience).openPage(this.setting, this.key, never);
  }

  /** Publishes it without noting it, as where the window crashes in between. */
  send(entry: string): Promise<readonly PageFact[]> {
    const { setting, incident } = this;
    return publish({ page: this.page(this.patience), setting, incident }, this.publication(entry), this.wait);
  }

  async publish(entry: string): Promise<void> {
    this.note(await this.send(entry));
  }

  note(facts: readonly PageFact[]): void {
    for (const fact of facts) {
      if (fact.type === 'statusUpdate.published') this.events.push(this.build(fact.type, fact.data));
      else {
        const when = fact.at === undefined ? {} : { occurredAt: iso(fact.at) };
        this.events.push(this.build(fact.type, fact.data, when));
      }
    }
  }

  /** Looks at the page, as a window does every minute. */
  async look(): Promise<readonly PageFact[]> {
    const { setting } = this;
    const id = openOnPage(this.incident, setting, 'resolved');
    const stands = await this.page().look({ id, publication: { ours: INCIDENT, status: 'investigating', text: '' } });
    const facts = stands === undefined ? [] : newsOf(stands, setting, this.incident);
    this.note(facts);
    return facts;
  }
}

/** What was noted last. */
function newestOf({ events }: Team): EventData['statusUpdate.published'] {
  const newest = events.at(-1);
  assert.ok(newest?.type === 'statusUpdate.published');
  return newest.data;
}

async function problemOf(work: Promise<unknown>): Promise<ServiceError> {
  const error = await work.then(
    () => assert.fail('it worked'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ServiceError, String(error));
  assert.doesNotMatch(`${error.stack ?? ''} ${JSON.stringify(error)}`, new RegExp(KEY));
  return error;
}

const KINDS: readonly [PageSetting['kind'], (page: string, key: string) => Promise<FakePage>][] = [
  ['statuspage', fakeStatuspage],
  ['instatus', fakeInstatus],
];

for (const [kind, start] of KINDS) {
  describe(`updates on ${kind}`, () => {
    let page: FakePage;
    let team: Team;
    beforeEach(async () => {
      page = await start(PAGE, KEY);
      const base = page.service.address;
      team = new Team({ kind, page: PAGE, components: {}, api: kind === 'statuspage' ? `${base}/v1` : base });
    });
    afterEach(() => page.service.stop());

    const said = () => page.incidents.flatMap(({ updates }) => updates.map(({ body }) => body)).reverse();

    it('make an incident, add to it, and resolve it with its components', async () => {
      await team.publish(team.post('investigating', 'Images fail.\n\nWe are looking.'));
      await team.publish(team.post('identified', 'We know why.'));
      await team.publish(team.post('resolved', 'All is well.'));
      assert.equal(page.incidents.length, 1);
      const [incident] = page.incidents;
      assert.deepEqual(said(), ['Images fail.\n\nWe are looking.', 'We know why.', 'All is well.']);
      assert.match(incident?.status ?? '', /^resolved$/i);
      assert.match(incident?.components.c1 ?? '', /^operational$/i);
      assert.deepEqual(
        [unpublished(team.incident), team.incident.pages.get(pageId(team.setting))?.status],
        [[], 'resolved'],
      );
      assert.deepEqual(await team.look(), []);
    });

    it('go with a key that is checked by what the page is called', async () => {
      assert.equal(await team.page().title(), 'Acme status');
      const { problem } = await problemOf(new Team(team.setting, `wrong-${KEY}`).page().title());
      assert.equal(problem, 'unauthorized');
      assert.equal((await problemOf(new Team({ ...team.setting, page: 'other' }).page().title())).problem, 'notFound');
    });

    it('begin a new incident on the page after a resolved one', async () => {
      await team.publish(team.post('resolved', 'It is over.'));
      await team.publish(team.post('investigating', 'It is back.'));
      assert.equal(page.incidents.length, 2);
    });

    for (const fault of LOST_ANSWERS) {
      it(`stand there once where the answer is lost (${fault})`, async () => {
        page.service.fail('POST', { kind: fault });
        if (fault === 'doneThenSilent') team.patience = 2000;
        await team.publish(team.post('investigating', 'Images fail.'));
        assert.deepEqual(said(), ['Images fail.']);
        assert.deepEqual(unpublished(team.incident), []);
      });
    }

    it('are sent again where the service asks for patience, and no sooner', async () => {
      const busy = (status: number): Fault => ({ kind: 'answer', status, headers: { 'retry-after': '7' } });
      page.service.fail('POST', busy(429), busy(503));
      await team.publish(team.post('investigating', 'Images fail.'));
      assert.deepEqual([said(), team.waited], [['Images fail.'], [7000, 7000]]);
      page.service.fail('POST', ...Array.from({ length: 4 }, () => busy(429)));
      page.service.fail('PATCH', ...Array.from({ length: 4 }, () => busy(429)));
      const { problem, options } = await problemOf(team.publish(team.post('identified', 'We know why.')));
      assert.deepEqual([problem, options.retryAfter, said()], ['busy', 7000, ['Images fail.']]);
    });

    it('are left to the person where the wait would be long', async () => {
      page.service.fail('POST', { kind: 'answer', status: 429, headers: { 'retry-after': '600' } });
      const { problem } = await problemOf(team.publish(team.post('investigating', 'Images fail.')));
      assert.deepEqual([problem, team.waited, said()], ['busy', [], []]);
    });

    it('say the doubt where nothing can be seen, and are looked for before they are sent again', async () => {
      page.service.fail('POST', { kind: 'doneThenCut' });
      const down: Fault = { kind: 'answer', status: 500 };
      const entry = team.post('investigating', 'Images fail.');
      // The first look works; those after the lost answer do not.
      team.onWait = () => page.service.fail('GET', down);
      assert.equal((await problemOf(team.send(entry))).problem, 'doubt');
      team.onWait = undefined;
      assert.equal(unpublished(team.incident).length, 1);
      await team.publish(entry);
      assert.deepEqual([said(), unpublished(team.incident)], [['Images fail.'], []]);
    });

    it('are noted and not sent again after a crash between sending and noting', async () => {
      const entry = team.post('investigating', 'Images fail.');
      await team.send(entry);
      await team.publish(entry);
      assert.deepEqual([said(), unpublished(team.incident)], [['Images fail.'], []]);
      // Another window noted it, too.
      const before = team.incident.entries.length;
      team.events.push(team.build('statusUpdate.published', newestOf(team)));
      assert.equal(team.incident.entries.length, before);
    });

    it('are told from what somebody writes on the page, which stands in the record once', async () => {
      await team.publish(team.post('investigating', 'Images fail.'));
      page.edit(page.incidents[0]?.id ?? '', kind === 'instatus' ? 'RESOLVED' : 'resolved', 'All good now.');
      const [fact] = await team.look();
      assert.ok(fact?.type === 'statusPage.changed');
      assert.deepEqual(
        [fact.data.status, fact.data.text, team.incident.pages.get(pageId(team.setting))?.elsewhere],
        ['resolved', 'All good now.', true],
      );
      assert.deepEqual(await team.look(), []);
      // Another window saw it too, before it knew of this one.
      const before = team.incident.entries.length;
      team.note([fact]);
      assert.equal(team.incident.entries.length, before);
    });

    it('go nowhere where the page is not any more as it was shown', async () => {
      await team.publish(team.post('investigating', 'Images fail.'));
      page.edit(page.incidents[0]?.id ?? '', kind === 'instatus' ? 'RESOLVED' : 'resolved', 'All good now.');
      const { problem } = await problemOf(team.publish(team.post('identified', 'We know why.')));
      assert.deepEqual([problem, said().length], ['changed', 2]);
    });

    const refusals: readonly [string, Fault, ServiceProblem][] = [
      ['a wrong key', { kind: 'answer', status: 401, body: '{"error":"Could not authenticate"}' }, 'unauthorized'],
      [
        'words that it does not take',
        { kind: 'answer', status: 422, body: '{"error":["Body is too long"]}' },
        'refused',
      ],
      [
        'another address',
        { kind: 'answer', status: 307, headers: { location: 'https://evil.example/x?k=1' } },
        'redirected',
      ],
    ];
    for (const [what, fault, problem] of refusals) {
      it(`say what is wrong: ${what}`, async () => {
        page.service.fail('POST', fault);
        const error = await problemOf(team.publish(team.post('investigating', 'Images fail.')));
        assert.deepEqual([error.problem, said(), unpublished(team.incident).length], [problem, [], 1]);
        assert.doesNotMatch(error.message, /k=1/);
      });
    }

    it('say where the service is not reached, is not itself, or has no incident of that id', async () => {
      const stopped = await FakeService.start(() => ({ status: 200, json: [] }));
      const gone = new Team({ ...team.setting, api: stopped.address });
      await stopped.stop();
      assert.equal((await problemOf(gone.publish(gone.post('investigating', 'x')))).problem, 'unreachable');
      const insecure = new Team({ ...team.setting, api: 'http://status.example/v1' });
      assert.equal((await problemOf(Promise.resolve().then(() => insecure.page()))).problem, 'badAddress');
      const untrusted = await FakeService.start(() => ({ status: 200, json: [] }), true);
      const tls = new Team({ ...team.setting, api: untrusted.address });
      assert.equal((await problemOf(tls.publish(tls.post('investigating', 'x')))).problem, 'certificate');
      assert.deepEqual(untrusted.arrived, []);
      await untrusted.stop();
      const noTls = new Team({ ...team.setting, api: page.service.address.replace('http:', 'https:') });
      assert.equal((await problemOf(noTls.publish(noTls.post('investigating', 'x')))).problem, 'certificate');
      await team.publish(team.post('investigating', 'Images fail.'));
      page.incidents.length = 0;
      assert.equal((await problemOf(team.publish(team.post('identified', 'x')))).problem, 'notFound');
    });
  });
}

describe('updates of several people on one page', () => {
  let page: FakePage;
  beforeEach(async () => {
    page = await fakeStatuspage(PAGE, KEY);
  });
  afterEach(() => page.service.stop());
  const setting = (): PageSetting => ({
    ...{ kind: 'statuspage', page: PAGE, components: {}, api: `${page.service.address}/v1` },
  });

  it('go to the one incident that another machine has made, though its entry has not come here', async () => {
    const [ada, grace] = [new Team(setting()), new Team(setting())];
    await ada.send(ada.post('investigating', 'Images fail.'));
    grace.build.note('before');
    await grace.publish(grace.post('identified', 'We know why.'));
    assert.equal(page.incidents.length, 1);
    assert.deepEqual(
      page.incidents[0]?.updates.map(({ body }) => body),
      ['We know why.', 'Images fail.'],
    );
  });

  it('go to one incident where two people begin it in the same moment: the first stays, the other is taken off the page', async () => {
    const [ada, grace] = [new Team(setting()), new Team(setting())];
    grace.build.note('so that its entry has an id of its own');
    const first = grace.post('identified', 'We know why.');
    const entry = ada.post('investigating', 'Images fail.');
    const real = ada.page();
    // Grace begins it after Ada has looked and before Ada's is there.
    const send: typeof real.send = async (publication, on) => {
      if (on === undefined) await grace.publish(first);
      return real.send(publication, on);
    };
    const { setting: on, incident } = ada;
    const facts = await publish({ page: { ...real, send }, setting: on, incident }, ada.publication(entry), ada.wait);
    assert.deepEqual(
      page.incidents.map(({ id, updates }) => [id, updates.map(({ body }) => body)]),
      [['p1', ['Images fail.', 'We know why.']]],
    );
    ada.note(facts);
    assert.deepEqual(unpublished(ada.incident), []);
    assert.equal(ada.incident.pages.get(pageId(on))?.incident, 'p1');
  });

  it('leave what another window has published and not recorded yet to that window', async () => {
    const [ada, grace] = [new Team(setting()), new Team(setting())];
    const first = ada.post('investigating', 'Images fail.');
    const facts = await ada.send(first);
    grace.events.push(...ada.events.slice(1));
    grace.note(facts);
    grace.build.note('so that its next entry has an id of its own');
    await ada.publish(first);
    await grace.send(grace.post('identified', 'We know why.'));
    assert.deepEqual(await ada.look(), []);
  });

  it('are asked for at most once a second', async () => {
    let now = 0;
    const times: number[] = [];
    const wait = (length: number) => Promise.resolve(void (now += length));
    const pace = paced(1000, () => now, wait);
    for (let index = 0; index < 4; index++) {
      await pace();
      times.push(now);
      now += 10;
    }
    assert.deepEqual(times, [0, 1000, 2000, 3000]);
  });
});

describe('updates to an address that takes JSON', () => {
  it('carry a key by which the receiver knows them again', async () => {
    const service = await FakeService.start(() => ({ status: 200, json: 'thanks' }));
    const team = new Team({ kind: 'webhook', page: 'cState', components: {} }, `${service.address}/hook/${KEY}`);
    service.fail('POST', { kind: 'answer', status: 202, body: 'not JSON' });
    const first = team.post('investigating', 'Images fail.');
    await team.publish(first);
    assert.deepEqual(
      [service.arrived[0]?.url.pathname, service.arrived[0]?.headers['idempotency-key']],
      [`/hook/${KEY}`, first],
    );
    service.fail('POST', { kind: 'doneThenCut' });
    const second = team.post('resolved', 'All is well.');
    assert.equal((await problemOf(team.publish(second))).problem, 'doubt');
    await team.publish(second);
    assert.deepEqual(
      service.arrived.map(({ headers }) => headers['idempotency-key']),
      [first, second, second],
    );
    assert.deepEqual(unpublished(team.incident), []);
    await service.stop();
  });
});
