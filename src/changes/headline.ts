// What stands for a change where there is one line for it.
import type { Change, ChangedFile } from './change';
import { kindOf, type FileKind } from './kinds';

/** `payments: `, `fix(payments)!: ` */
const PREFIX = /^(?<lead>[\p{L}\p{N}_./+-]{1,60})(?:\((?<scope>[^()]{1,60})\))?(?<bang>!?):\s+(?=\S)/u;
/** Of a change of thousands of files the first tell enough. */
const MOST_FILES = 50;
/** Files that say little of a change that touches others, too. */
const SECONDARY: ReadonlySet<FileKind> = new Set(['lock', 'test', 'docs']);
/** Names that many folders have: they need the folder's. */
const COMMON_NAME = /^(?:index|main|mod|init|__init__|package|readme|makefile|dockerfile)(?:\.|$)/i;

/**
 * A subject without the prefix that its paths repeat: `payments: retry uploads` of `services/payments/retry.js` is `retry
 * uploads`, `fix(payments): retry uploads` is `fix: retry uploads`.
 */
export function shortSubject(subject: string, files: readonly ChangedFile[]): string {
  const { lead = '', scope, bang = '' } = PREFIX.exec(subject)?.groups ?? {};
  if (lead === '') return subject;
  const rest = subject.slice(subject.indexOf(':') + 1).trimStart();
  const parts = new Set(files.slice(0, MOST_FILES).flatMap(({ path }) => partsOf(path)));
  const isRepeated = partsOf(scope ?? lead).every((part) => parts.has(part));
  if (!isRepeated) return subject;
  return scope === undefined ? rest : `${lead}${bang}: ${rest}`;
}

/** The folders of a path, its file, and the file without its extension; in lower case. */
function partsOf(path: string): readonly string[] {
  return path
    .toLowerCase()
    .split('/')
    .flatMap((part) => (part.includes('.') ? [part, part.slice(0, part.indexOf('.'))] : [part]))
    .filter((part) => part !== '');
}

/** The answers so far: thousands of changes are asked about at every drawing, and their files stay the same. */
const mainPlaces = new WeakMap<readonly ChangedFile[], string>();

/**
 * The name of the file that a change is mostly about, else of the folder that all its files are in, else of its largest
 * file; tests, documents and lock files count only where there is nothing else. Empty without files.
 */
export function mainPlace({ files }: Pick<Change, 'files'>): string {
  const known = mainPlaces.get(files);
  if (known !== undefined) return known;
  const place = placeOf(files.slice(0, MOST_FILES));
  mainPlaces.set(files, place);
  return place;
}

function placeOf(files: readonly ChangedFile[]): string {
  const whole = largestOf(files);
  if (whole === undefined) return '';
  // Mostly one file decides, and the kinds of the others need not be known.
  if (files.length === 1 || (whole.isMost && !isSecondary(whole.file))) return nameOf(whole.file.path);
  const telling = files.filter((file) => !isSecondary(file));
  const counted = telling.length > 0 ? telling : files;
  const { file, isMost } = largestOf(counted) ?? whole;
  if (counted.length === 1 || isMost) return nameOf(file.path);
  return commonFolder(counted.map(({ path }) => path)) ?? nameOf(file.path);
}

function isSecondary({ path }: ChangedFile): boolean {
  return SECONDARY.has(kindOf(path));
}

/** The file with the most changed lines, and whether these are more than half of all. */
function largestOf(
  files: readonly ChangedFile[],
): { readonly file: ChangedFile; readonly isMost: boolean } | undefined {
  let [largest, most, sum] = [files[0], -1, 0];
  for (const file of files) {
    const churn = (file.added ?? 0) + (file.deleted ?? 0);
    sum += churn;
    if (churn > most) [largest, most] = [file, churn];
  }
  return largest && { file: largest, isMost: most * 2 > sum };
}

function nameOf(path: string): string {
  const parts = path.split('/');
  const name = parts.at(-1) ?? path;
  return COMMON_NAME.test(name) ? parts.slice(-2).join('/') : name;
}

/** The innermost folder that holds all of these; undefined where that is the root. */
function commonFolder(paths: readonly string[]): string | undefined {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1));
  const differs = first.findIndex((part, i) => others.some((other) => other[i] !== part));
  return first.slice(0, differs === -1 ? first.length : differs).at(-1);
}
