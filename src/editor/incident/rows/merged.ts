import * as vscode from 'vscode';
import { carriedEntries } from '../../../app/carried';
import type { Incident, MergedIncident } from '../../../domain/incident';
import { maybeDuplicates } from '../../../domain/sameOutage';
import { oneLine } from '../../../reports/plain';
import { Node } from '../../kit/node';
import { ago } from '../../kit/words';
import { declarerOf } from '../sameOutage';

const { t } = vscode.l10n;

/** Where the incident is a duplicate, or has or may have one. */
export function mergedNodes(
  shown: Incident,
  incidents: ReadonlyMap<string, Incident>,
  areDifferent: (a: string, b: string) => boolean,
  now: number,
): readonly Node[] {
  if (shown.mergedInto !== undefined) return [intoNode(shown, shown.mergedInto, incidents)];
  const [suspected] = maybeDuplicates(shown, incidents).filter(({ id }) => !areDifferent(shown.id, id));
  return [
    ...(suspected === undefined ? [] : [suspectedNode(shown, suspected, now)]),
    ...shown.mergedFrom.flatMap(({ incident }) => laterNode(shown, incidents.get(incident))),
  ];
}

function intoNode(shown: Incident, into: MergedIncident, incidents: ReadonlyMap<string, Incident>): Node {
  const target = incidents.get(into.incident);
  const title = oneLine(target?.title ?? into.title);
  // Two people may have merged them in opposite directions at the same time.
  if (target?.mergedInto?.incident === shown.id) {
    return new Node({
      id: `${shown.id}/mergedInto`,
      label: t('Merged both ways: reopen one'),
      description: title,
      tooltip: t('This incident and “{0}” were merged into each other. Enter reopens this one.', title),
      icon: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
      command: { command: 'incident.reopen', title: t('Reopen'), arguments: [{ incident: shown.id }] },
    });
  }
  return new Node({
    id: `${shown.id}/mergedInto`,
    label: t('Merged into “{0}”', title),
    description: oneLine(into.by.name),
    tooltip: t(
      '{0} merged this incident into “{1}”, which goes on. Enter shows that one.',
      oneLine(into.by.name),
      title,
    ),
    icon: new vscode.ThemeIcon('git-merge'),
    command: { command: 'incident.switch', title: t('Switch'), arguments: [{ id: into.incident }] },
  });
}

function suspectedNode(shown: Incident, other: Incident, now: number): Node {
  const by = declarerOf(other)?.name;
  const when = ago(other.declaredAt, now);
  const title = oneLine(other.title);
  return new Node({
    id: `${shown.id}/sameOutage/${other.id}`,
    label: t('Same as “{0}”?', title),
    description: by === undefined ? when : `${oneLine(by)} · ${when}`,
    tooltip: t('“{0}” was declared at about the same time. Enter merges the two, or says that they differ.', title),
    icon: new vscode.ThemeIcon('git-merge'),
    command: {
      command: 'incident.mergeInto',
      title: t('Merge into Another Incident'),
      arguments: [{ incident: shown.id, with: other.id }],
    },
  });
}

/** What somebody wrote to the duplicate who did not know yet. */
function laterNode(shown: Incident, from: Incident | undefined): readonly Node[] {
  if (from?.mergedInto?.incident !== shown.id) return [];
  const later = laterEntries(from, shown);
  if (later === 0) return [];
  const title = oneLine(from.title);
  return [
    new Node({
      id: `${shown.id}/later/${from.id}`,
      label: later === 1 ? t('1 later entry in “{0}”', title) : t('{0} later entries in “{1}”', later, title),
      tooltip: t('They were written to the merged incident. Enter copies them here.'),
      icon: new vscode.ThemeIcon('git-merge'),
      command: {
        command: 'incident.mergeInto',
        title: t('Merge into Another Incident'),
        arguments: [{ incident: from.id, into: shown.id }],
      },
    }),
  ];
}

/** What was counted before: the rows are drawn far more often than an incident changes. */
const counted = new WeakMap<Incident, { readonly into: Incident; readonly later: number }>();

function laterEntries(from: Incident, into: Incident): number {
  const known = counted.get(from);
  if (known?.into === into) return known.later;
  const later = carriedEntries(from, into).length;
  counted.set(from, { into, later });
  return later;
}
