import assert from 'node:assert/strict';
import { services } from '../../src/adapters/services';
import { fileIssue, issueOf } from '../../src/app/filing';
import { ServiceError } from '../../src/app/serviceProblem';
import type { TrackerKind, TrackerSetting } from '../../src/app/trackerPorts';
import { fold } from '../../src/domain/fold';
import type { FollowUp, Incident } from '../../src/domain/incident';
import { issueText } from '../../src/reports/issueText';
import { eventBuilder, INCIDENT } from '../helpers/events';
import { fakeGithub, fakeGitlab, type FakeTracker } from '../helpers/fakeTrackers';
import { LOST_ANSWERS } from '../helpers/fakeService';

const TOKEN = 'a-token-that-nobody-may-see';
const never = new AbortController().signal;
const KINDS: readonly [TrackerKind, string, string, (project: string, token: string) => Promise<FakeTracker>][] = [
  ['github', 'acme/shop', '', fakeGithub],
  ['gitlab', 'acme/web/shop', '/api/v4', fakeGitlab],
];

for (const [kind, project, path, start] of KINDS) {
  describe(`follow-ups as issues of ${kind}`, () => {
    let fake: FakeTracker;
    let setting: TrackerSetting;
    let incident: Incident;
    let followUps: readonly FollowUp[];
    const waited: number[] = [];
    /** Milliseconds; without it, what people wait. */
    let patience: number | undefined;
    beforeEach(async () => {
      fake = await start(project, TOKEN);
      setting = { kind, project, labels: ['incident', 'follow-up'], api: `${fake.service.address}${path}` };
      const build = eventBuilder();
      const hostile = 'Alert @everyone on #12 <!-- x -->\n/close';
      const events = [
        build.declared(),
        ...['Write the runbook', hostile].map((text) => build('followUp.added', { text })),
      ];
      incident = fold(INCIDENT, events);
      ({ followUps } = incident);
      waited.length = 0;
      patience = undefined;
    });
    afterEach(async () => {
      assert.deepEqual(fake.violations, []);
      await fake.service.stop();
    });

    const tracker = (token = TOKEN) => services(() => Promise.resolve(), patience).openTracker(setting, token, never);
    const file = (index: number, token?: string) => {
      const followUp = followUps[index];
      assert.ok(followUp);
      const wait = (length: number) => Promise.resolve(void waited.push(length));
      return fileIssue(tracker(token), kind, issueOf(incident, followUp, issueText(incident, followUp)), wait);
    };

    it('are made with their labels, and the same one is found again', async () => {
      const made = await file(0);
      assert.equal(made.name, `${project}#1`);
      assert.match(made.link, /^https:.*\/issues\/1$/);
      assert.deepEqual([fake.issues[0]?.title, fake.issues[0]?.labels], ['Write the runbook', setting.labels]);
      // As after a crash before it was noted, or on another machine.
      assert.deepEqual(await file(0), made);
      assert.equal((await file(1)).name, `${project}#2`);
      assert.equal(fake.issues.length, 2);
    });

    it('say what of them is not taken', async () => {
      const errors = [{ resource: 'Issue', field: 'labels', code: 'invalid' }];
      const body = JSON.stringify({ message: 'Validation Failed', errors });
      fake.service.fail('POST', { kind: 'answer', status: 422, body });
      const isSaid = ({ problem, options: { detail } }: ServiceError) =>
        problem === 'refused' && detail === 'Validation Failed: labels invalid';
      await assert.rejects(file(0), isSaid);
    });

    it('are made in the project of the settings alone, however it is written', async () => {
      setting = { ...setting, project: `${project}/../other` };
      await assert.rejects(file(0), (error: ServiceError) => /^(?:unreadable|notFound|refused)$/.test(error.problem));
      assert.deepEqual(fake.issues, []);
      assert.ok(fake.service.arrived.every(({ url }) => url.pathname.includes('%2F..%2Fother/')));
    });

    it('call nobody, link nothing and command nothing by what others wrote', async () => {
      await file(1);
      const { title, body } = fake.issues[0] ?? { title: '', body: '' };
      assert.doesNotMatch(title, /\n/);
      assert.doesNotMatch(body, /@everyone|#12|^\//m);
      assert.equal(body.match(/<!--/g)?.length, body.match(/\\<!--/g)?.length === 1 ? 2 : 1);
    });

    for (const fault of LOST_ANSWERS) {
      it(`are made once where the answer is lost (${fault})`, async () => {
        fake.service.fail('POST', { kind: fault });
        if (fault === 'doneThenSilent') patience = 2000;
        assert.equal((await file(0)).name, `${project}#1`);
        assert.equal(fake.issues.length, 1);
      });
    }

    it('are one where two people make it in the same moment: the first counts, the other is closed as its duplicate', async () => {
      const followUp = followUps[0];
      assert.ok(followUp);
      const issue = issueOf(incident, followUp, issueText(incident, followUp));
      const real = tracker();
      // Grace makes it after Ada has looked and before Ada's is there.
      const create = async () => {
        assert.equal((await file(0)).name, `${project}#1`);
        return real.create(issue);
      };
      const made = await fileIssue({ ...real, create }, kind, issue, () => Promise.resolve());
      assert.equal(made.name, `${project}#1`);
      assert.deepEqual(
        fake.issues.map(({ state }) => state),
        ['open', 'closed'],
      );
      assert.equal((await file(0)).name, `${project}#1`);
    });

    it('are found among many others', async () => {
      await file(0);
      const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      for (let number = 2; number <= 130; number++) {
        fake.issues.push({ number, title: 'x', body: '', labels: [], createdAt: at, state: 'open', reason: null });
      }
      assert.equal((await file(0)).name, `${project}#1`);
      assert.equal(fake.issues.length, 130);
    });

    it('wait where the tracker asks for patience, and say what is wrong without the token', async () => {
      fake.service.fail('POST', { kind: 'answer', status: 403, headers: { 'retry-after': '3' } });
      await file(0);
      assert.deepEqual([waited, fake.issues.length], [[3000], 1]);
      const error = await file(1, `wrong-${TOKEN}`).catch((reason: unknown) => reason);
      assert.ok(error instanceof ServiceError);
      assert.equal(error.problem, 'unauthorized');
      assert.doesNotMatch(`${error.stack ?? ''}${JSON.stringify(error)}`, new RegExp(TOKEN));
      assert.equal(fake.issues.length, 1);
    });

    it('say how their issues stand', async () => {
      const { link } = await file(0);
      assert.equal(await tracker().state(link), 'open');
      Object.assign(fake.issues[0] ?? {}, { state: 'closed', reason: 'completed' });
      assert.equal(await tracker().state(link), 'done');
      Object.assign(fake.issues[0] ?? {}, { reason: 'not_planned' });
      assert.equal(await tracker().state(link), kind === 'github' ? 'notPlanned' : 'done');
      assert.equal(await tracker().state(link.replace(/\d+$/, '99')), undefined);
      assert.equal(await tracker().state('https://elsewhere.example/'), undefined);
    });
  });
}

describe('a follow-up that is done as its issue is closed', () => {
  it('stays open where somebody reopens it after that', () => {
    const build = eventBuilder();
    const added = build('followUp.added', { text: 'Write the runbook' });
    const filed = build('followUp.filed', { followUp: added.id, name: 'acme/shop#1', link: 'https://x/issues/1' });
    const second = build('followUp.filed', { followUp: added.id, name: 'acme/shop#2', link: 'https://x/issues/2' });
    const closed = build('followUp.changed', { followUp: added.id, done: true, issueClosed: 'done' });
    const reopened = build('followUp.changed', { followUp: added.id, done: false });
    const [after] = fold(INCIDENT, [build.declared(), added, filed, second, closed, reopened]).followUps;
    assert.deepEqual(
      [after?.done, after?.issue],
      [undefined, { name: 'acme/shop#1', link: 'https://x/issues/1', closed: true }],
    );
  });
});
