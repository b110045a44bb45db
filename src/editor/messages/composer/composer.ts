import * as vscode from 'vscode';
import type { PageSetting } from '../../../app/pagePorts';
import type { Incident } from '../../../domain/incident';
import { plainText, shortened } from '../../../reports/plain';
import { copyAndConfirm } from '../../kit/clipboard';
import { setContext } from '../../kit/context';
import { Refusal } from '../../kit/failures';
import { logError } from '../../kit/log';
import { confirmLoss } from '../../kit/notices';
import { pickOne } from '../../kit/prompts/pick';
import type { Secrets } from '../../kit/secrets';
import { confirm, label } from '../../kit/words';
import type { Composition, CompositionKind, CompositionOf, Draft } from './composition';
import { DraftFiles } from './draftFiles';
import { saysTheSame, takenOver } from './draftText';
import { OpenTabs, tabsOf } from './openTabs';
import { nameOf, sendTitle } from './words';

const { t } = vscode.l10n;
/** What is typed is kept after a pause of this length. Milliseconds. */
const PAUSE = 100;
const TITLE_LENGTH = 60;

/** A text that was sent. */
export interface Sent {
  /** As it was recorded, for the clipboard. */
  readonly text: string;
  /** What was done, for the status bar. */
  readonly sentence: string;
  /** Asked once the editor is closed. */
  readonly goOn?: () => Promise<void>;
}

/** Records a text; undefined where it is not to be sent after all. Rejects if nothing was recorded. */
export type Sender<C extends Composition> = (composition: C, text: string) => Promise<Sent | undefined>;

export type Senders = { readonly [K in CompositionKind]: Sender<CompositionOf<K>> };

export interface ComposerParts {
  /** Where the texts are kept until they are sent: an absolute path. */
  readonly folder: string;
  readonly now: () => number;
  /** The incident with this id, if it is known by now. */
  readonly incident: (id: string) => Incident | undefined;
  /** What this window remembers. */
  readonly memory: vscode.Memento;
  readonly secrets: Secrets;
  /** The team's status page. */
  readonly page: () => PageSetting | undefined;
}

/**
 * Texts that people edit before they are sent: files in a folder of our own, opened in ordinary editors, so that undo, hot
 * exit and all else works as everywhere. What is typed is also copied beside the file, so that it outlives a tab that is
 * closed without saving.
 */
