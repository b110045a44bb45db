import * as vscode from 'vscode';
import { UPDATE_STATUSES, type UpdateStatus } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { parseUpcoming } from '../../domain/upcoming';
import { lastPromise, likelyStatus } from '../../domain/updateStatus';
import { updateStatusName } from '../../reports/peopleWords';
import { oneLine } from '../../reports/plain';
import { summary } from '../../reports/summary';
import { statusUpdateDraft } from '../../reports/updateDraft';
import { copyAndConfirm, copyText } from '../kit/clipboard';
import { dueWords, updateClocks } from '../kit/clockWords';
import type { Sender } from './composer/composer';
import type { CompositionOf } from './composer/composition';
import { sentSentence } from './composer/words';
import { Refusal } from '../kit/failures';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer, type Position, type Step } from '../kit/prompts/steps';
import { minutesChoice, upcomingChoice } from '../kit/prompts/upcoming';
import { ago, confirm, label, timeOfDay } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { choicePart, part, textPart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import type { MessagesKit } from './messagesKit';
import { inform, warn } from '../kit/notices';
import * as operations from '../../app/operations/messages';

const { t } = vscode.l10n;
const MINUTE = 60_000;
/** The usual minutes until the next update. */
const CADENCE = [15, 20, 30, 60];
const SNOOZES = [5, 10, 15, 30];
const MOST_MINUTES = 7 * 1440;

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
}

/** Asks to whom and how it stands, and opens a draft; with a text given, posts that at once. */
async function postUpdate(kit: MessagesKit, incident: Incident, argument: unknown): Promise<undefined> {
  const text = textPart(argument, 'text');
  const due = dueFrom(argument, kit.now());
  const { audience, status } = (await runSteps(given(argument), steps(kit, incident, argument))) ?? {};
  if (audience === undefined || status === undefined) return;
  const update: Update = { kind: 'update', incident: incident.id, audience, status };
  if (text === undefined) {
    const plain = audience === kit.settings.audiences()[0];
    await kit.composer.compose(update, statusUpdateDraft(incident, { audience, status, plain }, kit.now()));
    return;
  }
  await record(kit, update, text);
  await copyAndConfirm(text, sentSentence(update, kit.now()));
  await (due === undefined ? askNext(kit, update) : promise(kit, update, due));
}

/** Posts an edited update; when the next one is due is asked once its editor is closed. */
export function updateSender(kit: Kit): Sender<Update> {
  return async (update, text) => {
    await record(kit, update, text);
    return () => askNext(kit, update);
  };
}

async function record(kit: Kit, { incident: id, audience, status }: Update, text: string): Promise<void> {
  await perform(kit, operations.postUpdate, { incident: id, audience, status, text });
}

function given(argument: unknown): About {
  const audience = textPart(argument, 'audience');
  const status = choicePart(argument, 'status', UPDATE_STATUSES);
  return { ...(audience !== undefined && { audience }), ...(status !== undefined && { status }) };
}

function steps(kit: Kit, incident: Incident, argument: unknown): readonly Step<About>[] {
  const known = given(argument);
  const audiences = kit.settings.audiences();
  const asks: ((state: About, position: Position) => Promise<Answer<About>>)[] = [];
  if (known.audience === undefined && audiences.length > 1) {
    asks.push((state, position) => askAudience(kit, incident, state, position));
  }
  if (known.status === undefined) asks.push((state, position) => askStatus(incident, state, position));
  const only = (state: About): About => ({ audience: audiences[0] ?? '', ...state });
  return [
    ...asks.map(
      (ask, index): Step<About> =>
        (state) =>
          ask(audiences.length > 1 ? state : only(state), { step: index + 1, total: asks.length }),
    ),
    (state) => Promise.resolve(only(state)),
  ];
}

