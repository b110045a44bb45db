import * as vscode from 'vscode';
import { pickMany } from '../kit/prompts/pick';
import { BACK, type Answer, type Position } from '../kit/prompts/steps';
import type { Incident } from '../../domain/incident';
import { confirm, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { part } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { setServices as setTheServices } from '../../app/operations/facts';

const { t } = vscode.l10n;

export function serviceCommands(kit: Kit): CommandMap<'incident.setServices'> {
  return { 'incident.setServices': onIncident((incident, argument) => setServices(kit, incident, argument)) };
}

async function setServices(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const given = part(argument, 'services');
  if (Array.isArray(given)) return keepServices(kit, incident, given.map(String));
  if (kit.settings.services().length === 0) {
    const open = t('Open Settings');
    const message = t('No services are described yet: the setting incident.services names them with their paths.');
    void inform(message, open).then((choice) => {
      if (choice === open) return vscode.commands.executeCommand('workbench.action.openSettings', 'incident.services');
      return undefined;
    });
    return;
  }
  const answer = await askServices(kit, incident, { title: t('Set Affected Services') });
  if (answer !== undefined && answer !== BACK) await keepServices(kit, incident, answer);
}

/** Asks which of the described services are affected; those known, else those of what a person looks at, are ticked. */
export function askServices(
  kit: Kit,
  incident: Incident,
  options: { readonly title: string; readonly position?: Position },
): Promise<Answer<readonly string[]>> {
  const ticked = incident.services.length > 0 ? incident.services : kit.settings.servicesOf(filesAtHand(kit));
  return pickMany<string>({
    ...options,
    placeholder:
      incident.services.length > 0
        ? t('Which services are affected? Enter keeps those that are ticked.')
        : t('Which services are affected? Those of the open files and the evidence are ticked; none leaves it open.'),
    choices: kit.settings.services().map(({ name, paths }) => ({
      label: label(name),
      description: label(paths.join(', ')),
      value: name,
    })),
    picked: (name) => ticked.includes(name),
  });
}

async function keepServices(kit: Kit, incident: Incident, to: readonly string[]): Promise<undefined> {
  await perform(kit, setTheServices, { incident: incident.id, services: [...to] });
  confirm(to.length === 0 ? t('No affected services') : t('Affected: {0}', label(to.join(', '))));
}

/** Paths of the open editors and of the evidence: what a person looks at tells which services are affected. */
function filesAtHand({ store }: Kit): readonly string[] {
  const open = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) =>
      input instanceof vscode.TabInputText ? [vscode.workspace.asRelativePath(input.uri, false)] : [],
    );
  const evidence = (store.state.shown?.entries ?? []).flatMap(({ event }) =>
    event.type === 'evidence.added' && event.data.source.kind === 'file' ? [event.data.source.name] : [],
  );
  return [...open, ...evidence];
}
