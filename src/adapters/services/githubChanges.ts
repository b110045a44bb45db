import * as v from 'valibot';
import type { EventsOutcome, GithubSource, GithubWindow, SourceProblem } from '../../app/changePorts';
import { ServiceError, type ServiceProblem } from '../../app/serviceProblem';
import { changeEventsIn, NO_CHANGE, workflowRunIn, type ChangeEvent } from '../../changes/changeEvents';
import { repositoryOn } from '../../changes/remoteAddress';
import { textAt } from '../../domain/json';
import { remoteAddresses } from '../git/places';
import { GITHUB, githubApi, repositoryIn, type AskGithub } from './githubApi';
import { read } from './reading';

const PAGE = 100;
const MOST_PAGES = 5;
/** Of so many deployments, those nearest to the start, it is asked how they ended: a request each. */
const MOST_OUTCOMES = 60;
/** So many are asked at a time. */
const AT_A_TIME = 6;
/** Of the deployments before the window, those of each environment that say what was live when it began. */
const BEFORE = 2;
/** Without a name in the settings, the repositories of so many remotes are asked. */
const MOST_REPOSITORIES = 5;
/** How long an answer is new. Milliseconds. */
const FRESH = 60_000;
/** After a failure it is left alone at least so long, twice as long after the next one. Milliseconds. */
const BACK_OFF = 30_000;
const MOST_BACK_OFF = 15 * 60_000;
/** All requests of a repository together take no longer. Milliseconds. */
const PATIENCE = 45_000;

const RUNS = v.object({ workflow_runs: v.array(v.unknown()) });

export interface GithubNeeds {
  /** The token for an API, GitHub's own without an address; undefined where nobody has signed in. Asks nobody. */
  readonly token: (api: string | undefined) => Promise<string | undefined>;
  /** `owner/name` of the remotes of this window's repositories that are on a host. */
  readonly repositories: (host: string) => Promise<readonly string[]>;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
  /** How long an answer may take, where not the usual time. Milliseconds. */
  readonly patience?: number;
}

/** `owner/name` of the remotes of these repositories that are on a host. */
export async function remotesOn(
  host: string,
  roots: () => Promise<readonly string[] | undefined>,
): Promise<readonly string[]> {
  const remotes = await Promise.all(((await roots()) ?? []).map((directory) => remoteAddresses({ directory })));
  return [...new Set(remotes.flat().flatMap((remote) => repositoryOn(host, remote) ?? []))];
}

/** What is known of one repository. */
interface Known {
  readonly since: number;
  readonly events: readonly ChangeEvent[];
  readonly isPart: boolean;
  readonly at: number;
}

/** Deployments and runs of workflows, by GitHub's REST API. What was asked less than a minute ago is not asked again. */
export class GithubChanges {
  private readonly known = new Map<string, Known>();
  private readonly failures = new Map<
    string,
    { readonly times: number; readonly until: number; readonly problem: SourceProblem }
  >();
  private readonly underWay = new Map<string, { readonly since: number; readonly asked: Promise<EventsOutcome> }>();
  /** How deployments ended, where that is final, by server, repository and id. */
  private readonly ended = new Map<string, ChangeEvent | typeof NO_CHANGE>();

  constructor(private readonly needs: GithubNeeds) {}

  /** What changed by these in a window. Never rejects. */
  async read(sources: readonly GithubSource[], window: GithubWindow): Promise<readonly EventsOutcome[]> {
    const outcomes = await Promise.all(sources.map((source) => this.readSource(source, window)));
    return outcomes.flat();
  }

  private async readSource(source: GithubSource, window: GithubWindow): Promise<readonly EventsOutcome[]> {
    if (source.repository !== undefined) return [await this.readRepository(source.repository, source, window)];
    const found = await this.needs.repositories(hostOf(source.api)).catch((error: unknown) => {
      this.needs.report(error);
      return [];
    });
    if (found.length === 0) return [outcomeOf(GITHUB, source, undefined, 'noRepository')];
    return Promise.all(
      found.slice(0, MOST_REPOSITORIES).map((repository) => this.readRepository(repository, source, window)),
    );
  }

