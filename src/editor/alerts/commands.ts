import * as vscode from 'vscode';
import { MOST_ALERT, readAlert } from '../../alerts/read';
import { withinTime } from '../../app/patience';
import { Refusal } from '../kit/failures';
import type { CommandMap } from '../kit/commands';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { inform } from '../kit/notices';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { textPart } from '../kit/arguments';
import { run } from '../kit/register';
import { label } from '../kit/words';
import { reviewAlert } from './review';
import { briefProblem, productName, unreadableSentence } from './words';

const { t } = vscode.l10n;

export function alertCommands(kit: Kit): CommandMap<'incident.declareFromAlert'> {
  return { 'incident.declareFromAlert': (argument) => declareFromAlert(kit, argument) };
}

/** Declares an incident from an alert that was copied or selected; gives its id, or undefined after Escape. */
async function declareFromAlert(kit: Kit, argument: unknown): Promise<unknown> {
  const text = textPart(argument, 'text') ?? (await chooseText(kit));
  if (text === undefined) return undefined;
  if (text === PASTE) return pasteIntoEditor();
  const read = readAlert(text, kit.now());
  if ('problem' in read) throw new Refusal(unreadableSentence(read.problem));
  return reviewAlert(kit, read.alert, t('Declare from Alert'));
}

const PASTE = Symbol('paste');
/** How long the rows wait for the clipboard; one that comes later is added to them. Milliseconds. */
const CLIPBOARD_MS = 400;

/**
 * What may be an alert: the selection, the clipboard, the editor; each with what is read of it. A browser asks the person before it
 * gives the clipboard, and answers nothing until they answer: the other rows are there meanwhile.
 */
async function chooseText(kit: Kit): Promise<string | typeof PASTE | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor === undefined || editor.selection.isEmpty ? '' : editor.document.getText(editor.selection);
  const whole = editor !== undefined && selected === '' && isShort(editor.document) ? editor.document.getText() : '';
  const choicesWith = (copied: string): readonly Choice<string | typeof PASTE>[] => {
    const name = editor === undefined ? '' : label(vscode.workspace.asRelativePath(editor.document.uri, false));
    const isUntitled = editor?.document.isUntitled === true;
    const rows = [
      ...(selected.trim() === '' ? [] : [textChoice(kit, 'selection', t('Selection'), selected)]),
      ...(copied.trim() === '' ? [] : [textChoice(kit, 'clippy', t('Clipboard'), copied)]),
    ];
    const file = whole.trim() === '' ? [] : [textChoice(kit, 'file', name, whole)];
    return [
      // An editor that was opened to paste into comes before what is left on the clipboard.
      ...(isUntitled ? [...file, ...rows] : [...rows, ...file]),
      { icon: 'new-file', label: t('Paste into an editor…'), value: PASTE },
    ];
  };
  const clipboard = clipboardText();
  const inTime = withinTime(() => clipboard, CLIPBOARD_MS).catch(() => undefined);
  const choices = inTime.then((copied = '') => choicesWith(copied));
  const answer = await pickOne<string | typeof PASTE>({
    title: t('Declare from Alert'),
    placeholder: t('Which alert? Pick one, or paste it here. Nothing is declared yet.'),
    choices,
    typed: (text) => textChoice(kit, 'edit', t('What you typed'), text),
    updates: (show) => {
      void choices
        .then(() => inTime)
        .then(async (copied) => {
          if (copied !== undefined) return;
          show({ busy: true });
          show({ choices: choicesWith(await clipboard), busy: false });
        });
    },
  });
  return answer === BACK ? undefined : answer;
}

function isShort(document: vscode.TextDocument): boolean {
  return document.lineCount < 20_000 && document.lineAt(0).text.length <= MOST_ALERT;
}

/** A text with what it says, or why it cannot be read: then Enter does nothing. */
function textChoice(kit: Kit, icon: string, name: string, text: string): Choice<string> {
  const read = readAlert(text, kit.now());
  if ('problem' in read) return { icon: 'error', label: name, description: briefProblem(read.problem) };
  const { product, title } = read.alert;
  return { icon, label: name, description: `${productName(product)}: ${label(title) || t('no title')}`, value: text };
}

async function clipboardText(): Promise<string> {
  try {
    return await vscode.env.clipboard.readText();
  } catch (error) {
    logError(error);
    return '';
  }
}

/** An empty editor for what the input of a prompt would put on one line. */
async function pasteIntoEditor(): Promise<undefined> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: '' }));
  const declare = t('Declare');
  void inform(t('Paste the alert into this editor, then choose Declare.'), declare).then((choice) =>
    choice === declare ? run('incident.declareFromAlert') : undefined,
  );
}
