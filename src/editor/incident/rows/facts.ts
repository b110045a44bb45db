import * as vscode from 'vscode';
import type { Incident, StatusUpdate } from '../../../domain/incident';
import { impactSentence, updateStatusName } from '../../../reports/peopleWords';
import { oneLine } from '../../../reports/plain';
import { dueWords, isOverdue, isSnoozed, updateClocks, type ClockOf } from '../../kit/clockWords';
import { timeOfDay } from '../../kit/words';
import { Node } from '../../kit/node';

const { t } = vscode.l10n;

/** Who is affected, and how. */
export function impactNode(incident: Incident, now: number): Node {
  const { id, impact } = incident;
  const { by, at, ...known } = impact ?? {};
  const isKnown = Object.keys(known).length > 0;
  const words = impact === undefined ? t('not assessed') : isKnown ? impactSentence(impact, t) : t('unknown so far');
  const byline = by === undefined || at === undefined ? '' : `\n${oneLine(by.name)}, ${timeOfDay(at, now)}`;
  return new Node({
    id: `${id}/impact`,
    label: t('Impact'),
    description: oneLine(words),
    tooltip: t('{0}{1}\nEnter assesses the impact.', oneLine(words), byline),
    icon: new vscode.ThemeIcon('graph'),
    command: { command: 'incident.assessImpact', title: t('Assess Impact') },
  });
}

/** When each audience expects to hear the next; one row that leads to an update where nothing was promised. */
export function updateNodes(incident: Incident, now: number): readonly Node[] {
  const { id, updates, status } = incident;
  const clocks = updateClocks(incident);
  if (clocks.length > 0) return clocks.map((clock) => updateNode(incident, clock, now));
  if (status === 'closed') return [];
  const last = updates.at(-1);
  return [
    new Node({
      id: `${id}/update`,
      label: t('Next update'),
      description: last === undefined ? t('none posted') : t('none due'),
      tooltip: [...(last === undefined ? [] : [lastUpdate(last, now)]), t('Enter posts one.')].join('\n'),
      icon: new vscode.ThemeIcon('megaphone'),
      command: { command: 'incident.postUpdate', title: t('Post Status Update') },
    }),
  ];
}

function updateNode({ id, updates }: Incident, clock: ClockOf<'update'>, now: number): Node {
  const { audience, due, snoozedUntil } = clock;
  const snoozed = isSnoozed(clock, now);
  const last = updates.findLast((update) => update.audience === audience);
  const lines = [
    t('The next update to {0} is due {1}.', oneLine(audience), timeOfDay(due, now)),
    ...(snoozed && snoozedUntil !== undefined ? [t('Snoozed until {0}.', timeOfDay(snoozedUntil, now))] : []),
    ...(last === undefined ? [] : [lastUpdate(last, now)]),
    t('Enter posts it.'),
  ];
  const warning = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  const quiet = new vscode.ThemeIcon(snoozed ? 'bell-slash' : 'megaphone');
  return new Node({
    id: `${id}/update/${audience}`,
    // The time stands in front: it must not be cut off in a narrow side bar.
    label: t('Update {0}', dueWords(clock, now)),
    description: snoozed ? t('{0} · snoozed', oneLine(audience)) : oneLine(audience),
    tooltip: lines.join('\n'),
    icon: isOverdue(clock, now) && !snoozed ? warning : quiet,
    command: {
      command: 'incident.postUpdate',
      title: t('Post Status Update'),
      arguments: [{ audience }],
    },
  });
}

function lastUpdate({ status, at, by }: StatusUpdate, now: number): string {
  return t('The last one said “{0}”: {1}, {2}.', updateStatusName(status, t), oneLine(by.name), timeOfDay(at, now));
}

/** The affected services; no row where none is described in the settings or named in the record. */
export function servicesNode({ id, services }: Incident, hasServices: boolean): readonly Node[] {
  if (!hasServices && services.length === 0) return [];
  const names = services.map(oneLine).join(', ');
  return [
    new Node({
      id: `${id}/services`,
      label: t('Affected services'),
      description: names === '' ? t('none set') : names,
      tooltip: t('Their changes weigh more, and their links and contacts are at hand. Enter changes them.'),
      icon: new vscode.ThemeIcon('server-environment'),
      command: { command: 'incident.setServices', title: t('Set Affected Services') },
    }),
  ];
}
