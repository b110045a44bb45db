import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventData, EventType, KnownEvent, RecordedEvent } from '../../src/domain/events';
import { iso } from '../../src/domain/time';
import { encode } from '../../src/record/codec';
import type { Placement } from '../../src/record/folder';
import { ADA, INCIDENT, START } from './events';

/** Makes the event for a place in the record. */
export function placed<T extends EventType>(type: T, data: EventData[T]): (placement: Placement) => KnownEvent {
  return (placement) => ({ v: 1, ...placement, recordedAt: iso(START), author: ADA, type, data }) as KnownEvent;
}

export function note(text: string): (placement: Placement) => KnownEvent {
  return placed('note.added', { text });
}

/** What the notes among the events say. */
export function notes(events: readonly RecordedEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'note.added' ? [event.data.text] : []));
}

/** Writes another writer's file of the incident: events, which become that writer's, or lines as they are. Returns its path. */
export async function writeFileOf(
  root: string,
  writer: string,
  lines: readonly (KnownEvent | string)[],
  incident = INCIDENT,
): Promise<string> {
  await mkdir(join(root, incident), { recursive: true });
  const path = join(root, incident, `${writer}.jsonl`);
  await writeFile(
    path,
    lines.map((line) => (typeof line === 'string' ? line : encode(writtenBy(writer, line, incident)))).join(''),
  );
  return path;
}

/** The event as that writer records it. */
export function writtenBy(writer: string, event: KnownEvent, incident = INCIDENT): KnownEvent {
  return { ...event, incident, writer, id: `${writer}-${event.seq}` };
}

/** The files of an incident with what stands in them. */
export async function filesOf(root: string, incident = INCIDENT): Promise<Record<string, string>> {
  const names = (await readdir(join(root, incident))).toSorted();
  const contents = names.map(async (name) => [name, await readFile(join(root, incident, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(contents));
}
