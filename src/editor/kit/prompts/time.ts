import * as vscode from 'vscode';
import { parseTime } from '../../../domain/when';
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
  const choices: Choice<number>[] = [
    { label: t('Just now'), value: now },
    ...[5, 15, 30].map((minutes) => ({ label: t('{0} minutes ago', minutes), value: now - minutes * MINUTE })),
    { label: t('1 hour ago'), value: now - 60 * MINUTE },
  ].map((choice) => ({ ...choice, description: timeOfDay(choice.value, now) }));
  const { suggested, suggestion, ...rest } = options;
  if (suggested !== undefined) {
    const description = [suggestion, ago(suggested, now)].filter((part) => part !== undefined).join(' · ');
    choices.unshift({ label: timeOfDay(suggested, now), description, value: suggested });
  }
  return pickOne({ ...rest, choices, typed: (text) => typedTime(text, now) });
}

function typedTime(text: string, now: number): Choice<number> {
  const when = parseTime(text, now);
  if (when.kind === 'time') {
    return { label: timeOfDay(when.at, now), description: ago(when.at, now), value: when.at };
  }
  return { icon: 'error', label: label(whenSentence(when, now) ?? '') };
}
