import type { Instant } from '../incident';
import type { Precision } from './clockText';
import type { Refusal } from './refusal';

/** A time that stands in a text. */
export interface TimeRead {
  readonly kind: 'time';
  readonly at: Instant;
  /** How much of the text was the time, from its beginning. */
  readonly end: number;
  /** The zone as it was given: `UTC-08:00`, `PST`, `America/New_York`; left out where none was. */
  readonly zone?: string;
  readonly precision: Precision;
  /** It was given as a length of time before now: `20m ago`. */
  readonly isLength?: true;
  /** No day was given: it is today, or as near as the direction asks for. */
  readonly assumedDay: boolean;
}

export interface TimeRefused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
  /** How much of the text is meant. */
  readonly end: number;
}

export type Reading = TimeRead | TimeRefused | { readonly kind: 'none' };
