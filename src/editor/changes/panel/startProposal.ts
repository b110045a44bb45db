import * as vscode from 'vscode';
import { formatDuration } from '../../../domain/time';
import { pickOne } from '../../kit/prompts/pick';
import { BACK } from '../../kit/prompts/steps';
import { timeOfDay } from '../../kit/words';

const { t } = vscode.l10n;

/** Asks whether the incident started at another time than was thought. Escape keeps the time. */
export async function confirmStart(at: number, startedAt: number, now: number): Promise<boolean> {
  const distance = formatDuration(Math.abs(at - startedAt));
  const answer = await pickOne<boolean>({
    title: t('Set Start Time'),
    placeholder: t('Did it start then? Suspects and figures follow the start.'),
    choices: [
      {
        label: t('It started {0}', timeOfDay(at, now)),
        description: at < startedAt ? t('{0} earlier', distance) : t('{0} later', distance),
        value: true,
      },
      { label: t('Keep {0}', timeOfDay(startedAt, now)), value: false },
    ],
  });
  return answer !== BACK && answer === true;
}
