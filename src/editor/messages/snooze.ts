import * as vscode from 'vscode';
import * as operations from '../../app/operations/messages';
import type { Incident } from '../../domain/incident';
import { oneLine } from '../../reports/plain';
import { textPart } from '../kit/arguments';
import { dueWords, updateClocks } from '../kit/clockWords';
import { perform, type Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { minutesChoice, upcomingChoice } from '../kit/prompts/upcoming';
import { confirm, label, timeOfDay } from '../kit/words';
import { minutesPart } from './upcoming';

const { t } = vscode.l10n;
const MINUTE = 60_000;
const SNOOZES = [5, 10, 15, 30];

/** Puts the reminder of an update off; its due time stays. */
export async function snoozeUpdate(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const length = minutesPart(argument, 'minutes');
  const audience = await dueAudience(kit, incident, textPart(argument, 'audience'));
  const next = audience === undefined ? undefined : incident.nextUpdates.get(audience);
  if (audience === undefined || next === undefined) return;
  // A reminder that has not come yet is put off from when it would come.
  const from = (now: number) => Math.max(next.due, now);
  const until = length === undefined ? await askUntil(kit, audience, from) : from(kit.now()) + length * MINUTE;
  if (until === undefined) return;
  await perform(kit, operations.snoozeUpdate, { incident: incident.id, audience, until });
  confirm(t('Snoozed until {0}; due time unchanged', timeOfDay(until, kit.now())));
}

async function dueAudience({ now }: Kit, incident: Incident, named: string | undefined): Promise<string | undefined> {
  const clocks = updateClocks(incident);
  const known = clocks.find(({ audience }) => audience === named);
  const [first] = clocks;
  if (first === undefined || (named !== undefined && known === undefined)) {
    void inform(
      named === undefined || first === undefined
        ? t('No update is due, so there is nothing to snooze.')
        : t('No update to {0} is due.', oneLine(named)),
    );
    return undefined;
  }
  if (known !== undefined || clocks.length === 1) return (known ?? first).audience;
  const answer = await pickOne<string>({
    title: t('Snooze Update'),
    placeholder: t('Which update?'),
    choices: clocks.map((clock) => ({
      label: label(clock.audience),
      description: dueWords(clock, now()),
      value: clock.audience,
    })),
  });
  return answer === BACK ? undefined : answer;
}

async function askUntil({ now }: Kit, audience: string, from: (now: number) => number): Promise<number | undefined> {
  const asked = now();
  const answer = await pickOne<{ readonly minutes: number } | { readonly at: number }>({
    title: t('Snooze Update to {0}', oneLine(audience)),
    placeholder: t('For how long? Or type 25 or 15:30. The due time doesn’t change'),
    choices: SNOOZES.map((minutes) => ({ ...minutesChoice(minutes, from(asked), asked), value: { minutes } })),
    typed: (text) => {
      const isNumber = /^\s*\d{1,4}\s*$/.test(text) && Number(text) > 0;
      if (isNumber) return { ...minutesChoice(Number(text), from(now()), now()), value: { minutes: Number(text) } };
      const { value, ...row } = upcomingChoice(text, now());
      return value === undefined ? row : { ...row, value: { at: value } };
    },
  });
  if (answer === undefined || answer === BACK) return undefined;
  return 'at' in answer ? answer.at : from(now()) + answer.minutes * MINUTE;
}