export class Composer implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly files: DraftFiles;
  private readonly lensesChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.lensesChanged.event;
  private readonly unkept = new Map<string, { text: string | undefined; timer: NodeJS.Timeout }>();
  /** The paths of the texts that are being sent or discarded. */
  private readonly ending = new Set<string>();
  /** The paths of the texts that this window has sent or discarded. */
  private readonly ended = new Set<string>();
  /** The paths of the texts that were opened in this session. */
  private readonly known = new Set<string>();
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly parts: ComposerParts) {
    // VS Code writes drive letters its own way.
    const folder = vscode.Uri.file(parts.folder);
    this.files = new DraftFiles(folder.fsPath);
    this.subscriptions = vscode.Disposable.from(
      vscode.languages.registerCodeLensProvider(
        { scheme: 'file', pattern: new vscode.RelativePattern(folder, '**/*.md') },
        this,
      ),
      new OpenTabs(this.files, parts.memory),
      vscode.window.onDidChangeActiveTextEditor(() => this.followEditor()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.isDraft(document)) this.follow(document);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (this.isDraft(document)) this.followSave(document);
      }),
    );
    this.followEditor();
  }

  /**
   * Opens a text to be edited and sent. What somebody typed for the same kind, audience and incident before is opened
   * again, with the new choices and as `adapted`; a text that nobody edited is made anew.
   */
  async compose(composition: Composition, made: string, adapted = (typed: string) => typed): Promise<void> {
    const path = this.files.pathOf(composition);
    this.known.add(path);
    this.ended.delete(path);
    const before = await this.files.read(path);
    const open = openDocument(path);
    const edited = editedText(open, before);
    const renewed = (text: string) => adapted(takenOver(text, before?.made ?? '', made));
    const text = edited === undefined ? made : renewed(edited);
    // What is being edited is changed in its editor, where it can be undone; all else on the disk.
    const inPlace = open !== undefined && edited !== undefined;
    await this.files.put(path, { composition, made, typed: text }, inPlace ? undefined : text);
    const document = open ?? (await vscode.workspace.openTextDocument(vscode.Uri.file(path)));
    // VS Code keeps documents for a while after their tabs are closed, with what was in them.
    const held = document.getText();
    // What is typed from the moment on in which the editor is in view is never replaced by what should have stood there.
    const isUntouched = () => document.getText() === held && held !== text;
    // Selected as it opens: later would be in the way of who has begun to type.
    const selection = hintIn(document);
    const editor = await vscode.window.showTextDocument(document, {
      preview: false,
      ...(selection !== undefined && { selection }),
    });
    if (inPlace) await replaceText(editor, renewed(document.getText()));
    else if (isUntouched()) await revert(document);
    if (!inPlace && isUntouched()) await replaceText(editor, text);
    if (held !== text && document.getText() === text) selectHint(editor);
    this.lensesChanged.fire();
  }

  /** What somebody typed for the same kind, audience and incident before, if it waits to be sent. */
  async typed(composition: Composition): Promise<string | undefined> {
    const path = this.files.pathOf(composition);
    return editedText(openDocument(path), await this.files.read(path));
  }

  /** Sends the text of the active editor, or of the document with this address. Throws Refusal, RecordError. */
  send(argument: unknown, senders: Senders): Promise<void> {
    return this.end(argument, async (document, path) => {
      const draft = await this.files.read(path);
      if (draft === undefined) throw new Refusal(GONE());
      const text = document.getText().replace(/\r\n?/g, '\n').trim();
      if (plainText(text).trim() === '') {
        throw new Refusal(t('The text is empty. Write something, or discard the draft.'));
      }
      const { composition } = draft;
      const title = sendTitle(composition, this.parts.now());
      if (!(await mayGoOut(title, text, draft.made))) {
        selectHintOf(document);
        return undefined;
      }
      const sent = await sendBy(senders, composition, text);
      if (sent === undefined) return undefined;
      await this.remove(document, path);
      // A browser may take its time for the clipboard.
      const copying = copyAndConfirm(this.parts.secrets, sent.text, sent.sentence);
      return async () => {
        await sent.goOn?.();
        await copying;
      };
    });
  }

  /** What the text of the active editor, or of the document with this address, will be; undefined where it is none. */
  async holds(argument: unknown): Promise<Composition | undefined> {
    const document = this.documentOf(argument);
    return document && (await this.files.read(document.uri.fsPath))?.composition;
  }

  /** Closes and removes the text of the active editor; one that was edited only after a question. */
  discard(argument: unknown): Promise<void> {
    return this.end(argument, async (document, path) => {
      const draft = await this.files.read(path);
      if (isEdited(document.getText(), draft) && document.getText().trim() !== '') {
        const what = draft === undefined ? t('this text') : nameOf(draft.composition);
        const isSure = await confirmLoss(
          t('Discard {0}?', what),
          t('What you typed will be lost. Nothing is recorded.'),
          t('Discard'),
        );
        if (!isSure) return undefined;
      }
      await this.remove(document, path);
      confirm(t('Draft discarded; nothing recorded'));
      return undefined;
    });
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const draft = await this.files.read(document.uri.fsPath);
    if (draft === undefined) return [];
    const { composition } = draft;
    const incident = this.parts.incident(composition.incident);
    const lens = (title: string, command: string, ...args: unknown[]) =>
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: args });
    const { uri } = document;
    return [
      lens(`$(send) ${sendTitle(composition, this.parts.now())}`, 'incident.sendDraft', uri),
      ...(composition.kind === 'update' && this.parts.page() !== undefined
        ? [lens(`$(cloud-upload) ${t('Publish')}`, 'incident.publishUpdate', uri)]
        : []),
      ...(composition.kind === 'update'
        ? [
            lens(`$(tag) ${t('Change Status')}`, 'incident.postUpdate', {
              incident: composition.incident,
              audience: composition.audience,
            }),
          ]
        : []),
      lens(`$(trash) ${t('Discard')}`, 'incident.discardDraft', uri),
      ...(incident === undefined ? [] : [lens(`$(flame) ${titleOf(incident)}`, '')]),
    ];
  }

  /** Draws the lenses anew: titles of incidents may have changed. */
  refresh(): void {
    this.lensesChanged.fire();
  }

  dispose(): void {
    for (const { timer } of this.unkept.values()) clearTimeout(timer);
    this.subscriptions.dispose();
    this.lensesChanged.dispose();
  }

  /** Runs what ends a text, once at a time for each; what comes after asks for more, when the text is gone. */
  private async end(
    argument: unknown,
    work: (document: vscode.TextDocument, path: string) => Promise<(() => Promise<void>) | undefined>,
  ): Promise<void> {
    const document = this.documentOf(argument);
    if (document === undefined) throw new Refusal(t('The active editor isn’t a draft.'));
    const path = document.uri.fsPath;
    if (this.ending.has(path)) return;
    this.ending.add(path);
    let goOn: (() => Promise<void>) | undefined;
    try {
      goOn = await work(document, path);
    } finally {
      this.ending.delete(path);
    }
    await goOn?.();
  }

  /** The text that a command is about: that of the given address, of the active editor, or the only one in view. */
  private documentOf(argument: unknown): vscode.TextDocument | undefined {
    const address = argument instanceof vscode.Uri ? argument.toString() : undefined;
    const named = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === address);
    const candidates = [named, vscode.window.activeTextEditor?.document];
    const found = candidates.find((document) => document !== undefined && this.isDraft(document));
    if (found !== undefined) return found;
    const visible = vscode.window.visibleTextEditors.filter(({ document }) => this.isDraft(document));
    return visible.length === 1 ? visible[0]?.document : undefined;
  }

  private isDraft({ uri }: vscode.TextDocument): boolean {
    return uri.scheme === 'file' && this.files.has(uri.fsPath);
  }

  private followEditor(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isDraft = document !== undefined && this.isDraft(document);
    setContext('incident.composing', isDraft);
    if (isDraft) this.restore(document).catch(logError);
  }

  /** Brings back what was typed before a crash, where the editor itself had no time to keep it; once in a session. */
  private async restore(document: vscode.TextDocument): Promise<void> {
    const path = document.uri.fsPath;
    if (this.known.has(path)) return;
    this.known.add(path);
    const draft = await this.files.read(path);
    if (draft === undefined || document.isDirty || document.getText() === draft.typed) return;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), draft.typed);
    await vscode.workspace.applyEdit(edit);
  }

  /** Keeps what is typed. A document that is not dirty was read from the disk anew, such as when its tab was closed. */
  private follow(document: vscode.TextDocument): void {
    const path = document.uri.fsPath;
    const waiting = this.unkept.get(path);
    clearTimeout(waiting?.timer);
    const text = document.isDirty ? document.getText() : waiting?.text;
    const timer = setTimeout(() => {
      this.unkept.delete(path);
      // The first change of a document may come before the news that it is dirty.
      const latest = document.isDirty && !document.isClosed ? document.getText() : text;
      if (latest !== undefined) this.keep(path, latest);
    }, PAUSE);
    this.unkept.set(path, { text, timer });
  }

  /** An auto-save that was under way while its text was sent makes the file anew. */
  private followSave(document: vscode.TextDocument): void {
    const path = document.uri.fsPath;
    if (!this.ended.has(path)) this.keep(path, document.getText());
    else if (tabsOf(document.uri).length === 0) this.files.tidy(path).catch(logError);
  }

  private keep(path: string, text: string): void {
    if (!this.ending.has(path)) this.files.keepTyped(path, text).catch(logError);
  }

  /** Closes all tabs of a text without a question, and removes its files. It has been dealt with: failures are logged. */
  private async remove(document: vscode.TextDocument, path: string): Promise<void> {
    clearTimeout(this.unkept.get(path)?.timer);
    this.unkept.delete(path);
    this.ended.add(path);
    await closeTabs(document).catch(logError);
    await this.files.remove(path).catch(logError);
    this.lensesChanged.fire();
  }
}

