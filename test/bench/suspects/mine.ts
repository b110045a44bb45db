import { readLine, type CommitHead } from '../../../src/adapters/git/line';
import type { GitRepository } from '../../../src/adapters/git/run';
import { landingTimes } from '../../../src/changes/landing';
import type { MinedCase } from './cases';

const MINUTE = 60_000;
const DAY = 86_400_000;
const LEAST_LAG = 5 * MINUTE;
const MOST_LAG = 7 * DAY;
/** A window with fewer landings says nothing about a ranking. */
const LEAST_CANDIDATES = 5;

interface Landed extends CommitHead {
  readonly landedAt: number;
  /** Place on the line, 0 the newest. */
  readonly place: number;
}

interface Line {
  readonly landed: readonly Landed[];
  readonly bySha: ReadonlyMap<string, Landed>;
  readonly byNumber: ReadonlyMap<string, readonly Landed[]>;
  readonly bySubject: ReadonlyMap<string, readonly Landed[]>;
}

/**
 * The cases of a repository's own history: every revert on the mainline whose culprit can be told for certain, landed 5 minutes
 * to 7 days before it and is no revert itself. Spread evenly over the history if there are more than `most`.
 */
export async function mineCases(
  repository: GitRepository,
  tip: string,
  name: string,
  most = 500,
): Promise<MinedCase[]> {
  const heads: CommitHead[] = [];
  for await (const head of readLine(repository, { tip, until: Number.NEGATIVE_INFINITY })) heads.push(head);
  const line = indexLine(heads);
  const cases = line.landed.flatMap((revert) => {
    const found = isRevert(revert) ? culpritOf(revert, line) : undefined;
    return found && fits(revert, found.culprit, line) ? [caseOf(name, revert, found.culprit, found.matchedBy)] : [];
  });
  const step = Math.max(1, cases.length / most);
  return Array.from({ length: Math.min(most, cases.length) }, (_, i) => cases[Math.floor(i * step)]).filter(
    (found) => found !== undefined,
  );
}

function indexLine(heads: readonly CommitHead[]): Line {
  const times = landingTimes(heads.map((head) => head.committedAt));
  const landed = heads.map((head, place) => ({ ...head, landedAt: times[place] ?? 0, place }));
  return {
    landed,
    bySha: new Map(landed.map((head) => [head.sha, head])),
    byNumber: groupBy(landed, numbersOf),
    bySubject: groupBy(landed, (head) => [head.subject]),
  };
}

function groupBy(landed: readonly Landed[], keys: (head: Landed) => readonly string[]): Map<string, Landed[]> {
  const groups = new Map<string, Landed[]>();
  for (const head of landed) {
    for (const key of keys(head)) {
      const group = groups.get(key);
      if (group) group.push(head);
      else groups.set(key, [head]);
    }
  }
  return groups;
}

/** The numbers that a landing goes by: `#12` of its pull request, `D12` of its Phabricator revision. */
function numbersOf(head: CommitHead): string[] {
  const request = /\(#(\d+)\)\s*$/.exec(head.subject) ?? /^Merge pull request #(\d+)/.exec(head.subject);
  const revision = /^(?:Differential Revision|Differential Version):.*\b(D\d+)\s*$/m.exec(head.body);
  return [...(request?.[1] ? ['#' + request[1]] : []), ...(revision?.[1] ? [revision[1]] : [])];
}

const REVERT_SUBJECT =
  /^(?:\[[^\]]*\]\s*|[\w/-]+:\s*)?(?:revert(?:s|ed|ing)?|back(?:ed)?[ -]?out|roll(?:ed)?[ -]?back)\b/i;

function isRevert(head: CommitHead): boolean {
  return REVERT_SUBJECT.test(head.subject) || /^Merge pull request #\d+ from \S+\/revert-\d+-/.test(head.subject);
}

