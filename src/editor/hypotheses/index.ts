import * as vscode from 'vscode';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { hypothesisNodes, MOST_IN_SIGHT } from './rows';

const { t } = vscode.l10n;

/** What may be wrong, and what was found out about it; changes that are suspected are among it. */
export function hypotheses(kit: Kit) {
  return {
    commands: onFirstUse(COMMANDS_OF.hypotheses, async () => (await import('./commands')).hypothesisCommands(kit)),
    quickActions: (incident) =>
      incident?.status === 'open'
        ? [
            {
              command: 'incident.addHypothesis',
              icon: 'lightbulb',
              label: t('Add hypothesis'),
              rank: incident.activeStages.includes('investigate') ? 'now' : 'more',
            },
          ]
        : [],
    inSight: (stage, incident) =>
      stage === 'investigate' ? hypothesisNodes(incident, kit.now()).slice(0, MOST_IN_SIGHT) : [],
    stageRows: (stage, incident) =>
      stage !== 'investigate'
        ? []
        : hypothesisNodes(incident, kit.now()).slice(incident.activeStages.includes(stage) ? MOST_IN_SIGHT : 0),
  } satisfies Contribution;
}
