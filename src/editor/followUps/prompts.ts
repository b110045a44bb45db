// What Edit Follow-Up asks: what to change, and to what.
import * as vscode from 'vscode';
import { dayOf, daysAfter, endOfMonth, parseDay, type Day } from '../../domain/days';
import { FOLLOW_UP_KINDS, type EventData, type FollowUpKind } from '../../domain/events';
import type { FollowUp, Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { sourceSentence } from '../../reports/sentences';
import { Refusal } from '../kit/failures';
import { dateName, dayName, distance, kindMeaning, kindWord } from './words';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, type Answer } from '../kit/prompts/steps';
import { showSource } from '../kit/selection';
import { label } from '../kit/words';
import { run } from '../kit/register';
import type { Kit } from '../kit/kit';

const { t } = vscode.l10n;

export type FollowUpChanges = Omit<EventData['followUp.changed'], 'followUp'>;

const SECOND = { step: 2, total: 2 };

/** Asks what to change; undefined where nothing is left to record: after Escape, or where another command did it. */
export async function askChange(
  kit: Kit,
  incident: Incident,
  followUp: FollowUp,
): Promise<FollowUpChanges | undefined> {
  for (;;) {
    const change = await askWhat(kit, followUp);
    if (change === undefined || change === BACK) return undefined;
    const answer = await change(kit, incident, followUp);
    if (answer !== BACK) return answer;
  }
}

type Ask = (kit: Kit, incident: Incident, followUp: FollowUp) => Promise<Answer<FollowUpChanges>>;

function askWhat(kit: Kit, followUp: FollowUp): Promise<Answer<Ask>> {
  const { owner, due, kind, done, source } = followUp;
  const today = dayOf(kit.now());
  const choices: Choice<Ask>[] = [
    done === undefined
      ? { icon: 'pass', label: t('Done'), value: () => Promise.resolve({ done: true }) }
      : { icon: 'circle-large-outline', label: t('Reopen'), value: () => Promise.resolve({ done: false }) },
    { icon: 'person', label: t('Owner'), description: label(owner ?? t('unassigned')), value: askOwner },
    {
      icon: 'calendar',
      label: t('Due date'),
      description: due === undefined ? t('not set') : dayName(due, today),
      value: askDue,
    },
    {
      icon: 'tag',
      label: t('Kind'),
      description: kind === undefined ? t('not set') : kindWord(kind),
      value: askKind,
    },
    {
      icon: 'edit',
      label: t('Wording'),
      value: async () => {
        await run('incident.amendEntry', { entry: followUp.id });
        return undefined;
      },
    },
    ...(source?.kind === 'file'
      ? [{ icon: 'go-to-file', label: t('Show {0}', label(sourceSentence(source, t))), value: showPlace }]
      : []),
    {
      icon: 'discard',
      label: t('Remove'),
      description: t('the original stays in the record'),
      value: async () => {
        await run('incident.retractEntry', { entry: followUp.id });
        return undefined;
      },
    },
  ];
  return pickOne({
    title: t('Edit Follow-Up'),
    placeholder: t('Change “{0}”', shortened(followUp.text, 100)),
    choices,
  });
}

async function showPlace(_tools: Kit, _incident: Incident, { source }: FollowUp): Promise<undefined> {
  if (source !== undefined && !(await showSource(source))) {
    throw new Refusal(t('“{0}” isn’t open in this window.', source.name));
  }
}

async function askOwner(kit: Kit, incident: Incident, followUp: FollowUp): Promise<Answer<FollowUpChanges>> {
  const draft = `editFollowUp.${followUp.id}.owner`;
  const owner = await pickOne<string | null>({
    title: t('Edit Follow-Up: Owner'),
    placeholder: t('Who owns this? Choose, or type a person or a team'),
    choices: ownersToChoose(kit, incident, followUp),
    value: kit.drafts.get(draft),
    onType: (text) => kit.drafts.keep(draft, text),
    typed: (text) => ({ label: label(text), description: t('as typed'), value: text.trim() }),
    position: SECOND,
  });
  return owner === undefined || owner === BACK ? owner : { owner };
}

