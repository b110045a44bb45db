import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LogListener, NewsResult } from '../../app/logPorts';
import { addEvidence } from '../../app/operations/log';
import type { Incident } from '../../domain/incident';
import { partOf, sparkLine, type News, type NewsKind, type NewsRow } from '../../logs/news';
import { shortened } from '../../reports/plain';
import { Refusal } from '../kit/failures';
import { perform } from '../kit/kit';
import { logError } from '../kit/log';
import { pickOne, type Choice, type PickUpdate } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { part } from '../kit/subject';
import { confirm, label, timeOfDay } from '../kit/words';
import { chooseLogs } from './files';
import { search } from './firstOccurrence';
import { percentOf, reading, type LogKit } from './reading';
import { logProblem } from './words';

const { t } = vscode.l10n;
/** More kinds of lines are not looked through. */
const MOST_ROWS = 200;
/** Kinds of lines by which What Changed? ranks. */
const MOST_LEARNED = 20;
/** The kinds of lines that a person has hidden, in the memory of the window. */
const HIDDEN = 'logs.hidden';
const MOST_HIDDEN = 500;
const ICONS: Readonly<Record<NewsKind, string>> = {
  new: 'add',
  rose: 'arrow-up',
  fell: 'arrow-down',
  gone: 'circle-slash',
  same: 'dash',
};

/**
 * Says which kinds of lines are new since the start, rose, fell or vanished, the first of them while the logs are still read, and
 * offers what can be done with one. Gives the rows.
 */
export async function whatsNew(
  kit: LogKit,
  incident: Incident,
  argument: unknown,
): Promise<readonly NewsRow[] | undefined> {
  const title = t('What’s New in Logs?');
  const files = await chooseLogs(kit, argument, title);
  if (files === undefined || files === BACK || files.length === 0) return undefined;
  const read = (signal: AbortSignal, listener: LogListener) =>
    kit.logs.news({ files, siblings: true, start: incident.startedAt, now: kit.now() }, signal, listener);
  if (part(argument, 'quiet') !== true) return show(kit, incident, { title, files, read });
  const result = await reading(t('Reading logs'), read);
  if (result === undefined) return undefined;
  const rows = changed(kit, result.news);
  learn(kit, incident, rows);
  if (rows.length === 0) throw new Refusal([nothingNew(), ...troubles(result, incident)].join(' '));
  return rows;
}

const nothingNew = () => t('Nothing in these logs is new since the start.');

/** The rows that differ, without those that a person has hidden. */
function changed(kit: LogKit, { rows }: News): readonly NewsRow[] {
  const hidden = new Set(hiddenIn(kit));
  return rows.filter(({ kind, text }) => kind !== 'same' && !hidden.has(text));
}

function hiddenIn({ memory }: LogKit): readonly string[] {
  return memory.get<readonly string[]>(HIDDEN, []);
}

/** What began to fail is what the incident is about: What Changed? ranks by it. */
function learn({ finder }: LogKit, { id }: Incident, rows: readonly NewsRow[]): void {
  const failing = rows.filter(
    ({ kind, level }) => (kind === 'new' || kind === 'rose') && (level === 'error' || level === 'warning'),
  );
  finder.learnLogs(
    id,
    failing.slice(0, MOST_LEARNED).map(({ text }) => text),
  );
}

interface Asked {
  readonly title: string;
  readonly files: readonly string[];
  readonly read: (signal: AbortSignal, listener: LogListener) => Promise<NewsResult>;
}

type Update = PickUpdate<NewsRow | 'unhide'>;

/** Shows the rows as they come, until one is chosen or the prompt is left: then nothing more is read. */
async function show(kit: LogKit, incident: Incident, asked: Asked): Promise<readonly NewsRow[] | undefined> {
  const ending = new AbortController();
  let result: NewsResult | undefined;
  let latest = (): Update => ({ busy: true });
  let shown: (update: Update) => void = () => undefined;
  const update = (next: () => Update) => {
    latest = next;
    shown(next());
  };
  const read = async () => {
    try {
      const found = await asked.read(ending.signal, {
        onRows: (news) => update(() => ({ choices: choicesOf(kit, incident, news), busy: true })),
        onProgress: (progress) => {
          const file = shortened(basename(progress.file), 40);
          shown({ placeholder: t('Reading {0}: {1}%', file, percentOf(progress)), busy: true });
        },
      });
      result = found;
      learn(kit, incident, changed(kit, found.news));
      update(() => wholeOf(kit, incident, found));
    } catch (error) {
      if (ending.signal.aborted) return;
      logError(error);
      const why = shortened(error instanceof Error ? error.message : '', 200);
      update(() => ({ choices: [{ icon: 'error', label: t('The logs can’t be read: {0}', why) }], busy: false }));
    }
  };
  void read();
  try {
    for (;;) {
      const answer = await pickOne<NewsRow | 'unhide'>({
        title: asked.title,
        placeholder: t('Reading logs'),
        choices: [],
        updates: (show) => {
          shown = show;
          show(latest());
        },
      });
      if (answer === undefined || answer === BACK) return result && changed(kit, result.news);
      if (answer === 'unhide') await kit.memory.update(HIDDEN, undefined);
      else if (await act(kit, incident, asked, answer)) return result && changed(kit, result.news);
    }
  } finally {
    ending.abort();
  }
}