  private async readRepository(repository: string, source: GithubSource, window: GithubWindow): Promise<EventsOutcome> {
    const { now } = this.needs;
    const key = JSON.stringify([source.api, repository, source.workflows]);
    const known = this.known.get(key);
    if (known !== undefined && known.since <= window.since && now() < known.at + FRESH) {
      return outcomeOf(repository, source, known);
    }
    const failed = this.failures.get(key);
    if (failed !== undefined && now() < failed.until) return outcomeOf(repository, source, known, failed.problem);
    const before = this.underWay.get(key);
    if (before !== undefined && before.since <= window.since) return before.asked;
    const asked = this.ask(key, repository, source, window).finally(() => this.underWay.delete(key));
    this.underWay.set(key, { since: window.since, asked });
    return asked;
  }

  private async ask(
    key: string,
    repository: string,
    source: GithubSource,
    window: GithubWindow,
  ): Promise<EventsOutcome> {
    const { token, now, report, patience } = this.needs;
    try {
      const secret = await token(source.api).catch((error: unknown) => {
        report(error);
        return undefined;
      });
      if (secret === undefined) return outcomeOf(repository, source, undefined, 'notConnected');
      const ask = githubApi({
        api: source.api,
        token: secret,
        signal: AbortSignal.timeout(PATIENCE),
        ...(patience !== undefined && { patience }),
      });
      const read = await this.readAll(ask, repository, source, window);
      const known = { since: window.since, at: now(), ...read };
      this.known.set(key, known);
      this.failures.delete(key);
      return outcomeOf(repository, source, known);
    } catch (error) {
      report(error);
      const times = (this.failures.get(key)?.times ?? 0) + 1;
      const length = Math.min(MOST_BACK_OFF, BACK_OFF * 2 ** (times - 1));
      const asks = error instanceof ServiceError ? (error.options.retryAfter ?? 0) : 0;
      const problem = error instanceof ServiceError ? PROBLEMS[error.problem] : 'tooSlow';
      // Somebody signs in anew, or mends the settings: that is to be seen at once.
      const isTheirs = problem === 'unauthorized' || problem === 'notFound';
      if (!isTheirs) this.failures.set(key, { times, problem, until: now() + Math.max(length, asks) });
      return outcomeOf(repository, source, this.known.get(key), problem);
    }
  }

  private async readAll(
    ask: AskGithub,
    repository: string,
    source: GithubSource,
    window: GithubWindow,
  ): Promise<Pick<Known, 'events' | 'isPart'>> {
    const [deployed, runs] = await Promise.all([
      this.readDeployments(ask, repository, source.api, window),
      readRuns(ask, repository, source.workflows, window),
    ]);
    const isDeployed = (run: ChangeEvent) =>
      deployed.events.some(({ commit, at }) => commit === run.commit && Math.abs(at - run.at) < SAME_DEPLOY);
    // A job with an environment makes a deployment, too.
    const others = runs.events.filter((run) => run.kind !== 'deploy' || !isDeployed(run));
    return { events: [...deployed.events, ...others], isPart: deployed.isPart || runs.isPart };
  }

  /** The deployments of the window that succeeded, and the last ones before it. */
  private async readDeployments(
    ask: AskGithub,
    repository: string,
    api: string | undefined,
    { since, around }: GithubWindow,
  ): Promise<Pick<Known, 'events' | 'isPart'>> {
    const listed: { readonly raw: unknown; readonly event: ChangeEvent }[] = [];
    const before = new Map<string, number>();
    let isPart = true;
    for (let page = 1; page <= MOST_PAGES && isPart; page++) {
      const asked = { ...repositoryIn(repository), per_page: PAGE, page };
      const answer = await ask('GET /repos/{owner}/{repo}/deployments', asked);
      if (answer === undefined) throw new ServiceError('notFound', GITHUB);
      const deployments = read(v.array(v.unknown()), answer, GITHUB);
      for (const raw of deployments) {
        const [event] = changeEventsIn(raw) ?? [];
        if (event === undefined || event === NO_CHANGE || event.isElsewhere === true) continue;
        if (event.at < since) {
          isPart = false;
          const count = (before.get(event.environment ?? '') ?? 0) + 1;
          before.set(event.environment ?? '', count);
          if (count > BEFORE) continue;
        }
        listed.push({ raw, event });
      }
      if (deployments.length < PAGE) isPart = false;
    }
    const nearest = listed.sort((a, b) => Math.abs(a.event.at - around) - Math.abs(b.event.at - around));
    const events: ChangeEvent[] = [];
    for (let from = 0; from < Math.min(nearest.length, MOST_OUTCOMES); from += AT_A_TIME) {
      const some = nearest.slice(from, Math.min(from + AT_A_TIME, MOST_OUTCOMES));
      const ends = await Promise.all(some.map(({ raw }) => this.endOf(ask, repository, api, raw)));
      events.push(...ends.flatMap((end) => (end === NO_CHANGE ? [] : [end])));
    }
    return { events, isPart: isPart || nearest.length > MOST_OUTCOMES };
  }

