import assert from 'node:assert/strict';
import { FakeService, type Arrived, type Reply } from './fakeService';
import { filled, githubDescription } from './githubDescription';

const check = githubDescription('deployments');

export interface FakeDeployment {
  readonly id: number;
  readonly sha: string;
  readonly environment: string;
  readonly at: string;
  /** The newest first, as GitHub lists them. */
  readonly statuses: readonly { readonly state: string; readonly at: string }[];
}

export interface FakeRun {
  readonly id: number;
  readonly name: string;
  readonly sha: string;
  readonly at: string;
  readonly event?: string;
  readonly conclusion?: string;
  readonly title?: string;
  readonly file?: string;
}

export interface FakeDeployments {
  readonly service: FakeService;
  readonly deployments: FakeDeployment[];
  readonly runs: FakeRun[];
  /** What was asked or answered against the description; empty while all is well. */
  readonly violations: string[];
}

/** Deployments and workflow runs of one repository at GitHub, held to its published description in each request and answer. */
export async function fakeDeployments(project: string, token: string): Promise<FakeDeployments> {
  const deployments: FakeDeployment[] = [];
  const runs: FakeRun[] = [];
  const violations: string[] = [];
  const base = `/repos/${project}`;
  const api = `https://api.github.example${base}`;
  const creator = filled('simple-user', { login: 'ada' });
  const repository = filled('minimal-repository', { full_name: project, name: project.split('/')[1] });
  const deployment = ({ id, sha, environment, at }: FakeDeployment) =>
    filled('deployment', {
      ...{ id, sha, environment, ref: 'main', task: 'deploy', creator, created_at: at, updated_at: at },
      ...{ description: null, payload: {}, repository_url: api, url: `${api}/deployments/${id}` },
    });
  const status = ({ state, at }: FakeDeployment['statuses'][number], id: number) =>
    filled('deployment-status', {
      ...{ id, state, created_at: at, updated_at: at, creator },
      ...{ target_url: api, log_url: `https://github.example/${project}/actions/runs/${id}` },
    });
  const run = ({ id, name, sha, at, event = 'push', conclusion = 'success', title = name, file }: FakeRun) =>
    filled('workflow-run', {
      ...{ id, name, head_sha: sha, event, status: 'completed', conclusion, display_title: title, head_branch: 'main' },
      ...{ run_number: id, workflow_id: 7, path: `.github/workflows/${file ?? 'main.yml'}`, pull_requests: [] },
      ...{ created_at: at, updated_at: at, run_started_at: at, actor: creator, triggering_actor: creator },
      ...{ html_url: `https://github.example/${project}/actions/runs/${id}`, repository, head_repository: repository },
    });
  const pageOf = <T>(all: readonly T[], url: URL): readonly T[] => {
    const [per, page] = ['per_page', 'page'].map((name) => Number(url.searchParams.get(name) ?? '1'));
    return all.slice((Number(page) - 1) * Number(per), Number(page) * Number(per));
  };
  const replyTo = ({ url, headers }: Arrived): readonly [Reply, string] => {
    const path = decodeURIComponent(url.pathname);
    if (headers.authorization !== `Bearer ${token}`) {
      return [{ status: 401, json: { message: 'Bad credentials', documentation_url: api } }, ''];
    }
    assert.match(headers.accept ?? '', /^application\/vnd\.github\+json$/);
    assert.ok(headers['user-agent'], 'GitHub refuses requests without a user agent');
    if (path === `${base}/deployments`) {
      const json = pageOf(deployments, url).map(deployment);
      return [{ status: 200, json }, '/repos/{owner}/{repo}/deployments'];
    }
    const statuses = /\/deployments\/(\d+)\/statuses$/.exec(path)?.[1];
    if (statuses !== undefined && path.startsWith(base)) {
      const found = deployments.find(({ id }) => id === Number(statuses))?.statuses ?? [];
      const template = '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
      return [{ status: 200, json: found.map(status) }, template];
    }
    const workflow = /\/actions\/workflows\/([^/]+)\/runs$/.exec(path)?.[1];
    if (path.startsWith(base) && (workflow !== undefined || path === `${base}/actions/runs`)) {
      const since = url.searchParams.get('created')?.replace('>=', '') ?? '';
      const wanted = runs.filter(
        ({ at, file, conclusion = 'success' }) =>
          at >= since && conclusion === 'success' && (workflow === undefined || file === workflow),
      );
      const template = workflow === undefined ? '/actions/runs' : '/actions/workflows/{workflow_id}/runs';
      const json = { total_count: wanted.length, workflow_runs: pageOf(wanted, url).map(run) };
      return [{ status: 200, json }, `/repos/{owner}/{repo}${template}`];
    }
    return [{ status: 404, json: { message: 'Not Found', documentation_url: api } }, ''];
  };
  const service = await FakeService.start((arrived) => {
    const [reply, template] = replyTo(arrived);
    if (reply.status < 300) violations.push(...check(arrived, reply, template));
    return reply;
  });
  return { service, deployments, runs, violations };
}
