import type { CalendarDay } from './calendar';
import type { ZoneMeaning } from './abbreviations';

/** Why a text that was meant as a time is not taken for one. `text` is the part that is meant. */
export type Refusal =
  /** It looks like a time and is none, or goes on where a time should end. */
  | { readonly why: 'unreadable' }
  /** 25:99, 13 pm. */
  | { readonly why: 'noSuchClock'; readonly text: string }
  /** 30 February, or a day of the week that does not fit the date. */
  | { readonly why: 'noSuchDate'; readonly text: string }
  | { readonly why: 'wrongWeekday'; readonly text: string; readonly weekday: number }
  /** A day without a time of day. */
  | { readonly why: 'noClock'; readonly text: string }
  /** `this morning`, `a few minutes ago`, `at 9`. */
  | { readonly why: 'vague'; readonly text: string }
  /** 14:05-14:10 */
  | { readonly why: 'range'; readonly text: string }
  /** 03/04/2026 */
  | { readonly why: 'ambiguousDate'; readonly text: string; readonly meanings: readonly CalendarDay[] }
  | { readonly why: 'ambiguousZone'; readonly text: string; readonly meanings: readonly ZoneMeaning[] }
  | { readonly why: 'unknownZone'; readonly text: string }
  /** `14:05 +10`, `14:05 BOT`: a zone or text. */
  | { readonly why: 'unclearZone'; readonly text: string }
  /** The clocks jumped over it; `from` and `to` are times of day. */
  | { readonly why: 'skipped'; readonly text: string; readonly from: string; readonly to: string };
