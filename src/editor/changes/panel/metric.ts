import * as vscode from 'vscode';
import type { ShownMetric } from '../../../app/metricOnAxis';
import type { Incident } from '../../../domain/incident';
import type { PanelDeploy, PanelMetric } from '../../../protocol/changesPanel';
import { shortened } from '../../../reports/plain';

const NAME_LENGTH = 60;
const LINE_LENGTH = 200;
/** More lines than these cannot be told apart on an axis. */
const MOST_LINES = 100;

/** The metric as the panel draws it; null where there is none. */
export function panelMetric(shown: ShownMetric | undefined): PanelMetric | null {
  if (shown === undefined || shown.points.length === 0) return null;
  const values = shown.points.map(([, value]) => value);
  const number = new Intl.NumberFormat(vscode.env.language, { maximumSignificantDigits: 3, notation: 'compact' });
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const { at, from, to } = shown.onset ?? {};
  const isWhole = at !== undefined && from !== undefined && to !== undefined;
  return {
    name: shortened(shown.name, NAME_LENGTH),
    points: shown.points,
    high: number.format(high),
    low: number.format(low),
    onset: isWhole ? { at, from, to } : null,
  };
}

/** Lines of logs in the record that have a time of their own: the first of their kind, as a rule. */
export function logLines(incident: Incident | undefined): readonly PanelDeploy[] {
  return (incident?.entries ?? [])
    .flatMap(({ event, at, retraction }) => {
      if (event.type !== 'evidence.added' || event.occurredAt === undefined || retraction !== undefined) return [];
      const { text, source } = event.data;
      if (source.startLine === undefined) return [];
      return [{ at, label: shortened(text.slice(0, 4 * LINE_LENGTH), LINE_LENGTH) }];
    })
    .slice(0, MOST_LINES);
}
