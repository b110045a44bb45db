import * as vscode from 'vscode';
import { openIncidents, pastIncidents } from '../../app/shown';
import { runningTime, type Incident } from '../../domain/incident';
import { formatDuration } from '../../domain/time';
import { openPoints, type OpenPoint } from '../../domain/waiting';
import { openPointSentence } from '../../reports/openPointWords';
import { Refused } from '../../app/operations/refused';
import { askLine } from '../kit/prompts/line';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, type Answer } from '../kit/prompts/steps';
import { askTime } from '../kit/prompts/time';
import { confirm, inMessage, label, timeOfDay } from '../kit/words';
import { run } from '../kit/register';
import { onIncident, type CommandMap } from '../kit/commands';
import { textPart, timePart } from '../kit/arguments';
import { idPart, part, subjectOf } from '../kit/subject';
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
    'incident.resolve': onIncident((incident, argument) => resolve(kit, incident, argument)),
    'incident.close': onIncident((incident, argument) => close(kit, incident, argument)),
    'incident.reopen': (argument) => reopen(kit, argument),
    'incident.switch': (argument) => switchTo(kit, argument),
  };
}

async function resolve(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const { id, status, title, startedAt, milestones } = incident;
  if (status !== 'open') throw new Refused({ kind: 'already', status, title });
  const now = kit.now();
  const mitigated = milestones.get('mitigated');
  const endedAt =
    timePart(argument, 'endedAt', now) ??
    (await askTime(now, {
      title: t('Resolve'),
      placeholder: t('When did customer impact end? Or type a time: 14:05, 20m ago, yesterday 23:10'),
      ...(mitigated !== undefined && { suggested: mitigated, suggestion: t('mitigated') }),
    }));
  if (endedAt === undefined || endedAt === BACK) return;
  const resolved = await perform(kit, resolveIncident, { incident: id, endedAt });
  confirm(t('Resolved. Impact lasted {0}.', formatDuration(Math.max(0, endedAt - startedAt))));
  offerFinalUpdate(resolved, kit.now());
}

/** Whoever was told of the incident, or expects to be, is to hear that it is over. Nobody waits for the answer. */
function offerFinalUpdate(incident: Incident, now: number): void {
  const isAwaited = openPoints(incident, now).some(({ code }) => UPDATES.has(code));
  if (!isAwaited) return;
  const write = t('Write Update');
  void inform(t('“{0}” is resolved. Post a final update?', inMessage(incident.title)), write).then((choice) =>
    choice === write ? run('incident.postUpdate', { incident: incident.id, status: 'resolved' }) : undefined,
  );
}

const UPDATES: ReadonlySet<OpenPoint['code']> = new Set(['updateOverdue', 'updateDue', 'notToldResolved']);

async function close(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const { id, status, title } = incident;
  if (status === 'closed') throw new Refused({ kind: 'already', status, title });
  // All is asked before anything is recorded: who leaves half way has changed nothing.
  const whyUnresolved = status === 'open' ? await settleUnresolved(kit, incident, argument) : RESOLVED;
  if (whyUnresolved === undefined) return;
  const unresolved = typeof whyUnresolved === 'string' ? { whyUnresolved } : {};
  const followUps = await settleOpenPoints(kit, incident, argument, unresolved.whyUnresolved);
  if (followUps === undefined) return;
  await perform(kit, closeIncident, { incident: id, ...unresolved, ...followUps });
  kit.drafts.clear(`close.${id}`);
  const reopenIt = t('Reopen');
  void inform(t('Closed: {0}', inMessage(title)), reopenIt).then((choice) =>
    choice === reopenIt ? run('incident.reopen', { incident: id }) : undefined,
  );
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
    placeholder: t('“{0}” isn’t resolved. Has customer impact ended?', inMessage(incident.title)),
    choices: [
      { icon: 'check', label: t('Yes: resolve and close'), value: 'resolve' },
      {
        icon: 'circle-slash',
        label: t('Close without resolving'),
        detail: t('A false alarm or a duplicate'),
        value: 'why',
      },
    ],
  });
  if (answer === 'resolve') return RESOLVES;
  if (answer !== 'why') return undefined;
  const line = await askLine(kit, {
    title: t('Close without Resolving'),
    prompt: t('Why close it unresolved?'),
    placeholder: t('false alarm: the probe was broken'),
    draft: `close.${incident.id}.whyUnresolved`,
  });
  return line === undefined || line === BACK ? undefined : line.text;
}

/** What is chosen at the close: to do something first, or to close, with the reason why there is no follow-up. */
type AtClose =
  | {
      readonly command: 'incident.addFollowUp' | 'incident.finishAction' | 'incident.postUpdate';
      readonly argument: object;
    }
  | { readonly why: string | undefined };

/**
 * Says what closing would leave open, in one prompt with the question for a follow-up: every incident that paged somebody
 * deserves one, or a reason. Undefined after Escape, and where an update is written first.
 */
