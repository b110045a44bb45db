import * as vscode from 'vscode';
import type { Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { startPrecisionName } from '../../reports/sentences';
import { onIncident, type CommandId, type CommandMap } from '../kit/commands';
import type { Kit } from '../kit/kit';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { run } from '../kit/register';
import { label, timeOfDay } from '../kit/words';

const { t } = vscode.l10n;
const VALUE_LENGTH = 80;

export function editCommands(kit: Kit): CommandMap<'incident.edit'> {
  return { 'incident.edit': onIncident((incident) => edit(kit, incident)) };
}

/** All facts of an incident in one pick, each with what it is now. */
async function edit({ now }: Kit, incident: Incident): Promise<undefined> {
  const choice = (value: CommandId, icon: string, name: string, current: string): Choice<CommandId> => ({
    icon,
    label: name,
    description: label(shortened(current, VALUE_LENGTH)),
    value,
  });
  const { title, severity, severityReason, startedAt, startPrecision, services, roles } = incident;
  const start = `${timeOfDay(startedAt, now())} · ${startPrecisionName(startPrecision, t)}`;
  const answer = await pickOne<CommandId>({
    title: t('Edit Incident'),
    placeholder: t('What do you want to change?'),
    choices: [
      choice('incident.setTitle', 'edit', t('Title'), title),
      choice('incident.setSeverity', 'warning', t('Severity'), severity),
      choice('incident.explainSeverity', 'comment', t('Reason for the severity'), severityReason ?? t('none yet')),
      choice('incident.setStartTime', 'clock', t('Start time'), start),
      choice('incident.setMilestone', 'milestone', t('Milestones'), t('detected, acknowledged, mitigated')),
      choice(
        'incident.setServices',
        'server-environment',
        t('Affected services'),
        services.join(', ') || t('none set'),
      ),
      choice(
        'incident.assignRole',
        'person-add',
        t('Roles'),
        roles.map(({ role, person }) => `${role}: ${person.name}`).join(', ') || t('unassigned'),
      ),
    ],
  });
  if (answer !== undefined && answer !== BACK) await run(answer, { incident: incident.id });
  return undefined;
}
