/** A longer glob, or one whose braces stand for more, is a mistake or hostile. */
const MOST_CHARACTERS = 1_000;
const MOST_ALTERNATIVES = 100;

/** Why a glob is not read, in English for the log; undefined for one that is. What is not read matches nothing. */
export function globProblem(glob: string): string | undefined {
  if (glob.length > MOST_CHARACTERS) return `a glob has at most ${MOST_CHARACTERS} characters`;
  return expanded(glob) === undefined ? `the braces of a glob stand for at most ${MOST_ALTERNATIVES} names` : undefined;
}

/** The globs that `{a,b}` and `{1..9}` stand for, one inside the other as well; undefined if they are too many. */
export function expanded(glob: string): readonly string[] | undefined {
  const done: string[] = [];
  const open = [glob];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const brace = firstBrace(next);
    if (brace === undefined) done.push(next);
    else for (const each of brace.items) open.push(next.slice(0, brace.from) + each + next.slice(brace.to));
    if (done.length + open.length > MOST_ALTERNATIVES) return undefined;
  }
  return done;
}

interface Brace {
  readonly from: number;
  readonly to: number;
  readonly items: readonly string[];
}

/** The first outermost braces that have a comma or a range; others are letters. */
function firstBrace(glob: string): Brace | undefined {
  const opened: { from: number; commas: number[] }[] = [];
  let found: Brace | undefined;
  for (let i = 0; i < glob.length; i++) {
    const letter = glob[i];
    if (letter === '\\') i++;
    else if (letter === '{') opened.push({ from: i, commas: [] });
    else if (letter === ',') opened.at(-1)?.commas.push(i);
    else if (letter === '}') {
      const brace = opened.pop();
      if (brace === undefined) continue;
      const items = itemsOf(glob, brace.from, brace.commas, i);
      if (items === undefined) continue;
      found = { from: brace.from, to: i + 1, items };
      if (opened.length === 0) return found;
    }
  }
  return found;
}

function itemsOf(glob: string, from: number, commas: readonly number[], to: number): readonly string[] | undefined {
  const ends = [...commas, to];
  if (commas.length > 0) return ends.map((end, i) => glob.slice((ends[i - 1] ?? from) + 1, end));
  const range = /^(?:(-?\d{1,9})\.\.(-?\d{1,9})|([a-z])\.\.([a-z])|([A-Z])\.\.([A-Z]))$/.exec(glob.slice(from + 1, to));
  if (range === null) return undefined;
  const [first = '', last = ''] = range.slice(1).filter((each: string | undefined) => each !== undefined);
  const isNumber = /\d/.test(first);
  const [a, b] = isNumber ? [Number(first), Number(last)] : [first.charCodeAt(0), last.charCodeAt(0)];
  // One more than is allowed is enough to be refused.
  const count = Math.min(Math.abs(b - a), MOST_ALTERNATIVES) + 1;
  const width = /^-?0\d/.test(first) || /^-?0\d/.test(last) ? Math.max(first.length, last.length) : 0;
  return Array.from({ length: count }, (_, i) => {
    const value = a < b ? a + i : a - i;
    return isNumber ? String(value).padStart(width, '0') : String.fromCharCode(value);
  });
}
