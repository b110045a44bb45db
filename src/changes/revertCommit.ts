import type { LaterChange } from './rehearsal';

/** What a revert is for, said in its message. */
export interface RevertReason {
  readonly title: string;
  readonly severity: string;
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
}

/** The message of a commit that takes changes back, the newest first; git's own words, so that others recognise it. */
export function revertMessage(changes: readonly LaterChange[], reason?: RevertReason): string {
  const [first] = changes;
  const title =
    changes.length === 1 && first !== undefined
      ? `Revert "${oneLine(first.subject)}"`
      : `Revert ${changes.length} changes`;
  const lines = [
    title,
    '',
    ...changes.map(({ sha, subject }) =>
      changes.length === 1 ? `This reverts commit ${sha}.` : `This reverts commit ${sha}. (${oneLine(subject)})`,
    ),
  ];
  if (reason !== undefined) {
    lines.push(
      '',
      `Incident: ${oneLine(reason.title)}`,
      `Severity: ${oneLine(reason.severity)}`,
      `Started: ${reason.startedAt}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The name of the branch for a revert, by the team's pattern; with a number where there are some of that name. */
export function revertBranchName(pattern: string, sha: string, taken = 0): string {
  const name = pattern.replaceAll('${shortHash}', sha.slice(0, 7)).replaceAll('${hash}', sha);
  return taken === 0 ? name : `${name}-${taken + 1}`;
}

/** A branch as its remote calls it: `origin/main` is `main` there. */
export function branchOn(remote: string | undefined, branch: string): string {
  return remote !== undefined && branch.startsWith(`${remote}/`) ? branch.slice(remote.length + 1) : branch;
}

/** What a person would type for it in a shell, one command a line. Only ids and names that git takes go in. */
export function revertCommands(
  { branch, tip, remote }: { readonly branch: string; readonly tip: string; readonly remote?: string },
  changes: readonly { readonly sha: string; readonly isMerge: boolean }[],
): string {
  return [
    `git switch --create ${quoted(branch)} ${tip}`,
    ...changes.map(({ sha, isMerge }) => `git revert --no-edit ${isMerge ? '--mainline 1 ' : ''}${sha}`),
    ...(remote === undefined ? [] : [`git push --set-upstream ${quoted(remote)} ${quoted(branch)}`]),
    '',
  ].join('\n');
}

function quoted(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
