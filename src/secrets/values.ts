import type { Finding, SecretKind } from './kinds';

// Secrets that are known by what stands before them: the name of a value, a header, the user of an address.

/** Names of values that are secret, as the end of a longer name, and what they hold. */
const NAMES: readonly (readonly [kind: SecretKind, ending: RegExp])[] = [
  ['password', /(?:passw(?:or)?d|passphrase|pass|pwd)$/i],
  ['azure', /(?:account[_-]?key|shared[_-]?access[_-]?key)$/i],
  ['aws', /secret[_-]?access[_-]?key$|aws[_-]?secret(?:[_-]?key)?$/i],
  ['apiKey', /(?:api|app|access|auth|master|encryption|signing|private|secret|license|integration|routing)[_-]?key$/i],
  [
    'token',
    /(?:auth|access|refresh|vault|session|security|id|bot|deploy|service|api|personal|gh|github|gitlab|npm|registry|slack)[_-]?token$/i,
  ],
  ['token', /^_?token$/i],
  ['signature', /^(?:sig|x-amz-signature|x-goog-signature)$/i],
  ['secret', /(?:secret|credentials?)$/i],
];
/** What is asked of a value that merely comes after a name and a colon. */
const STRICT: ReadonlySet<SecretKind> = new Set(['token', 'signature', 'apiKey']);

