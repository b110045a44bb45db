/** A change of a first-parent line. */
export interface LineChange {
  readonly sha: string;
  readonly subject: string;
  readonly body: string;
}

const WORDS = /revert|back(?:s|ed|ing)?[ -]?out|roll(?:s|ed|ing)?[ -]?back|undo|rollback/i;

/** Whether a message speaks of taking something back at all. */
export function speaksOfUndoing({ subject, body }: LineChange): boolean {
  return WORDS.test(subject) || WORDS.test(body);
}

/**
 * The reverts of a line, by place, with the older changes of the line that they name: a sentence with a word of undoing comes before a
 * hash or a number on the same line of the message, and the headline takes back an odd number of times.
 * @param line newest first
 */
export function namedReverts(line: readonly LineChange[]): ReadonlyMap<number, ReadonlySet<number>> {
  const byHash = new Map<string, number[]>();
  const byNumber = new Map<string, number>();
  line.forEach(({ sha, subject, body }, i) => {
    byHash.set(sha.slice(0, 7), [...(byHash.get(sha.slice(0, 7)) ?? []), i]);
    for (const number of numbersOf(subject, body)) if (!byNumber.has(number)) byNumber.set(number, i);
  });
  const found = new Map<number, Set<number>>();
  line.forEach((change, i) => {
    const headline = headlineOf(change);
    if (!takesBack(headline)) return;
    const own = new Set(numbersOf(change.subject, change.body));
    const targets = new Set<number>();
    for (const text of [change.subject, ...change.body.split('\n')]) {
      const at = text.search(WORDS);
      if (at < 0 || /reason/i.test(text)) continue;
      const [behind = ''] = text.slice(at).split(/reversing/);
      for (const [token] of behind.matchAll(/[0-9a-f]{7,64}/g))
        for (const place of byHash.get(token.slice(0, 7)) ?? [])
          if (place > i && line[place]?.sha.startsWith(token)) targets.add(place);
      for (const [, number = ''] of behind.matchAll(/(?:[#!]|\/pull\/|revert-|revert-pr-)(\d+)\b/gi)) {
        const place = own.has(number) ? undefined : byNumber.get(number);
        if (place !== undefined && place > i) targets.add(place);
      }
    }
    if (targets.size > 0) found.set(i, targets);
  });
  return found;
}

function numbersOf(subject: string, body: string): string[] {
  const ends = /[(#!](\d+)\)?\s*$/.exec(subject)?.[1];
  const merges = /^(?:Auto merge of|Merge pull request|Merged PR|Merge) #?(\d+)\b/.exec(subject)?.[1];
  const bitbucket = /pull request #(\d+)/.exec(subject)?.[1];
  const gitlab = /See merge request \S*!(\d+)/.exec(body)?.[1];
  return [ends, merges, bitbucket, gitlab].filter((each) => each !== undefined);
}

/** Of a merge the first line of its body, if that speaks of undoing, else its own. */
function headlineOf({ subject, body }: LineChange): string {
  if (!/^(?:Auto m|M)erge/.test(subject) || subject.includes('"')) return subject;
  const [first = ''] = body.trim().split('\n');
  return WORDS.test(first) ? first : subject;
}

function takesBack(headline: string): boolean {
  const power = /revert\^(\d+)/i.exec(headline)?.[1];
  if (power !== undefined) return Number(power) % 2 === 1;
  const before = headline.split(/"(?!\s*(?:re|back|roll))/i)[0] ?? '';
  const times = before.match(/revert(?!-|ed )|revert-|back(?:ed)? ?out|roll(?:ed)? ?back/gi)?.length ?? 0;
  return (
    times % 2 === 1 &&
    /^[^a-z]*(?:[\w-]+(?:\([^)]*\))?!?:\s*)?(?:partial\w* |auto\w* )?["\W]*(?:re|back|roll|merge|auto)/i.test(headline)
  );
}
