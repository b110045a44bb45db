import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { MetricPorts } from '../../app/metricPorts';
import type { EvidenceSource } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { UTC, namedZone, type Zone } from '../../domain/times/zones';
import type { OnsetAnswer } from '../../metrics/look';
import { seekOnset } from '../../app/metricSeeker';
import { shortened } from '../../reports/plain';
import { textPart } from '../kit/arguments';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import type { Metric } from '../kit/settings';
import { label } from '../kit/words';
import { authorizationFor } from './signIn';

const { t } = vscode.l10n;

/** The kit, and what asks for metrics. */
export type MetricKit = Kit & { readonly metrics: MetricPorts };

/** Where a metric comes from: a server, or a text. */
export type MetricSource =
  | { readonly kind: 'server'; readonly metric: Metric }
  | { readonly kind: 'text'; readonly name: string; readonly text: string; readonly place?: EvidenceSource };

/** More text than this is no metric that somebody pasted. Characters. */
const MOST_TEXT = 20_000_000;
const NAME_LENGTH = 80;

/** The metric of the argument `{metric}` or `{text}`, else one that is picked; those of the affected services come first. */
export async function chooseMetric(kit: Kit, incident: Incident, argument: unknown): Promise<MetricSource | undefined> {
  const all = kit.settings.metrics();
  const named = textPart(argument, 'metric');
  const text = textPart(argument, 'text');
  if (text !== undefined) return ofText(t('pasted values'), text);
  if (named !== undefined) {
    const metric = all.find(({ name }) => name === named);
    if (metric === undefined) throw new Refusal(t('No metric “{0}” in the setting incident.metrics.', named));
    return { kind: 'server', metric };
  }
  const isAffected = ({ service }: Metric) => service !== undefined && incident.services.includes(service);
  const sorted = [...all].sort((a, b) => Number(isAffected(b)) - Number(isAffected(a)));
  const inEditor = ofEditor();
  const choices: Choice<MetricSource | 'paste' | 'file'>[] = [
    ...sorted.map((metric) => ({
      icon: 'graph-line',
      label: label(metric.name),
      description: label(metric.service ?? ''),
      value: { kind: 'server' as const, metric },
    })),
    ...(inEditor === undefined
      ? []
      : [{ icon: 'file', label: label(inEditor.name), description: t('in the editor'), value: inEditor }]),
    { icon: 'clippy', label: t('Paste CSV'), description: t('from the clipboard'), value: 'paste' },
    { icon: 'folder-opened', label: t('Choose Files…'), value: 'file' },
  ];
  const placeholder = t('Which metric? CSV, or lines of time and value');
  const answer = await pickOne({ title: t('Estimate Start from a Metric'), placeholder, choices });
  if (answer === undefined || answer === BACK) return undefined;
  if (answer === 'paste') return ofText(t('pasted values'), await vscode.env.clipboard.readText());
  return answer === 'file' ? ofFile() : answer;
}

function ofText(name: string, text: string, place?: EvidenceSource): MetricSource {
  if (text.length > MOST_TEXT) throw new Refusal(t('Too much text for a metric.'));
  return { kind: 'text', name, text, ...(place !== undefined && { place }) };
}

/** What is selected, or a whole file that looks like a table of values. */
function ofEditor(): Extract<MetricSource, { kind: 'text' }> | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  const name = vscode.workspace.asRelativePath(document.uri);
  const isTable = /\.(?:csv|tsv)$/i.test(document.fileName);
  if (selection.isEmpty && !isTable) return undefined;
  const text = document.getText(selection.isEmpty ? undefined : selection);
  const lines = { startLine: selection.start.line + 1, endLine: selection.end.line + 1 };
  const place = { kind: 'file' as const, name, ...(!selection.isEmpty && lines) };
  const shown = selection.isEmpty ? basename(document.fileName) : t('Selection in {0}', basename(document.fileName));
  return { kind: 'text', name: shown, text, place };
}

async function ofFile(): Promise<MetricSource | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ title: t('Estimate Start from a Metric') })) ?? [];
  if (uri === undefined) return undefined;
  const { size, type } = await vscode.workspace.fs.stat(uri);
  const name = basename(uri.fsPath);
  if ((type & vscode.FileType.File) === 0) throw new Refusal(t('{0} isn’t a regular file.', name));
  if (size > MOST_TEXT) throw new Refusal(t('Too much text for a metric.'));
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return ofText(name, text, { kind: 'file', name: vscode.workspace.asRelativePath(uri) });
}

/** Reads the metric and finds its onset. A text whose times name no zone is read in this one, or as local time. */
export async function lookAt(
  kit: MetricKit,
  source: MetricSource,
  incident: Incident,
  { signal, utc }: { readonly signal: AbortSignal; readonly utc: boolean },
): Promise<OnsetAnswer> {
  const now = kit.now();
  if (source.kind === 'text') {
    const zone = utc ? UTC : undefined;
    const { all, zoned } = await kit.metrics.onsets({ text: source.text, now, ...(zone && { zone }) }, signal);
    if (all.length === 0) throw new Refusal(t('No times with values here. Wanted: CSV, or lines of time and value.'));
    const nameOf = (name: string) => shortened(name === '' ? source.name : name, NAME_LENGTH);
    return { all: all.map(({ name, finding }) => ({ name: nameOf(name), finding })), zoned };
  }
  const { prometheus, query } = source.metric;
  const zone = zoneOf(source.metric);
  const authorization = await authorizationFor(kit, prometheus);
  const asked = { prometheus, query, ...(authorization !== undefined && { authorization }), ...(zone && { zone }) };
  const { all } = await seekOnset(kit.metrics, asked, { start: incident.startedAt, now }, signal);
  if (all.length === 0) throw new Refusal(t('The query has no data for this time: {0}', shortened(query, 200)));
  return { all, zoned: true };
}

/** The zone whose days the metric follows; this machine's where none is named. */
function zoneOf({ zone }: Metric): Zone | undefined {
  if (zone === undefined) return undefined;
  const named = namedZone(zone);
  if (named === undefined) throw new Refusal(t('Setting incident.metrics: there is no time zone “{0}”.', zone));
  return named;
}
