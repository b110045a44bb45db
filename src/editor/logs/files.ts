import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { shortened } from '../../reports/plain';
import { textsPart } from '../kit/arguments';
import { Refusal } from '../kit/failures';
import { logError } from '../kit/log';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, type Answer } from '../kit/prompts/steps';
import { isGlob, type LogCommand, type Service } from '../kit/settings';
import { inform } from '../kit/notices';
import { label } from '../kit/words';
import { reading, type LogKit } from './reading';

const { t } = vscode.l10n;
/** Files of one glob that are offered. */
const MOST_MATCHING = 30;

/** The log in the active editor, where it is a file. */
export function activeLog(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' ? document.uri.fsPath : undefined;
}

type Source = readonly string[] | LogCommand | 'other';

/**
 * The logs to read: those of the argument `{files}`, else one that is picked: the file in the active editor, the logs that the
 * affected services name, what a command of theirs prints, or any others. Each stands for the files, too, that it was rotated to.
 */
export async function chooseLogs(kit: LogKit, argument: unknown, title: string): Promise<Answer<readonly string[]>> {
  const given = textsPart(argument, 'files');
  if (given !== undefined) return given;
  const active = activeLog();
  const services = servicesOf(kit);
  const files = (await Promise.all(services.map((service) => filesOf(kit, service)))).flat();
  const choices: Choice<Source>[] = [
    ...(active === undefined
      ? []
      : [{ icon: 'file', label: label(basename(active)), description: t('and its rotated files'), value: [active] }]),
    ...files.map(({ service, file }) => ({
      icon: 'output',
      label: label(basename(file)),
      description: label(service),
      value: [file],
    })),
    ...services.flatMap(({ name, logCommands }) =>
      logCommands.map((command) => ({
        icon: 'terminal',
        label: label(command.name),
        description: label(name),
        ...(command.name !== command.command && { detail: shortened(command.command, 120) }),
        value: command,
      })),
    ),
    { icon: 'folder-opened', label: t('Choose Files…'), value: 'other' },
  ];
  const answer = choices.length === 1 ? 'other' : await pickOne({ title, placeholder: t('Which log?'), choices });
  if (answer === undefined || answer === BACK) return answer;
  if (answer !== 'other') return 'command' in answer ? printed(kit, answer) : answer;
  const chosen = await vscode.window.showOpenDialog({ canSelectMany: true, title, openLabel: t('Read Logs') });
  return chosen?.map(({ fsPath }) => fsPath);
}

/** The affected services of the settings, or all of them where none is affected; nobody's in Restricted Mode. */
function servicesOf({ settings, store }: LogKit): readonly Service[] {
  if (!vscode.workspace.isTrusted) return [];
  const affected = store.state.shown?.services ?? [];
  return settings.services().filter(({ name }) => affected.length === 0 || affected.includes(name));
}

/** The log files on this machine that a service names, by path or glob. */
async function filesOf({ logs }: LogKit, { name, logFiles }: Service) {
  const files: string[] = [];
  for (const path of logFiles) {
    const file = isAbsolute(path) ? path : join(rootOf(), path);
    if (isGlob(path)) files.push(...(await logs.matching(file, MOST_MATCHING)));
    else if (existsSync(file)) files.push(file);
  }
  return [...new Set(files)].map((file) => ({ service: name, file }));
}

function rootOf(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}

/** The file of what a command prints, run now. Throws Refusal where it printed nothing. */
async function printed({ logs }: LogKit, { name, command }: LogCommand): Promise<readonly string[] | undefined> {
  const title = t('Running {0}', shortened(name, 60));
  const log = await reading(title, (signal) => logs.print(command, rootOf(), signal));
  if (log === undefined) return undefined;
  const { file, problem } = log;
  if (problem === undefined) return [file];
  logError(new Error(`${command}: ${problem.reason} ${problem.detail}`));
  const why = shortened(problem.detail, 200);
  const isEmpty = vscode.workspace.fs.stat(vscode.Uri.file(file)).then(({ size }) => size === 0);
  if (await isEmpty) throw new Refusal(t('{0} printed nothing. {1}', shortened(name, 80), why));
  if (problem.reason === 'failed') void inform(t('{0} failed; what it printed before is read. {1}', name, why));
  return [file];
}
