import * as vscode from 'vscode';
import * as operations from '../../app/operations/messages';
import { UPDATE_STATUSES, type UpdateStatus } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import { likelyStatus } from '../../domain/updateStatus';
import { withNextUpdate } from '../../reports/nextUpdate';
import { updateStatusName } from '../../reports/peopleWords';
import { oneLine } from '../../reports/plain';
import { summary } from '../../reports/summary';
import { statusUpdateDraft } from '../../reports/updateDraft';
import { choicePart, textPart } from '../kit/arguments';
import { part } from '../kit/subject';
import { copyAndConfirm, copyText } from '../kit/clipboard';
import { leaving } from '../kit/leaving';
import { dueWords, updateClocks } from '../kit/clockWords';
import { onIncident, type CommandMap } from '../kit/commands';
import { perform, type Kit } from '../kit/kit';
import { warn } from '../kit/notices';
import { pickOne } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer, type Position, type Step } from '../kit/prompts/steps';
import { ago, confirm, label } from '../kit/words';
import type { Sender } from './composer/composer';
import type { CompositionOf } from './composer/composition';
import { sentSentence } from './composer/words';
import type { MessagesKit } from './messagesKit';
import { agree, agreedWith, asDue, askNext, dueByText, type Agreed, type Next } from './nextUpdate';
import { snoozeUpdate } from './snooze';
import { minutesPart, upcomingPart } from './upcoming';

const { t } = vscode.l10n;
const MINUTE = 60_000;

type Update = CompositionOf<'update'>;

export function updateCommands(
  kit: MessagesKit,
): CommandMap<'incident.postUpdate' | 'incident.snoozeUpdate' | 'incident.copySummary'> {
  return {
    'incident.postUpdate': onIncident((incident, argument) => postUpdate(kit, incident, argument)),
    'incident.snoozeUpdate': onIncident((incident, argument) => snoozeUpdate(kit, incident, argument)),
    'incident.copySummary': onIncident((incident) => copySummary(kit, incident)),
  };
}

interface About {
  readonly audience?: string;
  readonly status?: UpdateStatus;
  /** Undefined until it is chosen, and for a resolved update. */
  readonly due?: Next;
}

/**
 * Asks for whom it is, what the status is and when the next update is due, and opens a draft that says so; with a text given,
 * posts that at once.
 */
async function postUpdate(kit: MessagesKit, incident: Incident, argument: unknown): Promise<undefined> {
  const text = textPart(argument, 'text');
  const known = given(argument, text, kit.now());
  const { audience, status, due } = (await runSteps(known, steps(kit, incident, known))) ?? {};
  if (audience === undefined || status === undefined) return;
  const isLast = status === 'resolved' || due === undefined;
  const update: Update = {
    kind: 'update',
    incident: incident.id,
    audience,
    status,
    ...(!isLast && { due: due === null ? null : iso(due) }),
  };
  const now = kit.now();
  if (text === undefined) {
    const plain = audience === kit.settings.audiences()[0];
    const next = isLast ? null : due;
    const subject = { audience, status, plain, ...(next !== null && { next }) };
    // What somebody wrote before names the time that was chosen now, too.
    const draft = textPart(argument, 'draft');
    const made =
      draft === undefined
        ? statusUpdateDraft(incident, subject, now)
        : `${withNextUpdate(draft, next, now).trimEnd()}\n`;
    await kit.composer.compose(update, made, (typed) => withNextUpdate(typed, next, now));
    return;
  }
  const agreed = isLast ? { text } : agreedWith(text, due, now);
  await record(kit, update, agreed);
  await copyAndConfirm(kit.secrets, agreed.text, sentSentence(sent(update, agreed), kit.now()));
}

/** Posts an edited update; its own line says when the next one is due. */
export function updateSender(kit: Kit): Sender<Update> {
  return async (update, typed) => {
    const chosen = typeof update.due === 'string' ? Date.parse(update.due) : update.due;
    const agreed = await agree(kit, update, typed, chosen);
    if (agreed === undefined) return undefined;
    await record(kit, update, agreed);
    return { text: agreed.text, sentence: sentSentence(sent(update, agreed), kit.now()) };
  };
}

async function record(kit: Kit, { incident, audience, status }: Update, agreed: Agreed): Promise<void> {
  await perform(kit, operations.postUpdate, { incident, audience, status, ...agreed });
}

/** The update as it was sent. */
function sent({ kind, incident, audience, status }: Update, { due }: Agreed): Update {
  return { kind, incident, audience, status, ...(due !== undefined && { due: due === null ? null : iso(due) }) };
}

