import * as vscode from 'vscode';
import type { Incident } from '../../../domain/incident';
import type { RecordProblem } from '../../../record/folder';
import { Node } from '../../kit/node';

const { t } = vscode.l10n;

/** What of an incident's record could not be taken up, a row each. */
export function problemNodes(problems: readonly RecordProblem[], incident: Incident): readonly Node[] {
  const rows = problems.map((problem, index) => {
    const place = problem.line === 0 ? problem.file : `${problem.file}:${problem.line}`;
    return new Node({
      id: `problem/${index}/${place}`,
      label: sentence(problem),
      description: place,
      icon: new vscode.ThemeIcon('warning'),
      command: { command: 'incident.revealRecord', title: t('Reveal Record Folder') },
    });
  });
  if (incident.newerEvents === 0) return rows;
  const newer = new Node({
    id: 'problem/newer',
    label: t('Entries made by a newer version: {0}', incident.newerEvents),
    tooltip: t('They are kept as they are. Update the extension to see them.'),
    icon: new vscode.ThemeIcon('info'),
  });
  return [...rows, newer];
}

function sentence({ fault }: RecordProblem): string {
  switch (fault.code) {
    case 'torn':
      return t('The last line was never finished: it was skipped');
    case 'garbage':
      return t('A line is not an entry: it was skipped');
    case 'invalid':
      return t('An entry is damaged ({0}): it was skipped', fault.field);
    case 'newerFormat':
      return t('A line was made by a newer version: it is kept');
    case 'tooLong':
      return t('A line is too long to be an entry and was skipped');
    case 'tooDeep':
      return t('A line is nested too deeply to be an entry and was skipped');
    case 'fileTooLarge':
      return t('A file is too large; only its beginning was read');
    case 'notAFile':
      return t('Not a regular file; it was not opened');
    case 'badName':
      return t('This file name is not allowed in a record; it was not opened');
    case 'otherIncident':
      return t('An entry of another incident was refused ({0})', fault.incident);
    case 'otherWriter':
      return t('An entry that belongs in another file was refused ({0})', `${fault.writer}.jsonl`);
    case 'sameId':
      return t('Another entry has the same id; this one was refused ({0})', fault.event);
    case 'secondDeclaration':
      return t('A second declaration of this incident was refused');
    case 'implausibleClock':
      return t('Entries with an impossible logical clock are ordered by time');
    case 'implausibleTime':
      return t('Entries are dated far in the future');
    case 'unfolded':
      return t('An entry could not be processed and was skipped ({0})', fault.event);
    case 'unreadable':
      return t('A file cannot be read: {0}', fault.message);
  }
}
