import * as vscode from 'vscode';
import { openIncidents } from '../../app/shown';
import { mergeInto as mergeOperation } from '../../app/operations/merge';
import { Refused } from '../../app/operations/refused';
import type { Incident } from '../../domain/incident';
import { maybeSameOutage } from '../../domain/sameOutage';
import { idPart, part } from '../kit/subject';
import { onIncident, type CommandMap } from '../kit/commands';
import { perform, type Kit } from '../kit/kit';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { inform } from '../kit/notices';
import { ago, confirm, label } from '../kit/words';
import { declarerOf, rememberDifferent } from './sameOutage';

const { t } = vscode.l10n;

export function mergeCommands(kit: Kit): CommandMap<'incident.mergeInto'> {
  return { 'incident.mergeInto': onIncident((incident, argument) => merge(kit, incident, argument)) };
}

/** What is merged into what; `different`: these two are not the same outage. */
type Answer = { readonly from: Incident; readonly into: Incident } | { readonly different: readonly [string, string] };

async function merge(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const answer = given(kit, incident, argument) ?? (await ask(kit, incident, part(argument, 'with')));
  if (answer === undefined) return;
  if ('different' in answer) {
    await rememberDifferent(kit, ...answer.different);
    return;
  }
  const { from, into } = answer;
  const { copied } = await perform(kit, mergeOperation, { incident: from.id, into: into.id });
  await vscode.commands.executeCommand('incident.overview.focus');
  confirm(
    copied === 1
      ? t('Merged into “{0}”: 1 entry copied', label(into.title))
      : t('Merged into “{0}”: {1} entries copied', label(into.title), copied),
  );
}

/** What `{into}` says. Throws Refused. */
function given({ store }: Kit, from: Incident, argument: unknown): Answer | undefined {
  const id = idPart(argument, 'into');
  if (id === undefined) return undefined;
  const into = store.state.incidents.get(id);
  if (into === undefined) throw new Refused({ kind: 'unknownIncident', id });
  return { from, into };
}

/** Asks which one it is, or, of a pair that was suggested, which one goes on. */
async function ask(kit: Kit, incident: Incident, suggested: unknown): Promise<Answer | undefined> {
  const others = openIncidents(kit.store.state.incidents).filter(({ id }) => id !== incident.id);
  const other = others.find(({ id }) => id === suggested);
  if (other !== undefined) return askWhich(kit, incident, other);
  if (incident.status === 'closed') throw new Refused({ kind: 'already', status: 'closed', title: incident.title });
  if (others.length === 0) {
    void inform(t('No other incident is open.'));
    return undefined;
  }
  const likely = (each: Incident) => Number(maybeSameOutage(incident, each));
  const answer = await pickOne<Incident>({
    title: t('Merge into Another Incident'),
    placeholder: t('Merge into which one? This one is closed; its entries are copied there'),
    choices: [...others].sort((a, b) => likely(b) - likely(a)).map((each) => choiceOf(kit, each)),
  });
  return answer === undefined || answer === BACK ? undefined : { from: incident, into: answer };
}

async function askWhich(kit: Kit, incident: Incident, other: Incident): Promise<Answer | undefined> {
  const [first, second] = [incident, other].sort((a, b) => a.declaredAt - b.declaredAt || (a.id < b.id ? -1 : 1));
  if (first === undefined || second === undefined) return undefined;
  const goesOn = (into: Incident, from: Incident): Choice<Answer> => ({
    icon: 'git-merge',
    ...choiceOf(kit, into),
    value: { from, into },
  });
  const answer = await pickOne<Answer>({
    title: t('Merge: Same Outage?'),
    placeholder: t('Which one goes on? The other one is closed; its entries are copied there'),
    choices: [
      goesOn(first, second),
      goesOn(second, first),
      {
        icon: 'circle-slash',
        label: t('Not the same outage'),
        description: t('don’t ask again'),
        value: { different: [first.id, second.id] },
      },
    ],
  });
  return answer === BACK ? undefined : answer;
}

function choiceOf({ now }: Kit, incident: Incident): Choice<Incident> {
  const { title, severity, declaredAt } = incident;
  const by = declarerOf(incident);
  return {
    label: label(title),
    description: label(
      by === undefined
        ? `${severity} · ${ago(declaredAt, now())}`
        : t('{0} · declared by {1} {2}', severity, by.name, ago(declaredAt, now())),
    ),
    value: incident,
  };
}