async function settleOpenPoints(
  kit: Kit,
  incident: Incident,
  argument: unknown,
  whyUnresolved: string | undefined,
): Promise<{ readonly whyNoFollowUp?: string } | undefined> {
  const given = textPart(argument, 'whyNoFollowUp');
  for (;;) {
    const now = kit.store.state.incidents.get(incident.id) ?? incident;
    if (given !== undefined) return now.followUps.length > 0 ? {} : { whyNoFollowUp: given };
    const points = openPoints(now, kit.now());
    if (points.length === 0) return {};
    const answer = await askAtClose(kit, now, points, whyUnresolved);
    if (answer === undefined || answer === BACK) return undefined;
    if ('why' in answer) return answer.why === undefined ? {} : { whyNoFollowUp: answer.why };
    const done = await run(answer.command, { incident: incident.id, ...answer.argument });
    if (answer.command === 'incident.postUpdate') return undefined;
    if (answer.command === 'incident.addFollowUp' && done === undefined) return undefined;
  }
}

function askAtClose(
  kit: Kit,
  { id, followUps }: Incident,
  points: readonly OpenPoint[],
  whyUnresolved: string | undefined,
): Promise<Answer<AtClose>> {
  const now = kit.now();
  const open = points.map((point) => pointChoice(point, now));
  const heading = (name: string) => ({ label: name, kind: vscode.QuickPickItemKind.Separator });
  if (followUps.length > 0) {
    return pickOne<AtClose>({
      title: t('Close: Still Open'),
      placeholder: t('This is still open. Close anyway?'),
      choices: [...open, heading(t('Close')), { icon: 'archive', label: t('Close anyway'), value: { why: undefined } }],
    });
  }
  const draft = `close.${id}.whyNoFollowUp`;
  const without = (why: string): Choice<AtClose> => ({
    icon: 'circle-slash',
    label: t('No follow-up: {0}', label(why)),
    value: { why },
  });
  return pickOne<AtClose>({
    title: t('Close without a Follow-Up'),
    placeholder: t('What would prevent the next one? Add a follow-up, or type why there is none'),
    choices: [
      ...open,
      heading(t('Close')),
      ...(whyUnresolved === undefined ? [] : [without(whyUnresolved)]),
      without(t('tracked elsewhere')),
      without(t('known issue, fix under way')),
      without(t('outside our control')),
    ],
    value: kit.drafts.get(draft),
    onType: (text) => kit.drafts.keep(draft, text),
    typed: (text) => ({ ...without(text.trim()), description: t('as typed') }),
  });
}

/** A point that is open, and what choosing it does about it. */
function pointChoice(point: OpenPoint, now: number): Choice<AtClose> {
  const sentence = label(openPointSentence(point, (at) => timeOfDay(at, now), t));
  switch (point.code) {
    case 'updateOverdue':
    case 'updateDue':
    case 'notToldResolved':
      return {
        icon: point.code === 'updateOverdue' ? 'warning' : 'megaphone',
        label: sentence,
        description: t('write the final update'),
        value: { command: 'incident.postUpdate', argument: { status: 'resolved', audience: point.audience } },
      };
    case 'actionsInProgress':
      return {
        icon: 'play-circle',
        label: sentence,
        description: t('finish it first'),
        value: { command: 'incident.finishAction', argument: {} },
      };
    case 'noFollowUp':
      return {
        icon: 'tasklist',
        label: t('Add a follow-up first'),
        description: t('then close'),
        detail: t('A missing alert, a step to automate, an error without an owner, a noisy log'),
        value: { command: 'incident.addFollowUp', argument: {} },
      };
  }
}

async function reopen(kit: Kit, argument: unknown): Promise<undefined> {
  await kit.store.load();
  const { shown, incidents } = kit.store.state;
  const subject = subjectOf(argument);
  const id = subject?.kind === 'incident' ? subject.id : idPart(argument, 'incident');
  const named = id === undefined ? shown : incidents.get(id);
  const candidate = named !== undefined && named.status !== 'open' ? named : await pickEnded(incidents, kit.now());
  if (candidate === undefined) return;
  const reopened = await perform(kit, reopenIncident, { incident: candidate.id });
  confirm(t('Reopened: {0}', label(reopened.title)));
}

async function pickEnded(incidents: ReadonlyMap<string, Incident>, now: number): Promise<Incident | undefined> {
  const resolved = openIncidents(incidents).filter((incident) => incident.status === 'resolved');
  const ended = [...resolved, ...pastIncidents(incidents)];
  if (ended.length === 0) {
    void inform(t('No resolved or closed incident to reopen.'));
    return undefined;
  }
  const answer = await pickOne({
    title: t('Reopen'),
    placeholder: t('Which incident isn’t over?'),
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
    void inform(t('No incidents yet. Declare one first.'));
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
