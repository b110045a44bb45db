import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LogProblem } from '../../app/logPorts';
import { shortened } from '../../reports/plain';

const { t } = vscode.l10n;

/** Why a log was not read, or not all of it, as one sentence. */
export function logProblem({ file, reason, detail }: LogProblem): string {
  const name = shortened(basename(file), 80);
  const why = shortened(detail ?? '', 120);
  switch (reason) {
    case 'notAFile':
      return t('{0} isn’t a regular file.', name);
    case 'unreadable':
      return t('{0} can’t be read ({1}).', name, why);
    case 'missing':
      return t('{0} no longer exists.', name);
    case 'noProgram':
      return t('{0} needs {1} to be unpacked, which isn’t installed.', name, why);
    case 'damaged':
      return t('{0} is damaged or ends early.', name);
    case 'longLines':
      return t('{0} has lines over 1 MB; only their beginning was read.', name);
    case 'notInOrder':
      return t('The lines of {0} aren’t in order of time; the earliest was looked for.', name);
    case 'tooVaried':
      return t('{0} has too many different lines; the rarest were grouped.', name);
  }
}
