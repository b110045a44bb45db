import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import type { Change, ChangedLines } from '../../../src/changes/change';
import { termsOf } from '../../../src/changes/terms';
import { bySpread, type MinedCase, type SuspectCase } from './cases';

/** So many cases of one repository are saved, that no repository outweighs the others. */
const MOST_WITH_TEXT = 60;
const MOST_WITHOUT_TEXT = 25;
/** Larger windows are left out: they would be most of the data. */
const MOST_CHANGES = 800;
const MOST_BODY = 1_000;

/** Which of a repository's cases are saved: some with text and some without, spread evenly over its history. */
export function chosenCases(cases: readonly MinedCase[]): MinedCase[] {
  const chosen = new Set([
    ...bySpread(
      cases.filter((found) => found.symptom !== ''),
      MOST_WITH_TEXT,
    ),
    ...bySpread(
      cases.filter((found) => found.symptom === ''),
      MOST_WITHOUT_TEXT,
    ),
  ]);
  return cases.filter((found) => chosen.has(found));
}

/** Writes cases in the format of the stored ones, with what of their changed lines the text can meet. */
export async function saveCases(path: string, cases: AsyncIterable<SuspectCase>): Promise<number> {
  const zip = createGzip();
  const written = once(zip.pipe(createWriteStream(path)), 'close');
  let count = 0;
  for await (const found of cases) {
    if (found.changes.length > MOST_CHANGES) continue;
    const { changes, ...rest } = found;
    const terms = new Set(termsOf(found.symptom));
    const candidates = changes.map((change) => storedChange(change, terms));
    if (!zip.write(JSON.stringify({ ...rest, candidates }) + '\n')) await once(zip, 'drain');
    count++;
  }
  zip.end();
  await written;
  return count;
}

function storedChange(change: Change, terms: ReadonlySet<string>): object {
  const time = (at: number) => new Date(at).toISOString();
  return {
    sha: change.sha,
    parents: change.parents,
    authorDate: time(change.authoredAt),
    committerDate: time(change.committedAt),
    landedAt: time(change.landedAt),
    author: change.author,
    authorPrior180d: change.authorPrior180d,
    bot: change.bot,
    subject: change.subject,
    body: change.body.slice(0, MOST_BODY),
    fileCount: change.fileCount,
    files: change.files.slice(0, 300),
    ...(change.lines ? { lines: storedLines(change.lines, terms) } : {}),
  };
}

function storedLines(lines: ChangedLines, terms: ReadonlySet<string>): object {
  return { added: met(lines.added, terms), removed: met(lines.removed, terms) };
}

/** The counts of the text's terms, and under the empty name the sum of all others, which only make the lines longer. */
function met(counts: ReadonlyMap<string, number>, terms: ReadonlySet<string>): Record<string, number> {
  let others = 0;
  const kept: Record<string, number> = {};
  for (const [term, count] of counts) {
    if (terms.has(term)) kept[term] = count;
    else others += count;
  }
  return { ...kept, '': others };
}
