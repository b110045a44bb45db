import * as vscode from 'vscode';
import { addEvidence as addAnEvidence, isRecorded } from '../../app/operations/log';
import { MOST_TEXT } from '../../app/operations/limits';
import type { Incident } from '../../domain/incident';
import { timeInLine } from '../../domain/times/stamps';
import { sourceSentence } from '../../reports/sentences';
import { choicePart } from '../kit/arguments';
import { onIncident, type CommandMap } from '../kit/commands';
import { Refusal } from '../kit/failures';
import { perform, type Kit } from '../kit/kit';
import { inform, warn } from '../kit/notices';
import { run } from '../kit/register';
import { selectedInEditor, type Selected } from '../kit/selection';
import { PLACES, type LastFocus, type Place } from '../kit/start/lastFocus';
import { selectedInTerminal } from '../kit/terminalSelection';
import { ago, confirm, inMessage, label, timeOfDay } from '../kit/words';

const { t } = vscode.l10n;

export function evidenceCommands(kit: Kit, focus: LastFocus): CommandMap<'incident.addEvidence'> {
  return { 'incident.addEvidence': onIncident((incident, argument) => addEvidence(kit, focus, incident, argument)) };
}

async function addEvidence(kit: Kit, focus: LastFocus, incident: Incident, argument: unknown): Promise<undefined> {
  const selected = await selection(kit, incident, placesOf(argument, focus));
  if (selected === undefined) throw new Refusal(t('Select text in an editor or a terminal first.'));
  const { text, source } = selected;
  if (isRecorded(incident, selected)) {
    void inform(t('Already in the record: {0}', inMessage(sourceSentence(source, t))));
    return;
  }
  const at = timeOf(text, kit.now());
  await perform(kit, addAnEvidence, { incident: incident.id, text, source, occurredAt: at });
  if (text.length > MOST_TEXT) {
    void warn(t('The selection has {0} characters; the first {1} were recorded.', text.length, MOST_TEXT));
  } else confirm(t('Evidence added: {0}', label(sourceSentence(source, t))));
  if (at !== undefined && at < incident.startedAt) offerEarlierStart(incident, at, kit.now());
}

/** Where to look for a selection, in this order. */
function placesOf(argument: unknown, focus: LastFocus): readonly Place[] {
  // The menu of an editor passes its file; that of a terminal passes the terminal.
  if (argument instanceof vscode.Uri) return ['editor'];
  const named = choicePart(argument, 'from', PLACES);
  if (named !== undefined) return [named];
  const isGiven = argument !== undefined && !hasOnlyIncident(argument);
  if (isGiven) return ['terminal'];
  return focus.place === 'editor' ? ['editor', 'terminal'] : ['terminal', 'editor'];
}

/** An argument of ours that names the incident alone. */
function hasOnlyIncident(argument: unknown): boolean {
  const keys = typeof argument === 'object' && argument !== null ? Object.keys(argument) : [];
  return keys.length === 1 && keys[0] === 'incident';
}

/** The first selection that is not in the record yet, else the first. */
async function selection(kit: Kit, incident: Incident, places: readonly Place[]): Promise<Selected | undefined> {
  let first: Selected | undefined;
  for (const place of places) {
    const found = place === 'editor' ? await selectedInEditor(kit.codeOf) : await inTerminal();
    if (found !== undefined && !isRecorded(incident, found)) return found;
    first ??= found;
  }
  return first;
}

/** The time of the first line of a log that has one; undefined for a text that is no log, or whose day is not known. */
function timeOf(text: string, now: number): number | undefined {
  const [line = ''] = text.trimStart().split('\n', 1);
  const at = timeInLine(line, now);
  return at === undefined || at > now ? undefined : at;
}

/** What a log proves to be earlier than the start: the start may have to move. Nobody waits for the answer. */
function offerEarlierStart({ id, startedAt }: Incident, at: number, now: number): void {
  const move = t('Move Start');
  void inform(
    t(
      'This evidence is from {0} ({1}), before the incident’s start at {2}.',
      timeOfDay(at, now),
      ago(at, now),
      timeOfDay(startedAt, now),
    ),
    move,
  ).then((choice) => (choice === move ? run('incident.setStartTime', { incident: id, startedAt: at }) : undefined));
}

async function inTerminal(): Promise<Selected | undefined> {
  const selected = await selectedInTerminal();
  return selected && { text: selected.text, source: { kind: 'terminal', name: selected.name } };
}