/** What the argument says. Where a text names the next update, that is what counts: people will read it. */
function given(argument: unknown, text: string | undefined, now: number): About {
  const audience = textPart(argument, 'audience');
  const status = choicePart(argument, 'status', UPDATE_STATUSES);
  const asked = duePart(argument, now);
  const due = (text === undefined ? undefined : dueByText(text, now)) ?? asked;
  return {
    ...(audience !== undefined && { audience }),
    ...(status !== undefined && { status }),
    ...(due !== undefined && { due }),
  };
}

/** When the next update is due, as an argument says: minutes, a time, or null and `none` for no next update. */
function duePart(argument: unknown, now: number): Next | undefined {
  const value = part(argument, 'due');
  if (value === null || value === 'none') return null;
  const minutes = typeof value === 'number' ? minutesPart(argument, 'due') : undefined;
  const at = minutes === undefined ? upcomingPart(argument, 'due', now) : now + minutes * MINUTE;
  return at === undefined ? undefined : asDue(at, now);
}

/** The prompts for what is not known yet: three at most. */
function steps(kit: MessagesKit, incident: Incident, known: About): readonly Step<About>[] {
  const audiences = kit.settings.audiences();
  const isAsked = known.audience === undefined && audiences.length > 1;
  const asks: ((state: About, position: Position) => Promise<Answer<About>>)[] = [];
  if (isAsked) asks.push((state, position) => askAudience(kit, incident, state, position));
  if (known.status === undefined) asks.push((state, position) => askStatus(incident, state, position));
  if (known.due === undefined && known.status !== 'resolved') {
    asks.push((state, position) => askDue(kit, incident, state, position));
  }
  const withAudience = (state: About): About => (isAsked ? state : { audience: audiences[0] ?? '', ...state });
  return [
    ...asks.map(
      (ask, index): Step<About> =>
        (state) =>
          ask(withAudience(state), { step: index + 1, total: asks.length }),
    ),
    (state) => Promise.resolve(withAudience(state)),
  ];
}

async function askAudience(
  { settings, now }: Kit,
  incident: Incident,
  state: About,
  position: Position,
): Promise<Answer<About>> {
  const last = incident.updates.at(-1)?.audience;
  const clocks = updateClocks(incident);
  const audience = await pickOne<string>({
    title: t('Post Status Update'),
    placeholder: t('Who is this update for?'),
    choices: settings.audiences().map((each) => {
      const posted = incident.updates.filter((update) => update.audience === each).at(-1);
      const next = clocks.find((clock) => clock.audience === each);
      const facts = [
        posted === undefined
          ? t('no update yet')
          : t('last: {0}, {1}', updateStatusName(posted.status, t), ago(posted.at, now())),
        ...(next === undefined ? [] : [t('next: {0}', dueWords(next, now()))]),
      ];
      return { label: label(each), description: facts.join(' · '), value: each };
    }),
    active: (each) => each === last,
    typed: (text) => ({ label: label(text), description: t('as typed'), value: oneLine(text) }),
    position,
  });
  return audience === undefined || audience === BACK ? audience : { ...state, audience };
}

async function askStatus(incident: Incident, state: About, position: Position): Promise<Answer<About>> {
  const { audience = '' } = state;
  const likely = likelyStatus(incident, audience);
  const meanings: Record<UpdateStatus, string> = {
    investigating: t('we’re looking for the cause'),
    identified: t('we know the cause and are working on a fix'),
    monitoring: t('a fix is in place and we’re watching it'),
    resolved: t('it’s over; no next update'),
  };
  const status = await pickOne<UpdateStatus>({
    title: t('Post Status Update to {0}', oneLine(audience)),
    placeholder: t('What’s the status?'),
    choices: UPDATE_STATUSES.map((each) => ({
      label: updateStatusName(each, t),
      description: meanings[each],
      value: each,
    })),
    active: (each) => each === likely,
    position,
  });
  return status === undefined || status === BACK ? status : { ...state, status };
}

/** Not asked for a resolved update. What stands in a draft that was begun comes first. */
async function askDue(kit: MessagesKit, incident: Incident, state: About, position: Position): Promise<Answer<About>> {
  const { audience = '', status = 'investigating' } = state;
  if (status === 'resolved') return state;
  const typed = await kit.composer.typed({ kind: 'update', incident: incident.id, audience, status });
  const suggested = typed === undefined ? undefined : (dueByText(typed, kit.now()) ?? undefined);
  const due = await askNext(kit, incident, { audience, suggested, position });
  return due === undefined || due === BACK ? due : { ...state, due };
}

async function copySummary(kit: Kit, incident: Incident): Promise<undefined> {
  if (await copyText(await leaving(kit.secrets, summary(incident, kit.now()))))
    confirm(t('Summary of {0} copied', label(incident.title)));
  else void warn(t('Couldn’t copy the summary to the clipboard.'));
}
