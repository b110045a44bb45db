import * as v from 'valibot';
import * as vscode from 'vscode';
import { pathMatcher } from '../../changes/globs';
import { pickMany } from '../kit/prompts/pick';
import { BACK, type Answer, type Position } from '../kit/prompts/steps';
import type { Incident } from '../../domain/incident';
import { confirm, label } from '../kit/words';
import type { Service } from '../kit/settings';
import { onIncident, type CommandMap } from '../kit/commands';
import { readPart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { setServices as setTheServices } from '../../app/operations/facts';

const { t } = vscode.l10n;

export function serviceCommands(kit: Kit): CommandMap<'incident.setServices'> {
  return { 'incident.setServices': onIncident((incident, argument) => setServices(kit, incident, argument)) };
}

async function setServices(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const given = readPart(argument, 'services', v.array(v.string()));
  if (given !== undefined) return recordServices(kit, incident, given);
  if (kit.settings.services().length === 0) {
    const open = t('Open Settings');
    const message = t('No services are set up. Add them with their paths in the setting incident.services.');
    void inform(message, open).then((choice) => {
      if (choice === open) return vscode.commands.executeCommand('workbench.action.openSettings', 'incident.services');
      return undefined;
    });
    return;
  }
  const answer = await askServices(kit, incident, { title: t('Set Affected Services') });
  if (answer !== undefined && answer !== BACK) await recordServices(kit, incident, answer);
}

/** Asks which of the described services are affected; those known, else those of what a person looks at, are ticked. */
export function askServices(
  kit: Kit,
  incident: Incident,
  {
    kept,
    ...options
  }: {
    readonly title: string;
    readonly position?: Position;
    /** Ticked before, in a prompt that was left. */
    readonly kept?: readonly string[] | undefined;
    readonly onTick?: (services: readonly string[]) => void;
  },
): Promise<Answer<readonly string[]>> {
  const ticked =
    kept ?? (incident.services.length > 0 ? incident.services : servicesOf(kit.settings.services(), filesAtHand(kit)));
  return pickMany<string>({
    ...options,
    placeholder:
      incident.services.length > 0
        ? t('Which services are affected? Select all that apply, then press Enter')
        : t('Which services are affected? Preselected from open files and evidence; select none if unsure'),
    choices: kit.settings.services().map(({ name, paths }) => ({
      label: label(name),
      description: label(paths.join(', ')),
      value: name,
    })),
    picked: (name) => ticked.includes(name),
  });
}

async function recordServices(kit: Kit, incident: Incident, to: readonly string[]): Promise<undefined> {
  await perform(kit, setTheServices, { incident: incident.id, services: [...to] });
  confirm(to.length === 0 ? t('No services affected') : t('Affected: {0}', label(to.join(', '))));
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

/** The services to which one of these paths belongs. */
function servicesOf(services: readonly Service[], paths: readonly string[]): readonly string[] {
  return services.filter((service) => paths.some(pathMatcher(service.paths))).map(({ name }) => name);
}
