import * as vscode from 'vscode';
import type { Incident } from '../../../domain/incident';
import { oneLine } from '../../../reports/plain';
import { startPrecisionName } from '../../../reports/sentences';
import { Node } from '../../kit/node';
import { ago, timeOfDay } from '../../kit/words';
import { impactNode, servicesNode, updateNodes } from './facts';
import { figuresNode } from './figures';
import { rolesNode } from './people';

const { t } = vscode.l10n;

/** What of the settings the details depend on. */
export interface DetailRules {
  readonly roles: readonly string[];
  readonly hasServices: boolean;
}

/** The settled facts, in one row that is folded until somebody opens it. */
export function detailsNode(
  incident: Incident,
  rules: DetailRules,
  now: number,
  more: readonly Node[],
  expanded: boolean,
): Node {
  return new Node({
    id: `${incident.id}/details`,
    label: t('Details'),
    icon: new vscode.ThemeIcon('info'),
    context: 'details',
    expanded,
    children: [
      startNode(incident, now),
      impactNode(incident, now),
      ...updateNodes(incident, now),
      ...servicesNode(incident, rules.hasServices),
      rolesNode(incident, rules.roles, now),
      severityNode(incident),
      figuresNode(incident, now),
      ...more,
    ],
  });
}

function startNode({ id, startedAt, startPrecision }: Incident, now: number): Node {
  const known = startPrecisionName(startPrecision, t);
  return new Node({
    id: `${id}/start`,
    label: t('Start'),
    description: [timeOfDay(startedAt, now), known].join(' · '),
    tooltip: t(
      'Started {0}, {1} ({2}). The better the start is known, the more time counts for suspects. Enter changes it.',
      timeOfDay(startedAt, now),
      ago(startedAt, now),
      known,
    ),
    icon: new vscode.ThemeIcon('clock'),
    command: { command: 'incident.setStartTime', title: t('Set Start Time') },
  });
}

function severityNode({ id, severity, severityReason }: Incident): Node {
  return new Node({
    id: `${id}/severity`,
    label: t('Severity'),
    description:
      severityReason === undefined
        ? t('{0}, no reason yet', oneLine(severity))
        : `${oneLine(severity)}: ${oneLine(severityReason)}`,
    tooltip: t('Enter changes the severity.'),
    icon: new vscode.ThemeIcon('warning'),
    command: { command: 'incident.setSeverity', title: t('Set Severity') },
  });
}
