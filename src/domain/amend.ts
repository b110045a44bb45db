import type { EventOf, KnownEvent, RecordedEvent } from './events';
import type { Amendment, Retraction } from './incident';

export type AmendEvent = EventOf<'entry.amended'>;
export type RetractEvent = EventOf<'entry.retracted'>;

/** Whether an entry's wording can be amended; when it occurred can be amended for every entry. */
export function hasText(event: RecordedEvent): boolean {
  return textOf(event) !== undefined;
}

/** The wording of an entry that a person typed, if it has any. */
export function textOf(event: RecordedEvent): string | undefined {
  switch (event.type) {
    case 'note.added':
    case 'action.started':
    case 'evidence.added':
    case 'change.recorded':
    case 'hypothesis.added':
    case 'followUp.added':
      return event.data.text;
    case 'decision.logged':
      return event.data.decision;
    case 'action.finished':
      return event.data.result ?? '';
    default:
      return undefined;
  }
}

/** Whether an entry may be retracted: everything that was recorded by this version but the declaration itself. */
export function isRetractable(event: RecordedEvent): boolean {
  return event.type !== 'incident.declared' && event.type !== 'newer';
}

/** The event as it reads after an amendment; parts that it does not have are ignored. */
export function amended(event: KnownEvent, amendment: AmendEvent['data']): KnownEvent {
  const { occurredAt } = amendment;
  return { ...withNewText(event, amendment), ...(occurredAt !== undefined && { occurredAt }) };
}

function withNewText(event: KnownEvent, { text, information, tradeoff }: AmendEvent['data']): KnownEvent {
  switch (event.type) {
    case 'note.added':
      return text === undefined ? event : { ...event, data: { text } };
    case 'action.started':
      return text === undefined ? event : { ...event, data: { text } };
    case 'hypothesis.added':
      return text === undefined ? event : { ...event, data: { text } };
    case 'followUp.added':
      return text === undefined ? event : { ...event, data: { ...event.data, text } };
    case 'change.recorded':
      return text === undefined ? event : { ...event, data: { ...event.data, text } };
    case 'evidence.added':
      return text === undefined ? event : { ...event, data: { ...event.data, text } };
    case 'action.finished':
      return text === undefined ? event : { ...event, data: { ...event.data, result: text } };
    case 'decision.logged':
      return {
        ...event,
        data: {
          decision: text ?? event.data.decision,
          information: information ?? event.data.information,
          tradeoff: tradeoff === undefined ? event.data.tradeoff : tradeoff,
        },
      };
    default:
      return event;
  }
}

export interface Corrected {
  readonly event: RecordedEvent;
  readonly amendments: readonly Amendment[];
  readonly retraction?: Retraction;
}

/** Whether the event only says something about another entry. */
export function isCorrection(event: RecordedEvent): event is AmendEvent | RetractEvent {
  return event.type === 'entry.amended' || event.type === 'entry.retracted';
}

/** The amendments and retractions of a record, by the entry that they correct. */
export class Corrections {
  private readonly byEntry = new Map<string, (AmendEvent | RetractEvent)[]>();
  /** 1 where an entry with an id that ends so is corrected: an id whose end has 0 need not be looked up. */
  private readonly ends = new Uint8Array(ENDS);

  /** `events` in their total order. */
  constructor(events: readonly RecordedEvent[]) {
    for (const event of events) {
      if (!isCorrection(event)) continue;
      const { entry } = event.data;
      this.ends[endOf(entry)] = 1;
      const known = this.byEntry.get(entry);
      if (known === undefined) this.byEntry.set(entry, [event]);
      else known.push(event);
    }
  }

  /**
   * The event as it stands after all corrections; undefined where there
   * are none, as of almost every event.
   */
  applyTo(original: RecordedEvent): Corrected | undefined {
    if (this.ends[endOf(original.id)] === 0) return undefined;
    const corrections = this.byEntry.get(original.id);
    if (corrections === undefined || original.type === 'newer') return undefined;
    let event: KnownEvent = original;
    let retraction: Retraction | undefined;
    const amendments: Amendment[] = [];
    for (const correction of corrections) {
      const at = Date.parse(correction.recordedAt);
      if (correction.type === 'entry.amended') {
        amendments.push({ by: correction.author, at, before: event });
        event = amended(event, correction.data);
      } else if (isRetractable(original)) {
        const { why } = correction.data;
        retraction ??= { by: correction.author, at, ...(why !== undefined && { why }) };
      }
    }
    return { event, amendments, ...(retraction && { retraction }) };
  }
}

/** A power of two: several times the corrections of a long record. */
const ENDS = 2 ** 16;
/** Characters that make up the end: the number of an event among its writer's. */
const END = 6;

/** A number below ENDS for the last characters of an id. */
function endOf(id: string): number {
  let end = 0;
  for (let at = Math.max(0, id.length - END); at < id.length; at++) end = (end * 33 + id.charCodeAt(at)) % ENDS;
  return end;
}
