import * as v from 'valibot';
import type { Tracker, TrackerIssue, TrackerSetting } from '../../app/trackerPorts';
import type { Ask } from './ask';
import { ID, read, WORDS } from './reading';

const NAME = 'GitHub';
export const GITHUB_API = 'https://api.github.com';
export const GITHUB_HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };
const PAGE = 100;
/** Issues changed since a follow-up was added, among which its own is looked for. */
const MOST_PAGES = 10;

const ISSUE = v.object({
  number: ID,
  html_url: v.string(),
  state: v.string(),
  state_reason: WORDS,
  body: WORDS,
  pull_request: v.optional(v.unknown()),
});

function numberOf(link: string): string | undefined {
  return /\/issues\/(\d+)$/.exec(link)?.[1];
}

/** The issues of a repository on GitHub, by its REST API. */
export function github({ project, labels }: TrackerSetting, ask: Ask): Tracker {
  const issues = `/repos/${project.split('/').map(encodeURIComponent).join('/')}/issues`;
  const named = ({ number, html_url }: v.InferOutput<typeof ISSUE>) => ({
    name: `${project}#${number}`,
    link: html_url,
  });
  return {
    user: async () => read(v.object({ login: v.string() }), await ask({ method: 'GET', path: '/user' }), NAME).login,
    // The list is up to date, unlike the search. The newest comes first: of several, the one that was made first counts.
    find: async ({ mark, since }) => {
      let found: TrackerIssue | undefined;
      for (let page = 1; page <= MOST_PAGES; page++) {
        const query = {
          state: 'all',
          sort: 'created',
          direction: 'desc',
          since: new Date(since).toISOString().replace(/\.\d+Z$/, 'Z'),
          per_page: String(PAGE),
          page: String(page),
        };
        const listed = read(v.array(v.unknown()), await ask({ method: 'GET', path: issues, query }), NAME);
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
      const json = { title, body, ...(labels.length > 0 && { labels }) };
      return named(read(ISSUE, await ask({ method: 'POST', path: issues, json }), NAME, true));
    },
    close: async (issue) => {
      const json = { state: 'closed', state_reason: 'duplicate' };
      await ask({ method: 'PATCH', path: `${issues}/${numberOf(issue.link) ?? ''}`, json });
    },
    state: async (link) => {
      const number = numberOf(link);
      if (number === undefined) return undefined;
      const answer = await ask({ method: 'GET', path: `${issues}/${number}` });
      if (answer === undefined) return undefined;
      const { state, state_reason: why } = read(ISSUE, answer, NAME);
      if (state !== 'closed') return 'open';
      return why === 'not_planned' || why === 'duplicate' ? 'notPlanned' : 'done';
    },
  };
}
