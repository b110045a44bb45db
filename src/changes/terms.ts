/**
 * From text to terms. A term is either a word ("crash", folded to a common stem) or a whole identifier of two or more words,
 * marked with "#" and spelled alike whatever its writing: `cmd_helper`, `cmdHelper`, `CmdHelper` and `cmd-helper` are all
 * "#cmdhelper". An identifier also yields its words.
 */

const TOKEN = /[\p{L}\p{N}_$]+(?:-[\p{L}\p{N}_$]+)*/gu;
const SUBWORD = /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{Lu}+|\p{N}+/gu;
const MAX_TOKEN = 80;

const STOP_WORDS = new Set(
  (
    'a about after all also am an and any are as at be because been before being between both but by can cannot could did do does doing done ' +
    'down due each for from get gets got had has have having he her here his how however i if in instead into is it its just last later let ' +
    'like ll made make may maybe me mean might more most much must my no non not now of off on once one only or other our out over own per ' +
    'please probably really right s same see seem she should since so some something still such t than that the their them then there these ' +
    'they thing this those to too two until unless up us use used using ve very via was way we well were what when where which while who why ' +
    'will with without would yet you your actually already another don didn doesn isn aren wasn won couldn re ' +
    'com http https www org cc'
  ).split(' '),
);

/** Whether a word (in lower case) says nothing of what a text is about. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['config', 'configur'],
  ['conf', 'configur'],
  ['cfg', 'configur'],
  ['db', 'databas'],
  ['win', 'window'],
  ['osx', 'mac'],
  ['macos', 'mac'],
  ['auth', 'authent'],
  ['authn', 'authent'],
  ['repo', 'repositori'],
  ['k8s', 'kubernet'],
  ['param', 'paramet'],
  ['dep', 'depend'],
  ['perf', 'perform'],
  ['docs', 'document'],
  ['doc', 'document'],
  ['env', 'environ'],
]);

const ENDINGS =
  /(?:ization|ational|ations|ation|ators|ator|ements|ement|ments|ment|ities|ity|ances|ance|ences|ence|encies|ency|ables|able|ness|ings|ing|ions|ion|ers|er|ors|or|ives|ive|ally|ly|ied|ies|ed|es|al|s|e)$/;

/**
 * Words that speak of failing, of changing and of undoing as such: every incident and every fix has them, and they tell
 * no change from another. Chosen by how little likelier a culprit was to hold such a word of its incident than any other change.
 */
const UNINFORMATIVE_STEMS = folded(
  'again appears bad breaks breakage broke broken bugs caused cl commits conflicts diff errors example fails failures faults figure ' +
    'fix fixed fixes follow found going happens incident introduced investigate investigation issues land landed longer looks merge merged ' +
    'need note origin original patch pr problem prod production product pull reason recent regression regressions reland reports required revert ' +
    'rolls rolled rolling roller rollback speculative suspected try trying unblock undo working works wrong changes changed changing blocks blocking request',
);

/** Words of many programming languages, of the calendar, and of measures: whoever shares them shares nothing. */
const GENERAL_STEMS = folded(
  'args argv async await bool boolean char class const def elif else endif enum extends false finally float foreach func function functions impl ' +
    'implements instanceof int kwargs nil null print printf println private protected public return returns returned returning self static string ' +
    'strings struct super throws true typeof undefined var void ' +
    'jan january feb february mar march apr april jun june jul july aug august sep sept september oct october nov november dec december ' +
    'mon monday tue tuesday wed wednesday thu thursday fri friday sat saturday sun sunday today yesterday tomorrow morning afternoon evening night ' +
    'utc gmt cet cest pst pdt est edt ' +
    'ago byte bytes kib mib gib sec secs second seconds min mins minute minutes hour hours hrs day days week weeks month months year years percent',
);

/** What stands behind the last dot of a file's name says how it is written, not what it is about. */
const EXTENSIONS = new Set(
  (
    'bash bat bazel bzl cfg cjs cmake conf cpp csproj css csv cts env erb gif gradle gql graphql groovy hcl hpp htm html ini ipynb java jinja jpeg jpg ' +
    'json json5 jsonl jsx kts less lock log lua mako markdown mdx mjs mts patch php pkl plist png proto pyi rst sass scala scss sln snap sql svelte svg ' +
    'swift template text tfvars tmpl toml tsv tsx txt vue webp xml yaml yml zip'
  ).split(' '),
);

