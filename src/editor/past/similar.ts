import * as vscode from 'vscode';
import type { SimilarIncident } from '../../app/pastSearch';
import type { Incident, Instant } from '../../domain/incident';
import { longAgo } from '../kit/dates';
import { inCommon, mitigationOf, titleOf } from './words';
import { Node, type NodeOptions } from '../kit/node';

const { t } = vscode.l10n;
/** More would push the checklist out of sight; the command lists all. */
export const MOST_SIMILAR = 3;

/** The rows of Investigate that lead to past incidents like this one, each with what mitigated it below. */
export function similarNodes(shown: Incident, similar: readonly SimilarIncident[], now: Instant): readonly Node[] {
  return similar.map((found) => {
    const { id, startedAt } = found.incident;
    const [title, when, mitigation] = [titleOf(found.incident), longAgo(startedAt, now), mitigationOf(found.incident)];
    const mitigated = t('Mitigated by: {0}', mitigation ?? t('not recorded'));
    const tooltip = [
      title,
      when,
      mitigated,
      t('In common: {0}', inCommon(found)),
      t('Press Enter to open its post-mortem.'),
    ].join('\n');
    const row: Pick<NodeOptions, 'tooltip' | 'context' | 'command' | 'subject'> = {
      tooltip,
      context: 'similar',
      command: {
        command: 'incident.openPast',
        title: t('Open Past Incident'),
        arguments: [{ id, document: 'postmortem' }],
      },
      subject: { kind: 'incident', id },
    };
    // What helped is a row of its own: beside the title, a side bar of the usual width would cut it off.
    const helped = new Node({
      ...row,
      id: `${shown.id}/similar/${id}/mitigation`,
      label: mitigation ?? '',
      icon: new vscode.ThemeIcon('tools'),
      spoken: mitigated,
    });
    return new Node({
      ...row,
      id: `${shown.id}/similar/${id}`,
      label: t('Similar: {0}', title),
      description: when,
      icon: new vscode.ThemeIcon('history'),
      ...(mitigation !== undefined && { children: [helped], expanded: true }),
      spoken: t('Similar past incident: {0}, {1}, mitigated by: {2}', title, when, mitigation ?? t('not recorded')),
    });
  });
}
