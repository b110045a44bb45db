import type { Dependant } from '../../changes/dependants';
import {
  callOutsOf,
  type CallOut,
  type ConflictKind,
  type LaterChange,
  type Rehearsal,
  type WayOut,
} from '../../changes/rehearsal';
import type { ChangedFile } from '../../changes/change';
import { bullets, literal } from '../../reports/markdownParts';

/** The files that are listed; the diff has all of them. */
const MOST_FILES = 40;

export interface Rehearsed {
  readonly rehearsal: Rehearsal;
  /** What is taken back, the newest first. */
  readonly changes: readonly LaterChange[];
  /** Taking back a revert brings a change back. */
  readonly isReland: boolean;
  /** The deployed branch, as people call it. */
  readonly branch: string;
  readonly repository: string;
}

/** What came of a rehearsed revert, as a page of Markdown. */
export function rehearsalReport(rehearsed: Rehearsed): string {
  const { rehearsal, changes, isReland, branch, repository } = rehearsed;
  const [first] = changes;
  const what = isReland ? 'Reland' : 'Revert';
  const named = changes.length === 1 && first ? changeLine(first) : `${changes.length} changes`;
  const lines = [
    `# ${what}: ${named}`,
    '',
    verdict(rehearsed),
    '',
    `Tried on ${literal(branch)} at ${rehearsal.tip.slice(0, 8)} (${literal(repository)}). Nothing was changed in the repository.`,
    ...(changes.length > 1 ? section('Reverted, newest first', changes.map(changeLine)) : []),
    ...section(
      'Conflicts',
      rehearsal.conflicts.map(({ path, kind }) => `${literal(path)}: ${CONFLICTS[kind]}`),
    ),
    ...(rehearsal.wayOut === undefined ? [] : wayOutLines(rehearsal.wayOut)),
    ...calledOut(rehearsal.files),
    ...dependantLines(rehearsal),
    ...fileLines(rehearsal),
  ];
  return `${lines.join('\n')}\n`;
}

function verdict({ rehearsal: { outcome, conflicts, fileCount, added, deleted } }: Rehearsed): string {
  switch (outcome) {
    case 'clean':
      return `**Reverts cleanly.** ${files(fileCount)}, +${added} −${deleted}.`;
    case 'conflicts':
      return `**Conflicts in ${files(conflicts.length)}.** It cannot be reverted without resolving them.`;
    case 'alreadyGone':
      return '**Already reverted.** Nothing of it is left on the branch.';
    case 'empty':
      return '**Nothing to revert.** The change itself changed no file.';
  }
}

const CONFLICTS: Readonly<Record<ConflictKind, string>> = {
  contents: 'later changes touched the same lines',
  deleted: 'deleted on one side, changed on the other',
  renamed: 'renamed or moved since',
  submodule: 'the submodule has moved since',
  other: 'conflict',
};

function wayOutLines(wayOut: WayOut): readonly string[] {
  if (wayOut.kind === 'notFound') {
    const tried = wayOut.tried === 1 ? '1 combination' : `${wayOut.tried} combinations`;
    return section('In the way', [`No set of later changes found that makes it clean (${tried} tried, newest first).`]);
  }
  const { changes, isSmallest } = wayOut;
  const heading = 'In the way';
  const intro =
    changes.length === 1
      ? 'Reverts cleanly together with this later change:'
      : isSmallest
        ? `Reverts cleanly together with these ${changes.length} later changes, and with no fewer:`
        : `Reverts cleanly together with these ${changes.length} later changes; a smaller set may do:`;
  return ['', `## ${heading}`, '', intro, '', ...bullets(changes.map(changeLine))];
}

const CALLED: Readonly<Record<CallOut, string>> = {
  migration: 'Database migrations and schema: reverting code does not revert data',
  flag: 'Feature flags: what is switched elsewhere stays as it is',
  config: 'Configuration: may need to be applied separately',
  lock: 'Lock files: dependencies change with it',
};

function calledOut(all: readonly ChangedFile[]): readonly string[] {
  const found = [...callOutsOf(all)];
  if (found.length === 0) return [];
  const lines = found.flatMap(([why, some]) => [`- ${CALLED[why]}`, ...bullets(some.slice(0, 10).map(fileLine), '  ')]);
  return ['', '## Check first', '', ...lines];
}

function dependantLines({ dependants, laterCount, laterRead, outcome }: Rehearsal): readonly string[] {
  if (outcome !== 'clean' || laterCount === 0) return [];
  const scope =
    laterRead < laterCount
      ? `Checked the newest ${laterRead} of ${laterCount} later changes.`
      : `Checked ${laterCount === 1 ? 'the one later change' : `all ${laterCount} later changes`}.`;
  const note = `Best effort, based on nearby lines and on names. ${scope}`;
  const rows = dependants.map((dependant) => `${changeLine(dependant)}: ${whyDependant(dependant)}`);
  return [
    '',
    '## Later changes that may depend on it',
    '',
    ...(rows.length === 0 ? ['None found.'] : bullets(rows)),
    '',
    note,
  ];
}

function whyDependant({ why }: Dependant): string {
  return why.kind === 'near'
    ? `changed lines close by in ${literal(why.path)}`
    : `uses ${literal(why.name)} in ${literal(why.path)}, which would be gone`;
}

function fileLines({ files: all, fileCount, outcome }: Rehearsal): readonly string[] {
  if (outcome !== 'clean') return [];
  const more = fileCount - Math.min(all.length, MOST_FILES);
  return section('Files', [...all.slice(0, MOST_FILES).map(fileLine), ...(more > 0 ? [`and ${more} more`] : [])]);
}

function fileLine({ path, status, added, deleted }: ChangedFile): string {
  const counts = added === null || deleted === null ? 'binary or large' : `+${added} −${deleted}`;
  return `${status} ${literal(path)} (${counts})`;
}

function changeLine({ sha, subject }: LaterChange): string {
  return `${sha.slice(0, 8)} ${literal(subject, 120)}`.trim();
}

function section(heading: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : ['', `## ${heading}`, '', ...bullets(items)];
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
