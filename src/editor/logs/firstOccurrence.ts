import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { FindResult, LogHit } from '../../app/logPorts';
import * as operations from '../../app/operations/facts';
import { addEvidence } from '../../app/operations/log';
import { kindOf, lineToFind, queryOf, type LogQuery } from '../../logs/query';
import { shortened } from '../../reports/plain';
import { formatWithZone } from '../../reports/times';
import { choicePart, textPart } from '../kit/arguments';
import { Refusal } from '../kit/failures';
import { perform } from '../kit/kit';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, type Answer } from '../kit/prompts/steps';
import { part, subjectOf } from '../kit/subject';
import { selectedInTerminal } from '../kit/terminalSelection';
import { showText } from '../kit/textDocument';
import { confirm, inMessage, label, timeOfDay } from '../kit/words';
import { chooseLogs } from './files';
import { reading, type LogKit } from './reading';
import { logProblem } from './words';

const { t } = vscode.l10n;
const LABEL_LENGTH = 120;

/** A search, which may go on before what it found. */
export interface Search {
  readonly query: LogQuery;
  readonly files: readonly string[];
  readonly until?: { readonly file: string; readonly offset: number };
}

/**
 * Finds where something stands first in a log and those that it was rotated to, shows it with what came before, and offers
 * what is next. Asks for what the argument `{text, kind, files}` leaves out. Gives the first hit.
 */
export async function findFirstOccurrence(kit: LogKit, argument: unknown): Promise<LogHit | undefined> {
  await kit.store.load();
  const query = await chooseQuery(kit, argument);
  if (query === undefined || query === BACK) return undefined;
  const files = await chooseLogs(kit, argument, t('Find First Occurrence'));
  if (files === undefined || files === BACK || files.length === 0) return undefined;
  return search(kit, { query, files }, part(argument, 'quiet') === true);
}

/** Of what is selected, of an entry with evidence, or of what is typed: a line of this kind, exactly this, or an expression. */
async function chooseQuery(kit: LogKit, argument: unknown): Promise<Answer<LogQuery>> {
  const given = textPart(argument, 'text');
  if (given !== undefined) {
    const kind = choicePart(argument, 'kind', ['like', 'text']);
    return kind === undefined ? expression(given) : { kind, text: lineToFind(given) };
  }
  return pickOne<LogQuery>({
    title: t('Find First Occurrence'),
    placeholder: t('A line of the log, a text, or /expression/'),
    value: lineToFind(evidenceOf(kit, argument) ?? selectedText() ?? (await selectedInTerminal())?.text ?? ''),
    choices: [],
    search: queryChoices,
  });
}

function queryChoices(text: string): readonly Choice<LogQuery>[] {
  let typed: LogQuery;
  try {
    typed = queryOf(text);
  } catch (error) {
    return [{ label: t('Not an expression'), description: error instanceof Error ? error.message : '' }];
  }
  if (typed.kind === 'regex')
    return [{ icon: 'regex', label: label(text), description: t('expression'), value: typed }];
  const kind = kindOf(typed.text);
  return [
    ...(kind === undefined
      ? []
      : [
          {
            icon: 'symbol-parameter',
            label: t('Any line of this kind'),
            description: label(shortened(kind, LABEL_LENGTH)),
            value: { kind: 'like', text: typed.text } as const,
          },
        ]),
    {
      icon: 'text-size',
      // VS Code puts rows first whose label has what is typed.
      label: t('Exactly this'),
      description: label(shortened(typed.text, LABEL_LENGTH)),
      value: typed,
    },
  ];
}

function expression(text: string): LogQuery {
  try {
    return queryOf(text);
  } catch (error) {
    throw new Refusal(t('Not an expression: {0}', error instanceof Error ? error.message : text));
  }
}

function evidenceOf({ store }: LogKit, argument: unknown): string | undefined {
  const subject = subjectOf(argument);
  if (subject?.kind !== 'entry') return undefined;
  const event = store.state.shown?.entries.find(({ id }) => id === subject.id)?.event;
  return event?.type === 'evidence.added' || event?.type === 'note.added' ? event.data.text : undefined;
}

function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor === undefined || editor.selection.isEmpty ? undefined : editor.document.getText(editor.selection);
}