  /** A deployment as it went live, the first time that it did; NO_CHANGE for one that failed, or is under way. */
  private async endOf(
    ask: AskGithub,
    repository: string,
    api: string | undefined,
    deployment: unknown,
  ): Promise<ChangeEvent | typeof NO_CHANGE> {
    const id = textAt(deployment, 'id') ?? '';
    const key = JSON.stringify([api, repository, id]);
    const known = this.ended.get(key);
    if (known !== undefined) return known;
    const asked = { ...repositoryIn(repository), deployment_id: Number(id), per_page: PAGE };
    const answer = (await ask('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', asked)) ?? [];
    // The newest comes first.
    const statuses = read(v.array(v.unknown()), answer, GITHUB);
    const success = statuses.findLast((status) => textAt(status, 'state') === 'success');
    const isOver = /^(?:success|failure|error|inactive)$/.test(textAt(statuses[0], 'state') ?? '');
    const whole = { deployment, deployment_status: success, repository: { full_name: repository } };
    const [event = NO_CHANGE] = success === undefined ? [] : (changeEventsIn(whole) ?? []);
    if (isOver) this.ended.set(key, event);
    return event;
  }
}

/** What a run deployed has a deployment that ends within this time of it. Milliseconds. */
const SAME_DEPLOY = 30 * 60_000;

/** Runs that succeeded: those of the workflows that the settings name, which are deploys, or those that change something by their names. */
async function readRuns(
  ask: AskGithub,
  repository: string,
  workflows: readonly string[],
  { since }: GithubWindow,
): Promise<Pick<Known, 'events' | 'isPart'>> {
  const created = `>=${new Date(since).toISOString().replace(/\.\d+Z$/, 'Z')}`;
  const events: ChangeEvent[] = [];
  let isPart = false;
  for (const workflow of workflows.length === 0 ? [undefined] : workflows) {
    for (let page = 1; ; page++) {
      const which = { status: 'success', created, exclude_pull_requests: true } as const;
      const asked = { ...repositoryIn(repository), ...which, per_page: PAGE, page };
      const answer = await (workflow === undefined
        ? ask('GET /repos/{owner}/{repo}/actions/runs', asked)
        : ask('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', { ...asked, workflow_id: workflow }));
      // A workflow of that name is not there, or actions are off.
      if (answer === undefined) break;
      const { workflow_runs: runs } = read(RUNS, answer, GITHUB);
      for (const run of runs) {
        const event = workflowRunIn(run, workflows.length > 0);
        if (event !== undefined && event !== NO_CHANGE) events.push(event);
      }
      if (runs.length < PAGE) break;
      if (page === MOST_PAGES) {
        isPart = true;
        break;
      }
    }
  }
  return { events, isPart };
}

function outcomeOf(
  path: string,
  { api }: GithubSource,
  known: Known | undefined,
  problem?: SourceProblem,
): EventsOutcome {
  const place = { path, origin: 'github' as const, ...(api !== undefined && { api }) };
  if (known === undefined) return { ...place, problem: problem ?? 'failed' };
  const { events, isPart } = known;
  return { ...place, events, unreadable: 0, isPart, ...(problem !== undefined && { stale: problem }) };
}

function hostOf(api: string | undefined): string {
  return api !== undefined && URL.canParse(api) ? new URL(api).hostname : 'github.com';
}

const PROBLEMS: Readonly<Record<ServiceProblem, SourceProblem>> = {
  badAddress: 'badAddress',
  unreachable: 'unreachable',
  certificate: 'certificate',
  tooSlow: 'tooSlow',
  cutOff: 'unreachable',
  redirected: 'redirected',
  tooLarge: 'tooLarge',
  unauthorized: 'unauthorized',
  notFound: 'notFound',
  refused: 'refused',
  busy: 'busy',
  broken: 'broken',
  changed: 'failed',
  unreadable: 'failed',
  doubt: 'failed',
};
