import type { Change } from './change';

/** Subjects that say only that something was merged: those of git itself, GitHub, GitLab, Bitbucket and Azure DevOps. */
const MERGE_ONLY =
  /^(?:Merge (?:pull request #\d+|branch |remote-tracking |tag )|Merged (?:in |PR \d+\b(?!:))|Merge [0-9a-f]{7,} into )/;

/** What a change says of itself in one line: its subject, or for a merge whose subject tells nothing, the first line of its body. */
export function titleOf({ subject, body }: Pick<Change, 'subject' | 'body'>): string {
  if (!MERGE_ONLY.test(subject)) return subject;
  const told = body
    .split('\n')
    .find((line) => line.trim() !== '' && !/^(?:\* |- |[\w-]+: |Conflicts:|See merge request)/.test(line));
  const number = /#\d+|!\d+/.exec(subject)?.[0];
  if (told === undefined) return subject;
  return number === undefined ? told.trim() : `${told.trim()} (${number})`;
}