/** Searches, shows the first hit, and offers what is next. */
export async function search(kit: LogKit, asked: Search, quiet = false): Promise<LogHit | undefined> {
  const now = kit.now();
  const found = await reading(t('Searching logs'), async (signal, listener) => {
    const result = await kit.logs.find({ ...asked, siblings: true, now }, signal, listener);
    const [hit] = result.hits;
    if (hit === undefined) return { result, marks: [] };
    const log = result.logs.find((files) => files.includes(hit.file)) ?? [hit.file];
    const files = log.slice(0, log.indexOf(hit.beforeFile ?? hit.file) + 1);
    return {
      result,
      marks: await kit.logs.marks({ files, lines: hit.before, offset: hit.beforeOffset }, signal, listener),
    };
  });
  if (found === undefined) return undefined;
  const { result, marks } = found;
  const [hit] = result.hits;
  if (hit === undefined) {
    const problems = result.problems.map(logProblem);
    throw new Refusal(
      [asked.until === undefined ? t('Not found in the logs.') : t('Nothing before it.'), ...problems].join(' '),
    );
  }
  await showText(t('{0} line {1}', basename(hit.file), hit.line), report(asked, result, hit, marks), 'txt');
  if (!quiet) void offerNext(kit, asked, hit);
  return hit;
}

/** The hit with the lines before it; those that are the first of their kind, too, are marked. */
function report({ query }: Search, { problems, hits }: FindResult, hit: LogHit, marks: readonly number[]): string {
  const first = hit.line - hit.before.length;
  const row = (mark: string, line: number, text: string) =>
    `${mark} ${(line < 1 ? '' : String(line)).padStart(String(hit.line).length)}  ${text}`;
  return [
    query.kind === 'like' ? t('First line of this kind: {0}', kindOf(query.text) ?? query.text) : t('First occurrence'),
    `${hit.file}:${hit.line}${hit.at === undefined ? '' : ` · ${formatWithZone(hit.at)}`}`,
    ...(hit.at !== undefined && hit.zoned !== true ? [t('The line names no zone: it was read as local time.')] : []),
    ...hits.slice(1).map((other) => t('Also in {0}:{1}', other.file, other.line)),
    ...problems.map(logProblem),
    ...(hit.beforeFile === undefined
      ? []
      : [t('Lines without a number are the last ones of {0}.', basename(hit.beforeFile))]),
    '',
    ...(marks.length === 0
      ? []
      : [t('Lines marked with * are the first of their kind, too: one of them may have triggered it.'), '']),
    ...hit.before.map((text, index) => row(marks.includes(index) ? '*' : ' ', first + index, text)),
    row('>', hit.line, hit.text),
    '',
  ].join('\n');
}

type Next = 'record' | 'start' | 'before' | 'open';

async function offerNext(kit: LogKit, asked: Search, hit: LogHit): Promise<void> {
  const { shown } = kit.store.state;
  const { at } = hit;
  const when = at === undefined ? '' : timeOfDay(at, kit.now());
  const answer = await pickOne<Next>({
    title: [`${basename(hit.file)}:${hit.line}`, ...(when === '' ? [] : [when])].join(' · '),
    placeholder: t('What next? Escape leaves it at that.'),
    choices: [
      ...(shown === undefined ? [] : [{ icon: 'pinned', label: t('Add to Record'), value: 'record' as const }]),
      ...(shown === undefined || at === undefined
        ? []
        : [{ icon: 'clock', label: t('Use as Start Time'), description: when, value: 'start' as const }]),
      { icon: 'arrow-up', label: t('Search Before This'), value: 'before' },
      { icon: 'go-to-file', label: t('Open Log Here'), value: 'open' },
    ],
  });
  if (answer === undefined || answer === BACK) return;
  if (answer === 'before') await search(kit, { ...asked, until: { file: hit.file, offset: hit.offset } });
  else if (answer === 'open') await kit.pages.show(hit);
  else if (shown !== undefined && answer === 'record') {
    const source = { kind: 'file' as const, name: vscode.workspace.asRelativePath(hit.file), startLine: hit.line };
    await perform(kit, addEvidence, { incident: shown.id, text: hit.text, source, occurredAt: at });
    confirm(t('Evidence added: {0}', label(`${basename(hit.file)}:${hit.line}`)));
    await offerNext(kit, asked, hit);
  } else if (shown !== undefined && at !== undefined) {
    await perform(kit, operations.setStartTime, { incident: shown.id, startedAt: at, precision: 'minute' });
    confirm(t('Started {0}', inMessage(when)));
    await offerNext(kit, asked, hit);
  }
}
