import * as vscode from 'vscode';
import { runningTime, type Incident } from '../../domain/incident';
import { formatDuration } from '../../domain/time';
import { oneLine } from '../../reports/plain';
import {
  assessmentClock,
  dueWords,
  isOverdue,
  isSnoozed,
  timeLeft,
  updateClocks,
  type ClockOf,
} from '../kit/clockWords';
import { label, stageName, timeOfDay } from '../kit/words';

const { t } = vscode.l10n;

/** Severity, stage and running time of the incident, and beside them the clocks that run; nothing without one. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('incident.status', vscode.StatusBarAlignment.Left, 100);
  private readonly clocks = {
    assessment: vscode.window.createStatusBarItem('incident.assessment', vscode.StatusBarAlignment.Left, 99.9),
    update: vscode.window.createStatusBarItem('incident.update', vscode.StatusBarAlignment.Left, 99.8),
  };

  constructor() {
    this.item.name = t('Incident');
    this.item.command = 'incident.quickActions';
    this.clocks.assessment.name = t('Assessment of the Incident');
    this.clocks.assessment.command = 'incident.assessImpact';
    this.clocks.update.name = t('Next Update on the Incident');
  }

  show(incident: Incident | undefined, now: number): void {
    this.showAssessment(incident && assessmentClock(incident), now);
    this.showUpdates(incident === undefined ? [] : updateClocks(incident), now);
    if (incident === undefined || incident.status === 'closed') return this.item.hide();
    const stages = incident.activeStages.map(stageName).join(' + ');
    const running = formatDuration(runningTime(incident, now));
    const icon = incident.status === 'open' ? '$(flame)' : '$(pass)';
    this.item.text = `${icon} ${label(incident.severity)} · ${stages} · ${running}`;
    this.item.tooltip = t('{0}\nClick for what can be done now.', oneLine(incident.title));
    this.item.accessibilityInformation = {
      label: t(
        'Incident {0}, severity {1}, stage {2}, running for {3}',
        incident.title,
        incident.severity,
        stages,
        running,
      ),
      role: 'button',
    };
    this.item.show();
  }

  private showAssessment(clock: ClockOf<'assessment'> | undefined, now: number): void {
    const { assessment: item } = this.clocks;
    if (clock === undefined) return item.hide();
    const left = timeLeft(clock, now);
    item.text = `$(graph) ${t('assess: {0}', left)}`;
    item.tooltip = t('A rough assessment of the impact takes five minutes at most.\nClick to assess it.');
    item.accessibilityInformation = { label: t('Assess the impact, {0}', left), role: 'button' };
    item.show();
  }

  /** The one that is due first; all of them are in the tooltip. */
  private showUpdates(clocks: readonly ClockOf<'update'>[], now: number): void {
    const { update: item } = this.clocks;
    const [first] = clocks;
    if (first === undefined) return item.hide();
    const snoozed = isSnoozed(first, now);
    const words = snoozed ? t('{0} · snoozed', dueWords(first, now)) : dueWords(first, now);
    const isLate = isOverdue(first, now) && !snoozed;
    // High contrast has no background for warnings, so the icon warns too.
    const icon = snoozed ? 'bell-slash' : isLate ? 'warning' : 'megaphone';
    item.text = `$(${icon}) ${t('update {0}', words)}`;
    item.backgroundColor = isLate ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.tooltip = [...clocks.map((clock) => updateLine(clock, now)), t('Click to post it.')].join('\n');
    item.command = {
      command: 'incident.postUpdate',
      title: t('Post Status Update'),
      arguments: [{ audience: first.audience }],
    };
    item.accessibilityInformation = {
      label: t('Update to {0} {1}', oneLine(first.audience), words),
      role: 'button',
    };
    item.show();
  }

  dispose(): void {
    for (const item of [this.item, ...Object.values(this.clocks)]) item.dispose();
  }
}

function updateLine(clock: ClockOf<'update'>, now: number): string {
  const { audience, due, snoozedUntil } = clock;
  const line = t('Update to {0}: {1} ({2})', oneLine(audience), dueWords(clock, now), timeOfDay(due, now));
  return isSnoozed(clock, now) && snoozedUntil !== undefined
    ? t('{0}, snoozed until {1}', line, timeOfDay(snoozedUntil, now))
    : line;
}
