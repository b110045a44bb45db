// @ts-check

export const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Five weeks and a day. */
const HISTORY_DAYS = 36;

/** Random numbers that are the same every time. @param {number} seed @returns {() => number} */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** The working days of the history, each as the time of its midnight in UTC, oldest first. @param {Date} now */
function workingDays(now) {
  const today = Math.floor(now.getTime() / DAY) * DAY;
  const days = [];
  for (let back = HISTORY_DAYS; back >= 1; back--) {
    const day = today - back * DAY;
    if (new Date(day).getUTCDay() % 6 !== 0) days.push(day);
  }
  return days;
}

/**
 * When `count` landings happened before today: in working hours, spread evenly, in order.
 * @param {Date} now
 * @param {number} count
 */
export function landingTimes(now, count) {
  const random = seeded(7);
  const days = workingDays(now);
  const perDay = count / days.length;
  return Array.from({ length: count }, (_, i) => {
    const position = i / perDay;
    const day = Math.min(Math.floor(position), days.length - 1);
    const start = /** @type {number} */ (days[day]) + 7 * HOUR;
    const slot = (9 * HOUR) / Math.ceil(perDay);
    const withinDay = Math.floor((position - day) * perDay + 1e-9);
    return wholeSeconds(start + withinDay * slot + random() * slot * 0.8);
  });
}

/** When deployments were made before today: most working days, in the afternoon. @param {Date} now */
export function deployTimes(now) {
  const random = seeded(11);
  return workingDays(now)
    .filter((_, i) => i % 3 !== 0)
    .map((day) => wholeSeconds(day + 16 * HOUR + random() * 2 * HOUR));
}

/** Git keeps no fractions of a second. @param {number} time */
function wholeSeconds(time) {
  return Math.floor(time / 1000) * 1000;
}