function culpritOf(revert: Landed, line: Line): { culprit: Landed; matchedBy: string } | undefined {
  const own = revert.body.split(/^Original change's description:/m)[0] ?? '';
  const shas = [...own.matchAll(/revert(?:s|ed)?(?: commit)? ([0-9a-f]{40})\b/gi)].map((match) => match[1] ?? '');
  const numbers = [
    ...[...own.matchAll(/^reverts? (?:[\w.-]+\/[\w.-]+)?(#\d+)/gim)].map((match) => match[1] ?? ''),
    ...[...own.matchAll(/Original Phabricator Diff:\s*(D\d+)/g)].map((match) => match[1] ?? ''),
  ];
  const branch = /from \S+\/revert-(\d+)-/.exec(revert.subject)?.[1];
  const quoted = /^[^"“]*["“](.*)["”][^"”]*$/.exec(revert.subject)?.[1];
  const inSubject = quoted === undefined ? undefined : /\(#(\d+)\)\s*$/.exec(quoted)?.[1];
  const found = (matchedBy: string, landed: readonly Landed[]) => {
    const before = landed.filter((head) => head.place > revert.place);
    const culprit = before[0];
    return culprit && { culprit, matchedBy };
  };
  if (new Set(shas).size > 1 || new Set(numbers).size > 1) return undefined; // reverts several at once
  const bySha = shas[0] === undefined ? undefined : line.bySha.get(shas[0]);
  const attempts = [
    () => (bySha ? found('sha', [bySha]) : undefined),
    () => (numbers[0] === undefined ? undefined : found('number', line.byNumber.get(numbers[0]) ?? [])),
    () => (branch === undefined ? undefined : found('revert-branch', line.byNumber.get('#' + branch) ?? [])),
    () => (inSubject === undefined ? undefined : found('subject-number', line.byNumber.get('#' + inSubject) ?? [])),
    () => (quoted === undefined || shas.length > 0 ? undefined : found('subject', line.bySubject.get(quoted) ?? [])),
  ];
  for (const attempt of attempts) {
    const culprit = attempt();
    if (culprit) return culprit;
  }
  return undefined;
}

function fits(revert: Landed, culprit: Landed, line: Line): boolean {
  const lag = revert.landedAt - culprit.landedAt;
  if (isRevert(culprit) || lag < LEAST_LAG || lag > MOST_LAG) return false;
  let candidates = 0;
  for (let i = revert.place + 1; i < line.landed.length && candidates < LEAST_CANDIDATES; i++) {
    if (revert.landedAt - (line.landed[i]?.landedAt ?? 0) > MOST_LAG) break;
    candidates++;
  }
  return candidates >= LEAST_CANDIDATES;
}

function caseOf(repo: string, revert: Landed, culprit: Landed, matchedBy: string): MinedCase {
  return {
    repo,
    revert: revert.sha,
    culprit: culprit.sha,
    revertedAt: new Date(revert.landedAt).toISOString(),
    lagMinutes: Math.round((revert.landedAt - culprit.landedAt) / MINUTE),
    symptom: symptomOf(revert, culprit),
    matchedBy,
  };
}

const TRAILER =
  /^(?:[A-Z][\w]*(?:-[\w]+)+|Bug|Fixed|Change|Test Plan|Reviewed By|Reviewers|Subscribers|Differential Revision|Original .*|fbshipit-source-id|Tasks|Tags|Pull Request resolved|PiperOrigin-RevId|TBR|BUG|R|CC|cc|No-.*|Initiated by|Cr-.*|GitOrigin-RevId|Summary|Approved by|Fixes|Closes|Issue)\s*[:=]/;

/** The reason a revert gives, without what names the culprit: hashes, numbers, addresses, its subject, its quoted message. */
export function symptomOf(revert: { subject: string; body: string }, culprit: { subject: string }): string {
  const own = (
    revert.body.split(
      /^(?:Original change's description:|This change reverts the following|Original commit message)/m,
    )[0] ?? ''
  )
    .replace(/^Summary:\s*/gm, '')
    .replace(/\bReason for revert(?:ing)?:?/gi, ' ');
  const kept = own
    .split('\n')
    .filter((line) => !/^\s*>/.test(line) && !TRAILER.test(line) && !/^\s*\*?\s*This reverts /i.test(line))
    .filter((line) => !REVERT_SUBJECT.test(line.trim()) || !/["#]|[0-9a-f]{7}/.test(line))
    .join(' ');
  const named = culprit.subject.replace(/\s*\(#\d+\)$/, '');
  const text = kept
    .split(named)
    .join(' ')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/\b(?:[\w.-]+\/[\w.-]+)?#\d+\b/g, ' ')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/g, ' ')
    .replace(/\bD\d{5,}\b/g, ' ')
    .replace(/["“]\s*["”]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.,:;)(]+|[\s,:;(]+$/g, '')
    .slice(0, 400);
  return (text.match(/\p{L}{2,}/gu) ?? []).length >= 2 ? text : '';
}
