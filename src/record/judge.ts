import type { RecordedEvent } from '../domain/events';
import { compareEvents, inTotalOrder, latestPlausibleTime, merged, plausibleClock } from '../domain/order';
import type { FileContent, LineProblem } from './tail';

/** A line of a file that could not be taken up, or (line 0) something about the whole file. */
export interface RecordProblem {
  readonly file: string;
  readonly line: number;
  readonly fault:
    | LineProblem['fault']
    | { readonly code: 'unreadable'; readonly message: string }
    /** Its name is not that of a record's file. */
    | { readonly code: 'badName' }
    /** Another event under the id of one that stands. */
    | { readonly code: 'sameId'; readonly event: string }
    /** The incident was declared already. */
    | { readonly code: 'secondDeclaration' }
    /** A logical clock far beyond all others, or a date in the far future: such entries stand in the order of their time. */
    | { readonly code: 'implausibleClock' | 'implausibleTime' }
    /** An event that the fold could not take up. */
    | { readonly code: 'unfolded'; readonly event: string };
}

/** All that the record holds of one incident. Replaced whole whenever something is added. */
export interface IncidentLog {
  /** In their total order, each identity once. */
  readonly events: readonly RecordedEvent[];
  readonly problems: readonly RecordProblem[];
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly content: FileContent;
}

/**
 * What stands of all that was found. Of several events under one id, or several declarations, one stands: what this process
 * wrote, then what it took up before, then what stands where its writer puts it; the others are reported.
 */
export function judge(
  incident: string,
  own: readonly RecordedEvent[],
  files: readonly (readonly [file: string, content: FileContent])[],
  before: IncidentLog | undefined,
): IncidentLog {
  // What this process wrote goes on growing: what is published must not.
  const lists = [[...own], ...files.map(([, content]) => content.events)];
  const problems = files.flatMap(([file, { problems: found }]) =>
    found.map((problem): RecordProblem => ({ file, ...problem })),
  );
  const refused = new Set<RecordedEvent>();
  const doubtful = isDoubtful(own, files);
  if (doubtful) {
    const all = lists.flat();
    const places = placesOf(files);
    const known = new Set(before?.events);
    const rank = (event: RecordedEvent): number => {
      if (!places.has(event)) return -1;
      if (known.has(event)) return 0;
      return isInPlace(event, places.get(event)) ? 1 : 2;
    };
    const refuse = (event: RecordedEvent, fault?: RecordProblem['fault']) => {
      refused.add(event);
      const { file, line } = places.get(event) ?? { file: `${event.writer}.jsonl`, line: 0 };
      if (fault !== undefined) problems.push({ file, line, fault });
    };
    for (const [id, [first, ...others]] of sameIds(all)) {
      const standing = [first, ...others].reduce((best, event) => (rank(event) < rank(best) ? event : best));
      for (const event of [first, ...others]) {
        if (event === standing) continue;
        refuse(event, isSame(event, standing) ? undefined : { code: 'sameId', event: id });
      }
    }
    const declarations = all.filter((event) => event.type === 'incident.declared' && !refused.has(event));
    declarations.sort(
      (a, b) =>
        rankOfDeclaration(rank(a), a, incident) - rankOfDeclaration(rank(b), b, incident) || compareEvents(a, b),
    );
    for (const event of declarations.slice(1)) refuse(event, { code: 'secondDeclaration' });
  }
  const events = doubtful ? inTotalOrder(lists.flat().filter((event) => !refused.has(event))) : merged(lists);
  return { events, problems: [...problems, ...implausible(incident, events)] };
}

/** Whether anything might stand twice: where every event is numbered in its own writer's file, nothing can. */
function isDoubtful(own: readonly RecordedEvent[], files: readonly (readonly [string, FileContent])[]): boolean {
  const doubts = files.reduce((sum, [, { doubtful }]) => sum + doubtful.size, 0);
  const isDeclared = own.some(({ type }) => type === 'incident.declared') ? 1 : 0;
  const [only] = files.flatMap(([, { doubtful }]) => (doubtful.size === 1 ? [...doubtful] : []));
  if (doubts + isDeclared > 1 || (doubts === 1 && only?.[0].type !== 'incident.declared')) return true;
  const writers = new Set(own.map(({ writer }) => `${writer}.jsonl`));
  return files.some(([file]) => writers.has(file));
}

function placesOf(files: readonly (readonly [string, FileContent])[]): Map<RecordedEvent, Place> {
  const places = new Map<RecordedEvent, Place>();
  for (const [file, content] of files) {
    for (const event of content.events) places.set(event, { file, line: content.doubtful.get(event) ?? 0, content });
  }
  return places;
}

/** Whether the event stands in its writer's own file under its own number, for the first time. */
function isInPlace(event: RecordedEvent, place: Place | undefined): boolean {
  const isOwn = place?.file === `${event.writer}.jsonl` && event.id === `${event.writer}-${event.seq}`;
  return isOwn && (event.type === 'incident.declared' || !place.content.doubtful.has(event));
}

/** The groups of events that have their id in common, in the order of the list. */
function sameIds(events: readonly RecordedEvent[]): Map<string, [RecordedEvent, ...RecordedEvent[]]> {
  const first = new Map<string, RecordedEvent>();
  const groups = new Map<string, [RecordedEvent, ...RecordedEvent[]]>();
  for (const event of events) {
    const known = first.get(event.id);
    if (known === undefined) first.set(event.id, event);
    else (groups.get(event.id) ?? groups.set(event.id, [known]).get(event.id))?.push(event);
  }
  return groups;
}

/** Safe for what the codec let through: it bounds the depth. */
function isSame(a: RecordedEvent, b: RecordedEvent): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Of declarations that are all new here, one of the time that the incident's id names comes first. */
function rankOfDeclaration(rank: number, event: RecordedEvent, incident: string): number {
  const digits = event.recordedAt.replaceAll(/\D/g, '');
  const isThen = `${digits.slice(0, 8)}-${digits.slice(8, 12)}` === incident.slice(0, 13);
  return rank <= 0 ? rank : isThen ? 1 : 2;
}

/** One problem a file for clocks and dates that cannot be right. */
function implausible(incident: string, events: readonly RecordedEvent[]): RecordProblem[] {
  const [clock, time] = [plausibleClock(events), latestPlausibleTime(incident)];
  const rows = new Map<string, RecordProblem>();
  for (const event of events) {
    if (event.clock <= clock && event.recordedAt < time) continue;
    const file = `${event.writer}.jsonl`;
    const code = event.clock > clock ? 'implausibleClock' : 'implausibleTime';
    rows.set(`${code} ${file}`, { file, line: 0, fault: { code } });
  }
  return [...rows.values()];
}
