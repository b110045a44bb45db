import type * as vscode from 'vscode';
import type { Person } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import type { Kit } from '../kit/kit';

const KEY = 'differentOutages';
/** Two incidents that are asked about are of the same hour: older answers are of no use. */
const MOST_KEPT = 50;

/** Who declared it; undefined where that is missing from the record. */
export function declarerOf({ entries }: Incident): Person | undefined {
  return entries.find(({ event }) => event.type === 'incident.declared')?.event.author;
}

/** Remembers that these two are not the same outage. */
export async function rememberDifferent({ memory, store }: Kit, a: string, b: string): Promise<void> {
  const known = memory.get<readonly string[]>(KEY, []);
  await memory.update(KEY, [...known, pair(a, b)].slice(-MOST_KEPT));
  store.changed.fire();
}

/** Whether somebody said here that they are not the same outage. */
export function areDifferent(memory: vscode.Memento, a: string, b: string): boolean {
  return memory.get<readonly string[]>(KEY, []).includes(pair(a, b));
}

function pair(a: string, b: string): string {
  return [a, b].sort().join(' ');
}
