import type { Committer } from '../../app/sharePorts';
import type { Mirror } from './mirror';

const EXTENSION = '.jsonl';
/** A file of a record has fewer entries. */
const MOST_LINES = 200_000;

/** What is known of who brought the entries of an incident to its remote, up to a commit. */
export interface Committed {
  readonly tip: string;
  /** How many lines each file has there. */
  readonly lines: Map<string, number>;
  /** By the id of the event. */
  readonly byEvent: Map<string, Committer>;
}

/**
 * Who committed each entry, from the commits since those that are known already: files only grow, a line an entry, so the lines
 * that a commit added are the entries that came with it. Rejects with ShareFailed.
 */
export async function committersUpTo(mirror: Mirror, tip: string, before: Committed | undefined): Promise<Committed> {
  if (before?.tip === tip) return before;
  const [lines, byEvent] = [new Map(before?.lines), new Map(before?.byEvent)];
  let committer: Committer | undefined;
  for (const line of (await mirror.additions(tip, before?.tip)).split('\n')) {
    if (line.startsWith('\0')) {
      const [, name = '', email = '', signature = '', signer = ''] = line.split('\0');
      committer = {
        person: { name, email },
        // Of a key that nobody here vouches for, it is not known whose it is.
        ...(/^[GUXYR]$/.test(signature) && signer !== '' && { signer }),
      };
      continue;
    }
    const [added = '', , file = ''] = line.split('\t');
    if (committer === undefined || !file.endsWith(EXTENSION) || !/^\d{1,6}$/.test(added)) continue;
    const writer = file.slice(0, -EXTENSION.length);
    const from = lines.get(file) ?? 0;
    const to = Math.min(from + Number(added), MOST_LINES);
    for (let seq = from + 1; seq <= to; seq++)
      if (!byEvent.has(`${writer}-${seq}`)) byEvent.set(`${writer}-${seq}`, committer);
    lines.set(file, to);
  }
  return { tip, lines, byEvent };
}