const GONE = () =>
  t(
    'This draft was sent or discarded in another window. To send it anyway, run its command again: the text is still here.',
  );

function sendBy(senders: Senders, composition: Composition, text: string): Promise<Sent | undefined> {
  switch (composition.kind) {
    case 'update':
      return senders.update(composition, text);
    case 'help':
      return senders.help(composition, text);
    case 'handover':
      return senders.handover(composition, text);
  }
}

function isEdited(text: string, draft: Draft | undefined): boolean {
  return draft === undefined || !saysTheSame(text, draft.made);
}

/** The document of a text that has a tab in this window. */
function openDocument(path: string): vscode.TextDocument | undefined {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === path);
  return document !== undefined && tabsOf(document.uri).length > 0 ? document : undefined;
}

/** What stands in an open document. Of a text that was sent elsewhere, only what was typed here since counts. */
function textWithin(open: vscode.TextDocument | undefined, before: Draft | undefined): string | undefined {
  return open !== undefined && (before !== undefined || open.isDirty) ? open.getText() : undefined;
}

/** What somebody has edited: in the editor, or else kept on the disk. */
function editedText(open: vscode.TextDocument | undefined, before: Draft | undefined): string | undefined {
  return [textWithin(open, before), before?.typed].find((text) => text !== undefined && isEdited(text, before));
}

