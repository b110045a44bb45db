import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { textsPart } from '../kit/arguments';
import type { Kit } from '../kit/kit';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, type Answer } from '../kit/prompts/steps';
import { label } from '../kit/words';

const { t } = vscode.l10n;

/** The log in the active editor, where it is a file. */
export function activeLog(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' ? document.uri.fsPath : undefined;
}

/**
 * The logs to read: those of the argument `{files}`, else one that is picked: the file in the active editor, the logs that the
 * affected services name, or any others. Each stands for the files, too, that it was rotated to.
 */
export async function chooseLogs(kit: Kit, argument: unknown, title: string): Promise<Answer<readonly string[]>> {
  const given = textsPart(argument, 'files');
  if (given !== undefined) return given;
  const [active, services] = [activeLog(), logsOfServices(kit)];
  const choices: Choice<readonly string[] | 'other'>[] = [
    ...(active === undefined
      ? []
      : [{ icon: 'file', label: label(basename(active)), description: t('and its rotated files'), value: [active] }]),
    ...services.map(({ service, file }) => ({
      icon: 'output',
      label: label(basename(file)),
      description: label(service),
      value: [file],
    })),
    { icon: 'folder-opened', label: t('Choose Files…'), value: 'other' },
  ];
  const answer = choices.length === 1 ? 'other' : await pickOne({ title, placeholder: t('Which log?'), choices });
  if (answer === undefined || answer === BACK) return answer;
  if (answer !== 'other') return answer;
  const chosen = await vscode.window.showOpenDialog({ canSelectMany: true, title, openLabel: t('Read Logs') });
  return chosen?.map(({ fsPath }) => fsPath);
}

/** The log files on this machine that the services of the settings name; of the affected ones, where there are such. */
function logsOfServices({ settings, store }: Kit): readonly { readonly service: string; readonly file: string }[] {
  if (!vscode.workspace.isTrusted) return [];
  const affected = store.state.shown?.services ?? [];
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return settings
    .services()
    .filter(({ name }) => affected.length === 0 || affected.includes(name))
    .flatMap(({ name, logs }) => logs.map(({ url }) => ({ service: name, url })))
    .filter(({ url }) => !/^[a-z][a-z\d+.-]+:/i.test(url))
    .map(({ service, url }) => ({ service, file: isAbsolute(url) || root === undefined ? url : join(root, url) }))
    .filter(({ file }) => existsSync(file));
}
