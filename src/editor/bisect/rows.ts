import * as vscode from 'vscode';
import { progressOf, standingOf } from '../../app/bisect';
import type { Bisect } from '../../domain/incident';
import { commitName } from '../../reports/bisectWords';
import { Node } from '../kit/node';

const { t } = vscode.l10n;

/** `Bisecting: 3 of about 4 steps left`, with the change that is tested. */
export function bisectNode(incident: string, bisect: Bisect, isTesting: boolean): Node {
  const { done, left } = progressOf(bisect);
  const standing = standingOf(bisect);
  const name = standing.kind === 'test' ? commitName(standing) : '';
  const label = t('Bisecting: {0} of about {1} steps left', left, done + left);
  return new Node({
    id: `${incident}/bisect`,
    label,
    description: isTesting ? t('testing {0}', name) : t('test {0}', name),
    tooltip: [
      label,
      name,
      isTesting
        ? t('The check runs in a temporary worktree; the terminal shows it.')
        : t('Does it work with this change and everything before it? Say Good, Bad or Skip, or press Enter for more.'),
    ].join('\n'),
    icon: new vscode.ThemeIcon(isTesting ? 'sync~spin' : 'git-compare'),
    context: isTesting ? 'bisect.testing' : 'bisect.waiting',
    command: { command: 'incident.bisect', title: t('Bisect') },
    spoken: t('{0}, next {1}', label, name),
  });
}
