import * as vscode from 'vscode';
import { askLine } from '../kit/prompts/line';
import { BACK } from '../kit/prompts/steps';
import { askStart } from '../kit/prompts/time';
import { ago, confirm, label, timeOfDay } from '../kit/words';
import { pickSeverity } from './declare';
import { onIncident, type CommandMap } from '../kit/commands';
import { lineFrom, startPart, textPart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { MOST_TITLE } from '../../app/operations/limits';
import * as operations from '../../app/operations/facts';
import { startPrecisionName } from '../../reports/sentences';
import type { Incident } from '../../domain/incident';

const { t } = vscode.l10n;

export function factCommands(
  kit: Kit,
): CommandMap<'incident.setSeverity' | 'incident.setStartTime' | 'incident.setTitle'> {
  return {
    'incident.setSeverity': onIncident((incident, argument) => setSeverity(kit, incident, argument)),
    'incident.setStartTime': onIncident((incident, argument) => setStartTime(kit, incident, argument)),
    'incident.setTitle': onIncident((incident, argument) => setTitle(kit, incident, argument)),
  };
}

async function setSeverity(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const to =
    textPart(argument, 'severity') ??
    (await pickSeverity(kit.settings.severities(), t('Set Severity'), incident.severity));
  if (to === undefined || to === BACK || to === incident.severity) return;
  await perform(kit, operations.setSeverity, { incident: incident.id, severity: to });
  confirm(t('Severity: {0} (was {1})', label(to), label(incident.severity)));
}

async function setStartTime(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const now = kit.now();
  const { startedAt, startPrecision } = incident;
  const to =
    startPart(argument, now) ??
    (await askStart(now, {
      title: t('Set Start Time'),
      placeholder: t(
        'When did it really start? So far {0} ({1}). Or type 14:05 or 20m ago.',
        timeOfDay(startedAt, now),
        ago(startedAt, now),
      ),
      suggested: { at: startedAt, precision: startPrecision },
      suggestion: startPrecisionName(startPrecision, t),
      isCorrection: true,
    }));
  if (to === undefined || to === BACK) return;
  const { at, precision } = to;
  if (at === startedAt && precision === startPrecision) return;
  await perform(kit, operations.setStartTime, { incident: incident.id, startedAt: at, precision });
  confirm(t('Started {0}, {1}', timeOfDay(at, now), startPrecisionName(precision, t)));
}

async function setTitle(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const draft = `setTitle.${incident.id}`;
  const line =
    lineFrom(argument, 'title', kit.now()) ??
    (await askLine(kit, {
      title: t('Set Title'),
      prompt: t('What’s wrong, in a few words?'),
      draft,
      most: MOST_TITLE,
      value: incident.title,
    }));
  if (line === undefined || line === BACK || line.text === incident.title) return;
  const after = await perform(kit, operations.setTitle, {
    incident: incident.id,
    title: line.text,
    occurredAt: line.at,
  });
  kit.drafts.clear(draft);
  confirm(t('Title: {0}', label(after.title)));
}
