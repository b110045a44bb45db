import type { Change } from './change';

type Message = Pick<Change, 'subject' | 'body'>;

/** A message without the boilerplate of merges. */
export interface Unmerged {
  /** The subject, or for a merge whose subject tells nothing, the first line of its body. */
  readonly title: string;
  /** The branch that was merged, where it is named. */
  readonly branch?: string;
  /** The body without that line. */
  readonly rest: string;
}

/** Subjects of merges, by git, GitHub, GitLab, Bitbucket, Azure DevOps, and bots; `title` where they tell something themselves. */
const MERGES: readonly RegExp[] = [
  /^Merge pull request #\d+ (?:from|in) (?<branch>\S+)/,
  /^Auto merge of #\d+\s*[-:]\s*(?<branch>[^,\s]+)/,
  /^Merge (?:remote-tracking )?branch(?:es)? '(?<branch>[^']+)'/,
  /^Merge (?:remote-tracking )?(?:branch(?:es)?|tag|commit) /,
  /^Merged in (?<branch>\S+) \(pull request #\d+\)/,
  /^Merged PR \d+:\s*(?<title>\S.*)/,
  /^Merge "(?<title>.+)"(?: into \S+)?(?<more>(?: am: [0-9a-f]+)*)$/,
  /^Merge [0-9a-f]{7,} into /,
  /^Merge(?: #\d+)+$/,
  /^Merged (?:in |PR \d+\b)/,
];
/** Lines of a body that are no title. */
const NO_TITLE =
  /^(?:\* |- |[\w-]+: (?=\S+@|\S+ \S+ <|\d|https?:)|[\w-]+-by: |Conflicts:|See merge request|Approved-by|Closes? #)/;

export function unmerged({ subject, body }: Message): Unmerged {
  for (const form of MERGES) {
    const match = form.exec(subject);
    if (match === null) continue;
    const { title, branch } = match.groups ?? {};
    if (title !== undefined) return { title, rest: body };
    const lines = body.split('\n');
    const at = lines.findIndex((line) => line.trim() !== '' && !NO_TITLE.test(line));
    // Bors lists what it merged as `13: Title r=somebody`.
    const listedTitle = lines[at]?.trim().replace(/^\d+: (.+?) r=.*$/, '$1');
    const found = { ...(branch !== undefined && { branch }), rest: lines.slice(at + 1).join('\n') };
    return listedTitle === undefined ? { ...found, title: subject, rest: body } : { ...found, title: listedTitle };
  }
  return { title: subject, rest: body };
}

/** What a change says of itself in one line, with the number of the merge. */
export function titleOf(message: Message): string {
  const { title } = unmerged(message);
  if (title === message.subject || /^Merged PR|^Merge "/.test(message.subject)) return message.subject;
  const number = /#\d+|!\d+/.exec(message.subject)?.[0];
  return number === undefined || title.includes(number) ? title : `${title} (${number})`;
}

/** The numbers by which a change is known: of its pull request, merge request or review. */
export function ownNumbers({ subject, body }: Message): readonly string[] {
  const merged = /^(?:Merge pull request|Auto merge of|Merged PR|Merge) ?(?:#?\d+ ?#?)+|\(pull request #\d+\)/.exec(
    subject,
  )?.[0];
  const last = /\((?:#|!)(\d{1,9})\)\s*$/.exec(subject.slice(-40))?.[1];
  const trailers = body.matchAll(
    /^(?:See merge request \S{0,200}!|PR-URL: \S{0,200}\/|Differential Revision: \S{0,100}(?=D\d)|PiperOrigin-RevId: )(D?\d{1,12})$/gm,
  );
  return [
    ...(merged?.match(/\d+/g) ?? []),
    ...(last === undefined ? [] : [last]),
    ...[...trailers].flatMap(([, number]) => number ?? []),
  ];
}