/** Words of building, testing and shipping: they tell a little, and less than their rarity in one week says. */
const WEAK_STEMS = folded(
  'add added bot branch build builds building builder calls ci cod code comment create created deploy deployed exists expected first flakes flaky ' +
    'internal jobs lines lists main master new now passes passing pipeline remove removed release released repo result runs running sets starts ' +
    'starting supports tests testing time timeout update updated upstream users version different include includes including',
);

/** What a matched term counts for, beside its rarity. */
export function termWeight(term: string): number {
  return WEAK_STEMS.has(term) ? WEAK_WEIGHT : 1;
}

const WEAK_WEIGHT = 0.4;

function folded(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(stem));
}

/**
 * Folds English endings away, far enough that compile, compiler, compiled and compilation meet; both sides are folded alike, so
 * the stem need not be a word. At least four letters stay.
 */
export function stem(word: string): string {
  const alias = ALIASES.get(word);
  if (alias !== undefined) return alias;
  let shorter = word;
  for (let round = 0; round < 2 && shorter.length > 4; round++) {
    const without = shorter.replace(ENDINGS, '');
    if (without.length >= 4) shorter = undouble(without);
    else break;
  }
  return shorter.length >= 4 && /[^suio]s$/.test(shorter) ? shorter.slice(0, -1) : shorter;
}

function undouble(word: string): string {
  return /([bdgmnprt])\1$/.test(word) ? word.slice(0, -1) : word;
}

/** The words of one identifier: `HTTPServer2_max` → http, server, 2, max. */
export function subwords(token: string): string[] {
  return (token.match(SUBWORD) ?? []).map((word) => word.toLowerCase());
}

/**
 * Hashes, numbers of builds, reviews and pull requests, dates, and figures with a unit name nothing that another text would spell
 * for the same reason.
 */
const NOISE =
  /^(?:(?=[0-9a-f]*\d)[0-9a-f]{7,64}|[tTdD]\d{4,}|(?:pr|mr|cl|gh)-?\d+|\d{4}-\d\d-\d\d(?:[tT]\d\d)?|\d+(?:[a-z]|[num]s|[kmgt]i?b|px|min|sec|hrs)?)$/i;
/** One or two letters are any word's; where words are written without letters, two characters are a word. */
const TOO_SHORT = /^(?:[a-z]{1,2}|\p{N}+|.)$/u;

/** Calls back for every term of a text in order, with the word as written; repeated terms repeat. */
export function eachTerm(text: string, visit: (term: string, written: string) => void): void {
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.length > MAX_TOKEN || NOISE.test(token)) continue;
    if (isExtension(text, index, token)) continue;
    const words = subwords(token);
    for (const word of words) {
      const stemmed = stemOf(word);
      if (!isUninformative(word, stemmed)) visit(stemmed, word);
    }
    if (words.length > 1) {
      const whole = words.join('');
      if (whole.length >= 4 && !/^\d+$/.test(whole)) visit('#' + whole, token);
    }
  }
}

function isUninformative(word: string, stemmed: string): boolean {
  if (STOP_WORDS.has(word) || UNINFORMATIVE_STEMS.has(stemmed) || GENERAL_STEMS.has(stemmed)) return true;
  return TOO_SHORT.test(word) && !ALIASES.has(word);
}

/** Whether a token is the end of a file's name: `orders.json`, and not `orders.json.parse`. */
function isExtension(text: string, index: number, token: string): boolean {
  return text[index - 1] === '.' && text[index + token.length] !== '.' && EXTENSIONS.has(token.toLowerCase());
}

export function termsOf(text: string): string[] {
  const terms: string[] = [];
  eachTerm(text, (term) => terms.push(term));
  return terms;
}

export function countTerms(text: string, counts = new Map<string, number>()): Map<string, number> {
  eachTerm(text, (term) => counts.set(term, (counts.get(term) ?? 0) + 1));
  return counts;
}

export function isIdentifier(term: string): boolean {
  return term.startsWith('#');
}

/** Stems already folded: a window has the same few thousand words over and over. Bounded, and a pure function's memory. */
const STEMS = new Map<string, string>();
const MAX_STEMS = 50_000;

function stemOf(word: string): string {
  const known = STEMS.get(word);
  if (known !== undefined) return known;
  const folded = stem(word);
  if (STEMS.size < MAX_STEMS) STEMS.set(word, folded);
  return folded;
}
