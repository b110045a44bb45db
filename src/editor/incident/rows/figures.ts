import * as vscode from 'vscode';
import { MILESTONES, type Milestone } from '../../../domain/events';
import {
  figuresSoFar,
  outOfOrder,
  timestamps,
  type Disorder,
  type FigureName,
  type FigureSoFar,
  type Timestamp,
} from '../../../domain/figures';
import type { Incident } from '../../../domain/incident';
import { formatDuration } from '../../../domain/time';
import { disorderSentence, figureLength, figureName, figureSpan } from '../../../reports/figureWords';
import { milestoneName } from '../../../reports/peopleWords';
import type { CommandId } from '../../kit/commands';
import { timeOfDay } from '../../kit/words';
import { Node } from '../../kit/node';

const { t } = vscode.l10n;

/** How long it took to detect, mitigate and resolve, as far as is known; and which moments cannot be right. */
export function figuresNode(incident: Incident, now: number): Node {
  const disorders = outOfOrder(incident);
  const isWrong = disorders.length > 0;
  return new Node({
    id: `${incident.id}/figures`,
    label: incident.status === 'open' ? t('Figures so far') : t('Figures'),
    ...(isWrong && { description: t('times out of order') }),
    icon: isWrong ? warning() : new vscode.ThemeIcon('watch'),
    expanded: false,
    children: [
      ...disorders.map((disorder) => disorderNode(incident, disorder, now)),
      ...figuresSoFar(incident, now).map((figure) => figureNode(incident, figure)),
      ...MILESTONES.map((milestone) => milestoneNode(incident, milestone, now)),
    ],
  });
}

function warning(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
}

function disorderNode({ id }: Incident, disorder: Disorder, now: number): Node {
  const { first, second } = disorder;
  const words = disorderSentence(disorder, (at) => timeOfDay(at, now), t);
  return new Node({
    id: `${id}/disorder/${second.name}`,
    label: words,
    tooltip: t('{0}: one of the two cannot be right. Enter corrects it.', words),
    icon: warning(),
    command: correcting([second, first]),
  });
}

/** What sets the first of these moments that can be set. */
function correcting(moments: readonly Timestamp[]): vscode.Command & { readonly command: CommandId } {
  for (const { name } of moments) {
    const milestone = MILESTONES.find((each) => each === name);
    if (milestone !== undefined) return settingOf(milestone);
    if (name === 'started') return { command: 'incident.setStartTime', title: t('Set Start Time') };
  }
  return { command: 'incident.amendEntry', title: t('Amend Entry') };
}

function settingOf(milestone: Milestone): vscode.Command & { readonly command: CommandId } {
  return { command: 'incident.setMilestone', title: t('Set Milestone'), arguments: [{ milestone }] };
}

function figureNode({ id }: Incident, figure: FigureSoFar): Node {
  const { name, outOfOrder: isWrong } = figure;
  const words = lengthWords(figure);
  const assumed = figure.assumed ? t('Nobody said when, so its end is assumed.') : '';
  return new Node({
    id: `${id}/figure/${name}`,
    label: figureName(name, t),
    description: words,
    tooltip: [`${figureName(name, t)}: ${words}`, figureSpan(name, t), assumed].join('\n').trimEnd(),
    icon: isWrong ? warning() : new vscode.ThemeIcon('watch'),
    command: commandOf(name),
  });
}

function lengthWords(figure: FigureSoFar): string {
  const { length, running, outOfOrder: isWrong } = figure;
  if (isWrong) return t('out of order');
  if (running && length !== undefined) return t('{0} so far', formatDuration(length));
  return figureLength(figure, t) ?? t('not known');
}

/** What a person can say about a figure. */
function commandOf(name: FigureName): vscode.Command & { readonly command: CommandId } {
  switch (name) {
    case 'timeToDetect':
      return settingOf('detected');
    case 'timeToMitigate':
      return settingOf('mitigated');
    case 'timeToResolve':
      return { command: 'incident.openTimeline', title: t('Open Timeline') };
    case 'customerImpact':
      return { command: 'incident.setStartTime', title: t('Set Start Time') };
  }
}

function milestoneNode(incident: Incident, milestone: Milestone, now: number): Node {
  const known = timestamps(incident).find(({ name }) => name === milestone);
  const time = known === undefined ? t('not known yet') : timeOfDay(known.at, now);
  return new Node({
    id: `${incident.id}/milestone/${milestone}`,
    label: milestoneName(milestone, t),
    description: known?.assumed === true ? t('{0} · assumed', time) : time,
    icon: new vscode.ThemeIcon('milestone'),
    command: settingOf(milestone),
  });
}
