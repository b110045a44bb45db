import * as vscode from 'vscode';
import { dayOf } from '../../domain/days';
import { inOrderOfUse, isOverdue } from '../../domain/followUps';
import type { FollowUp, Incident, Instant } from '../../domain/incident';
import { oneLine, shortened } from '../../reports/plain';
import { entrySentence, sourceSentence } from '../../reports/sentences';
import { Node } from '../kit/node';
import { timeOfDay } from '../kit/words';
import { dueSentence, kindMeaning, kindWord } from './words';

const { t } = vscode.l10n;
const TOOLTIP_LENGTH = 1000;

/** The rows of the view: a pure function of the incident. */
export function followUpNodes(incident: Incident, now: Instant): readonly Node[] {
  return inOrderOfUse(incident.followUps).map((followUp) => followUpNode(followUp, incident, now));
}

function followUpNode(followUp: FollowUp, incident: Incident, now: Instant): Node {
  const { id, text, owner, kind, done, issue } = followUp;
  const overdue = isOverdue(followUp, dayOf(now));
  const words = shortened(text, 200) || t('(empty)');
  const facts = [
    owner === undefined ? t('no owner') : oneLine(owner),
    done === undefined ? dueSentence(followUp, now) : t('done {0}', timeOfDay(done.at, now)),
    kind === undefined ? undefined : kindWord(kind),
    issue === undefined ? undefined : oneLine(issue.name),
  ].filter((fact) => fact !== undefined);
  return new Node({
    id: `followUp/${id}`,
    // The word leads: it must still be read where a narrow side bar cuts the rest.
    label: overdue ? t('Overdue: {0}', words) : words,
    description: facts.join(' · '),
    tooltip: () => tooltip(followUp, incident, facts.join(' · '), now),
    ...(overdue && { icon: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')) }),
    checked: done !== undefined,
    context: [done === undefined ? 'followUp' : 'followUp.done', ...(issue === undefined ? [] : ['filed'])].join('.'),
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
  const { text, kind, due, source, entry, done, issue, by, at } = followUp;
  const markdown = new vscode.MarkdownString();
  const line = (content: string) => markdown.appendText(shortened(content, TOOLTIP_LENGTH)).appendMarkdown('\n\n');
  line(text);
  line(facts);
  if (due !== undefined) line(t('Due {0}', due));
  if (kind !== undefined) line(`${kindWord(kind)}: ${kindMeaning(kind)}`);
  if (source !== undefined) line(sourceSentence(source, t));
  const origin = incident.entries.find((each) => each.id === entry);
  if (origin !== undefined) line(t('From: {0}', entrySentence(origin, incident, t)));
  if (issue !== undefined) line(t('Issue {0}: {1}', issue.name, issue.link));
  line(t('Added by {0}, {1}', by.name, timeOfDay(at, now)));
  line(
    done === undefined
      ? t('Press Enter or Space to mark it done.')
      : t('Done by {0}, {1}. Press Enter or Space to reopen it.', done.by.name, timeOfDay(done.at, now)),
  );
  return markdown;
}
