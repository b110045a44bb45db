import * as vscode from 'vscode';
import { openIncidents } from '../../../app/shown';
import type { State } from '../../../app/store';
import { progressOf, type Checklists } from '../../../domain/checklist';
import type { Incident } from '../../../domain/incident';
import type { WaitingRules } from '../../../domain/waiting';
import type { RecordProblem } from '../../../record/folder';
import { oneLine } from '../../../reports/plain';
import { checklistsOf } from '../../kit/checklists';
import { failureSentence } from '../../kit/failures';
import type { StateDetail } from '../../kit/feature';
import { Node } from '../../kit/node';
import type { Settings } from '../../kit/settings';
import { detailsNode } from './details';
import { headNodes } from './head';
import { mergedNodes } from './merged';
import { actionNodes } from './people';
import { problemNodes } from './problems';
import { activeStageNode, otherStagesNode, type StageRows } from './stages';

const { t } = vscode.l10n;

/** What of the settings the rows depend on. */
export interface OverviewRules {
  readonly checklists: Checklists;
  readonly roles: readonly string[];
  readonly waiting: WaitingRules;
  readonly hasServices: boolean;
}

export function overviewRules(settings: Settings): OverviewRules {
  return {
    checklists: checklistsOf(settings),
    roles: settings.roles(),
    waiting: settings.waitingRules(),
    hasServices: settings.services().length > 0,
  };
}

/** What other features show in the view, and what the window remembers of it. */
export interface OverviewExtras {
  readonly inSight: StageRows;
  readonly stageRows: StageRows;
  readonly headRows: readonly Node[];
  readonly stateDetail?: StateDetail | undefined;
  /** Whether somebody said here that two incidents are not the same outage. */
  readonly areDifferent: (a: string, b: string) => boolean;
  readonly detailRows: readonly Node[];
  readonly detailsExpanded: boolean;
}

const NO_EXTRAS: OverviewExtras = {
  inSight: () => [],
  stageRows: () => [],
  headRows: [],
  areDifferent: () => false,
  detailRows: [],
  detailsExpanded: false,
};

/**
 * The rows of the view, a pure function of the state: what it is and how it stands, the active stages with what to do next,
 * what is being done, and then, folded, everything else.
 */
export function overviewNodes(
  state: State,
  rules: OverviewRules,
  now: number,
  extras: OverviewExtras = NO_EXTRAS,
): readonly Node[] {
  const { shown, problems, failure, incidents } = state;
  const { inSight, stageRows, headRows, stateDetail, areDifferent, detailRows, detailsExpanded } = extras;
  if (failure !== undefined) return [failureNode(failureSentence(failure))];
  if (shown === undefined) return [];
  const stages = progressOf(shown, rules.checklists, rules.waiting);
  const more = [...detailRows, ...otherOpen(shown, incidents)];
  return [
    ...headNodes(shown, rules.waiting, now, stateDetail?.hasRow === true ? undefined : stateDetail),
    ...mergedNodes(shown, incidents, areDifferent, now),
    ...headRows,
    ...problemRow(problems.get(shown.id) ?? [], shown),
    ...stages
      .filter(({ state: is }) => is === 'active')
      .map((progress) => activeStageNode(shown, progress, now, { inSight, stageRows })),
    ...actionNodes(shown, now),
    otherStagesNode(shown, stages, now, stageRows),
    detailsNode(shown, rules, now, more, detailsExpanded),
  ];
}

function failureNode(sentence: string): Node {
  return new Node({
    id: 'failure',
    label: t('The record cannot be read'),
    tooltip: sentence,
    icon: new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground')),
    command: { command: 'incident.reload', title: t('Reload Record') },
    spoken: sentence,
  });
}

function problemRow(problems: readonly RecordProblem[], incident: Incident): readonly Node[] {
  const children = problemNodes(problems, incident);
  if (children.length === 0) return [];
  return [
    new Node({
      id: `${incident.id}/problems`,
      label: t('Some entries couldn’t be read'),
      description: String(children.length),
      icon: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
      children,
    }),
  ];
}

function otherOpen(shown: Incident, incidents: State['incidents']): readonly Node[] {
  const others = openIncidents(incidents).filter((incident) => incident.id !== shown.id);
  if (others.length === 0) return [];
  return [
    new Node({
      id: 'others',
      label: t('Other open incidents'),
      description: String(others.length),
      icon: new vscode.ThemeIcon('arrow-swap'),
      children: others.map(
        ({ id, title, severity }) =>
          new Node({
            id: `others/${id}`,
            label: oneLine(title),
            description: oneLine(severity),
            tooltip: t('Enter shows this incident in this window.'),
            icon: new vscode.ThemeIcon('flame'),
            command: { command: 'incident.switch', title: t('Switch'), arguments: [{ id }] },
            subject: { kind: 'incident', id },
          }),
      ),
    }),
  ];
}
