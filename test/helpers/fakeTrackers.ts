import assert from 'node:assert/strict';
import { githubDescription } from './githubDescription';
import { FakeService, type Arrived, type Reply } from './fakeService';

interface TrackedIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly createdAt: string;
  state: 'open' | 'closed';
  reason: 'completed' | 'not_planned' | 'duplicate' | null;
}

export interface FakeTracker {
  readonly service: FakeService;
  readonly issues: TrackedIssue[];
  /** What was asked or answered against the description; empty while all is well. */
  readonly violations: string[];
}

const check = githubDescription('issues');

/** GitHub's issues of one repository, held to its published description in each request and answer. */
export async function fakeGithub(project: string, token: string): Promise<FakeTracker> {
  const issues: TrackedIssue[] = [];
  const violations: string[] = [];
  const page = `https://github.example/${project}`;
  const shown = ({ number, title, body, labels, createdAt, state, reason }: TrackedIssue) => ({
    ...{ number, title, body, state, state_reason: reason, locked: false, comments: 0, id: 1000 + number },
    ...{ node_id: `I_${number}`, assignee: null, milestone: null, user: null, author_association: 'OWNER' },
    ...{ created_at: createdAt, updated_at: createdAt, closed_at: state === 'closed' ? createdAt : null },
    labels: labels.map((name) => ({ name })),
    html_url: `${page}/issues/${number}`,
    ...Object.fromEntries(
      ['url', 'repository_url', 'comments_url', 'events_url'].map((name) => [name, `${page}/${name}`]),
    ),
    labels_url: `${page}/labels{/name}`,
  });
  const replyTo = ({ method, url, headers, json }: Arrived): Reply => {
    const missing = (status: number, message: string): Reply => ({
      status,
      json: { message, documentation_url: page },
    });
    if (headers.authorization !== `Bearer ${token}`) return missing(401, 'Bad credentials');
    assert.match(headers.accept ?? '', /^application\/vnd\.github\+json$/);
    assert.ok(headers['user-agent'], 'GitHub refuses requests without a user agent');
    const base = `/repos/${project}/issues`;
    if (url.pathname === base && method === 'GET') {
      const [since = '', per, at] = ['since', 'per_page', 'page'].map((name) => url.searchParams.get(name) ?? '');
      const changed = issues.filter(({ createdAt }) => createdAt >= since).toReversed();
      const first = (Number(at) - 1) * Number(per);
      return { status: 200, json: changed.slice(first, first + Number(per)).map(shown) };
    }
    if (url.pathname === base && method === 'POST') {
      const { title, body, labels = [] } = json as { title: string; body: string; labels?: string[] };
      const createdAt = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      const issue: TrackedIssue = {
        ...{ number: issues.length + 1, title, body, labels, createdAt },
        ...{ state: 'open', reason: null },
      };
      issues.push(issue);
      return { status: 201, json: shown(issue) };
    }
    const one = issues.find(({ number }) => url.pathname === `${base}/${number}`);
    if (method === 'PATCH' && one !== undefined) {
      const { state, state_reason: reason } = json as { state: 'closed'; state_reason: 'duplicate' };
      Object.assign(one, { state, reason });
    }
    return one === undefined ? missing(404, 'Not Found') : { status: 200, json: shown(one) };
  };
  const service = await FakeService.start((arrived) => {
    const reply = replyTo(arrived);
    const isOne = /\/issues\/\d+$/.test(arrived.url.pathname);
    const template = isOne ? '/repos/{owner}/{repo}/issues/{issue_number}' : '/repos/{owner}/{repo}/issues';
    if (reply.status < 300) violations.push(...check(arrived, reply, template));
    return reply;
  });
  return { service, issues, violations };
}

/**
 * GitLab's issues as its documentation has them (docs.gitlab.com/api/issues): `GET /projects/:id/issues` with created_after, order_by,
 * per_page and page, `PUT /projects/:id/issues/:issue_iid` with state_event, `POST` with title, description and labels as one text, `GET /projects/:id/issues/:issue_iid`; the project's path
 * encoded as one part; state `opened` or `closed`; errors as `{"message": …}`.
 */
export async function fakeGitlab(project: string, token: string): Promise<FakeTracker> {
  const issues: TrackedIssue[] = [];
  const shown = ({ number, title, body, labels, createdAt, state }: TrackedIssue) => ({
    ...{ id: 1000 + number, iid: number, title, description: body, labels, created_at: createdAt },
    ...{
      state: state === 'open' ? 'opened' : 'closed',
      web_url: `https://gitlab.example/${project}/-/issues/${number}`,
    },
  });
  const service = await FakeService.start(({ method, url, headers, json }: Arrived): Reply => {
    if (headers.authorization !== `Bearer ${token}`) return { status: 401, json: { message: '401 Unauthorized' } };
    const base = `/api/v4/projects/${encodeURIComponent(project)}/issues`;
    if (url.pathname === base && method === 'GET') {
      const [after = '', per, at] = ['created_after', 'per_page', 'page'].map(
        (name) => url.searchParams.get(name) ?? '',
      );
      const first = (Number(at) - 1) * Number(per);
      const newer = issues.filter(({ createdAt }) => createdAt >= after).toReversed();
      return { status: 200, json: newer.slice(first, first + Number(per)).map(shown) };
    }
    if (url.pathname === base && method === 'POST') {
      const { title, description, labels = '' } = json as { title: string; description: string; labels?: string };
      const issue: TrackedIssue = {
        ...{ number: issues.length + 1, title, body: description, labels: labels.split(',').filter(Boolean) },
        ...{ createdAt: new Date().toISOString(), state: 'open', reason: null },
      };
      issues.push(issue);
      return { status: 201, json: shown(issue) };
    }
    const one = issues.find(({ number }) => url.pathname === `${base}/${number}`);
    if (method === 'PUT' && one !== undefined && (json as { state_event: string }).state_event === 'close') {
      one.state = 'closed';
    }
    return one === undefined ? { status: 404, json: { message: '404 Not found' } } : { status: 200, json: shown(one) };
  });
  return { service, issues, violations: [] };
}