/** What only a person can say, as drafts ask for it: `[who is affected, and how?]`. */
const HINT = /\[[^[\]\n]+\?\]/;

/** Asks before a text goes out in which a question of its draft was not answered. */
async function mayGoOut(title: string, text: string, made: string): Promise<boolean> {
  const hint = HINT.exec(text)?.[0];
  if (hint === undefined || !made.includes(hint)) return true;
  const answer = await pickOne({
    title,
    placeholder: t('“{0}” is still in the text.', hint),
    choices: [
      { icon: 'edit', label: t('Keep editing'), value: false },
      { icon: 'send', label: t('Send anyway'), value: true },
    ],
  });
  return answer === true;
}

/** Selects the first question that a draft asks, so that typing answers it. */
function selectHint(editor: vscode.TextEditor): void {
  const hint = hintIn(editor.document);
  if (hint === undefined) return;
  editor.selection = new vscode.Selection(hint.start, hint.end);
  editor.revealRange(hint);
}

/** Where the first question stands that a draft asks. */
function hintIn(document: vscode.TextDocument): vscode.Range | undefined {
  const match = HINT.exec(document.getText());
  if (match === null) return undefined;
  return new vscode.Range(document.positionAt(match.index), document.positionAt(match.index + match[0].length));
}

function selectHintOf(document: vscode.TextDocument): void {
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  if (editor !== undefined) selectHint(editor);
}

async function replaceText(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  if (document.getText() === text) return;
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  await editor.edit((edit) => edit.replace(document.validateRange(all), text));
}

/** Reads a document from the disk again, whatever was typed into it. */
async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document, { preview: false });
  // The command takes whatever is active.
  if (vscode.window.activeTextEditor?.document !== document) return;
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

async function closeTabs(document: vscode.TextDocument): Promise<void> {
  // Saving waits for an auto-save under way, whose failure once the file is gone would open the text again.
  const isSaved = await document.save();
  if (!isSaved || document.isDirty) await revert(document);
  await vscode.window.tabGroups.close(tabsOf(document.uri));
}

function titleOf({ severity, title }: Incident): string {
  return label(shortened(`${severity} ${title}`, TITLE_LENGTH));
}
