import type { FollowUp, Incident } from '../domain/incident';
import { doOnce } from './serviceProblem';
import type { NewIssue, Tracker, TrackerIssue } from './trackerPorts';

/** GitHub takes 256, GitLab 255. Characters. */
const MOST_TITLE = 200;
/** Clocks of machines differ. Milliseconds. */
const SLACK = 10 * 60_000;

/** How the mark of a follow-up stands in its issue: nobody sees it there. */
function markOf({ id }: Incident, followUp: FollowUp): string {
  return `<!-- incident ${id} follow-up ${followUp.id} -->`;
}

/** The issue of a follow-up; `words` are its title and text, in Markdown that is shown as written. */
export function issueOf(
  incident: Incident,
  followUp: FollowUp,
  { title, body }: { readonly title: string; readonly body: string },
): NewIssue {
  const mark = markOf(incident, followUp);
  const short = title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE - 1)}…` : title;
  return { title: short, body: `${body}\n\n${mark}\n`, mark, since: Math.max(0, followUp.at - SLACK) };
}

/**
 * Makes the issue unless it is there: an earlier try may have made it, here or on another machine. Of two that were made at the same
 * time, the first one counts, and the other is closed by whoever made it.
 * @throws ServiceError; with the problem `doubt` where it may be there
 */
export function fileIssue(
  tracker: Tracker,
  service: string,
  issue: NewIssue,
  wait: (length: number) => Promise<void>,
): Promise<TrackerIssue> {
  return doOnce({
    ...{ service, wait },
    find: () => tracker.find(issue),
    send: () => tracker.create(issue),
    unite: async (made) => {
      const first = await tracker.find(issue);
      if (first === undefined || first.link === made.link) return made;
      await tracker.close(made);
      return first;
    },
  });
}
