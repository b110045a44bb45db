import * as vscode from 'vscode';
import { iso } from '../../domain/time';
import { askLine } from '../kit/prompts/line';
import { BACK } from '../kit/prompts/steps';
import { askTime } from '../kit/prompts/time';
import { ago, confirm, label, timeOfDay } from '../kit/words';
import { pickSeverity } from './declare';
import type { CommandMap } from '../kit/commands';
import { dated, lineFrom, shownIncident, textPart, timePart, type Tools } from '../kit/arguments';

const { t } = vscode.l10n;

export function factCommands(
  tools: Tools,
): CommandMap<'incident.setSeverity' | 'incident.setStartTime' | 'incident.setTitle'> {
  return {
    'incident.setSeverity': (argument) => setSeverity(tools, argument),
    'incident.setStartTime': (argument) => setStartTime(tools, argument),
    'incident.setTitle': (argument) => setTitle(tools, argument),
  };
}

async function setSeverity(tools: Tools, argument: unknown): Promise<undefined> {
  const incident = await shownIncident(tools);
  if (incident === undefined) return;
  const to =
    textPart(argument, 'severity') ??
    (await pickSeverity(tools.settings.severities(), t('Set Severity'), incident.severity));
  if (to === undefined || to === BACK || to === incident.severity) return;
  await tools.store.add(incident.id, { type: 'severity.set', data: { from: incident.severity, to } });
  confirm(t('Severity: {0} (was {1})', label(to), label(incident.severity)));
}

async function setStartTime(tools: Tools, argument: unknown): Promise<undefined> {
  const incident = await shownIncident(tools);
  if (incident === undefined) return;
  const now = tools.now();
  const to =
    timePart(argument, 'startedAt', now) ??
    (await askTime(now, {
      title: t('Set Start Time'),
      placeholder: t(
        'When did it really start? So far: {0} ({1}). Or type: 14:05, -20m, yesterday 23:10',
        timeOfDay(incident.startedAt, now),
        ago(incident.startedAt, now),
      ),
    }));
  if (to === undefined || to === BACK || to === incident.startedAt) return;
  await tools.store.add(incident.id, { type: 'startTime.set', data: { from: iso(incident.startedAt), to: iso(to) } });
  confirm(t('Started {0}', timeOfDay(to, now)));
}

async function setTitle(tools: Tools, argument: unknown): Promise<undefined> {
  const incident = await shownIncident(tools);
  if (incident === undefined) return;
  const draft = `setTitle.${incident.id}`;
  const line =
    lineFrom(argument, 'title', tools.now()) ??
    (await askLine(tools, {
      title: t('Set Title'),
      prompt: t('What is wrong, in a few words?'),
      draft,
      value: incident.title,
    }));
  if (line === undefined || line === BACK || line.text === incident.title) return;
  const data = { from: incident.title, to: line.text };
  await tools.store.add(incident.id, dated({ type: 'title.set', data }, line));
  tools.drafts.clear(draft);
  confirm(t('Title: {0}', label(line.text)));
}
