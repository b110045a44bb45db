import { homedir } from 'node:os';
import { isAbsolute, posix } from 'node:path';
import * as vscode from 'vscode';
import type { Incident } from '../../domain/incident';
import { postmortem, postmortemFileName } from '../../reports/postmortem';
import type { TemplateFault } from '../../reports/postmortemTemplate';
import { Refusal } from '../kit/failures';
import { leaving } from '../kit/leaving';
import { logError } from '../kit/log';
import { inMessage } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import type { Kit } from '../kit/kit';
import { complain, warn } from '../kit/notices';

const { t } = vscode.l10n;

/** Far more than any template. Bytes. */
const MOST_BYTES = 1_000_000;
const MOST_NUMBERED = 1000;

export function postmortemCommands(kit: Kit): CommandMap<'incident.writePostmortem'> {
  const opened = new Map<string, vscode.TextDocument>();
  return { 'incident.writePostmortem': onIncident((incident) => writePostmortem(kit, opened, incident)) };
}

/**
 * Opens the post-mortem of an incident as an unsaved document with a proposed path. `opened` are the documents by their
 * incidents: one that was not saved yet is shown again as it is, because somebody may have written in it.
 */
async function writePostmortem(
  kit: Kit,
  opened: Map<string, vscode.TextDocument>,
  incident: Incident,
): Promise<undefined> {
  const before = opened.get(incident.id);
  if (before?.isUntitled === true && !before.isClosed) {
    await vscode.window.showTextDocument(before, { preview: false });
    return;
  }
  const text = await textOf(kit, incident);
  if (text === undefined) return;
  const document = await untitled(kit, incident, await leaving(kit.secrets, text));
  opened.set(incident.id, document);
  // The edit that filled it left the cursor at its end.
  await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(0, 0, 0, 0) });
}

/** By the team's template, if there is one that works; undefined where the person does not want the built-in one. */
async function textOf({ settings, now }: Kit, incident: Incident): Promise<string | undefined> {
  const builtIn = () => postmortem(incident, now());
  const { template: setting } = settings.postmortem();
  if (setting === undefined || !vscode.workspace.isTrusted) return builtIn();
  let path: vscode.Uri;
  let template: string;
  try {
    path = templatePath(setting);
    template = await readTemplate(path);
  } catch (error) {
    logError(error);
    void complain(
      t(
        'Can’t read the template {0} ({1}), so the built-in post-mortem was used. Check the setting incident.postmortem.template.',
        inMessage(setting),
        inMessage(error instanceof Error ? error.message : String(error)),
      ),
    );
    return builtIn();
  }
  // The template library is only loaded where there is a template.
  const { postmortemFromTemplate, TemplateFault } = await import('../../reports/postmortemTemplate');
  try {
    return postmortemFromTemplate(template, incident, now());
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return (await wantsBuiltIn(setting, path, error)) ? builtIn() : undefined;
  }
}

async function wantsBuiltIn(setting: string, path: vscode.Uri, { what, line }: TemplateFault): Promise<boolean> {
  const [use, open] = [t('Use Built-In Template'), t('Open Template')];
  const sentence =
    line === undefined
      ? t('Can’t use the template {0}: {1}.', inMessage(setting), inMessage(what))
      : t('Can’t use the template {0}. Line {1}: {2}.', inMessage(setting), line, inMessage(what));
  const choice = await warn(sentence, use, open);
  if (choice === open) {
    const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
    await vscode.window.showTextDocument(path, { selection: new vscode.Range(at, at) });
  }
  return choice === use;
}

/** An absolute path, or one within the first folder of the workspace; throws where it is neither. */
function templatePath(setting: string): vscode.Uri {
  const typed = setting.replace(/^~(?=$|[\\/])/, homedir());
  if (isAbsolute(typed)) return vscode.Uri.file(typed);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const within = posix.normalize(typed.replaceAll('\\', '/'));
  if (root === undefined || within.split('/')[0] === '..') {
    throw new Error(t('it is outside the workspace: use its full path'));
  }
  return vscode.Uri.joinPath(root, within);
}

async function readTemplate(path: vscode.Uri): Promise<string> {
  const { size } = await vscode.workspace.fs.stat(path);
  if (size > MOST_BYTES) throw new Error(t('it is larger than {0} bytes', MOST_BYTES));
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(path));
}

/** A new unsaved document; Save writes it to the proposed path. Without a folder it has none. */
async function untitled({ settings }: Kit, incident: Incident, content: string): Promise<vscode.TextDocument> {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  if (root === undefined) return vscode.workspace.openTextDocument({ language: 'markdown', content });
  const { folder } = settings.postmortem();
  const directory = isAbsolute(folder)
    ? root.uri.with({ path: vscode.Uri.file(folder).path })
    : vscode.Uri.joinPath(root.uri, folder);
  const path = await freePath(directory, postmortemFileName(incident));
  const document = await vscode.workspace.openTextDocument(path.with({ scheme: 'untitled' }));
  // One that VS Code kept unsaved from an earlier session is not ours to write in.
  if (document.getText() !== '') return document;
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  return document;
}

/** The path of that name in a folder, with a number where there is such a file, or such an unsaved document, already. */
async function freePath(directory: vscode.Uri, name: string): Promise<vscode.Uri> {
  const taken = new Set(vscode.workspace.textDocuments.filter((each) => each.isUntitled).map(({ uri }) => uri.path));
  for (let number = 1; number < MOST_NUMBERED; number++) {
    const numbered = number === 1 ? name : name.replace(/\.md$/, `-${number}.md`);
    const path = vscode.Uri.joinPath(directory, numbered);
    if (!taken.has(path.path) && !(await exists(path))) return path;
  }
  throw new Refusal(t('There are already {0} post-mortems with this name.', MOST_NUMBERED));
}

async function exists(path: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(path);
    return true;
  } catch {
    return false;
  }
}
