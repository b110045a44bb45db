import * as vscode from 'vscode';
import { dayOf } from '../../domain/days';
import { inOrderOfUse, isOverdue } from '../../domain/followUps';
import type { FollowUp, Incident, Instant } from '../../domain/incident';
import { oneLine, shortened } from '../../reports/plain';
import { entrySentence, sourceSentence } from '../../reports/sentences';
import { changeFollowUp } from './commands';
import type { Kit } from '../kit/kit';
import { showFailure } from '../kit/failures';
import { dueSentence, kindMeaning, kindWord } from './words';
import { timeOfDay } from '../kit/words';
import { Node, NodeTree } from '../kit/node';

const { t } = vscode.l10n;
const TOOLTIP_LENGTH = 1000;

/** The view "Follow-Ups": what is to be done after the incident, the open ones first, in the order in which they are due. */
export class FollowUpsView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;
  private drawnOn = '';

  constructor(private readonly kit: Kit) {
    const { store, now } = kit;
    this.tree = new NodeTree(async () => {
      await store.load();
      return store.state.shown === undefined ? [] : followUpNodes(store.state.shown, now());
    });
    this.view = vscode.window.createTreeView('incident.followUps', {
      treeDataProvider: this.tree,
      manageCheckboxStateManually: true,
    });
    this.view.onDidChangeCheckboxState(({ items }) => void this.tick(items));
    this.refresh();
  }

  refresh(): void {
    this.drawnOn = dayOf(this.kit.now());
    const { shown } = this.kit.store.state;
    this.view.description = shown === undefined ? '' : summary(shown, this.kit.now());
    this.tree.refresh();
  }

  /** Draws anew what a new day makes overdue. */
  followTime(): void {
    if (dayOf(this.kit.now()) !== this.drawnOn) this.refresh();
  }

  dispose(): void {
    this.view.dispose();
    this.tree.dispose();
  }

  private async tick(changes: readonly [Node, vscode.TreeItemCheckboxState][]): Promise<void> {
    const { shown } = this.kit.store.state;
    try {
      for (const [{ subject }, state] of changes) {
        const followUp = subject?.kind === 'followUp' && shown?.followUps.find(({ id }) => id === subject.id);
        if (shown === undefined || followUp === undefined || followUp === false) continue;
        await changeFollowUp(this.kit, shown, followUp, { done: state === vscode.TreeItemCheckboxState.Checked });
      }
    } catch (error) {
      showFailure(error);
      // The box must show what is in the record.
      this.refresh();
    }
  }
}

/** The rows of the view: a pure function of the incident. */
export function followUpNodes(incident: Incident, now: Instant): readonly Node[] {
  return inOrderOfUse(incident.followUps).map((followUp) => followUpNode(followUp, incident, now));
}

/** `3 open, 1 overdue`; empty where there is none. */
function summary({ followUps }: Incident, now: Instant): string {
  if (followUps.length === 0) return '';
  const open = followUps.filter(({ done }) => done === undefined).length;
  const overdue = followUps.filter((followUp) => isOverdue(followUp, dayOf(now))).length;
  if (open === 0) return t('all done');
  return overdue === 0 ? t('{0} open', open) : t('{0} open, {1} overdue', open, overdue);
}

function followUpNode(followUp: FollowUp, incident: Incident, now: Instant): Node {
  const { id, text, owner, kind, done } = followUp;
  const overdue = isOverdue(followUp, dayOf(now));
  const words = shortened(text, 200) || t('(empty)');
  const facts = [
    owner === undefined ? t('no owner') : oneLine(owner),
    done === undefined ? dueSentence(followUp, now) : t('done {0}', timeOfDay(done.at, now)),
    kind === undefined ? undefined : kindWord(kind),
  ].filter((fact) => fact !== undefined);
  return new Node({
    id: `followUp/${id}`,
    // The word leads: it must still be read where a narrow side bar cuts the rest.
    label: overdue ? t('Overdue: {0}', words) : words,
    description: facts.join(' · '),
    tooltip: () => tooltip(followUp, incident, facts.join(' · '), now),
    ...(overdue && { icon: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')) }),
    checked: done !== undefined,
    context: done === undefined ? 'followUp' : 'followUp.done',
    // VS Code toggles a check box with the mouse alone: Enter and Space run the row's command.
    command: {
      command: 'incident.editFollowUp',
      title: done === undefined ? t('Done') : t('Reopen'),
      arguments: [{ followUp: id, done: done === undefined }],
    },
    subject: { kind: 'followUp', id },
  });
}

/** All that is known of it. What people typed is appended as text, so that no Markdown in it counts. */
function tooltip(followUp: FollowUp, incident: Incident, facts: string, now: Instant): vscode.MarkdownString {
  const { text, kind, due, source, entry, done, by, at } = followUp;
  const markdown = new vscode.MarkdownString();
  const line = (content: string) => markdown.appendText(shortened(content, TOOLTIP_LENGTH)).appendMarkdown('\n\n');
  line(text);
  line(facts);
  if (due !== undefined) line(t('Due {0}', due));
  if (kind !== undefined) line(`${kindWord(kind)}: ${kindMeaning(kind)}`);
  if (source !== undefined) line(sourceSentence(source, t));
  const origin = incident.entries.find((each) => each.id === entry);
  if (origin !== undefined) line(t('From: {0}', entrySentence(origin, incident, t)));
  line(t('Added by {0}, {1}', by.name, timeOfDay(at, now)));
  line(
    done === undefined
      ? t('Press Enter or Space to mark it done.')
      : t('Done by {0}, {1}. Press Enter or Space to reopen it.', done.by.name, timeOfDay(done.at, now)),
  );
  return markdown;
}
