import type { FollowUp } from '../domain/incident';
import type { TouchedBy, TouchedFile, TouchingIncident } from '../domain/touched';
import { whatMitigated } from '../domain/whatMitigated';
import { literal } from './markdownParts';
import { formatDay } from './times';

/** What is compared, in a document. */
export interface Checked {
  /** The branch, or the file; undefined where a commit is checked out. */
  readonly name?: string;
  /** The branch that it is compared with; absent for a file. */
  readonly base?: string;
  /** How many files it changes. */
  readonly files: number;
}

/** More files of one incident are only counted. */
const MOST_FILES = 10;
const MOST_INCIDENTS = 50;

/** Past incidents that touched the files of a branch, and what was to be done after them, as Markdown. */
export function branchCheckDocument(checked: Checked, found: readonly TouchingIncident[]): string {
  const touched = new Set(found.flatMap(({ files }) => files.map(({ path }) => path))).size;
  const incidents = found.length === 1 ? '1 past incident' : `${found.length} past incidents`;
  const name = checked.name === undefined ? 'What is checked out' : literal(checked.name);
  const lines = [
    '# Past incidents on these files',
    '',
    checked.base === undefined
      ? `${name}: ${incidents}.`
      : `${name} changes ${count(checked.files, 'file')} compared with ${literal(checked.base)}; ${incidents} touched ${touched} of them.`,
    ...found.slice(0, MOST_INCIDENTS).flatMap(incidentLines),
  ];
  const left = found.length - MOST_INCIDENTS;
  if (left > 0) lines.push('', `${count(left, 'older incident')} left out.`);
  return `${lines.join('\n')}\n`;
}

function incidentLines({ incident, files, followUps }: TouchingIncident): readonly string[] {
  const { title, severity, startedAt } = incident;
  const mitigation = whatMitigated(incident);
  const more = files.length - MOST_FILES;
  return [
    '',
    `## ${literal(title === '' ? 'Untitled' : title, 200)}`,
    '',
    `${literal(severity)}, ${formatDay(startedAt)}${mitigation === undefined ? '' : `. Mitigated by: ${literal(mitigation.text, 300)}`}`,
    '',
    ...files.slice(0, MOST_FILES).map(fileLine),
    ...(more > 0 ? [`- and ${count(more, 'other file')}`] : []),
    '',
    ...(followUps.length === 0 ? ['No follow-ups.'] : ['Follow-ups:', '', ...followUps.map(followUpLine)]),
  ];
}

function fileLine({ path, by }: TouchedFile): string {
  return `- ${literal(path, 300)}: ${by.map(reason).join('; ')}`;
}

function reason(by: TouchedBy): string {
  switch (by.kind) {
    case 'suspect':
      return `${by.isConfirmed ? 'confirmed as the cause' : 'suspect'}: ${by.commit.slice(0, 8)} ${literal(by.subject, 120)}`;
    case 'evidence':
      return 'evidence was taken from it';
    case 'followUp':
      return 'a follow-up is about it';
  }
}

function followUpLine({ text, owner, due, done }: FollowUp): string {
  const facts = [
    ...(owner === undefined ? [] : [literal(owner)]),
    ...(due === undefined ? [] : [`due ${literal(due)}`]),
  ];
  return `- [${done === undefined ? ' ' : 'x'}] ${literal(text, 500)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}

function count(many: number, what: string): string {
  return many === 1 ? `1 ${what}` : `${many} ${what}s`;
}