/** A name, what separates it, and where its value begins. The lookahead keeps the search from starting within a name. */
const NAMED =
  /(?<![\w.-])(?<name>[\w.-]{2,80})(?<quote>\\?["'])?(?<gap>[ \t]{0,8})(?<sign>:=|=>|[:=])(?![=])(?<after>[ \t]{0,8})/g;
/** `--password value`, `-u name:value` and the like. */
const OPTION = /(?<![\w-])--(?<name>[\w-]{2,40})[ \t]{1,4}(?=[^\s-])/g;

/** Words that say something of a secret, but are none. */
const WORDS = new Set(
  (
    'null none nil true false undefined unknown empty unset missing required optional expired invalid wrong incorrect ' +
    'rejected changed rotated reset revoked leaked exposed hidden redacted masked removed yes no ok string number ' +
    'boolean bool int text str bytes any secret password token key value example test changeme todo tbd denied'
  ).split(' '),
);

/** Values after names that say they are secret. */
export function namedValuesIn(text: string): readonly Finding[] {
  const ends = new Ends(text);
  const found: Finding[] = [];
  for (const pattern of [NAMED, OPTION]) {
    // What lies within a value is no name: the search goes on behind it.
    let over = 0;
    for (const { index, 0: all, groups } of text.matchAll(pattern)) {
      const kind = index < over ? undefined : kindOf(groups?.name ?? '');
      if (kind === undefined) continue;
      const isTight = groups?.sign !== undefined && groups.sign !== ':' && !groups.gap && !groups.after;
      const value = valueAt(text, index + all.length, kind, !isTight, ends);
      if (value === undefined) continue;
      found.push(value);
      over = value.end;
    }
  }
  return found;
}

/** Where something ends, looked up once for all that begins before it: the time stays in proportion to the text. */
class Ends {
  private readonly known = new Map<string, number>();

  constructor(private readonly text: string) {}

  /** Where this comes next, from there on. */
  next(what: string, from: number): number {
    return this.lookUp(what, from, () => {
      const at = this.text.indexOf(what, from);
      return at < 0 ? this.text.length : at;
    });
  }

  /** Where a value without quotes ends that begins there. */
  bare(from: number): number {
    return this.lookUp('bare', from, () => {
      const end = /[\s"'`;&<>]/g;
      end.lastIndex = from;
      return end.exec(this.text)?.index ?? this.text.length;
    });
  }

  private lookUp(what: string, from: number, find: () => number): number {
    const known = this.known.get(what);
    if (known !== undefined && known >= from) return known;
    const end = find();
    this.known.set(what, end);
    return end;
  }
}

function kindOf(name: string): SecretKind | undefined {
  // `db.password`: the last part says what it is.
  const last = name.slice(name.lastIndexOf('.') + 1);
  return NAMES.find(([, ending]) => ending.test(last))?.[0];
}

/** So much of a value says what it is. Characters. */
const ENOUGH = 300;

/** The value that begins there, if it can be a secret. `isLoose`: in a sentence or in code it might be anything else. */
function valueAt(text: string, at: number, kind: SecretKind, isLoose: boolean, ends: Ends): Finding | undefined {
  const opening = /\\?["'`]/y;
  opening.lastIndex = at;
  const [quote] = opening.exec(text) ?? [];
  const start = at + (quote?.length ?? 0);
  const end =
    quote === undefined ? bareEnd(text, start, ends) : Math.min(ends.next(quote, start), ends.next('\n', start));
  const value = text.slice(start, Math.min(end, start + ENOUGH));
  if (value.length < 3 || isPlaceholder(value) || WORDS.has(value.toLowerCase().replace(/[.!?]$/, '')))
    return undefined;
  if (kind === 'signature' && value.length < 20) return undefined;
  if (quote === undefined) {
    if (isCode(value)) return undefined;
    if (isLoose && /^[\p{L}'’-]+[.,!?:]?$/u.test(value) && !endsLine(text, end)) return undefined;
    if (isLoose && STRICT.has(kind) && !isTokenLike(value)) return undefined;
  } else if (isLoose && STRICT.has(kind) && /\s/.test(value)) return undefined;
  return { start, end, kind, shown: 0 };
}

/** What closes a list or a sentence is no part of a value. */
function bareEnd(text: string, start: number, ends: Ends): number {
  const end = ends.bare(start);
  return end > start && ',)}]'.includes(text.charAt(end - 1)) ? end - 1 : end;
}

/** Stands for a value that is elsewhere, or was masked before. */
function isPlaceholder(value: string): boolean {
  return (
    /^(?:\$|%[\w(]|\{\{|<|\[|\*|x{3,}$|X{3,}$|\.{2,}|…|process\.|os\.|env[.:[]|vault:|ref:|arn:|file:|\/(?:run|etc|var|dev)\/)/.test(
      value,
    ) ||
    value.includes('[masked') ||
    value.includes('***')
  );
}

/** A call, or a member of something: `getSecret(`, `request.body`. */
function isCode(value: string): boolean {
  return (
    /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*[([]/.test(value) || /^[a-z_$][A-Za-z_$]*(?:\.[A-Za-z_$]+)+$/.test(value)
  );
}

function isTokenLike(value: string): boolean {
  return value.length >= 8 && /\d/.test(value) && !/^\d+(?:[.:]\d+)*\S{0,2}$/.test(value);
}

function endsLine(text: string, at: number): boolean {
  const rest = /[ \t]*(?:$|[\r\n])/y;
  rest.lastIndex = at;
  return rest.test(text);
}

/** `Authorization: Bearer …`, and `Bearer …` alone. */
const AUTHORIZATION =
  /(?<=\bauthorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:[a-z]{3,12}[ \t]{1,4})?)[\w.~+/=:-]{8,}/gi;
const BEARER = /(?<=\bbearer[ \t]{1,4})(?=[A-Za-z._~+/=-]*\d)[\w.~+/=-]{12,}/gi;
/** The value of the first cookie, and all that follows it on the line. */
const COOKIE = /(?<=\bcookie["']?[ \t]{0,4}[:=][ \t]{0,4}["']?[^\s=;:"',]{1,64}=)[^\s"'][^\r\n"']*/gi;
const SESSION =
  /(?<=(?:JSESSIONID|PHPSESSID|ASP\.NET_SessionId|connect\.sid|laravel_session|_session_id|sessionid)=)[\w%.:+/-]{12,}/gi;
/** `curl -u name:password`, `sshpass -p password`. */
const USER = /(?<=(?:\s-u|\s--user)[ =]["']?[\w.@-]{1,64}:)[^\s"']{3,}/g;
const SSHPASS = /(?<=\bsshpass[ \t]{1,4}-p[ \t]{0,4})[^\s"']{3,}/g;

const BEFORE: readonly (readonly [SecretKind, RegExp])[] = [
  ['authorization', AUTHORIZATION],
  ['bearerToken', BEARER],
  ['cookie', COOKIE],
  ['cookie', SESSION],
  ['password', USER],
  ['password', SSHPASS],
];

/** Values of headers and of options that are always secret. */
export function headersIn(text: string): readonly Finding[] {
  return BEFORE.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)]
      .filter(({ 0: value }) => !isPlaceholder(value) && !/^[a-z]+$/.test(value))
      .map(({ index, 0: value }) => ({ start: index, end: index + value.length, kind, shown: 0 })),
  );
}

/** The password in an address, up to the last @ before its path. */
const USERINFO = /:\/\/(?<user>[^\s/:@"'<>]{0,256}):(?<password>[^\s/"'<>]+)@(?=[\w.[%-])/g;
/** A token in place of the user. */
const USER_TOKEN = /(?<=:\/\/)(?=[A-Za-z_-]*\d)[\w-]{20,256}(?=(?::x-oauth-basic)?@[\w.-])/g;

/** What opens a door in an address: `postgres://app:[masked password]@host`. */
export function addressesIn(text: string): readonly Finding[] {
  const found: Finding[] = [];
  for (const { index, 0: all, groups } of text.matchAll(USERINFO)) {
    const password = groups?.password ?? '';
    const end = index + all.length - 1;
    if (!isPlaceholder(password)) found.push({ start: end - password.length, end, kind: 'password', shown: 0 });
  }
  for (const { index, 0: token } of text.matchAll(USER_TOKEN)) {
    found.push({ start: index, end: index + token.length, kind: 'token', shown: 0 });
  }
  return found;
}

const KEY_BLOCK = /-----BEGIN [A-Z\d ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const PUTTY = /^Private-Lines: \d+$/gm;

/** Private keys: all between the first and the last line, or to the end of a text in which the last line is missing. */
export function privateKeysIn(text: string): readonly Finding[] {
  const found: Finding[] = [];
  let over = 0;
  for (const { index, 0: line } of text.matchAll(KEY_BLOCK)) {
    if (index < over) continue;
    const start = index + line.length;
    const close = text.indexOf('-----END', start);
    over = close < 0 ? text.length : close;
    if (/\S/.test(text.slice(start, start + 200)) && !text.startsWith('[masked', start)) {
      found.push({ start, end: over, kind: 'privateKey', shown: 0 });
    }
  }
  for (const { index, 0: line } of text.matchAll(PUTTY)) {
    const start = index + line.length;
    const close = text.indexOf('\nPrivate-', start);
    found.push({ start, end: close < 0 ? text.length : close, kind: 'privateKey', shown: 0 });
  }
  return found;
}
