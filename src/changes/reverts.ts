import type { Change } from './change';
import { lastOf } from './steps';
import { ownNumbers, unmerged } from './title';

type Message = Pick<Change, 'subject' | 'body'>;

/** What a message says that it takes back: commits by the beginnings of their ids, changes by number, or a bare title. */
export interface Target {
  /** 7 to 64 hexadecimal digits each. */
  readonly hashes: readonly string[];
  /** Of pull requests, merge requests, or reviews. */
  readonly numbers: readonly string[];
  readonly title?: string;
}

/** `revert`: it takes something back. `reland`: it brings back what was taken back, as a revert of a revert does too. */
export interface Reverting {
  readonly kind: 'none' | 'revert' | 'reland';
  readonly target: Target;
}

const NO_TARGET: Target = { hashes: [], numbers: [] };
const NONE: Reverting = { kind: 'none', target: NO_TARGET };
/** Beginnings that are read: a message tells early what it takes back. Characters. */
const MOST_TITLE = 1_000;
const MOST_BODY = 20_000;
const MOST_DEPTH = 30;

/** Emoji and other signs, `[tags]`, tickets and scopes before what a title says. */
const PREFIX =
  /^(?:[^\p{L}\p{N}"“'‘`[(#]+|\[[^\]]{1,60}\]|:[a-z_\d+-]{1,40}:|[A-Z][A-Z\d]{1,9}-\d{1,8}\b[:\s-]*|#\d{1,9}[:\s-]+|(?!(?:partial(?:ly)?[ -])?(?:re-?|un-?)?(?:revert|land|apply|back|roll))[\w./-]{1,40}(?:\([^)]{1,60}\))?!?:(?=\s))/iu;
const UNDO =
  /^(?:(?:partial(?:ly)?|manual(?:ly)?|automat(?:ed|ic(?:ally)?)|temporar(?:y|ily)|mostly|quick)\s+)?(revert(?:s|ed|ing)?|back(?:s|ed|ing)?[ -]?out|roll(?:s|ed|ing)?[ -]?back)(?:\^(\d{1,3}))?(?![\w-])/i;
const REDO =
  /^(?:(?:partial(?:ly)?|manual(?:ly)?)\s+)?(re-?land(?:s|ed|ing)?|re-?appl(?:y|ies|ied|ying)|un-?revert(?:s|ed|ing)?|re-?submit(?:s|ted|ting)?|re-?commit(?:s|ted|ting)?|roll(?:s|ed|ing)?[ -]?forward)(?![\w-])/i;
const AGAIN =
  /[([]\s*(?:(?:take|try|attempt)\s*#?(?:[2-9]|two|three)|(?:second|2nd|third|3rd)\s(?:try|attempt|take)|re-?land(?:ed)?)\s*[)\]]|^(?:second|third|2nd|3rd) (?:try|attempt)\b/i;
/** What a verb is followed by where it has an object that is a change. */
const OBJECT =
  /^(?:of|for|the|this|that|commits?|changes?(?:ets?|lists?)?|in|from|by|cls?|prs?|mrs?|pull requests?|merge requests?|diff|\d{1,2} changesets|\s|:|-)*(?:["“'‘`]|[#!]\d|\w[\w.-]{0,99}\/[\w.-]{1,100}[#!]\d|https?:|\(?[0-9a-f]{7,64}\b|D\d{4,}|(?:pr|mr|cl|changelist|change)[ /#]*\d)/i;
/** Things called revert that are no taking back: of a program, not of a change. */
const FEATURE =
  /^\s+(?:buttons?|commands?|actions?|options?|support|handl\w+|menus?|dialogs?|flows?|logic|transactions?|on|when|if|in case|features?|functionality|apis?|endpoints?|scripts?|tests?|migrations?|messages?|operations?|state|hooks?|workflows?|is|are|was|should|can|does|may|must|will|and|or|\w+ (?:button|command|action|option|dialog|menu)s?)\b/i;

/** What a change takes back or brings back, by what it says of itself, its branch, and its body. */
export function readReverting(message: Message): Reverting {
  const body = message.body.slice(0, MOST_BODY);
  const { title, branch, rest } = unmerged({ subject: message.subject.slice(0, MOST_TITLE), body });
  const own = ownNumbers({ subject: message.subject.slice(0, MOST_TITLE), body });
  const said = bare(title);
  const plain = statements(rest, PLAIN);
  const isSaid = plain.hashes.length + plain.numbers.length > 0;
  const byBranch = /(?:^|[/:-])revert-(?:pr-)?(\d{1,7}|[0-9a-f]{7,64})(?![0-9a-z])/i.exec(branch ?? '')?.[1];
  const head = verbsOf(said, isSaid || byBranch !== undefined);
  if (head === undefined) {
    if (AGAIN.test(said)) return { kind: 'reland', target: NO_TARGET };
    if (byBranch === undefined && !(isAlone(rest) && isSaid)) return NONE;
  }
  const kind = head?.isIn === true ? 'reland' : 'revert';
  const named = head === undefined ? plain : statements(rest, STATEMENT);
  const references = referencesIn(head === undefined ? '' : `${said.slice(head.from)} ${numbersBehind(title)}`);
  const fromBranch = byBranch === undefined ? NO_TARGET : byName(byBranch);
  const titled = head?.title ?? quotedIn(rest);
  const numbers = [...references.numbers, ...named.numbers, ...fromBranch.numbers];
  return {
    kind,
    target: {
      hashes: unique([...references.hashes, ...named.hashes, ...fromBranch.hashes]),
      numbers: unique(numbers).filter((number) => !own.includes(number)),
      ...(titled !== undefined && titled !== '' && { title: bareTitle(titled) }),
    },
  };
}

/** `Revert x (#12) (#13)`: the numbers behind a title, the one of what it takes back and its own. */
function numbersBehind(title: string): string {
  return /(?: \(#\d{1,9}\)){2,3}$/.exec(title.trimEnd().slice(-50))?.[0] ?? '';
}

export function isRevert(message: Message): boolean {
  return readReverting(message).kind === 'revert';
}

export function isReland(message: Message): boolean {
  return readReverting(message).kind === 'reland';
}

/** A title without what stands before and behind it, and without the words of landing it again. */
export function bareTitle(title: string): string {
  let said = bare(title.slice(0, MOST_TITLE));
  const redo = REDO.exec(said);
  if (redo !== null && OBJECT.test(said.slice(redo[0].length))) said = bare(said.slice(redo[0].length));
  return unquoted(said)
    .replace(/[([](?:take|try|attempt)\s*#?\d[)\]]/i, '')
    .replace(/(?:…|\.\.\.|(?<!["”\s]))["”\s]*$/u, '')
    .trim()
    .toLowerCase();
}

interface Verbs {
  /** Whether the change is there after all of them: an even number of times taken back. */
  readonly isIn: boolean;
  readonly title?: string;
  /** Where the first verb ends. */
  readonly from: number;
}

function verbsOf(said: string, hasTarget: boolean): Verbs | undefined {
  let [rest, isIn, from] = [said, true, 0];
  for (let depth = 0; depth < MOST_DEPTH; depth++) {
    const undo = UNDO.exec(rest);
    const redo = undo === null ? REDO.exec(rest) : null;
    const verb = undo ?? redo;
    if (verb === null) break;
    const behind = rest.slice(verb[0].length);
    if (!isVerb(verb[1] ?? '', behind, depth > 0 || (hasTarget && undo !== null))) break;
    if (undo !== null && Number(undo[2] ?? 1) % 2 === 1) isIn = !isIn;
    if (from === 0) from = verb[0].length;
    const object = behind
      .replace(/^\([^)]{1,60}\)!?:/, '')
      .replace(/^\s*(?:(?:of|the|commit|changes? (?:in|from|of)?)\s+)*/i, '')
      .replace(/^D\d{4,}:/, '');
    rest = unquoted(bare(object));
  }
  if (from === 0) return undefined;
  return {
    isIn,
    from,
    ...(/^(?:[#!]\d+|(?:changesets? )?[0-9a-f]{7,64}|https?:\S+)\b/.test(rest) ? {} : { title: rest }),
  };
}

function isVerb(verb: string, behind: string, isSure: boolean): boolean {
  if (isSure || OBJECT.test(behind) || /^\s*[:-]\s/.test(behind) || /^re-?land/i.test(verb)) return true;
  return /^revert/i.test(verb) && behind.trim() !== '' && !FEATURE.test(behind);
}

function bare(title: string): string {
  let said = title.trim();
  for (let round = 0; round < 8; round++) {
    const shorter = said.replace(PREFIX, '').trim();
    if (shorter === said || shorter === '') break;
    said = shorter;
  }
  return said
    .replace(/(?:(?<!\s)\s*\((?:#\d{1,9}|pull request #\d{1,9}|![\d]{1,9})\)){1,3}$/, '')
    .replace(/(?: am: [0-9a-f]{7,40}){1,9}$/, '');
}

/** Without the outermost quotation marks. */
function unquoted(said: string): string {
  const opened = /^["“'‘`]/.test(said);
  return (opened ? said.slice(1).replace(/(?<!["”'’`])["”'’`]+(?:\s*\(#\d{1,9}\))?$/, '') : said).trim();
}

const REFERENCE =
  /\b(?:pull|pulls|merge_requests|commit|\+)\/([0-9a-f]{1,64})\b|[#!](\d{1,9})\b|\b(D\d{4,12})\b|\b([0-9a-f]{7,64})\b|\b(?:pr|mr|changelist|cl)[ /](\d{1,12})\b/gi;

function referencesIn(text: string): Target {
  const [hashes, numbers]: [string[], string[]] = [[], []];
  for (const [, path, number, diff, hash, review] of text.matchAll(REFERENCE)) {
    const isNumber = number !== undefined || review !== undefined || /^\d{1,6}$/.test(path ?? '');
    const named = byName(path ?? number ?? diff ?? hash ?? review ?? '', isNumber);
    hashes.push(...named.hashes);
    numbers.push(...named.numbers);
  }
  return { hashes, numbers };
}

function byName(name: string, isNumber = /^\d{1,6}$/.test(name)): Target {
  if (/^D\d/.test(name)) return { hashes: [], numbers: [name] };
  if (isNumber) return { hashes: [], numbers: [name] };
  return name.length >= 7 && /\d/.test(name) ? { hashes: [name.toLowerCase()], numbers: [] } : NO_TARGET;
}

/** A line that says what a change takes back, whatever its title says. */
const PLAIN =
  /^(?:this |it )?(?:change |commit |pr |mr |patch |diff )?(?:(?:partial(?:ly)?|manual(?:ly)?|automat(?:ed|ic(?:ally)?)) )?(?:reverts|is a revert of)\b/i;
/** A line that does, where the title speaks of taking back or landing again, and the lines that go on with it. */
const STATEMENT =
  /^(?:(?:this |it |that )?(?:change |commit |pr |mr |patch |diff )?(?:is an? )?(?:(?:partial(?:ly)?|manual(?:ly)?|automat(?:ed|ic(?:ally)?)) )?(?:revert(?:s|ed|ing)?|back(?:s|ed|ing)?[ -]?out|roll(?:s|ed|ing)?[ -]?back|refs|re-?lands?|re-?appl(?:y|ies))\b|original (?:commit changeset|phabricator diff|pr|change)\b)/i;

function statements(body: string, form: RegExp): Target {
  const [hashes, numbers]: [string[], string[]] = [[], []];
  let goesOn = false;
  for (const said of body.split('\n').slice(0, 400).flatMap(sentences)) {
    const begins = form.test(said);
    if (!begins && !(goesOn && said !== '')) {
      goesOn = false;
      continue;
    }
    const [taken = '', reversing] = said.split(/\breversing\b|\bbecause\b|\bas it\b|\bsince\b/i);
    const found = referencesIn(
      begins || /^(?:[*-] )?(?:and |[#!]?\d|[0-9a-f]{7,64}\b|https?:|[\w.-]+\/[\w.-]+#)/.test(said) ? taken : '',
    );
    hashes.push(...found.hashes);
    numbers.push(...found.numbers);
    goesOn = reversing === undefined && !/[.;]\s*$/.test(said);
  }
  return { hashes: unique(hashes), numbers: unique(numbers) };
}

/** The sentences of a line: what is taken back may stand behind the reason, `It works upstream. This reverts #12.` */
function sentences(line: string): string[] {
  return line
    .replace(/^[\s>]+/, '')
    .slice(0, 600)
    .split(/(?<=[.;)]) (?=this |it |that )/i);
}

/** Whether a body is about one thing: the list of a squashed branch has the messages of steps on the way. */
function isAlone(body: string): boolean {
  return !/^\s{0,4}[*-] /m.test(body);
}

function quotedIn(body: string): string | undefined {
  for (const line of body.split('\n').slice(0, 40)) {
    const said = bare(line.slice(0, 600));
    const verbs = STATEMENT.test(said) ? verbsOf(said, false) : undefined;
    if (verbs?.title !== undefined && /["“]/.test(said)) return verbs.title;
  }
  return undefined;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** The names that the changes of a line go by, to be filled from the oldest on. */
export class LineNames {
  private readonly byPrefix = new Map<string, { readonly sha: string; readonly place: number }[]>();
  private readonly byNumber = new Map<string, number>();
  private readonly byTitle = new Map<string, number>();

  add(place: number, sha: string, numbers: readonly string[], title: string): void {
    const prefix = sha.slice(0, 7);
    const same = this.byPrefix.get(prefix);
    if (same) same.push({ sha, place });
    else this.byPrefix.set(prefix, [{ sha, place }]);
    for (const number of numbers) this.byNumber.set(number, place);
    if (title !== '') this.byTitle.set(title, place);
  }

  /** The places of what is named: by id, else by number, else by title. */
  find({ hashes, numbers, title }: Target): readonly number[] {
    const ids = hashes.flatMap((hash) => {
      const found = (this.byPrefix.get(hash.slice(0, 7)) ?? []).filter(({ sha }) => sha.startsWith(hash));
      return found.length === 1 ? found.map(({ place }) => place) : [];
    });
    if (ids.length > 0) return [...new Set(ids)];
    const numbered = numbers.flatMap((number) => this.byNumber.get(number) ?? []);
    if (numbered.length > 0) return [...new Set(numbered)];
    const titled = title === undefined ? undefined : this.byTitle.get(title);
    return titled === undefined ? [] : [titled];
  }
}

/** A change of a line that takes back others of it. */
export interface Taking {
  readonly revert: number;
  readonly targets: readonly number[];
  /** Changes of the title that it takes back, which landed after it; each stands with the first revert of that title alone. */
  readonly again: readonly number[];
}

/** What a message says of itself and of others. */
export interface ReadMessage {
  readonly reverting: Reverting;
  /** As `bareTitle` gives it. */
  readonly title: string;
  readonly numbers: readonly string[];
}

export function readMessage(message: Message): ReadMessage {
  return {
    reverting: readReverting(message),
    title: bareTitle(unmerged(message).title),
    numbers: ownNumbers(message),
  };
}

/**
 * What the changes of a line take back, by their places.
 * @param changes newest first
 * @param read along the changes, where their messages were read before
 */
export function takingsOf(
  changes: readonly (Message & Pick<Change, 'sha'>)[],
  read: readonly ReadMessage[] = changes.map(readMessage),
): readonly Taking[] {
  return lastOf(takingSteps(changes, read));
}

/** Changes of one step. */
const STEP = 50;

/** As `takingsOf`, a little at a time. */
export function* takingSteps(
  changes: readonly (Message & Pick<Change, 'sha'>)[],
  read: readonly ReadMessage[],
): Generator<undefined, readonly Taking[]> {
  const names = new LineNames();
  const takings: Taking[] = [];
  const againByTitle = new Map<string, number[]>();
  for (let i = changes.length - 1; i >= 0; i--) {
    const [change, message] = [changes[i], read[i]];
    if (change === undefined || message === undefined) continue;
    if (i % STEP === 0) yield;
    const { kind, target } = message.reverting;
    if (kind === 'revert') {
      const again: number[] = [];
      takings.push({ revert: i, targets: names.find(target), again });
      if (target.title && !againByTitle.has(target.title)) againByTitle.set(target.title, again);
    } else {
      againByTitle.get(message.title)?.push(i);
    }
    names.add(i, change.sha, message.numbers, message.title);
  }
  return takings;
}
