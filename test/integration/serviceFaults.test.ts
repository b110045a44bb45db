import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deliver } from '../../src/adapters/deliver';
import { services } from '../../src/adapters/services';
import { fileIssue, issueOf } from '../../src/app/filing';
import { publish } from '../../src/app/publishing';
import type { PageKind, PageSetting, Publication } from '../../src/app/pagePorts';
import { ServiceError } from '../../src/app/serviceProblem';
import type { TrackerKind } from '../../src/app/trackerPorts';
import { fold } from '../../src/domain/fold';
import { issueText } from '../../src/reports/issueText';
import { eventBuilder, INCIDENT } from '../helpers/events';
import { fakeInstatus, fakeStatuspage } from '../helpers/fakePages';
import { fakeGithub, fakeGitlab } from '../helpers/fakeTrackers';
import { FakeService, type Fault } from '../helpers/fakeService';

const SECRET = 'a-secret-that-nobody-may-see';
const never = new AbortController().signal;

/** A service, what is done there once, and how often it was. */
interface Subject {
  readonly service: FakeService;
  /** Does it at the fake, or at another address. */
  readonly deed: (patience?: number, address?: string) => Promise<unknown>;
  readonly count: () => number;
  readonly waited: number[];
}

const build = eventBuilder();
const events = [
  build.declared(),
  build('followUp.added', { text: 'Write the runbook' }),
  build('statusUpdate.posted', { audience: 'customers', status: 'investigating', text: 'Images fail.', page: 'x/y' }),
];

async function pageSubject(kind: PageKind): Promise<Subject> {
  const waited: number[] = [];
  const wait = (length: number) => Promise.resolve(void waited.push(length));
  const incident = fold(INCIDENT, events);
  const entry = incident.updates[0]?.id ?? '';
  const publication: Publication = {
    ...{ ours: INCIDENT, entry, title: 'Images do not load', status: 'investigating', text: 'Images fail.' },
    ...{ impact: 'major', components: [], startedAt: incident.startedAt },
  };
  const keys: unknown[] = [];
  const taken = () =>
    FakeService.start(({ headers }) => {
      keys.push(headers['idempotency-key']);
      return { status: 200, json: {} };
    });
  const fake = await { statuspage: fakeStatuspage, instatus: fakeInstatus, webhook: undefined }[kind]?.('page', SECRET);
  const service = fake?.service ?? (await taken());
  const deed = (patience?: number, address = service.address) => {
    const base = kind === 'statuspage' ? `${address}/v1` : address;
    const setting: PageSetting = { kind, page: 'page', components: {}, ...(kind !== 'webhook' && { api: base }) };
    const key = kind === 'webhook' ? `${address}/${SECRET}` : SECRET;
    const page = services(() => Promise.resolve(), patience).openPage(setting, key, never);
    return publish({ page, setting, incident }, publication, wait);
  };
  const count = () => fake?.incidents.flatMap(({ updates }) => updates).length ?? keys.length;
  return { service, deed, count, waited };
}

async function trackerSubject(kind: TrackerKind): Promise<Subject> {
  const waited: number[] = [];
  const wait = (length: number) => Promise.resolve(void waited.push(length));
  const project = 'acme/shop';
  const fake = await { github: fakeGithub, gitlab: fakeGitlab }[kind](project, SECRET);
  const incident = fold(INCIDENT, events);
  const [followUp] = incident.followUps;
  assert.ok(followUp);
  const deed = (patience?: number, address = fake.service.address) => {
    const setting = { kind, project, labels: [], api: kind === 'gitlab' ? `${address}/api/v4` : address };
    const tracker = services(() => Promise.resolve(), patience).openTracker(setting, SECRET, never);
    return fileIssue(tracker, kind, issueOf(incident, followUp, issueText(incident, followUp)), wait);
  };
  return { service: fake.service, deed, count: () => fake.issues.length, waited };
}

const SUBJECTS: Readonly<Record<string, () => Promise<Subject>>> = {
  statuspage: () => pageSubject('statuspage'),
  instatus: () => pageSubject('instatus'),
  webhook: () => pageSubject('webhook'),
  github: () => trackerSubject('github'),
  gitlab: () => trackerSubject('gitlab'),
};

/** An error says back what it was asked with. */
const answer = (status: number, headers: Record<string, string> = {}): Fault => ({
  ...{ kind: 'answer', status, headers },
  ...(status >= 400 && { body: JSON.stringify({ message: `not with ${SECRET}` }) }),
});
/** Looks after what was sent without an answer. */
const LOOKS = [500, 2000, 5000];

