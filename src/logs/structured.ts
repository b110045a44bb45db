import { levelOf, levelOfNumber, type Level } from './levels';

/** What a line of JSON or logfmt says. */
export interface StructuredLine {
  readonly message: string;
  readonly level: Level | undefined;
  readonly service: string | undefined;
}

const MESSAGE = ['message', 'msg', '@m', '@mt', 'log', 'event', 'text', 'body', 'MESSAGE', 'short_message'];
const LEVEL = ['level', 'severity', 'lvl', '@l', 'levelname', 'log.level', 'loglevel', 'severityText', 'PRIORITY'];
const SERVICE = ['service', 'service.name', 'app', 'application', 'component', 'logger', 'serviceName', 'name'];
const ERROR = ['error', 'err', 'exception', 'exc_info', 'error.message'];
/** A longer line is read as text. */
const LONGEST = 262_144;

/** The message, level and service of a line of JSON; undefined for any other line, and for one without a message. */
export function readJsonLine(line: string): StructuredLine | undefined {
  if (line.length > LONGEST) return undefined;
  const start = line.indexOf('{');
  // `checkout-1  | {"level":…`: compose writes the container before it.
  if (start === -1 || start > 48 || !/^(?:\S{1,40}\s{1,4}\|\s{0,4})?\s{0,4}$/.test(line.slice(0, start)))
    return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line.slice(start));
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const message = textOf(value, MESSAGE) ?? errorOf(value);
  if (message === undefined) return undefined;
  return { message: message.trimEnd(), level: levelIn(value), service: textOf(value, SERVICE) };
}

/** As readJsonLine, for `time=… level=info msg="…"`. */
export function readLogfmt(line: string): StructuredLine | undefined {
  if (!/(?:^|\s)(?:msg|message|event)=/.test(line.slice(0, 2000)) || !/(?:^|\s)[\w.]{1,40}=/.test(line.slice(0, 48))) {
    return undefined;
  }
  const fields: Record<string, unknown> = {};
  const field = /(?:^|\s)(@?[\w.]{1,64})=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g;
  for (const [, key = '', quoted, bare] of line.slice(0, LONGEST).matchAll(field)) {
    fields[key] ??= quoted?.replace(/\\(["\\])/g, '$1') ?? bare;
  }
  const message = textOf(fields, MESSAGE);
  return message === undefined ? undefined : { message, level: levelIn(fields), service: textOf(fields, SERVICE) };
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return undefined;
}

function errorOf(fields: Fields): string | undefined {
  for (const name of ERROR) {
    const value = fields[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    const message = isObject(value) ? textOf(value, ['message', 'msg', 'type', 'name']) : undefined;
    if (message !== undefined) return message;
  }
  return undefined;
}

function levelIn(fields: Fields): Level | undefined {
  for (const name of LEVEL) {
    const value = fields[name];
    const level =
      typeof value === 'number'
        ? levelOfNumber(value)
        : typeof value === 'string'
          ? /^\d{1,2}$/.test(value)
            ? levelOfNumber(Number(value))
            : levelOf(value.trim())
          : undefined;
    if (level !== undefined) return level;
  }
  const nested = fields.log;
  return isObject(nested) && typeof nested.level === 'string' ? levelOf(nested.level) : undefined;
}
