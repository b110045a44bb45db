import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Imported } from '../../app/store';
import type { Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import { decodeExport, encodeExport, ExchangeError, type ExchangeProblem } from '../../record/exportFormat';
import { shortened } from '../../reports/plain';
import { Refusal } from '../kit/failures';
import { titleOf } from './words';
import { confirm, inMessage, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { textPart } from '../kit/arguments';
import type { Kit } from '../kit/kit';
import { mayLeave } from '../kit/leaving';
import { inform } from '../kit/notices';

const { t } = vscode.l10n;
/** Far more than any incident, and still read in seconds. Bytes. */
const MOST_BYTES = 200 * 2 ** 20;

export function exchangeCommands(kit: Kit): CommandMap<'incident.exportRecord' | 'incident.importRecord'> {
  return {
    'incident.exportRecord': onIncident((incident, argument) => exportRecord(kit, incident, argument)),
    'incident.importRecord': (argument) => importRecord(kit, argument),
  };
}

/** Writes the whole record of the incident to one file, `{path}` or one that is asked for; gives its path. */
async function exportRecord(kit: Kit, incident: Incident, argument: unknown): Promise<string | undefined> {
  const { store, now } = kit;
  const button = t('Export Anyway');
  if (!(await mayLeave(kit.secrets, incident, t('The export would contain secrets.'), button))) return undefined;
  const target =
    pathPart(argument) ??
    (await vscode.window.showSaveDialog({
      title: t('Export Record'),
      defaultUri: vscode.Uri.file(join(startFolder(), fileNameOf(incident))),
      filters: { JSON: ['json'] },
    }));
  if (target === undefined) return undefined;
  const { id, title } = incident;
  const { files, leftOut } = await store.exportFiles(id);
  const text = encodeExport({ incident: id, title, exportedAt: iso(now()), files });
  try {
    await vscode.workspace.fs.writeFile(target, Buffer.from(text, 'utf8'));
  } catch (error) {
    throw new Refusal(t('Can’t write the export to {0} ({1}).', target.fsPath, reasonOf(error)));
  }
  if (leftOut.length === 0) confirm(t('Exported to {0}', label(target.fsPath)));
  else {
    const names = inMessage(leftOut.slice(0, 3).join(', '));
    void inform(t('Exported, but {0} files that cannot be read were left out: {1}.', leftOut.length, names));
  }
  return target.fsPath;
}

/** `incident-20261122-1405-k3x9qa-images-do-not-load.json` */
function fileNameOf({ id, title }: Incident): string {
  const words =
    title
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = Array.from(['incident', id, ...words].join('-'))
    .slice(0, 80)
    .join('');
  return `${name.replace(/-$/, '')}.json`;
}

/** Takes up an exported record, `{path}` or one that is asked for, and shows its incident; gives its id. */
async function importRecord({ store }: Kit, argument: unknown): Promise<string | undefined> {
  const source =
    pathPart(argument) ??
    (
      await vscode.window.showOpenDialog({
        title: t('Import Record'),
        openLabel: t('Import'),
        defaultUri: vscode.Uri.file(startFolder()),
        filters: { JSON: ['json'] },
      })
    )?.[0];
  if (source === undefined) return undefined;
  const imported = await refusing(async () => {
    const { incident, files } = decodeExport(await readExport(source));
    return store.importFiles(incident, files);
  });
  const { incident } = imported;
  if (incident === undefined) return undefined;
  store.show(incident);
  await vscode.commands.executeCommand('incident.overview.focus');
  const unread = store.state.problems.get(incident.id)?.length ?? 0;
  void inform(whatCameIn(imported, incident, unread));
  return incident.id;
}

async function readExport(source: vscode.Uri): Promise<string> {
  let bytes: Uint8Array;
  try {
    const { size } = await vscode.workspace.fs.stat(source);
    if (size > MOST_BYTES) throw new ExchangeError({ code: 'tooLarge' });
    bytes = await vscode.workspace.fs.readFile(source);
  } catch (error) {
    if (error instanceof ExchangeError) throw error;
    throw new Refusal(t('Can’t read {0} ({1}). Nothing was imported.', source.fsPath, reasonOf(error)));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ExchangeError({ code: 'notAnExport' });
  }
}

function whatCameIn({ entries }: Imported, incident: Incident, unread: number): string {
  const title = inMessage(titleOf(incident));
  const news =
    entries === 0
      ? t('“{0}”: nothing new to import.', title)
      : entries === 1
        ? t('Imported 1 new entry of “{0}”.', title)
        : t('Imported {1} new entries of “{0}”.', title, entries);
  return unread === 0 ? news : `${news} ${t('Lines that couldn’t be read: {0}. They were kept.', unread)}`;
}

/** Does the work; what an export is refused for becomes a sentence. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExchangeError ? new Refusal(sentenceOf(error.problem)) : error;
  }
}

function sentenceOf(problem: ExchangeProblem): string {
  switch (problem.code) {
    case 'tooLarge':
      return t('The file is larger than {0} MB, too large for a record. Nothing was imported.', MOST_BYTES / 2 ** 20);
    case 'notAnExport':
      return t('This file isn’t an exported record. Choose one made by Export Record. Nothing was imported.');
    case 'newerVersion':
      return t(
        'The file was made by a newer version (format {0}). Update the extension and import it again. Nothing was imported.',
        problem.version,
      );
    case 'damaged':
      return t('The file is damaged ({0}). Export it again. Nothing was imported.', problem.part);
    case 'badName':
      return t('The file contains an invalid name: “{0}”. Nothing was imported.', inMessage(problem.name, 60));
    case 'differs':
      return t(
        'The record here differs in {0}: one of the two was changed by hand. Nothing was imported.',
        inMessage(problem.file),
      );
    case 'inUse':
      return t(
        'The file {0} is in use. Reload the window and import again. Nothing was imported.',
        inMessage(problem.file),
      );
  }
}

/** A file named by the argument. Throws Refusal. */
function pathPart(argument: unknown): vscode.Uri | undefined {
  const path = textPart(argument, 'path');
  if (path === undefined) return undefined;
  if (!isAbsolute(path)) throw new Refusal(t('“{0}” must be a full path.', 'path'));
  return vscode.Uri.file(path);
}

function startFolder(): string {
  const first = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return first?.uri.fsPath ?? homedir();
}

function reasonOf(error: unknown): string {
  return shortened(error instanceof Error ? error.message : String(error), 200);
}
