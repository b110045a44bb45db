import * as vscode from 'vscode';
import { openIncidents } from '../../app/shown';
import type { State } from '../../app/store';
import { isWrong, statusParts, type StatusRules } from '../../domain/attention';
import { runningTime, type Incident } from '../../domain/incident';
import { formatDuration } from '../../domain/time';
import { oneLine } from '../../reports/plain';
import { statusPartWords, statusSentence } from '../../reports/statusWords';
import type { StateDetail } from '../kit/feature';
import { label, stageName } from '../kit/words';

const { t } = vscode.l10n;

/** `SEV-3 · Assess Impact · 20m`, the one clock that matters next, and how many other incidents are open. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('incident.status', vscode.StatusBarAlignment.Left, 100);

  constructor() {
    this.item.name = t('Incident');
  }

  /** @param detail what the features say of the state of the incident */
  show({ shown, incidents }: State, now: number, rules: StatusRules, detail?: StateDetail): void {
    const others = openIncidents(incidents).filter(({ id }) => id !== shown?.id).length;
    if (shown !== undefined && shown.status !== 'closed') this.showIncident(shown, others, now, rules, detail);
    else if (others > 0) this.showOthers(others);
    else this.item.hide();
  }

  private showIncident(
    incident: Incident,
    others: number,
    now: number,
    rules: StatusRules,
    detail: StateDetail | undefined,
  ): void {
    const { item } = this;
    const clocks = statusParts(incident, now, rules).filter(({ kind }) => kind === 'overdue' || kind === 'next');
    const [clock] = clocks;
    const isOverdue = clock !== undefined && isWrong(clock);
    const icon = incident.status === 'open' ? '$(flame)' : '$(pass)';
    const parts = [
      label(incident.severity),
      incident.activeStages.map(stageName).join(' + '),
      formatDuration(runningTime(incident, now)),
      ...(clock === undefined ? [] : [`${isOverdue ? '$(warning) ' : ''}${label(statusPartWords(clock, now, t))}`]),
      ...(others === 0 ? [] : [t('+{0} open', others)]),
    ];
    item.text = `${icon} ${parts.join(' · ')}`;
    item.backgroundColor = isOverdue ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.command = 'incident.quickActions';
    item.tooltip = [
      oneLine(incident.title),
      ...clocks.map((each) => statusPartWords(each, now, t)),
      ...(detail === undefined ? [] : [detail.words]),
      t('Click for Quick Actions.'),
    ].join('\n');
    const state = statusSentence(incident, now, rules, t);
    const sentence = detail === undefined ? state : `${state} ${detail.sentence}`;
    item.accessibilityInformation = {
      label: others === 0 ? sentence : `${sentence} ${othersSentence(others)}`,
      role: 'button',
    };
    item.show();
  }

  private showOthers(others: number): void {
    const { item } = this;
    item.text = `$(flame) ${others === 1 ? t('1 open incident') : t('{0} open incidents', others)}`;
    item.backgroundColor = undefined;
    item.command = 'incident.switch';
    item.tooltip = t('Click to switch to one.');
    item.accessibilityInformation = { label: othersSentence(others), role: 'button' };
    item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

function othersSentence(others: number): string {
  return others === 1 ? t('1 other incident is open.') : t('{0} other incidents are open.', others);
}
