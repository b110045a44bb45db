import * as v from 'valibot';
import type { Tracker, TrackerIssue, TrackerSetting } from '../../app/trackerPorts';
import type { Ask } from './ask';
import { ID, read, WORDS } from './reading';

const NAME = 'GitLab';
export const GITLAB_API = 'https://gitlab.com/api/v4';
const PAGE = 100;
const MOST_PAGES = 10;

const ISSUE = v.object({ iid: ID, web_url: v.string(), state: v.string(), description: WORDS });

function numberOf(link: string): string | undefined {
  return /\/(?:issues|work_items)\/(\d+)$/.exec(link)?.[1];
}

/** The issues of a project on GitLab, by its REST API. */
export function gitlab({ project, labels }: TrackerSetting, ask: Ask): Tracker {
  const issues = `/projects/${encodeURIComponent(project)}/issues`;
  const named = ({ iid, web_url }: v.InferOutput<typeof ISSUE>) => ({ name: `${project}#${iid}`, link: web_url });
  return {
    user: async () =>
      read(v.object({ username: v.string() }), await ask({ method: 'GET', path: '/user' }), NAME).username,
    // The newest comes first: of several, the one that was made first counts.
    find: async ({ mark, since }) => {
      let found: TrackerIssue | undefined;
      for (let page = 1; page <= MOST_PAGES; page++) {
        const query = {
          created_after: new Date(since).toISOString(),
          order_by: 'created_at',
          per_page: String(PAGE),
          page: String(page),
        };
        const listed = read(v.array(v.unknown()), await ask({ method: 'GET', path: issues, query }), NAME);
        const before = found;
        for (const each of listed) {
          const issue = v.safeParse(ISSUE, each);
          if (issue.success && issue.output.description.includes(mark)) found = named(issue.output);
        }
        // What is made at the same time is next to each other.
        if (listed.length < PAGE || (found !== undefined && found === before)) break;
      }
      return found;
    },
    create: async ({ title, body }) => {
      const json = { title, description: body, ...(labels.length > 0 && { labels: labels.join(',') }) };
      return named(read(ISSUE, await ask({ method: 'POST', path: issues, json }), NAME, true));
    },
    close: async (issue) => {
      await ask({ method: 'PUT', path: `${issues}/${numberOf(issue.link) ?? ''}`, json: { state_event: 'close' } });
    },
    state: async (link) => {
      const iid = numberOf(link);
      if (iid === undefined) return undefined;
      const answer = await ask({ method: 'GET', path: `${issues}/${iid}` });
      if (answer === undefined) return undefined;
      return read(ISSUE, answer, NAME).state === 'closed' ? 'done' : 'open';
    },
  };
}
