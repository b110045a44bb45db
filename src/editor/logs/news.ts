import * as vscode from 'vscode';
import type { Incident } from '../../domain/incident';
import { partOf, sparkLine, type News, type NewsKind, type NewsRow } from '../../logs/news';
import { shortened } from '../../reports/plain';
import { Refusal } from '../kit/failures';
import { pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { part } from '../kit/subject';
import { label, timeOfDay } from '../kit/words';
import { chooseLogs } from './files';
import { search } from './firstOccurrence';
import { reading, type LogKit } from './reading';
import { logProblem } from './words';

const { t } = vscode.l10n;
/** More kinds of lines are not looked through. */
const MOST_ROWS = 200;
const ICONS: Readonly<Record<NewsKind, string>> = {
  new: 'add',
  rose: 'arrow-up',
  fell: 'arrow-down',
  gone: 'circle-slash',
  same: 'dash',
};

/** Says which kinds of lines are new since the start, rose, fell or vanished; one that is picked is looked for. Gives the rows. */
export async function whatsNew(
  kit: LogKit,
  incident: Incident,
  argument: unknown,
): Promise<readonly NewsRow[] | undefined> {
  const title = t('What’s New in Logs?');
  const files = await chooseLogs(kit, argument, title);
  if (files === undefined || files === BACK || files.length === 0) return undefined;
  const { startedAt: start } = incident;
  const read = await reading(t('Reading logs'), (signal, listener) =>
    kit.logs.news({ files, siblings: true, start, now: kit.now() }, signal, listener),
  );
  if (read === undefined) return undefined;
  const { news, problems } = read;
  const trouble = [...notTold(news, start), ...problems.map(logProblem)];
  const rows = news.rows.filter(({ kind }) => kind !== 'same');
  if (rows.length === 0) throw new Refusal([t('Nothing in these logs is new since the start.'), ...trouble].join(' '));
  if (part(argument, 'quiet') !== true) void pickRow(kit, { title, files, start, news, rows, trouble });
  return rows;
}

interface Shown {
  readonly title: string;
  readonly files: readonly string[];
  readonly start: number;
  readonly news: News;
  readonly rows: readonly NewsRow[];
  readonly trouble: readonly string[];
}

async function pickRow(kit: LogKit, { title, files, start, news, rows, trouble }: Shown): Promise<void> {
  const mark = partOf(start, news);
  const answer = await pickOne({
    title,
    placeholder: trouble[0] ?? t('{0} kinds of lines changed. Enter finds the first one.', rows.length),
    choices: rows.slice(0, MOST_ROWS).map((row) => ({
      icon: ICONS[row.kind],
      label: label(shortened(row.text, 120)),
      description: [kindName(row.kind), `${row.count}×`, ...(row.level === undefined ? [] : [row.level])].join(' · '),
      detail: [
        sparkLine(row.counts, mark),
        ...(row.firstAt === undefined ? [] : [t('first {0}', timeOfDay(row.firstAt, kit.now()))]),
      ].join('  '),
      value: row,
    })),
  });
  if (answer === undefined || answer === BACK) return;
  await search(kit, { query: { kind: 'like', text: answer.sample }, files });
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

/** Why it may not be told what is new. */
function notTold({ untimed, from }: News, start: number): readonly string[] {
  if (untimed) return [t('The lines have no times, so nothing can be said about the start.')];
  if (from !== undefined && from >= start)
    return [t('The logs begin after the start: there is nothing to compare with.')];
  return [];
}
