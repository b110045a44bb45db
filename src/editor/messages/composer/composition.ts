import { createHash } from 'node:crypto';
import { DOUBTS, UPDATE_STATUSES, type Doubt, type Person, type UpdateStatus } from '../../../domain/events';

/** What a text that is being edited will be once it is sent. */
export type Composition =
  | { readonly kind: 'update'; readonly incident: string; readonly audience: string; readonly status: UpdateStatus }
  | {
      readonly kind: 'help';
      readonly incident: string;
      readonly doubts: readonly Doubt[];
      /** Names. */
      readonly people: readonly string[];
    }
  | {
      readonly kind: 'handover';
      readonly incident: string;
      readonly to?: Person;
      /** ISO 8601 in UTC; without `to`, when the work goes on. */
      readonly resumeAt?: string;
    };

export type CompositionKind = Composition['kind'];
export type CompositionOf<K extends CompositionKind> = Extract<Composition, { kind: K }>;

const NAME_LENGTH = 60;

/**
 * The name of its file without the extension, which people read on the tab: the same for every text of the same kind, and
 * the same audience, of one incident; safe on every file system.
 */
export function fileNameOf(composition: Composition): string {
  switch (composition.kind) {
    case 'update':
      return `Update to ${safe(composition.audience)}`;
    case 'help':
      return 'Request for help';
    case 'handover':
      return 'Handover note';
  }
}

/** A part of a file's name; what had to be changed for it gets a mark that keeps it apart from others. */
function safe(name: string): string {
  const characters = Array.from(name.replace(/[^\p{L}\p{N} ._-]/gu, '-'));
  const plain = characters
    .slice(0, NAME_LENGTH)
    .join('')
    .replace(/[ .]+$/, '');
  if (plain === name) return plain;
  return `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
}

/** Reads what a file says of a composition; undefined where it is damaged. */
export function compositionFrom(value: unknown): Composition | undefined {
  if (!isObject(value) || typeof value.incident !== 'string') return undefined;
  const { kind, incident } = value;
  if (kind === 'update') {
    const status = UPDATE_STATUSES.find((known) => known === value.status);
    if (status === undefined || typeof value.audience !== 'string') return undefined;
    return { kind, incident, audience: value.audience, status };
  }
  if (kind === 'help') {
    const doubts = DOUBTS.filter((doubt) => listOf(value.doubts).includes(doubt));
    const people = listOf(value.people).filter((name): name is string => typeof name === 'string');
    return { kind, incident, doubts, people };
  }
  if (kind !== 'handover') return undefined;
  const to = personFrom(value.to);
  const { resumeAt } = value;
  const isTime = typeof resumeAt === 'string' && Number.isFinite(Date.parse(resumeAt));
  return { kind, incident, ...(to !== undefined && { to }), ...(isTime && { resumeAt }) };
}

function personFrom(value: unknown): Person | undefined {
  if (!isObject(value) || typeof value.name !== 'string' || value.name === '') return undefined;
  return { name: value.name, ...(typeof value.email === 'string' && { email: value.email }) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a text still says what its draft said: white space aside, which formatters change. */
export function saysTheSame(text: string, draft: string): boolean {
  return text.replace(/\s+/g, ' ').trim() === draft.replace(/\s+/g, ' ').trim();
}

/**
 * A text that somebody has edited, with what a new draft says instead of the old one: lines that are still as the old
 * draft had them become those of the new one, as far as both drafts have the same lines in the same places.
 */
export function takenOver(typed: string, before: string, after: string): string {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  if (old.length !== fresh.length) return headTakenOver(typed, old[0] ?? '', fresh[0] ?? '');
  const changed = new Map(old.flatMap((line, index) => replacement(old, line, fresh[index] ?? '')));
  return typed
    .split('\n')
    .map((line) => changed.get(line) ?? line)
    .join('\n');
}

/** Only lines that tell something, and that stand once in the draft, are sure to be meant. */
function replacement(old: readonly string[], line: string, fresh: string): [string, string][] {
  const isOnce = old.filter((each) => each === line).length === 1;
  return line.trim() === '' || line === fresh || !isOnce ? [] : [[line, fresh]];
}

function headTakenOver(typed: string, before: string, after: string): string {
  const [head = '', ...rest] = typed.split('\n');
  return head === before ? [after, ...rest].join('\n') : typed;
}
