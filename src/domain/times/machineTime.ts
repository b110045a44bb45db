import type { Instant } from '../incident';
import { epochOf } from './epoch';

const STAMP = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s?(?:(Z|UTC|GMT)|([+-]\d\d):?(\d\d)?)?$/i;

/**
 * The moment of a stamp that a machine wrote: ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970; where no
 * zone is written, by the clock of this machine. Small, unlike `writtenTime`, which reads what people write, too.
 */
export function machineTime(value: unknown): Instant | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? ofNumber(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{10,19}(?:\.\d{1,9})?$/.test(text)) {
    const [figures = '', fraction] = text.split('.');
    return epochOf(figures, fraction);
  }
  const [, day, clock, fraction = '0', utc, hours, minutes = '00'] = STAMP.exec(text) ?? [];
  if (day === undefined || clock === undefined) return undefined;
  const zone = utc !== undefined ? 'Z' : hours === undefined ? '' : `${hours}:${minutes}`;
  const at = Date.parse(
    `${day}T${clock.length === 5 ? `${clock}:00` : clock}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`,
  );
  return at >= 0 ? at : undefined;
}

/** The first of these that is a time. */
export function firstMachineTime(...values: readonly unknown[]): Instant | undefined {
  for (const value of values) {
    const at = machineTime(value);
    if (at !== undefined) return at;
  }
  return undefined;
}

function ofNumber(value: number): Instant | undefined {
  const [figures = '', fraction] = (Number.isInteger(value) ? BigInt(value).toString() : String(value)).split('.');
  return epochOf(figures, fraction);
}
