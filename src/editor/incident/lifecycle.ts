import * as vscode from 'vscode';
import { openIncidents, pastIncidents } from '../../app/shown';
import { runningTime, type Incident } from '../../domain/incident';
import { formatDuration } from '../../domain/time';
import { askLine } from '../kit/prompts/line';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { confirm, label, stageName, timeOfDay } from '../kit/words';
import { run } from '../kit/register';
import { onIncident, type CommandMap } from '../kit/commands';
import { part, subjectOf, textPart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import {
  close as closeIncident,
  reopen as reopenIncident,
  resolve as resolveIncident,
} from '../../app/operations/lifecycle';

const { t } = vscode.l10n;

export function lifecycleCommands(
  kit: Kit,
): CommandMap<'incident.resolve' | 'incident.close' | 'incident.reopen' | 'incident.switch'> {
  return {
    'incident.resolve': onIncident((incident) => resolve(kit, incident)),
    'incident.close': onIncident((incident, argument) => close(kit, incident, argument)),
    'incident.reopen': (argument) => reopen(kit, argument),
    'incident.switch': (argument) => switchTo(kit, argument),
  };
}

async function resolve(kit: Kit, incident: Incident): Promise<undefined> {
  if (incident.status !== 'open') {
    void inform(t('“{0}” is {1} already.', incident.title, statusWord(incident)));
    return;
  }
  await perform(kit, resolveIncident, { incident: incident.id });
  confirm(t('Resolved after {0}: on to {1}', formatDuration(kit.now() - incident.startedAt), stageName('cleanUp')));
}

async function close(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  if (incident.status === 'closed') {
    void inform(t('“{0}” is {1} already.', incident.title, statusWord(incident)));
    return;
  }
  // All is asked before anything is recorded: who leaves half way has changed nothing.
  const whyUnresolved = incident.status === 'open' ? await settleUnresolved(kit, incident, argument) : RESOLVED;
  if (whyUnresolved === undefined) return;
  const unresolved = typeof whyUnresolved === 'string' ? { whyUnresolved } : {};
  const followUps = await settleFollowUps(kit, incident, argument, unresolved.whyUnresolved);
  if (followUps === undefined) return;
  await perform(kit, closeIncident, { incident: incident.id, ...unresolved, ...followUps });
  kit.drafts.clear(`close.${incident.id}`);
  confirm(t('Closed: {0}', label(incident.title)));
}

const RESOLVED = Symbol('resolved');
const RESOLVES = Symbol('is resolved by closing');

/** Closing what is not resolved: whether that resolves it, or else why it ends without; undefined after Escape. */
async function settleUnresolved(
  kit: Kit,
  incident: Incident,
  argument: unknown,
): Promise<string | typeof RESOLVES | undefined> {
  const given = textPart(argument, 'whyUnresolved');
  if (given !== undefined) return given;
  const answer = await pickOne({
    title: t('Close'),
    placeholder: t('“{0}” is not resolved. Are customers well again?', incident.title),
    choices: [
      { icon: 'check', label: t('Yes: resolve and close'), value: 'resolve' },
      {
        icon: 'circle-slash',
        label: t('Close without resolving'),
        detail: t('A false alarm, a duplicate'),
        value: 'why',
      },
    ],
  });
  if (answer === 'resolve') return RESOLVES;
  if (answer !== 'why') return undefined;
  const line = await askLine(kit, {
    title: t('Close without Resolving'),
    prompt: t('Why does it end here?'),
    placeholder: t('false alarm: the probe was broken'),
    draft: `close.${incident.id}.whyUnresolved`,
  });
  return line === undefined || line === BACK ? undefined : line.text;
}

/**
 * Every incident that paged somebody deserves a follow-up: one without is given one here, or says why it has none; undefined
 * after Escape.
 */
async function settleFollowUps(
  kit: Kit,
  incident: Incident,
  argument: unknown,
  whyUnresolved: string | undefined,
): Promise<{ readonly whyNoFollowUp?: string } | undefined> {
  if (incident.followUps.length > 0) return {};
  const given = textPart(argument, 'whyNoFollowUp');
  if (given !== undefined) return { whyNoFollowUp: given };
  const draft = `close.${incident.id}.whyNoFollowUp`;
  const without = (why: string) => ({ icon: 'circle-slash', label: t('None: {0}', label(why)), value: why });
  const why = await pickOne<string | null>({
    title: t('Close without a Follow-Up'),
    placeholder: t('What would make the next one shorter, or keep it away? Or type why nothing would'),
    choices: [
      {
        icon: 'tasklist',
        label: t('Add a follow-up first'),
        description: t('then close'),
        detail: t('An alert that was missing, a step to automate, the owner of an error, a noisy log'),
        value: null,
      },
      ...(whyUnresolved === undefined ? [] : [without(whyUnresolved)]),
      without(t('it is tracked elsewhere')),
      without(t('known, and its fix is under way')),
      without(t('outside of our control')),
    ],
    value: kit.drafts.get(draft),
    onType: (text) => kit.drafts.keep(draft, text),
    typed: (text) => ({ ...without(text.trim()), description: t('as typed') }),
  });
  if (why === undefined || why === BACK) return undefined;
  if (why !== null) return { whyNoFollowUp: why };
  return (await run('incident.addFollowUp', { incident: incident.id })) === undefined ? undefined : {};
}

async function reopen(kit: Kit, argument: unknown): Promise<undefined> {
  await kit.store.load();
  const { shown, incidents } = kit.store.state;
  const subject = subjectOf(argument);
  const named = subject?.kind === 'incident' ? incidents.get(subject.id) : shown;
  const candidate = named !== undefined && named.status !== 'open' ? named : await pickEnded(incidents, kit.now());
  if (candidate === undefined) return;
  const reopened = await perform(kit, reopenIncident, { incident: candidate.id });
  confirm(t('Reopened: {0}', label(reopened.title)));
}

async function pickEnded(incidents: ReadonlyMap<string, Incident>, now: number): Promise<Incident | undefined> {
  const resolved = openIncidents(incidents).filter((incident) => incident.status === 'resolved');
  const ended = [...resolved, ...pastIncidents(incidents)];
  if (ended.length === 0) {
    void inform(t('There is no resolved or closed incident to reopen.'));
    return undefined;
  }
  const answer = await pickOne({
    title: t('Reopen'),
    placeholder: t('Which incident is not over?'),
    choices: ended.map((incident) => choiceOf(incident, now)),
  });
  return answer === BACK ? undefined : answer;
}

async function switchTo(kit: Kit, argument: unknown): Promise<undefined> {
  const { store } = kit;
  await store.load();
  if (store.state.failure !== undefined) throw store.state.failure;
  const { incidents, shown } = store.state;
  const subject = subjectOf(argument);
  const id = subject?.kind === 'incident' ? subject.id : part(argument, 'id');
  const named = typeof id === 'string' ? incidents.get(id) : undefined;
  const incident = named ?? (await pickIncident(incidents, shown, kit.now()));
  if (incident === undefined) return;
  store.show(incident);
  await vscode.commands.executeCommand('incident.overview.focus');
  confirm(t('Showing {0}', label(incident.title)));
}

async function pickIncident(
  incidents: ReadonlyMap<string, Incident>,
  shown: Incident | undefined,
  now: number,
): Promise<Incident | undefined> {
  const [open, past] = [openIncidents(incidents), pastIncidents(incidents)];
  if (open.length + past.length === 0) {
    void inform(t('There is no incident to switch to yet. Declare starts one.'));
    return undefined;
  }
  const answer = await pickOne<Incident>({
    title: t('Switch'),
    placeholder: t('Which incident should this window show?'),
    choices: [...section(t('Open'), open, now), ...section(t('Past'), past, now)],
    active: (incident) => incident.id !== shown?.id,
  });
  return answer === BACK ? undefined : answer;
}

function section(name: string, incidents: readonly Incident[], now: number): Choice<Incident>[] {
  if (incidents.length === 0) return [];
  const separator = { label: name, kind: vscode.QuickPickItemKind.Separator };
  return [separator, ...incidents.map((incident) => choiceOf(incident, now))];
}

function choiceOf(incident: Incident, now: number): Choice<Incident> {
  const facts = [
    incident.severity,
    statusWord(incident),
    timeOfDay(incident.startedAt, now),
    formatDuration(runningTime(incident, now)),
  ];
  return { label: label(incident.title), description: label(facts.join(' · ')), value: incident };
}

export function statusWord(incident: Incident): string {
  const words = { open: t('open'), resolved: t('resolved'), closed: t('closed') };
  return words[incident.status];
}
