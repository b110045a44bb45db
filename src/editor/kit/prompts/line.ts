import * as vscode from 'vscode';
import { parseLeadingTime, type When } from '../../../domain/when';
import type { Drafts } from '../drafts';
import type { Secrets } from '../secrets';
import { withoutLinks } from '../notices';
import { whenSentence } from '../words';
import { SecretHint } from './secretHint';
import { BACK, closeAfterNext, type Answer, type Position } from './steps';

const { t } = vscode.l10n;

/** What a person typed into a one-line prompt. */
export interface Line {
  readonly text: string;
  /** When it happened, where the line began with a time. Milliseconds. */
  readonly at?: number;
  /** The line as typed, to be offered again. */
  readonly typed: string;
}

export interface LineOptions {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** The key under which what is typed is kept until it is recorded. */
  readonly draft: string;
  /** The text that stands in the input where there is no draft; a time in front of it is part of the text. */
  readonly value?: string;
  /** An empty line is an answer too. */
  readonly optional?: boolean;
  /** How long the text may be. Characters. */
  readonly most?: number;
  readonly position?: Position;
  /** Says what is wrong with a line that is otherwise fine. */
  readonly check?: (line: Line) => string | undefined;
}

export interface LinePrompts {
  readonly drafts: Drafts;
  readonly now: () => number;
  readonly secrets: Secrets;
}

/**
 * Asks for one line. A time in front of it dates the entry: how it was understood is shown under the input while one
 * types; one that is in the future or cannot be read keeps the prompt open. What is typed outlives Escape.
 */
export function askLine({ drafts, now, secrets }: LinePrompts, options: LineOptions): Promise<Answer<Line>> {
  const input = vscode.window.createInputBox();
  const draft = drafts.get(options.draft);
  input.title = options.title;
  input.prompt = withoutLinks(options.prompt);
  input.placeholder = options.placeholder ?? '';
  input.value = draft === '' ? asText(options.value ?? '', now()) : draft;
  input.ignoreFocusOut = true;
  const back = options.position !== undefined && options.position.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  input.buttons = back;
  if (options.position !== undefined) {
    input.step = options.position.step;
    input.totalSteps = options.position.total;
  }

  /** Shows how the line reads, and gives it if it can be accepted. */
  const read = (accepting: boolean): Line | undefined => {
    const when = parseLeadingTime(input.value, now());
    const line = lineOf(when, input.value);
    const problem = line === undefined ? timeProblem(when, now()) : problemOf(line, options, accepting);
    if (problem !== undefined) {
      input.validationMessage = { message: withoutLinks(problem), severity: vscode.InputBoxValidationSeverity.Error };
      return undefined;
    }
    const understood = [whenSentence(when, now()), hint.sentence].filter((sentence) => sentence !== undefined);
    const { Info, Warning } = vscode.InputBoxValidationSeverity;
    input.validationMessage =
      understood.length === 0
        ? undefined
        : { message: withoutLinks(understood.join(' ')), severity: hint.sentence === undefined ? Info : Warning };
    return line;
  };
  const hint = new SecretHint(secrets, () => {
    input.buttons = hint.isOffered ? [...back, hint.button] : back;
    read(false);
  });

  return new Promise((resolve) => {
    const finish = (answer: Answer<Line>) => {
      void hint.end(answer !== undefined && answer !== BACK);
      resolve(answer);
      closeAfterNext(input);
    };
    input.onDidChangeValue((value) => {
      drafts.keep(options.draft, value);
      read(false);
      hint.look(value);
    });
    input.onDidTriggerButton((button) => {
      if (button === hint.button) void hint.toggle();
      else finish(BACK);
    });
    input.onDidAccept(() => {
      const line = read(true);
      if (line !== undefined) finish(line);
    });
    input.onDidHide(() => finish(undefined));
    input.show();
    if (input.value === '') return;
    read(false);
    hint.look(input.value);
  });
}

/** What is wrong with a leading time; it may also have been meant as text. */
function timeProblem(when: When, now: number): string {
  return t('{0} Begin with a space to keep it as text.', whenSentence(when, now) ?? '');
}

/** The line that reads as this text and nothing else. */
function asText(text: string, now: number): string {
  return parseLeadingTime(text, now).kind === 'none' ? text : ` ${text}`;
}

function lineOf(when: When, typed: string): Line | undefined {
  if (when.kind === 'none') return { text: when.text, typed };
  if (when.kind === 'time') return { text: when.text, at: when.at, typed };
  return undefined;
}

function problemOf(line: Line, options: LineOptions, accepting: boolean): string | undefined {
  if (accepting && line.text === '' && options.optional !== true) {
    return t('Enter some text, or press Escape to cancel.');
  }
  const over = line.text.length - (options.most ?? Infinity);
  if (over > 0) return t('{0} characters too long. The most is {1}.', over, options.most ?? 0);
  return line.text === '' ? undefined : options.check?.(line);
}