function wholeOf(kit: LogKit, incident: Incident, result: NewsResult): Update {
  const count = changed(kit, result.news).length;
  const choices = choicesOf(kit, incident, result.news);
  const [trouble] = troubles(result, incident);
  return {
    choices: count === 0 ? [{ icon: 'pass', label: nothingNew() }, ...choices] : choices,
    placeholder:
      trouble ??
      (count === 1
        ? t('One kind of line changed. Choose it to look closer.')
        : t('{0} kinds of lines changed. Choose one to look closer.', count)),
    busy: false,
  };
}

function choicesOf(kit: LogKit, { startedAt }: Incident, news: News): readonly Choice<NewsRow | 'unhide'>[] {
  const mark = partOf(startedAt, news);
  const hidden = new Set(hiddenIn(kit));
  const count = news.rows.filter(({ kind, text }) => kind !== 'same' && hidden.has(text)).length;
  return [
    ...changed(kit, news)
      .slice(0, MOST_ROWS)
      .map((row) => ({
        icon: ICONS[row.kind],
        label: label(shortened(row.text, 120)),
        description: [kindName(row.kind), `${row.count}×`, ...(row.level === undefined ? [] : [row.level])].join(' · '),
        detail: [
          sparkLine(row.counts, mark),
          ...(row.firstAt === undefined ? [] : [t('first {0}', timeOfDay(row.firstAt, kit.now()))]),
        ].join('  '),
        value: row,
      })),
    ...(count === 0
      ? []
      : [{ icon: 'eye', label: t('Show Hidden Kinds'), description: String(count), value: 'unhide' as const }]),
  ];
}

/** Does with a kind of line what is chosen; false to go back to the list. */
async function act(kit: LogKit, incident: Incident, { files }: Asked, row: NewsRow): Promise<boolean> {
  const answer = await pickOne<'first' | 'last' | 'record' | 'hide'>({
    title: shortened(row.text, 60),
    placeholder: t('What next? Escape goes back.'),
    choices: [
      { icon: 'search', label: t('Find First Occurrence'), value: 'first' },
      { icon: 'go-to-file', label: t('Show Last Line'), value: 'last' },
      { icon: 'pinned', label: t('Add to Record'), value: 'record' },
      { icon: 'eye-closed', label: t('Hide This Noise'), description: t('in this workspace'), value: 'hide' },
    ],
  });
  switch (answer) {
    case 'first':
      await search(kit, { query: { kind: 'like', text: row.sample }, files });
      return true;
    case 'last':
      await kit.pages.show(row.last);
      return true;
    case 'record':
      await addToRecord(kit, incident, row);
      return false;
    case 'hide':
      await kit.memory.update(HIDDEN, [...hiddenIn(kit), row.text].slice(-MOST_HIDDEN));
      return false;
    default:
      return false;
  }
}

/** The first line with what stands below it: of a stack trace What Changed? reads the frames. */
async function addToRecord(kit: LogKit, { id }: Incident, { first, sample, below, firstAt }: NewsRow): Promise<void> {
  const name = vscode.workspace.asRelativePath(first.file);
  const endLine = first.line + below.length;
  const source = {
    kind: 'file' as const,
    name,
    startLine: first.line,
    ...(endLine > first.line && { endLine }),
  };
  await perform(kit, addEvidence, { incident: id, text: [sample, ...below].join('\n'), source, occurredAt: firstAt });
  confirm(t('Evidence added: {0}', label(`${basename(first.file)}:${first.line}`)));
}

function kindName(kind: NewsKind): string {
  const names: Record<NewsKind, string> = {
    new: t('new'),
    rose: t('more'),
    fell: t('fewer'),
    gone: t('gone'),
    same: t('as before'),
  };
  return names[kind];
}

/** Why it may not be told what is new, or not of all. */
function troubles({ news, problems }: NewsResult, { startedAt }: Incident): readonly string[] {
  return [
    ...(news.untimed ? [t('The lines have no times, so nothing can be said about the start.')] : []),
    ...(news.from !== undefined && news.from >= startedAt
      ? [t('The logs begin after the start: there is nothing to compare with.')]
      : []),
    ...problems.map(logProblem),
  ];
}
