import type { Change } from './change';
import { lastOf } from './steps';
import { ownNumbers, unmerged } from './title';

type Message = Pick<Change, 'subject' | 'body'>;

/** What a message says it reverts: commits by abbreviated id, changes by number, or a bare title. */
export interface RevertTarget {
  /** 7 to 64 hexadecimal digits each. */
  readonly hashes: readonly string[];
  /** Of pull requests, merge requests, or reviews. */
  readonly numbers: readonly string[];
  readonly title?: string;
}

/** `revert`: it reverts something. `reland`: it lands again what was reverted, as a revert of a revert does. */
export interface RevertIntent {
  readonly kind: 'none' | 'revert' | 'reland';
  readonly target: RevertTarget;
}

const NO_TARGET: RevertTarget = { hashes: [], numbers: [] };
const NONE: RevertIntent = { kind: 'none', target: NO_TARGET };
/** Only the beginning is parsed: a message says early what it reverts. Characters. */
const MOST_TITLE = 1_000;
const MOST_BODY = 20_000;
const MOST_DEPTH = 30;

/** Emoji and other signs, `[tags]`, tickets and scopes in front of a title. */
const PREFIX =
  /^(?:[^\p{L}\p{N}"“'‘`[(#]+|\[[^\]]{1,60}\]|:[a-z_\d+-]{1,40}:|[A-Z][A-Z\d]{1,9}-\d{1,8}\b[:\s-]*|#\d{1,9}[:\s-]+|(?!(?:partial(?:ly)?[ -])?(?:re-?|un-?)?(?:revert|land|apply|back|roll))[\w./-]{1,40}(?:\([^)]{1,60}\))?!?:(?=\s))/iu;
const UNDO =
  /^(?:(?:partial(?:ly)?|manual(?:ly)?|automat(?:ed|ic(?:ally)?)|temporar(?:y|ily)|mostly|quick)\s+)?(revert(?:s|ed|ing)?|back(?:s|ed|ing)?[ -]?out|roll(?:s|ed|ing)?[ -]?back)(?:\^(\d{1,3}))?(?![\w-])/i;
const REDO =
  /^(?:(?:partial(?:ly)?|manual(?:ly)?)\s+)?(re-?land(?:s|ed|ing)?|re-?appl(?:y|ies|ied|ying)|un-?revert(?:s|ed|ing)?|re-?submit(?:s|ted|ting)?|re-?commit(?:s|ted|ting)?|roll(?:s|ed|ing)?[ -]?forward)(?![\w-])/i;
const AGAIN =
  /[([]\s*(?:(?:take|try|attempt)\s*#?(?:[2-9]|two|three)|(?:second|2nd|third|3rd)\s(?:try|attempt|take)|re-?land(?:ed)?)\s*[)\]]|^(?:second|third|2nd|3rd) (?:try|attempt)\b/i;
/** What follows a verb whose object is a change. */
const OBJECT =
  /^(?:of|for|the|this|that|commits?|changes?(?:ets?|lists?)?|in|from|by|cls?|prs?|mrs?|pull requests?|merge requests?|diff|\d{1,2} changesets|\s|:|-)*(?:["“'‘`]|[#!]\d|\w[\w.-]{0,99}\/[\w.-]{1,100}[#!]\d|https?:|\(?[0-9a-f]{7,64}\b|D\d{4,}|(?:pr|mr|cl|changelist|change)[ /#]*\d)/i;
/** Features of a program that are called revert, rather than a change being reverted. */
const FEATURE =
  /^\s+(?:buttons?|commands?|actions?|options?|support|handl\w+|menus?|dialogs?|flows?|logic|transactions?|on|when|if|in case|features?|functionality|apis?|endpoints?|scripts?|tests?|migrations?|messages?|operations?|state|hooks?|workflows?|is|are|was|should|can|does|may|must|will|and|or|\w+ (?:button|command|action|option|dialog|menu)s?)\b/i;

/** What a change reverts or lands again, by its title, its branch, and its body. */
export function readRevertIntent(message: Message): RevertIntent {
  const body = message.body.slice(0, MOST_BODY);
  const { title, branch, rest } = unmerged({ subject: message.subject.slice(0, MOST_TITLE), body });
  const ownReferences = ownNumbers({ subject: message.subject.slice(0, MOST_TITLE), body });
  const text = bare(title);
  const stated = targetsStated(rest, PLAIN);
  const isStated = stated.hashes.length + stated.numbers.length > 0;
  const byBranch = /(?:^|[/:-])revert-(?:pr-)?(\d{1,7}|[0-9a-f]{7,64})(?![0-9a-z])/i.exec(branch ?? '')?.[1];
  const head = verbsOf(text, isStated || byBranch !== undefined);
  if (head === undefined) {
    if (AGAIN.test(text)) return { kind: 'reland', target: NO_TARGET };
    if (byBranch === undefined && !(isSingleTopic(rest) && isStated)) return NONE;
  }
  const kind = head?.isLanded === true ? 'reland' : 'revert';
  const inBody = head === undefined ? stated : targetsStated(rest, STATEMENT);
  const references = referencesIn(head === undefined ? '' : `${text.slice(head.from)} ${numbersBehind(title)}`);
  const fromBranch = byBranch === undefined ? NO_TARGET : targetOf(byBranch);
  const titled = head?.title ?? quotedIn(rest);
  const numbers = [...references.numbers, ...inBody.numbers, ...fromBranch.numbers];
  return {
    kind,
    target: {
      hashes: unique([...references.hashes, ...inBody.hashes, ...fromBranch.hashes]),
      numbers: unique(numbers).filter((number) => !ownReferences.includes(number)),
      ...(titled !== undefined && titled !== '' && { title: bareTitle(titled) }),
    },
  };
}

/** `Revert x (#12) (#13)`: the numbers behind a title, the one of what it takes back and its own. */
function numbersBehind(title: string): string {
  return /(?: \(#\d{1,9}\)){2,3}$/.exec(title.trimEnd().slice(-50))?.[0] ?? '';
}

export function isRevert(message: Message): boolean {
  return readRevertIntent(message).kind === 'revert';
}

export function isReland(message: Message): boolean {
  return readRevertIntent(message).kind === 'reland';
}

/** A title without prefixes, numbers and the words of landing it again. */
export function bareTitle(title: string): string {
  let text = bare(title.slice(0, MOST_TITLE));
  const redo = REDO.exec(text);
  if (redo !== null && OBJECT.test(text.slice(redo[0].length))) text = bare(text.slice(redo[0].length));
  return unquoted(text)
    .replace(/[([](?:take|try|attempt)\s*#?\d[)\]]/i, '')
    .replace(/(?:…|\.\.\.|(?<!["”\s]))["”\s]*$/u, '')
    .trim()
    .toLowerCase();
}

interface Verbs {
  /** Whether the change is in the code after all the verbs: reverted an even number of times. */
  readonly isLanded: boolean;
  readonly title?: string;
  /** Where the first verb ends. */
  readonly from: number;
}

function verbsOf(text: string, hasTarget: boolean): Verbs | undefined {
  let [rest, isLanded, from] = [text, true, 0];
  for (let depth = 0; depth < MOST_DEPTH; depth++) {
    const undo = UNDO.exec(rest);
    const redo = undo === null ? REDO.exec(rest) : null;
    const verb = undo ?? redo;
    if (verb === null) break;
    const behind = rest.slice(verb[0].length);
    if (!isVerb(verb[1] ?? '', behind, depth > 0 || (hasTarget && undo !== null))) break;
    if (undo !== null && Number(undo[2] ?? 1) % 2 === 1) isLanded = !isLanded;
    if (from === 0) from = verb[0].length;
    const object = behind
      .replace(/^\([^)]{1,60}\)!?:/, '')
      .replace(/^\s*(?:(?:of|the|commit|changes? (?:in|from|of)?)\s+)*/i, '')
      .replace(/^D\d{4,}:/, '');
    rest = unquoted(bare(object));
  }
  if (from === 0) return undefined;
  return {
    isLanded,
    from,
    ...(/^(?:[#!]\d+|(?:changesets? )?[0-9a-f]{7,64}|https?:\S+)\b/.test(rest) ? {} : { title: rest }),
  };
}

function isVerb(verb: string, behind: string, isCertain: boolean): boolean {
  if (isCertain || OBJECT.test(behind) || /^\s*[:-]\s/.test(behind) || /^re-?land/i.test(verb)) return true;
  return /^revert/i.test(verb) && behind.trim() !== '' && !FEATURE.test(behind);
}

function bare(title: string): string {
  let text = title.trim();
  for (let round = 0; round < 8; round++) {
    const shorter = text.replace(PREFIX, '').trim();
    if (shorter === text || shorter === '') break;
    text = shorter;
  }
  return text
    .replace(/(?:(?<!\s)\s*\((?:#\d{1,9}|pull request #\d{1,9}|![\d]{1,9})\)){1,3}$/, '')
    .replace(/(?: am: [0-9a-f]{7,40}){1,9}$/, '');
}

/** Without the outermost quotation marks. */
function unquoted(text: string): string {
  const opened = /^["“'‘`]/.test(text);
  return (opened ? text.slice(1).replace(/(?<!["”'’`])["”'’`]+(?:\s*\(#\d{1,9}\))?$/, '') : text).trim();
}

const REFERENCE =
  /\b(?:pull|pulls|merge_requests|commit|\+)\/([0-9a-f]{1,64})\b|[#!](\d{1,9})\b|\b(D\d{4,12})\b|\b([0-9a-f]{7,64})\b|\b(?:pr|mr|changelist|cl)[ /](\d{1,12})\b/gi;

function referencesIn(text: string): RevertTarget {
  const [hashes, numbers]: [string[], string[]] = [[], []];
  for (const [, path, number, diff, hash, review] of text.matchAll(REFERENCE)) {
    const isNumber = number !== undefined || review !== undefined || /^\d{1,6}$/.test(path ?? '');
    const named = targetOf(path ?? number ?? diff ?? hash ?? review ?? '', isNumber);
    hashes.push(...named.hashes);
    numbers.push(...named.numbers);
  }
  return { hashes, numbers };
}

function targetOf(name: string, isNumber = /^\d{1,6}$/.test(name)): RevertTarget {
  if (/^D\d/.test(name)) return { hashes: [], numbers: [name] };
  if (isNumber) return { hashes: [], numbers: [name] };
  return name.length >= 7 && /\d/.test(name) ? { hashes: [name.toLowerCase()], numbers: [] } : NO_TARGET;
}

/** A line that says what a change reverts, whatever its title says. */
const PLAIN =
  /^(?:this |it )?(?:change |commit |pr |mr |patch |diff )?(?:(?:partial(?:ly)?|manual(?:ly)?|automat(?:ed|ic(?:ally)?)) )?(?:reverts|is a revert of)\b/i;
/** The same, and the lines that continue it, where the title is about reverting or landing again. */
const STATEMENT =
  /^(?:(?:this |it |that )?(?:change |commit |pr |mr |patch |diff )?(?:is an? )?(?:(?:partial(?:ly)?|manual(?:ly)?|automat(?:ed|ic(?:ally)?)) )?(?:revert(?:s|ed|ing)?|back(?:s|ed|ing)?[ -]?out|roll(?:s|ed|ing)?[ -]?back|refs|re-?lands?|re-?appl(?:y|ies))\b|original (?:commit changeset|phabricator diff|pr|change)\b)/i;

function targetsStated(body: string, form: RegExp): RevertTarget {
  const [hashes, numbers]: [string[], string[]] = [[], []];
  let continues = false;
  for (const sentence of body.split('\n').slice(0, 400).flatMap(sentences)) {
    const isStatement = form.test(sentence);
    if (!isStatement && !(continues && sentence !== '')) {
      continues = false;
      continue;
    }
    const [taken = '', reversing] = sentence.split(/\breversing\b|\bbecause\b|\bas it\b|\bsince\b/i);
    const found = referencesIn(
      isStatement || /^(?:[*-] )?(?:and |[#!]?\d|[0-9a-f]{7,64}\b|https?:|[\w.-]+\/[\w.-]+#)/.test(sentence)
        ? taken
        : '',
    );
    hashes.push(...found.hashes);
    numbers.push(...found.numbers);
    continues = reversing === undefined && !/[.;]\s*$/.test(sentence);
  }
  return { hashes: unique(hashes), numbers: unique(numbers) };
}

/** The sentences of a line: the reason may come first, `It works upstream. This reverts #12.` */
function sentences(line: string): string[] {
  return line
    .replace(/^[\s>]+/, '')
    .slice(0, 600)
    .split(/(?<=[.;)]) (?=this |it |that )/i);
}

/** Whether a body is about one thing: the list of a squashed branch has the messages of steps on the way. */
function isSingleTopic(body: string): boolean {
  return !/^\s{0,4}[*-] /m.test(body);
}

function quotedIn(body: string): string | undefined {
  for (const line of body.split('\n').slice(0, 40)) {
    const text = bare(line.slice(0, 600));
    const verbs = STATEMENT.test(text) ? verbsOf(text, false) : undefined;
    if (verbs?.title !== undefined && /["“]/.test(text)) return verbs.title;
  }
  return undefined;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** The ids, numbers and titles of the changes of a line; add them from the oldest on. */
export class ChangeNames {
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

  /** The places of the changes referred to: by id, else by number, else by title. */
  find({ hashes, numbers, title }: RevertTarget): readonly number[] {
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

/** A change of a line that reverts others of it. */
export interface RevertLink {
  readonly revert: number;
  readonly targets: readonly number[];
  /** Changes that landed the same title again after it; each is listed with the first revert of that title only. */
  readonly relanded: readonly number[];
}

/** What is parsed from a message. */
export interface ParsedMessage {
  readonly intent: RevertIntent;
  /** As `bareTitle` gives it. */
  readonly title: string;
  readonly numbers: readonly string[];
}

export function parseMessage(message: Message): ParsedMessage {
  return {
    intent: readRevertIntent(message),
    title: bareTitle(unmerged(message).title),
    numbers: ownNumbers(message),
  };
}

/**
 * The reverts among the changes of a line, with what each reverts, by place.
 * @param changes newest first
 * @param read the parsed messages of the changes, where they were parsed before
 */
export function revertLinksOf(
  changes: readonly (Message & Pick<Change, 'sha'>)[],
  read: readonly ParsedMessage[] = changes.map(parseMessage),
): readonly RevertLink[] {
  return lastOf(revertLinkSteps(changes, read));
}

/** Changes per step. */
const STEP = 50;

/** As `revertLinksOf`, in steps. */
export function* revertLinkSteps(
  changes: readonly (Message & Pick<Change, 'sha'>)[],
  read: readonly ParsedMessage[],
): Generator<undefined, readonly RevertLink[]> {
  const names = new ChangeNames();
  const links: RevertLink[] = [];
  const relandedByTitle = new Map<string, number[]>();
  for (let i = changes.length - 1; i >= 0; i--) {
    const [change, message] = [changes[i], read[i]];
    if (change === undefined || message === undefined) continue;
    if (i % STEP === 0) yield;
    const { kind, target } = message.intent;
    if (kind === 'revert') {
      const relanded: number[] = [];
      links.push({ revert: i, targets: names.find(target), relanded });
      if (target.title && !relandedByTitle.has(target.title)) relandedByTitle.set(target.title, relanded);
    } else {
      relandedByTitle.get(message.title)?.push(i);
    }
    names.add(i, change.sha, message.numbers, message.title);
  }
  return links;
}