/** Those who are named in the incident, who own its services, and who wrote the code of late. */
async function ownersToChoose(
  kit: Kit,
  incident: Incident,
  followUp: FollowUp,
): Promise<readonly Choice<string | null>[]> {
  const [author, recent] = await Promise.all([kit.author(), kit.recentAuthors()]);
  const choices: Choice<string | null>[] = [];
  const offer = (name: string, description: string) => {
    if (choices.some(({ value }) => value === name)) return;
    choices.push({ label: label(name), description, value: name });
  };
  offer(author.name, t('me'));
  for (const { name } of incident.people) offer(name, t('in this incident'));
  for (const { name, owners } of kit.settings.services()) {
    if (incident.services.includes(name)) for (const owner of owners) offer(owner, t('owns {0}', label(name)));
  }
  for (const { name } of recent) offer(name, t('recent author'));
  if (followUp.owner !== undefined) choices.push(nothing(t('No owner')));
  return choices;
}

async function askDue(kit: Kit, _incident: Incident, followUp: FollowUp): Promise<Answer<FollowUpChanges>> {
  const today = dayOf(kit.now());
  const draft = `editFollowUp.${followUp.id}.due`;
  const usual: readonly (readonly [string, Day])[] = [
    [t('Tomorrow'), daysAfter(today, 1)],
    [t('In a week'), daysAfter(today, 7)],
    [t('In two weeks'), daysAfter(today, 14)],
    [t('End of the month'), endOfMonth(today)],
  ];
  const due = await pickOne<Day | null>({
    title: t('Edit Follow-Up: Due Date'),
    placeholder: t('When is it due? Choose, or type: 2026-11-30, 30 Nov, friday, in 3 weeks'),
    choices: [
      ...usual.map(([name, day]) => ({ label: name, description: dateName(day, today), value: day })),
      ...(followUp.due === undefined ? [] : [nothing(t('No due date'))]),
    ],
    value: kit.drafts.get(draft),
    onType: (text) => kit.drafts.keep(draft, text),
    typed: (text) => typedDay(text, today),
    position: SECOND,
  });
  return due === undefined || due === BACK ? due : { due };
}

/** A past day is taken: what was promised then is overdue now. It is said before Enter. */
function typedDay(text: string, today: Day): Choice<Day> {
  const day = parseDay(text, today);
  if (day === undefined) return { icon: 'error', label: label(notADay(text)) };
  return day < today
    ? {
        icon: 'warning',
        label: dayName(day, today),
        description: t('already past: {0}', distance(day, today)),
        value: day,
      }
    : { label: dayName(day, today), description: distance(day, today), value: day };
}

/** The day that an argument names. Throws Refusal. */
export function readDay(text: string, now: number): Day {
  const day = parseDay(text, dayOf(now));
  if (day === undefined) throw new Refusal(notADay(text));
  return day;
}

function notADay(text: string): string {
  return t('Can’t read “{0}” as a date. Try 2026-11-30, 30 Nov, friday or in 2 weeks.', shortened(text, 40));
}

async function askKind(_tools: Kit, _incident: Incident, followUp: FollowUp): Promise<Answer<FollowUpChanges>> {
  const kind = await pickOne<FollowUpKind | null>({
    title: t('Edit Follow-Up: Kind'),
    placeholder: t('What kind of follow-up?'),
    choices: [
      ...FOLLOW_UP_KINDS.map((each) => ({ label: kindWord(each), description: kindMeaning(each), value: each })),
      ...(followUp.kind === undefined ? [] : [nothing(t('No kind'))]),
    ],
    active: (each) => each === followUp.kind,
    position: SECOND,
  });
  return kind === undefined || kind === BACK ? kind : { kind };
}

function nothing(name: string): Choice<null> {
  return { icon: 'circle-slash', label: name, value: null };
}
