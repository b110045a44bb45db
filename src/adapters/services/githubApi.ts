import { request } from '@octokit/request';
import { RequestError } from '@octokit/request-error';
import type { Endpoints, RequestParameters } from '@octokit/types';
import { sending, type Asked, type Service } from './ask';

export const GITHUB = 'GitHub';
const API = 'https://api.github.com';

/**
 * What asks GitHub's REST API by one of its routes, whose parameters are those that GitHub describes; gives what its JSON says, which
 * is to be checked: the server may be any. Undefined for a 404 of a GET. Rejects with ServiceError.
 */
export type AskGithub = <Route extends keyof Endpoints>(
  route: Route,
  parameters: Endpoints[Route]['parameters'],
) => Promise<unknown>;

/** Where a repository is, as routes name it. */
export function repositoryIn(project: string): { readonly owner: string; readonly repo: string } {
  const [owner = '', ...rest] = project.split('/');
  return { owner, repo: rest.join('/') };
}

interface GithubAccess extends Pick<Service, 'signal' | 'patience'> {
  /** The address of its API, where it is not github.com. */
  readonly api: string | undefined;
  readonly token: string;
}

/**
 * Asks GitHub with its library. What goes over the wire goes through our own fetch: deadlines, bounds, redirects and what an answer
 * means are as for all services, and the library never has the token.
 */
export function githubApi({ api = API, token, ...rest }: GithubAccess): AskGithub {
  const { root, send } = sending({ name: GITHUB, base: api, headers: { authorization: `Bearer ${token}` }, ...rest });
  const ask = request.defaults({
    baseUrl: root,
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'incident-commander',
    },
    request: {
      fetch: async (url: string, { method, headers, body }: Written) => {
        const data = await send({ url: new URL(url), method, headers, ...(body !== undefined && { jsonText: body }) });
        return { status: 200, url, headers: [], body: data };
      },
      // It is parsed already. The library's own parser takes a second for 4 MB that somebody made up.
      parseSuccessResponseBody: false,
    },
  });
  return async (route, parameters) => {
    try {
      const answer: { readonly data: unknown } = await ask(route as string, parameters as RequestParameters);
      return answer.data;
    } catch (error) {
      // What our fetch rejects with is wrapped.
      throw error instanceof RequestError ? error.cause : error;
    }
  };
}

/** A request as the library writes it. */
interface Written extends Pick<Asked, 'method'> {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}
