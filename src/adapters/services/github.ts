import * as v from 'valibot';
import type { Endpoints } from '@octokit/types';
import type { Tracker, TrackerIssue, TrackerSetting } from '../../app/trackerPorts';
import { GITHUB, repositoryIn, type AskGithub } from './githubApi';
import { ID, read, WORDS } from './reading';

const PAGE = 100;
/** Issues changed since a follow-up was added, among which its own is looked for. */
const MOST_PAGES = 10;

type Issue = Endpoints['GET /repos/{owner}/{repo}/issues/{issue_number}']['response']['data'];

const ISSUE = v.object({
  number: ID,
  html_url: v.string(),
  state: v.string(),
  state_reason: WORDS,
  body: WORDS,
  pull_request: v.optional(v.unknown()),
} satisfies Partial<Record<keyof Issue, unknown>>);

function numberOf(link: string): number | undefined {
  const number = /\/issues\/(\d+)$/.exec(link)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** The issues of a repository on GitHub, by its REST API. */
export function github({ project, labels }: TrackerSetting, ask: AskGithub): Tracker {
  const repository = repositoryIn(project);
  const named = ({ number, html_url }: v.InferOutput<typeof ISSUE>) => ({
    name: `${project}#${number}`,
    link: html_url,
  });
  return {
    user: async () => read(v.object({ login: v.string() }), await ask('GET /user', {}), GITHUB).login,
    // The list is up to date, unlike the search. The newest comes first: of several, the one that was made first counts.
    find: async ({ mark, since }) => {
      let found: TrackerIssue | undefined;
      for (let page = 1; page <= MOST_PAGES; page++) {
        const answer = await ask('GET /repos/{owner}/{repo}/issues', {
          ...repository,
          state: 'all',
          sort: 'created',
          direction: 'desc',
          since: new Date(since).toISOString().replace(/\.\d+Z$/, 'Z'),
          per_page: PAGE,
          page,
        });
        const listed = read(v.array(v.unknown()), answer, GITHUB);
        const before = found;
        for (const each of listed) {
          const issue = v.safeParse(ISSUE, each);
          if (issue.success && issue.output.pull_request === undefined && issue.output.body.includes(mark)) {
            found = named(issue.output);
          }
        }
        // What is made at the same time is next to each other.
        if (listed.length < PAGE || (found !== undefined && found === before)) break;
      }
      return found;
    },
    create: async ({ title, body }) => {
      const issue = { ...repository, title, body, ...(labels.length > 0 && { labels: [...labels] }) };
      return named(read(ISSUE, await ask('POST /repos/{owner}/{repo}/issues', issue), GITHUB, true));
    },
    close: async ({ link }) => {
      const issue = { ...repository, issue_number: numberOf(link) ?? 0 };
      const closed = { state: 'closed', state_reason: 'duplicate' } as const;
      await ask('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...issue, ...closed });
    },
    state: async (link) => {
      const number = numberOf(link);
      if (number === undefined) return undefined;
      const issue = { ...repository, issue_number: number };
      const answer = await ask('GET /repos/{owner}/{repo}/issues/{issue_number}', issue);
      if (answer === undefined) return undefined;
      const { state, state_reason: why } = read(ISSUE, answer, GITHUB);
      if (state !== 'closed') return 'open';
      return why === 'not_planned' || why === 'duplicate' ? 'notPlanned' : 'done';
    },
  };
}
