import type { Refusal } from '../domain/times/refusal';
import type { CalendarDay } from '../domain/times/calendar';
import type { ZoneMeaning } from '../domain/times/abbreviations';
import { offsetAt, offsetText } from '../domain/times/zones';
import { shortened } from './plain';
import type { Translate } from './translate';

/** Why a text is not taken for a time, and what to type instead. `typed` is what was meant as one. */
export function refusalSentence(refusal: Refusal, typed: string, t: Translate): string {
  const text = shortened('text' in refusal ? refusal.text : typed, 40);
  switch (refusal.why) {
    case 'unreadable':
    case 'noSuchClock':
      return t('Can’t read “{0}” as a time. Try 14:05, 20m ago, or paste a timestamp.', shortened(typed, 40));
    case 'noSuchDate':
      return t('“{0}” is not a date in the calendar.', text);
    case 'wrongWeekday':
      return t('{0} is a {1}. Check the date, or leave out the weekday.', text, weekdayName(refusal.weekday, t));
    case 'noClock':
      return t('“{0}” has no time of day. Add one, such as 14:05.', text);
    case 'vague':
      return t('“{0}” is too vague. Try 9:10, 21:10 or 20m ago.', text);
    case 'range':
      return t('“{0}” is a range. Enter one time.', text);
    case 'ambiguousDate':
      return ambiguousDate(text, refusal.meanings, t);
    case 'ambiguousZone':
      return ambiguousZone(text, refusal.meanings, t);
    case 'unknownZone':
      return t('“{0}” is not a known time zone. Try UTC+02:00 or Europe/Berlin.', text);
    case 'unclearZone':
      return t('“{0}” may be a time zone or text. Type the zone as UTC+02:00, or a comma before text.', text);
    case 'skipped':
      return t('{0} doesn’t exist on that day: the clocks went from {1} to {2}.', text, refusal.from, refusal.to);
  }
}

function ambiguousDate(text: string, meanings: readonly CalendarDay[], t: Translate): string {
  const [first, second] = meanings;
  if (first === undefined || second === undefined) {
    return t('“{0}” may be day and month or month and day. Type the name of the month.', text);
  }
  return t('“{0}” may be {1} or {2}. Type the one you mean.', text, dateText(first), dateText(second));
}

function ambiguousZone(text: string, meanings: readonly ZoneMeaning[], t: Translate): string {
  const [first, second, third] = meanings.map(({ name, zone }) => `${name} (${offsetText(offsetAt(zone, 0))})`);
  if (first === undefined || second === undefined)
    return t('“{0}” is not a known time zone. Try UTC+02:00 or Europe/Berlin.', text);
  return third === undefined
    ? t('“{0}” may be {1} or {2}. Type the offset instead.', text, first, second)
    : t('“{0}” may be {1}, {2} or {3}. Type the offset instead.', text, first, second, third);
}

function dateText({ year, month, day }: CalendarDay): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}`;
}

function weekdayName(weekday: number, t: Translate): string {
  const names = [t('Sunday'), t('Monday'), t('Tuesday'), t('Wednesday'), t('Thursday'), t('Friday'), t('Saturday')];
  return names[weekday] ?? '';
}
