import * as vscode from 'vscode';
import { isWrong, statusParts, type StatusPart, type StatusRules } from '../../../domain/attention';
import type { Incident } from '../../../domain/incident';
import { oneLine } from '../../../reports/plain';
import { statusPartWords, statusSentence } from '../../../reports/statusWords';
import type { StateDetail } from '../../kit/feature';
import { Node } from '../../kit/node';
import { timeOfDay } from '../../kit/words';

const { t } = vscode.l10n;

/** What the incident is: its title on a line of its own, and below it how it stands, what is wrong first. */
export function headNodes(incident: Incident, rules: StatusRules, now: number, detail?: StateDetail): readonly Node[] {
  return [titleNode(incident, now), statusNode(incident, rules, now, detail)];
}

function titleNode(incident: Incident, now: number): Node {
  const { id, status, declaredAt } = incident;
  const title = incident.title === '' ? t('(its declaration is missing from the record)') : oneLine(incident.title);
  return new Node({
    id: `${id}/title`,
    label: title,
    tooltip: t('{0}\nDeclared {1}. Enter edits the incident.', title, timeOfDay(declaredAt, now)),
    icon: new vscode.ThemeIcon({ open: 'flame', resolved: 'pass-filled', closed: 'archive' }[status]),
    context: 'title',
    command: { command: 'incident.edit', title: t('Edit…') },
  });
}

function statusNode(incident: Incident, rules: StatusRules, now: number, detail?: StateDetail): Node {
  const parts = statusParts(incident, now, rules);
  const wrong = parts.filter(isWrong);
  const unled = wrong.some(({ kind }) => kind === 'noCommander');
  const command = settling(wrong[0]);
  const state = statusSentence(incident, now, rules, t);
  const sentence = detail === undefined ? state : `${state} ${detail.sentence}`;
  return new Node({
    id: `${incident.id}/status`,
    label: parts
      .filter((part) => !isSaidByStage(part))
      .map((part) => statusPartWords(part, now, t))
      .join(' · '),
    ...(detail !== undefined && { description: detail.words }),
    tooltip: t('{0}\nEnter: {1}', sentence, command.title),
    icon:
      wrong.length > 0
        ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
        : new vscode.ThemeIcon('pulse'),
    context: unled ? 'status.unled' : 'status',
    command,
    spoken: sentence,
  });
}

/** What settles the first thing that is wrong; where nothing is, all that makes sense now. */
function settling(wrong: StatusPart | undefined): vscode.Command {
  if (wrong?.kind === 'noCommander') return { command: 'incident.takeCommand', title: t('Take Command') };
  if (wrong?.kind !== 'overdue') return { command: 'incident.quickActions', title: t('Quick Actions') };
  if (wrong.clock.kind === 'assessment') return { command: 'incident.assessImpact', title: t('Assess Impact') };
  return {
    command: 'incident.postUpdate',
    title: t('Post Status Update'),
    arguments: [{ audience: wrong.clock.audience }],
  };
}

/** The row of Assess Impact says how much of its time is left. */
function isSaidByStage(part: StatusPart): boolean {
  return part.kind === 'next' && part.clock.kind === 'assessment';
}