/** What happens, what came of it, how often it is there, how often it was sent, and how long was waited. */
type Row = readonly [
  what: string,
  faults: readonly Fault[],
  problem: string | undefined,
  there: number,
  sent: number,
  waited: readonly number[],
];
const ROWS: readonly Row[] = [
  ['is busy (429)', [answer(429, { 'retry-after': '3' })], undefined, 1, 2, [3000]],
  ['is busy for long (429)', [answer(429, { 'retry-after': '600' })], 'busy', 0, 1, []],
  ['is down for a moment (503 with Retry-After)', [answer(503, { 'retry-after': '3' })], undefined, 1, 2, [3000]],
  ['says that it failed (500)', [answer(500)], undefined, 1, 2, LOOKS],
  ['says that it is down (503)', [answer(503)], undefined, 1, 2, LOOKS],
  ['says twice that it failed', [answer(500), answer(500)], 'broken', 0, 2, [...LOOKS, ...LOOKS]],
  ['is behind a gateway that gave up (502)', [answer(502)], 'doubt', 0, 1, LOOKS],
  ['is behind a gateway that waited in vain (504)', [answer(504)], 'doubt', 0, 1, LOOKS],
  ['never answers', [{ kind: 'silent' }], 'doubt', 0, 1, LOOKS],
  ['breaks the connection', [{ kind: 'cut' }], 'doubt', 0, 1, LOOKS],
  ['does it, and never answers', [{ kind: 'doneThenSilent' }], undefined, 1, 1, [500]],
  ['does it, and breaks the connection', [{ kind: 'doneThenCut' }], undefined, 1, 1, [500]],
  ['does it behind a gateway that breaks', [{ kind: 'doneThen502' }], undefined, 1, 1, [500]],
  ['does it, and half of the answer comes', [{ kind: 'doneThenHalf' }], undefined, 1, 1, [500]],
  ['does it, and answers nonsense', [{ kind: 'doneThenNonsense' }], undefined, 1, 1, [500]],
  ['leads elsewhere (307)', [answer(307, { location: 'https://evil.example/' })], 'redirected', 0, 1, []],
  ['leads elsewhere within (302)', [answer(302, { location: '/other' })], 'redirected', 0, 1, []],
  ['takes no such key (401)', [answer(401)], 'unauthorized', 0, 1, []],
  ['does not take what was sent (422)', [answer(422)], 'refused', 0, 1, []],
];
/** A webhook cannot be looked at: what may have been done is a doubt. Its status is all that it says. */
const OF_WEBHOOK: Readonly<Record<string, Partial<Record<'problem' | 'waited', unknown>>>> = {
  'does it, and never answers': { problem: 'doubt', waited: LOOKS },
  'does it, and breaks the connection': { problem: 'doubt', waited: LOOKS },
  'does it behind a gateway that breaks': { problem: 'doubt', waited: LOOKS },
  'does it, and half of the answer comes': { waited: [] },
  'does it, and answers nonsense': { waited: [] },
};

for (const [name, start] of Object.entries(SUBJECTS)) {
  describe(`What is done once at ${name}`, () => {
    let subject: Subject;
    beforeEach(async () => (subject = await start()));
    afterEach(() => subject.service.stop());

    const problemOf = (work: Promise<unknown>): Promise<string | undefined> =>
      work.then(
        () => undefined,
        (error: unknown) => {
          assert.ok(error instanceof ServiceError, String(error));
          assert.doesNotMatch(`${error.stack ?? ''} ${JSON.stringify(error)}`, new RegExp(SECRET));
          return error.problem;
        },
      );

    for (const [what, faults, problem, there, sent, waited] of ROWS) {
      // Slow, and for the others in publishing.test.ts and filing.test.ts.
      if (faults[0]?.kind === 'doneThenSilent' && name !== 'webhook') continue;
      it(`where it ${what}`, async () => {
        subject.service.fail('POST', ...faults);
        const isSilent = faults.some(({ kind }) => /silent/i.test(kind));
        const found = await problemOf(subject.deed(isSilent ? 1000 : undefined));
        const wanted = { problem, waited, ...(name === 'webhook' && OF_WEBHOOK[what]) };
        assert.deepEqual(
          { problem: found, there: subject.count(), sent: subject.service.count('POST'), waited: subject.waited },
          { problem: wanted.problem, there, sent, waited: wanted.waited },
        );
      });
    }

    it('is not done again where it is done', async () => {
      if (name === 'webhook') return; // nobody can see that; it carries the same key
      await subject.deed();
      await subject.deed();
      assert.deepEqual([subject.count(), subject.service.count('POST')], [1, 1]);
    });

    it('goes to nobody who is not who they should be, or who is not there', async () => {
      const impostor = await FakeService.start(() => ({ status: 200, json: [] }), true);
      const { address } = impostor;
      assert.equal(await problemOf(subject.deed(undefined, address)), 'certificate');
      assert.deepEqual(impostor.arrived, []);
      await impostor.stop();
      assert.equal(await problemOf(subject.deed(undefined, address)), 'unreachable');
    });
  });
}

describe('A request that nobody answers', () => {
  it('ends, whenever garbage is collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const silent = await FakeService.start(() => ({ status: 200, json: {} }));
    silent.fail('POST', { kind: 'silent' });
    const collecting = setInterval(collect, 10);
    try {
      const delivery = { service: 'chat', signal: never, json: {}, patience: 200 };
      const { kind } = await deliver(`${silent.address}/x`, delivery);
      assert.equal(kind, 'doubt');
    } finally {
      clearInterval(collecting);
      await silent.stop();
    }
  });
});
