import * as vscode from 'vscode';
import { actionsInProgress, samePerson } from '../../domain/incident';
import { similarActionInProgress } from '../../domain/similarity';
import type { Kit } from './kit';
import { pickOne } from './prompts/pick';
import { run } from './register';
import { ago, label, timeOfDay } from './words';

const { t } = vscode.l10n;

/**
 * Whether an action may be started: asks where somebody else, on this machine or another, seems to be doing it already.
 * @param onAsk called before it is asked: what was typed is to be kept whatever the answer
 */
export async function actionMayStart(
  kit: Kit,
  id: string,
  text: string,
  title: (name: string) => string,
  onAsk: () => void = () => undefined,
): Promise<boolean> {
  const incident = kit.store.state.incidents.get(id);
  if (incident === undefined || actionsInProgress(incident).length === 0) return true;
  const me = await kit.author();
  const others = incident.actions.filter(({ by }) => !samePerson(by, me));
  const similar = similarActionInProgress({ ...incident, actions: others }, text);
  if (similar === undefined) return true;
  onAsk();
  const now = kit.now();
  const who = label(similar.by.name);
  const since = t(
    '{0}, since {1} ({2})',
    label(similar.text),
    timeOfDay(similar.startedAt, now),
    ago(similar.startedAt, now),
  );
  const answer = await pickOne({
    title: title(similar.by.name),
    placeholder: t('If two people do the same thing, you can’t tell what worked.'),
    choices: [
      { icon: 'close', label: t('Leave it to {0}', who), detail: since, value: 'no' },
      { icon: 'play', label: t('Log anyway'), detail: label(text), value: 'yes' },
      { icon: 'check', label: t('Finish {0}’s action', who), detail: label(similar.text), value: 'finish' },
    ],
  });
  if (answer === 'finish') await run('incident.finishAction', { action: similar.id });
  return answer === 'yes';
}
