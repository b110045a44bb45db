/** A file that a log was moved to: which log, and how long ago. */
interface Rotated {
  readonly log: string;
  /** `3` of `app.log.3`; a date is less the later it is. */
  readonly age: number;
}

const COMPRESSED = /\.(?:gz|bz2|xz|zst)$/;
const NUMBER = /^(?<head>.{1,200})\.(?<number>\d{1,4})(?<tail>\.log)?$/;
const DATE =
  /^(?<head>.{1,200}?)[-._](?<year>\d{4})-?(?<month>\d\d)-?(?<day>\d\d)(?:[-T_.]?(?<hour>\d\d)(?:[-_:.]?(?<minute>\d\d))?(?:[-_:.]?\d\d)?)?(?:[.-](?<count>\d{1,4}))?(?<tail>\.[A-Za-z]{1,8})?$/;

/** Whether a file is compressed, and how. */
export function compressionOf(name: string): 'gz' | 'bz2' | 'xz' | 'zst' | undefined {
  return COMPRESSED.exec(name)?.[0].slice(1) as 'gz' | 'bz2' | 'xz' | 'zst' | undefined;
}

/**
 * The files of a folder that hold the same log as this one, the oldest first: `app.log`, `app.log.1`, `app.log.2.gz`,
 * `app-2026-11-24.log.gz`.
 */
export function rotatedSiblings(name: string, names: readonly string[]): readonly string[] {
  const { log } = rotatedOf(name);
  const siblings = names
    .map((each) => ({ each, ...rotatedOf(each) }))
    .filter((each) => each.log === log)
    .sort((a, b) => b.age - a.age || (a.each < b.each ? -1 : 1));
  return siblings.map(({ each }) => each);
}

function rotatedOf(name: string): Rotated {
  const plain = name.replace(COMPRESSED, '');
  const date = DATE.exec(plain)?.groups;
  if (date !== undefined) {
    const { head = '', year, month, day, hour = '00', minute = '00', count = '0', tail = '' } = date;
    const moment = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) / 60_000;
    // After the minutes the count of a day: the later, the higher.
    return { log: withTail(head, tail), age: 1e12 - moment * 1000 - Number(count) };
  }
  const number = NUMBER.exec(plain)?.groups;
  if (number === undefined) return { log: plain, age: 0 };
  const { head = '', tail = '' } = number;
  return { log: withTail(head, tail), age: Number(number.number) };
}

function withTail(head: string, tail: string): string {
  return tail === '' || head.endsWith(tail) ? head : `${head}${tail}`;
}
