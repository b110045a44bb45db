import * as vscode from 'vscode';
import { runningTime, type Incident } from '../domain/incident';
import { formatDuration } from '../domain/time';
import { oneLine } from '../reports/plain';
import { label, stageName } from './words';

const { t } = vscode.l10n;

/** Severity, stage and running time of the incident; nothing without one. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('incident.status', vscode.StatusBarAlignment.Left, 100);

  constructor() {
    this.item.name = t('Incident');
    this.item.command = 'incident.quickActions';
  }

  show(incident: Incident | undefined, now: number): void {
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

  dispose(): void {
    this.item.dispose();
  }
}
