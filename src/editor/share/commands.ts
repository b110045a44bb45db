import * as vscode from 'vscode';
import type { Incident } from '../../domain/incident';
import { textPart } from '../kit/arguments';
import { onIncident, type CommandMap, type COMMANDS_OF } from '../kit/commands';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { run } from '../kit/register';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { gitApi } from '../kit/repositories';
import { confirm, inMessage, label } from '../kit/words';
import type { ShareWindow } from '.';
import { stateWords, whatToDo } from './words';

const { t } = vscode.l10n;

export function shareCommands(kit: Kit, window: ShareWindow): CommandMap<(typeof COMMANDS_OF)['share'][number]> {
  return {
    'incident.share': onIncident((incident, argument) => share(kit, window, incident, argument)),
    'incident.stopSharing': onIncident((incident) => stop(window, incident)),
    'incident.syncNow': () => syncNow(kit, window),
    'incident.scrub': onIncident(async (incident) =>
      (await import('./scrub')).scrub(kit, await window.session(), incident),
    ),
  };
}

/** Shares the incident from now on; asks for the remote where the settings name none, and keeps it there. */
async function share(kit: Kit, window: ShareWindow, incident: Incident, argument: unknown): Promise<undefined> {
  if (!vscode.workspace.isTrusted) throw new Refusal(t('Sharing needs git, which isn’t run in Restricted Mode.'));
  const given = textPart(argument, 'remote');
  if (given !== undefined || kit.settings.share() === undefined) {
    const remote = given ?? (await askRemote());
    if (remote === undefined) return;
    const forWorkspace = given === undefined ? await askWhere(remote) : false;
    if (forWorkspace === undefined) return;
    await kit.settings.useShareRemote(remote, forWorkspace);
  }
  const session = await window.session();
  if (session === undefined) throw new Refusal(t('Set incident.share.remote first.'));
  const { mayShare } = await import('./scrub');
  if (!(await mayShare(kit, incident))) return;
  await session.share(incident.id);
  const where = inMessage(session.where, 80);
  confirm(t('Shared: everyone who can read {0} can read it', label(where)));
}

/** The remotes of the workspace's repositories, or an address that is typed. */
async function askRemote(): Promise<string | undefined> {
  const remotes = (await gitApi())?.repositories.flatMap(({ state }) => state.remotes) ?? [];
  const named = new Map(remotes.map(({ name, fetchUrl, pushUrl }) => [name, fetchUrl ?? pushUrl ?? '']));
  const choices = [...named].map(([name, address]): Choice<string> => ({
    icon: 'repo',
    label: label(name),
    description: label(address),
    value: name,
  }));
  const answer = await pickOne<string>({
    title: t('Share Incident'),
    placeholder: t('A git remote, or type an address. Everyone who can read it can read the incident'),
    choices,
    typed: (text) => ({ label: label(text), description: t('an address, as typed'), value: text.trim() }),
  });
  return answer === BACK ? undefined : answer;
}

async function askWhere(remote: string): Promise<boolean | undefined> {
  if (vscode.workspace.workspaceFolders === undefined) return false;
  const answer = await pickOne<boolean>({
    title: t('Share Incident'),
    placeholder: t('Keep “{0}” in which settings?', remote),
    choices: [
      {
        icon: 'organization',
        label: t('Workspace settings'),
        description: t('commit them, and your team is in'),
        value: true,
      },
      { icon: 'person', label: t('My settings'), description: t('for you alone'), value: false },
    ],
  });
  return answer === BACK ? undefined : answer;
}

async function stop(window: ShareWindow, incident: Incident): Promise<undefined> {
  const session = await window.session();
  if (session?.state(incident.id) === undefined) throw new Refusal(t('This incident isn’t shared.'));
  session.stop(incident.id);
  confirm(t('No longer shared; what was shared stays at {0}', label(inMessage(session.where, 80))));
}

function asSentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Syncs, and says how it went. */
async function syncNow(kit: Kit, window: ShareWindow): Promise<undefined> {
  const session = await window.session();
  if (session === undefined) throw new Refusal(t('Nothing is shared: set incident.share.remote first.'));
  const options = { location: vscode.ProgressLocation.Window, title: t('Syncing incidents') };
  await vscode.window.withProgress(options, () => session.syncNow());
  const { shown } = kit.store.state;
  const state = shown === undefined ? undefined : session.state(shown.id);
  if (shown !== undefined && state?.kind === 'failing') {
    const words = stateWords(state, shown, session.waiting(shown.id));
    const showLog = t('Show Log');
    // With a button the message is shown whole.
    const answer = inform(t('{0}. {1}', asSentence(words), whatToDo(state, session.where)), showLog);
    void answer.then((button) => (button === showLog ? run('incident.showLog') : undefined));
    return;
  }
  confirm(t('Synced'));
}
