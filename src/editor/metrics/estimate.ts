import * as vscode from 'vscode';
import { startFromMetric } from '../../app/operations/facts';
import { addEvidence } from '../../app/operations/log';
import { MetricError } from '../../app/metricPorts';
import type { EvidenceSource } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import type { OnsetAnswer, SoughtSeries } from '../../metrics/look';
import type { Finding, Onset } from '../../metrics/onset';
import { shortened } from '../../reports/plain';
import { formatWithZone } from '../../reports/times';
import { Refusal } from '../kit/failures';
import { perform } from '../kit/kit';
import { inform, warn } from '../kit/notices';
import { pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { run } from '../kit/register';
import { part } from '../kit/subject';
import { confirm, inMessage, label, timeOfDay } from '../kit/words';
import { chooseMetric, lookAt, type MetricKit, type MetricSource } from './source';
import { changeWords, findingWords, intervalWords, metricProblem, noneWords, sureWords } from './words';

const { t } = vscode.l10n;

/**
 * Finds when a metric left what was usual, shows it with the changes, and offers it as the start of the incident. Asks for what
 * the argument `{metric}` or `{text}` leaves out. Gives what was found.
 */
export async function estimateStart(
  kit: MetricKit,
  incident: Incident,
  argument: unknown,
): Promise<Finding | undefined> {
  const source = await chooseMetric(kit, incident, argument);
  if (source === undefined) return undefined;
  const quiet = part(argument, 'quiet') === true;
  return look(kit, { incident, source, quiet, utc: part(argument, 'utc') === true });
}

interface Asked {
  readonly incident: Incident;
  readonly source: MetricSource;
  readonly quiet: boolean;
  readonly utc: boolean;
}

async function look(kit: MetricKit, asked: Asked): Promise<Finding | undefined> {
  const looked = await read(kit, asked);
  if (looked === undefined) return undefined;
  const found = asked.quiet ? looked.all[0] : await chooseSeries(looked.all, kit.now());
  if (found === undefined) return undefined;
  const { incident, source } = asked;
  const { finding } = found;
  const name = source.kind === 'server' ? source.metric.name : found.name;
  const onset = finding.kind === 'onset' ? finding.onset : undefined;
  const ofOnset = onset && {
    onset,
    evidence: { text: evidenceText(source, { name, onset }), source: placeOf(source, name) },
  };
  kit.metricOnAxis.show({ incident: incident.id, name, series: finding.series, ...ofOnset });
  if (onset === undefined) {
    if (!asked.quiet) void offerPanel(finding, name);
  } else if (!asked.quiet) void offer(kit, asked, { name, onset, zoned: looked.zoned });
  return finding;
}

/** Reads the metric with progress; undefined when it was cancelled. Throws Refusal. */
async function read(kit: MetricKit, { incident, source, utc }: Asked): Promise<OnsetAnswer | undefined> {
  const cancelling = new AbortController();
  const location = vscode.ProgressLocation.Notification;
  const title = t('Reading {0}', inMessage(source.kind === 'server' ? source.metric.name : source.name, 60));
  try {
    return await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
      token.onCancellationRequested(() => cancelling.abort());
      return lookAt(kit, source, incident, { signal: cancelling.signal, utc });
    });
  } catch (error) {
    if (cancelling.signal.aborted) return undefined;
    if (!(error instanceof MetricError)) throw error;
    if (error.failure !== 'unauthorized') throw new Refusal(metricProblem(error));
    const signIn = t('Sign In');
    void warn(metricProblem(error), signIn).then((choice) =>
      choice === signIn ? run('incident.signIn', { address: error.address }) : undefined,
    );
    return undefined;
  }
}

async function chooseSeries(all: readonly SoughtSeries[], now: number): Promise<SoughtSeries | undefined> {
  if (all.length <= 1) return all[0];
  const answer = await pickOne({
    title: t('Estimate Start from a Metric'),
    placeholder: t('{0} series. Which one shows the incident?', all.length),
    choices: all.map((each) => ({
      icon: each.finding.kind === 'onset' ? 'graph-line' : 'dash',
      label: label(shortened(each.name, 120)),
      description: findingWords(each.finding, now),
      value: each,
    })),
  });
  return answer === BACK ? undefined : answer;
}

async function offerPanel(finding: Finding, name: string): Promise<void> {
  const why = finding.kind === 'none' ? noneWords(finding.why) : '';
  const showIt = t('Show in What Changed?');
  const choice = await inform(t('{0}: {1}. The start stays as it is.', inMessage(name), why), showIt);
  if (choice === showIt) await run('incident.whatChanged');
}

interface Found {
  readonly name: string;
  readonly onset: Onset;
  readonly zoned: boolean;
}

type Next = 'start' | 'panel' | 'record' | 'utc';

async function offer(kit: MetricKit, asked: Asked, found: Found): Promise<void> {
  const { name, onset, zoned } = found;
  const { incident } = asked;
  const now = kit.now();
  const when = timeOfDay(onset.at, now);
  const sentence = [intervalWords(onset, now), sureWords(onset.sure)].join(' · ');
  const answer = await pickOne<Next>({
    title: [shortened(name, 40), changeWords(onset)].join(' '),
    placeholder: zoned
      ? t('Escape keeps the start as it is.')
      : t('The times name no zone: they were read as local time.'),
    choices: [
      { icon: 'clock', label: t('Use as Start Time'), description: when, detail: sentence, value: 'start' },
      { icon: 'git-compare', label: t('Show in What Changed?'), value: 'panel' },
      { icon: 'pinned', label: t('Add to Record'), value: 'record' },
      ...(zoned || asked.utc ? [] : [{ icon: 'globe', label: t('Read Times as UTC'), value: 'utc' as const }]),
    ],
  });
  if (answer === undefined || answer === BACK) return;
  if (answer === 'utc') {
    await look(kit, { ...asked, utc: true });
    return;
  }
  if (answer === 'panel') {
    await run('incident.whatChanged');
    return;
  }
  const evidence = {
    incident: incident.id,
    text: evidenceText(asked.source, found),
    source: placeOf(asked.source, name),
  };
  if (answer === 'record') {
    await perform(kit, addEvidence, { ...evidence, occurredAt: onset.at });
    confirm(t('Evidence added: {0}', label(shortened(name, 60))));
    await offer(kit, asked, found);
    return;
  }
  await perform(kit, startFromMetric, { ...evidence, startedAt: onset.at });
  confirm(t('Started {0}', inMessage(when)));
}

/** A file of values is found again by its name and lines; all else by what the metric is called. */
function placeOf(source: MetricSource, name: string): EvidenceSource {
  return (source.kind === 'text' ? source.place : undefined) ?? { kind: 'metric', name };
}

/** What stays in the record: it is read by people, later and elsewhere. */
function evidenceText(source: MetricSource, { name, onset }: Pick<Found, 'name' | 'onset'>): string {
  const bounds = t('after {0}, by {1}', formatWithZone(onset.from), formatWithZone(onset.to));
  return [
    `${name}: ${changeWords(onset)}, ${formatWithZone(onset.at)}`,
    `${bounds} (${sureWords(onset.sure)})`,
    ...(source.kind === 'server' ? [`${source.metric.query} · ${source.metric.prometheus}`] : []),
  ].join('\n');
}
