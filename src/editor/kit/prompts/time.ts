import * as vscode from 'vscode';
import { START_PRECISIONS, type StartPrecision } from '../../../domain/events';
import { parseTime, precisionOfTime } from '../../../domain/when';
import { startPrecisionName } from '../../../reports/sentences';
import { ago, label, timeOfDay, whenSentence } from '../words';
import { pickOne, type Choice } from './pick';
import type { Answer, Position } from './steps';

const { t } = vscode.l10n;
const MINUTE = 60_000;

export interface TimeOptions {
  readonly title: string;
  readonly placeholder: string;
  /** A time that is known already; it comes first. */
  readonly suggested?: number;
  /** What it stands for: `unchanged`. */
  readonly suggestion?: string;
  readonly position?: Position;
  readonly value?: string;
  /** Told of what is typed, to keep it. */
  readonly onType?: (text: string) => void;
}

/** Asks for a moment in the past: one of the usual ones, or any that is typed. Milliseconds. */
export function askTime(now: number, options: TimeOptions): Promise<Answer<number>> {
  const choices: Choice<number>[] = [...usualTimes(now)];
  const { suggested, suggestion, ...rest } = options;
  if (suggested !== undefined) {
    const description = [suggestion, ago(suggested, now)].filter((part) => part !== undefined).join(' · ');
    choices.unshift({ label: timeOfDay(suggested, now), description, value: suggested });
  }
  return pickOne({ ...rest, choices, typed: (text) => typedTime(text, now) });
}

function usualTimes(now: number): readonly (Choice<number> & { readonly value: number })[] {
  return [
    { label: t('Just now'), value: now },
    ...[5, 15, 30].map((minutes) => ({ label: t('{0} minutes ago', minutes), value: now - minutes * MINUTE })),
    { label: t('1 hour ago'), value: now - 60 * MINUTE },
  ].map((choice) => ({ ...choice, description: timeOfDay(choice.value, now) }));
}

/** When an incident started, and how well that is known: as well as its answer tells, so that nobody is asked for it. */
export interface Start {
  readonly at: number;
  readonly precision: StartPrecision;
}

export interface StartOptions extends Omit<TimeOptions, 'suggested' | 'suggestion'> {
  /** A start that is known already; it comes first, and with `isCorrection` once more for each way to know it otherwise. */
  readonly suggested?: Start;
  readonly suggestion?: string;
  readonly isCorrection?: boolean;
}

/** Asks when an incident started. What is typed as a clock is known to the minute, what is picked roughly. */
export function askStart(now: number, options: StartOptions): Promise<Answer<Start>> {
  const { suggested, suggestion, isCorrection = false, ...rest } = options;
  const choices: Choice<Start>[] = usualTimes(now).map((choice) => ({
    ...choice,
    value: { at: choice.value, precision: choice.value === now ? 'noticed' : 'roughly' },
  }));
  const known = suggested === undefined ? [] : knownStarts(suggested, suggestion, isCorrection, now);
  const typed = (text: string): Choice<Start> => {
    const { value, ...choice } = typedTime(text, now);
    return value === undefined ? choice : { ...choice, value: { at: value, precision: precisionOfTime(text, now) } };
  };
  return pickOne({ ...rest, choices: [...known, ...choices], typed });
}

function knownStarts(
  start: Start,
  suggestion: string | undefined,
  all: boolean,
  now: number,
): readonly Choice<Start>[] {
  const { at } = start;
  const others = all ? START_PRECISIONS.filter((precision) => precision !== start.precision) : [];
  const description = [suggestion, ago(at, now)].filter((part) => part !== undefined).join(' · ');
  return [
    { label: timeOfDay(at, now), description, value: start },
    ...others.map((precision) => ({
      label: t('{0}, {1}', timeOfDay(at, now), startPrecisionName(precision, t)),
      value: { at, precision },
    })),
  ];
}

function typedTime(text: string, now: number): Choice<number> {
  const when = parseTime(text, now);
  if (when.kind === 'time') {
    return { label: timeOfDay(when.at, now), description: ago(when.at, now), value: when.at };
  }
  return { icon: 'error', label: label(whenSentence(when, now) ?? '') };
}
