import { isIncidentId } from './ids';

/** What marks an exported record; see docs/export-format.md. */
export const EXPORT_FORMAT = 'incident-commander-record';
/** The version that this build writes; it reads no higher one. */
export const EXPORT_VERSION = 1;

/** A file of an incident's record, byte for byte. */
export interface RecordFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The record of one incident, as it is exchanged. */
export interface ExportedRecord {
  readonly incident: string;
  /** For people alone: what counts is in the files. */
  readonly title: string;
  /** ISO 8601 in UTC. */
  readonly exportedAt: string;
  readonly files: readonly RecordFile[];
}

/** Why an export cannot be taken up. */
export type ExchangeProblem =
  /** Too large to be read. */
  | { readonly code: 'tooLarge' }
  /** Not JSON, or not of this format. */
  | { readonly code: 'notAnExport' }
  | { readonly code: 'newerVersion'; readonly version: number }
  /** A part is missing or of the wrong kind. */
  | { readonly code: 'damaged'; readonly part: string }
  /** A name that a record cannot have; it might lead to another place. */
  | { readonly code: 'badName'; readonly name: string }
  /** The file is here too and says something else; neither is the beginning of the other. */
  | { readonly code: 'differs'; readonly file: string }
  /** This process writes to the file. */
  | { readonly code: 'inUse'; readonly file: string };

/** An export that cannot be taken up. Nothing was changed. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';

  constructor(readonly problem: ExchangeProblem) {
    super(JSON.stringify(problem));
  }
}

/**
 * The text of an export: one JSON object in which each line of a file is a text of its own. What is no UTF-8 is written in
 * base64, so that every file comes back byte for byte.
 */
export function encodeExport({ incident, title, exportedAt, files }: ExportedRecord): string {
  const exported = {
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    exportedAt,
    incident: { id: incident, title },
    files: files.map(({ name, bytes }) => ({ name, ...contentOf(bytes) })),
  };
  return `${JSON.stringify(exported, null, 1)}\n`;
}

type Content =
  /** The lines, each without the line feed that ends it, and what follows on the last one. */
  { readonly lines: readonly string[]; readonly torn?: string } | { readonly base64: string };

function contentOf(bytes: Buffer): Content {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) return { base64: bytes.toString('base64') };
  const lines = text.split('\n');
  const torn = lines.pop() ?? '';
  return torn === '' ? { lines } : { lines, torn };
}

/** Reads an export, checked part by part. Throws ExchangeError. */
export function decodeExport(text: string): ExportedRecord {
  const value = parsed(text);
  if (!isRecord(value) || value.format !== EXPORT_FORMAT) throw new ExchangeError({ code: 'notAnExport' });
  const { version, exportedAt, incident, files } = value;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) throw damaged('version');
  if (version > EXPORT_VERSION) throw new ExchangeError({ code: 'newerVersion', version });
  if (typeof exportedAt !== 'string' || Number.isNaN(Date.parse(exportedAt))) throw damaged('exportedAt');
  if (!isRecord(incident) || typeof incident.id !== 'string') throw damaged('incident');
  if (typeof incident.title !== 'string') throw damaged('incident.title');
  if (!isIncidentId(incident.id) || incident.id.length > LONGEST_NAME) {
    throw new ExchangeError({ code: 'badName', name: incident.id });
  }
  if (!Array.isArray(files)) throw damaged('files');
  const read = files.map((file, index) => fileFrom(file, `files[${index}]`));
  if (new Set(read.map(({ name }) => sameName(name))).size < read.length) throw damaged('files');
  if (read.every(({ bytes }) => bytes.length === 0)) throw damaged('files');
  return { incident: incident.id, title: incident.title, exportedAt, files: read };
}

const LONGEST_NAME = 100;

function fileFrom(value: unknown, part: string): RecordFile {
  if (!isRecord(value) || typeof value.name !== 'string') throw damaged(part);
  const { name, lines, torn = '', base64 } = value;
  if (!isFileName(name)) throw new ExchangeError({ code: 'badName', name });
  if (typeof base64 === 'string' && lines === undefined) {
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.toString('base64') !== base64) throw damaged(`${part}.base64`);
    return { name, bytes };
  }
  if (!Array.isArray(lines) || base64 !== undefined || !lines.every(isLine)) throw damaged(`${part}.lines`);
  if (!isLine(torn)) throw damaged(`${part}.torn`);
  return { name, bytes: Buffer.from([...lines, torn].join('\n'), 'utf8') };
}

/** A line must not hold another one, nor anything that UTF-8 cannot. */
function isLine(value: unknown): value is string {
  return typeof value === 'string' && !/[\n\p{Surrogate}]/u.test(value);
}

/**
 * Whether a file of this name can be part of a record: a name and no path on any system. Names are letters, digits and what
 * synchronising tools put into the names of copies.
 */
export function isFileName(name: string): boolean {
  return (
    name.length <= LONGEST_NAME + 100 &&
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._,'()+~-]*\.jsonl$/u.test(name) &&
    !/^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?:[ .]|$)/i.test(name)
  );
}

/** The same for names that some file systems do not tell apart. */
export function sameName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ExchangeError({ code: 'notAnExport' });
  }
}

function damaged(part: string): ExchangeError {
  return new ExchangeError({ code: 'damaged', part });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
