import { createHash } from 'node:crypto';
import type { Composition } from './composition';

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
    .replace(/(?<![ .])[ .]+$/, '');
  if (plain === name) return plain;
  return `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
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
  const counts = new Map<string, number>();
  // Only lines that tell something, and that stand once in the draft, are sure to be meant.
  for (const line of old) if (line.trim() !== '') counts.set(line, (counts.get(line) ?? 0) + 1);
  const changed = new Map<string, string>();
  for (const [index, line] of old.entries()) {
    if (counts.get(line) === 1) changed.set(line, fresh[index] ?? '');
  }
  if (changed.size === 0) return typed;
  return typed
    .split('\n')
    .map((line) => changed.get(line) ?? line)
    .join('\n');
}

function headTakenOver(typed: string, before: string, after: string): string {
  const [head = '', ...rest] = typed.split('\n');
  return head === before ? [after, ...rest].join('\n') : typed;
}
