import * as vscode from 'vscode';
import type { UpdateStatus } from '../../domain/events';
import type { Incident, Instant } from '../../domain/incident';
import { lastPromise } from '../../domain/updateStatus';
import { readNextUpdate, wholeMinute, withNextUpdate } from '../../reports/nextUpdate';
import { oneLine, shortened } from '../../reports/plain';
import type { Kit } from '../kit/kit';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, type Answer, type Position } from '../kit/prompts/steps';
import { ahead, minutesChoice, upcomingChoice } from '../kit/prompts/upcoming';
import { timeOfDay } from '../kit/words';
import { MOST_MINUTES } from './upcoming';

const { t } = vscode.l10n;
const MINUTE = 60_000;
/** The usual minutes until the next update. */
const CADENCE = [15, 20, 30, 60];

/** When the next update is due; null: no next update. */
export type Next = Instant | null;

/** The text of an update, and when the next one is due: both say the same. */
export interface Agreed {
  readonly text: string;
  /** Undefined after a resolved update: nothing more is due. */
  readonly due?: Next;
}

/** As the text of an update can say it: a whole minute, and not over. */
export function asDue(at: Instant, now: Instant): Instant {
  const minute = wholeMinute(at);
  return minute > now ? minute : minute + MINUTE;
}

/** When the next update is due by the text of this one; undefined where that must be asked. */
export function dueByText(text: string, now: Instant): Next | undefined {
  const written = readNextUpdate(text, now);
  if (written.kind === 'none') return null;
  return written.kind === 'time' ? asDue(written.at, now) : undefined;
}

/** The text with that due time in it, unless it names one of its own that can be read: that is what people are told. */
export function agreedWith(text: string, due: Next, now: Instant): Agreed {
  const own = dueByText(text, now);
  return own === undefined ? { text: withNextUpdate(text, due, now).trim(), due } : { text, due: own };
}

/**
 * The text that is sent, and the due time that it names. Where it names none that can be met, asks for one and puts it into
 * the text; undefined after Escape. `chosen` is what was chosen before the text was written.
 */
export async function agree(
  kit: Kit,
  {
    incident,
    audience,
    status,
  }: { readonly incident: string; readonly audience: string; readonly status: UpdateStatus },
  text: string,
  chosen: Next | undefined,
): Promise<Agreed | undefined> {
  if (status === 'resolved') return { text };
  const now = kit.now();
  const due = dueByText(text, now);
  if (due !== undefined) return { text, due };
  const written = readNextUpdate(text, now);
  if (written.kind === 'missing' && chosen === null) return { text, due: null };
  const found = kit.store.state.incidents.get(incident);
  const suggested = typeof chosen === 'number' && chosen > now ? chosen : undefined;
  const next = await askNext(kit, found, { audience, suggested, problem: problemOf(written, now) });
  return next === undefined || next === BACK ? undefined : agreedWith(text, next, kit.now());
}

/** What is wrong with what a text says of the next update. */
function problemOf(written: ReturnType<typeof readNextUpdate>, now: Instant): string {
  switch (written.kind) {
    case 'past':
      return t('The text says {0}, which has passed. When is the next update due?', timeOfDay(written.at, now));
    case 'unreadable':
      return t('Can’t read “{0}” as a time. When is the next update due?', shortened(written.text, 40));
    default:
      return t('The text doesn’t say when the next update is due. When is it?');
  }
}

interface Question {
  readonly audience: string;
  /** What was chosen or written before. */
  readonly suggested?: Instant | undefined;
  /** Why it is asked, where it was asked before. */
  readonly problem?: string;
  readonly position?: Position;
}

/** Asks when the next update is due: what is likely is one Enter away. */
export async function askNext(
  { settings, now }: Kit,
  incident: Incident | undefined,
  { audience, suggested, problem, position }: Question,
): Promise<Answer<Next>> {
  const asked = now();
  const last = incident === undefined ? undefined : lastPromise(incident, audience);
  const isMajor = incident !== undefined && settings.waitingRules().majorSeverities.includes(incident.severity);
  const likely = last ?? (isMajor ? 20 : 30);
  const cadence = new Set([...CADENCE, ...(last === undefined || last > MOST_MINUTES ? [] : [last])]);
  // Minutes count from the answer on.
  type Value = { readonly minutes: number } | { readonly at: Next };
  const before: Choice<Value>[] =
    suggested === undefined
      ? []
      : [
          {
            label: timeOfDay(suggested, asked),
            description: t('as in the draft · {0}', ahead(suggested, asked)),
            value: { at: suggested },
          },
        ];
  const answer = await pickOne<Value>({
    title: t('Next Update to {0}', oneLine(audience)),
    placeholder: problem ?? t('When is the next update due? Or type 25 or 15:30'),
    choices: [
      ...before,
      ...[...cadence]
        .sort((a, b) => a - b)
        .map((minutes): Choice<Value> => ({ ...minutesChoice(minutes, asked, asked), value: { minutes } })),
      { label: t('No next update'), value: { at: null } },
    ],
    active: (value) =>
      'minutes' in value ? suggested === undefined && value.minutes === likely : value.at === suggested,
    typed: (text) => {
      const { value, ...row } = upcomingChoice(text, now());
      return value === undefined ? row : { ...row, value: { at: value } };
    },
    ...(position !== undefined && { position }),
  });
  if (answer === undefined || answer === BACK) return answer;
  const at = 'at' in answer ? answer.at : now() + answer.minutes * MINUTE;
  return at === null ? null : asDue(at, now());
}