async function askAudience(
  { settings, now }: Kit,
  incident: Incident,
  state: About,
  position: Position,
): Promise<Answer<About>> {
  const last = incident.updates.at(-1)?.audience;
  const promised = updateClocks(incident);
  const audience = await pickOne<string>({
    title: t('Post Status Update'),
    placeholder: t('Who is it for?'),
    choices: settings.audiences().map((each) => {
      const told = incident.updates.filter((update) => update.audience === each).at(-1);
      const next = promised.find((clock) => clock.audience === each);
      const facts = [
        told === undefined
          ? t('nothing yet')
          : t('last: {0}, {1}', updateStatusName(told.status, t), ago(told.at, now())),
        ...(next === undefined ? [] : [t('next {0}', dueWords(next, now()))]),
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
    investigating: t('something is wrong, and we look for the cause'),
    identified: t('we know the cause, and work on it'),
    monitoring: t('measures are taken, and we watch whether they hold'),
    resolved: t('it is over'),
  };
  const status = await pickOne<UpdateStatus>({
    title: t('Post Status Update to {0}', oneLine(audience)),
    placeholder: t('How does it stand?'),
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

/** When the next update comes: in minutes from the answer on, at a time, or not at all. */
type Next = { readonly minutes: number } | { readonly at: number } | 'none';

/** Asks when the next update is due. Escape promises nothing: what was posted stays posted. */
async function askNext(kit: Kit, update: Update): Promise<void> {
  if (update.status === 'resolved') return;
  const incident = kit.store.state.incidents.get(update.incident);
  if (incident === undefined) return;
  const now = kit.now();
  const { majorSeverities } = kit.settings.waitingRules();
  const last = lastPromise(incident, update.audience);
  const likely = last ?? (majorSeverities.includes(incident.severity) ? 20 : 30);
  const cadence = [...new Set([...CADENCE, ...(last === undefined || last > MOST_MINUTES ? [] : [last])])];
  const choices = cadence
    .sort((a, b) => a - b)
    .map((minutes): Choice<Next> => ({ ...minutesChoice(minutes, now, now), value: { minutes } }));
  const next = await pickOne<Next>({
    title: t('Next Update to {0}', oneLine(update.audience)),
    placeholder: t('When do they hear from you again? Or type 25 or 15:30. Escape promises nothing'),
    choices: [...choices, { label: t('None promised'), value: 'none' }],
    active: (each) => each !== 'none' && 'minutes' in each && each.minutes === likely,
    typed: (text) => {
      const { value, ...row } = upcomingChoice(text, kit.now());
      return value === undefined ? row : { ...row, value: { at: value } };
    },
  });
  if (next !== undefined && next !== BACK) await promise(kit, update, next);
}

async function promise(kit: Kit, { incident, audience, status }: Update, next: Next): Promise<void> {
  if (status === 'resolved' && next === 'none') return;
  const at = next === 'none' ? undefined : 'at' in next ? next.at : kit.now() + next.minutes * MINUTE;
  await perform(kit, operations.promiseUpdate, { incident, audience, due: at ?? null });
  confirm(
    at === undefined
      ? t('No next update promised to {0}', label(audience))
      : t('Next update to {0} due {1}', label(audience), timeOfDay(at, kit.now())),
  );
}

/** When the next update is due, as an argument says: minutes, a time, or null and `none` for no promise. */
function dueFrom(argument: unknown, now: number): Next | undefined {
  const value = part(argument, 'due');
  if (value === undefined) return undefined;
  if (value === null || value === 'none') return 'none';
  if (typeof value === 'number') return { minutes: minutesFrom(value, 'due') };
  const at = upcomingFrom(value, now);
  if (at === undefined) throw new Refusal(t('The argument “{0}” is not a time to come.', 'due'));
  return { at };
}

function minutesFrom(value: unknown, name: string): number {
  if (typeof value === 'number' && value > 0 && value <= MOST_MINUTES) return value;
  throw new Refusal(t('The argument “{0}” must be a number of minutes.', name));
}

/** A time to come given as an argument: a Date, ISO 8601, or anything that can be typed; undefined if it is none. */
export function upcomingFrom(value: unknown, now: number): number | undefined {
  const isIso = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);
  if (isIso || value instanceof Date) {
    const at = new Date(value).getTime();
    return at > now ? at : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const read = parseUpcoming(value, now);
  return read.kind === 'time' ? read.at : undefined;
}

/** Puts the reminder of an update off; the promise stays. */
async function snoozeUpdate(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const minutes = part(argument, 'minutes');
  const length = minutes === undefined ? undefined : minutesFrom(minutes, 'minutes');
  const audience = await promisedAudience(kit, incident, textPart(argument, 'audience'));
  const promised = audience === undefined ? undefined : incident.nextUpdates.get(audience);
  if (audience === undefined || promised === undefined) return;
  // A reminder that has not come yet is put off from when it would come.
  const from = (now: number) => Math.max(promised.due, now);
  const until = length === undefined ? await askUntil(kit, audience, from) : from(kit.now()) + length * MINUTE;
  if (until === undefined) return;
  await perform(kit, operations.snoozeUpdate, { incident: incident.id, audience, until });
  confirm(t('Reminded again {0}; the promise stays', timeOfDay(until, kit.now())));
}

async function promisedAudience(
  { now }: Kit,
  incident: Incident,
  named: string | undefined,
): Promise<string | undefined> {
  const promised = updateClocks(incident);
  const known = promised.find(({ audience }) => audience === named);
  const [first] = promised;
  if (first === undefined || (named !== undefined && known === undefined)) {
    void inform(
      named === undefined || first === undefined
        ? t('No update is promised, so there is none to snooze.')
        : t('No update is promised to {0}.', oneLine(named)),
    );
    return undefined;
  }
  if (known !== undefined || promised.length === 1) return (known ?? first).audience;
  const answer = await pickOne<string>({
    title: t('Snooze Update'),
    placeholder: t('Which update?'),
    choices: promised.map((clock) => ({
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
    placeholder: t('For how long? Or type 25 or 15:30. The promise stays as it is'),
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

async function copySummary(kit: Kit, incident: Incident): Promise<undefined> {
  if (await copyText(summary(incident, kit.now()))) confirm(t('Copied the summary of {0}', label(incident.title)));
  else void warn(t('The summary could not be copied to the clipboard.'));
}
