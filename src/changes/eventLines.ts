import { changeEventsIn, NO_CHANGE, type ChangeEvent } from './changeEvents';

/** What a file of changes has. */
export interface EventsRead {
  /** Each event once, in the order of the file. */
  readonly events: readonly ChangeEvent[];
  /** Lines, or values, that are no changes of a known form. */
  readonly unreadable: number;
}

/** Longer lines are not read. Characters. */
const MOST_LINE = 4 * 1024 * 1024;
/** Of so many events the newest are kept. */
const MOST_EVENTS = 20_000;
/** A value over several lines is looked for so often, where it does not end. */
const MOST_UNENDED = 3;

/** Reads a file of changes: one JSON value a line, and what tools print over several lines or behind each other. */
export function readEventLines(text: string): EventsRead {
  const events = new Map<string, ChangeEvent>();
  let unreadable = 0;
  let unended = 0;
  const take = (value: unknown) => {
    const read = changeEventsIn(value);
    if (read === undefined) unreadable++;
    for (const event of read ?? []) if (event !== NO_CHANGE && !events.has(event.id)) events.set(event.id, event);
  };
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const end = feed === -1 ? text.length : feed;
    const line =
      end - at <= MOST_LINE
        ? text
            .slice(at, end)
            .replace(/^\ufeff/, '')
            .trim()
        : undefined;
    const next = end + 1;
    if (line === '') {
      at = next;
      continue;
    }
    const value = line === undefined ? undefined : parsed(line);
    if (value !== undefined) {
      take(value.json);
      at = next;
      continue;
    }
    // What an API prints for people goes over lines; pages of it come behind each other.
    const whole = unended < MOST_UNENDED ? valueFrom(text, at) : undefined;
    const longer = whole === undefined ? undefined : parsed(text.slice(whole.start, whole.end));
    if (whole === undefined || longer === undefined) {
      unended++;
      unreadable++;
      at = next;
      continue;
    }
    take(longer.json);
    at = whole.end;
  }
  return { events: [...events.values()].slice(-MOST_EVENTS), unreadable };
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Where the JSON object or list that begins at the next character ends; undefined where it has no end, or is too long. */
function valueFrom(text: string, from: number): { readonly start: number; readonly end: number } | undefined {
  let start = from;
  while (/[\s,\ufeff]/.test(text[start] ?? 'x')) start++;
  if (text[start] !== '{' && text[start] !== '[') return undefined;
  let depth = 0;
  let isText = false;
  const last = Math.min(text.length, start + MOST_LINE);
  for (let i = start; i < last; i++) {
    const character = text[i];
    if (isText) {
      if (character === '\\') i++;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) return { start, end: i + 1 };
    }
  }
  return undefined;
}
