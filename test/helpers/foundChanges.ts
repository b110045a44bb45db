import type { ChangesState, RepositoryOutcome } from '../../src/app/changeFinder';
import { ChangeSet } from '../../src/app/listing';
import type { Change } from '../../src/changes/change';
import type { Deploy } from '../../src/changes/deploys';
import type { History } from '../../src/changes/history';
import type { Judgement, RecordedChange } from '../../src/domain/incident';
import { randomNumbers } from './random';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A change with what a test says of it, and plain values for the rest. */
export function landed(more: Partial<Change> & Pick<Change, 'sha' | 'landedAt'>): Change {
  const files = more.files ?? [{ path: 'src/cache.ts', status: 'M', added: 10, deleted: 2 }];
  return {
    parents: 1,
    authoredAt: more.landedAt,
    committedAt: more.landedAt,
    author: 'ana@example.org',
    authorName: 'Ana',
    bot: false,
    subject: 'Change something',
    body: '',
    files,
    fileCount: files.length,
    ...more,
  };
}

export interface Found {
  readonly changes: readonly Change[];
  readonly startedAt: number;
  readonly now: number;
  readonly texts?: readonly string[];
  readonly recorded?: readonly RecordedChange[];
  readonly judgements?: ReadonlyMap<string, Judgement>;
  readonly hasIncident?: boolean;
  readonly outcomes?: readonly RepositoryOutcome[];
  readonly deploys?: readonly Deploy[];
  readonly history?: History;
}

/** What a finder of changes has come to, by the ranking that is shipped. */
export function changesState(found: Found, more: Partial<ChangesState> = {}): { state: ChangesState; set: ChangeSet } {
  const { changes, startedAt, now, texts = [], recorded = [], judgements = new Map<string, Judgement>() } = found;
  const { history, deploys = [] } = found;
  const known = { root: '/srv/registry', name: 'registry', branch: 'main', changes, deploys };
  const facts = { ...known, ...(history && { history }) };
  const set = new ChangeSet([facts], recorded);
  const uncertainty = 5 * MINUTE;
  const state: ChangesState = {
    phase: 'ready',
    startedAt,
    uncertainty,
    hasIncident: found.hasIncident ?? true,
    from: startedAt - 24 * HOUR,
    to: now,
    hours: 24,
    widened: false,
    ...set.list({ startedAt, uncertainty, texts }, judgements),
    repositories: found.outcomes ?? [{ root: facts.root, facts }],
    sources: [],
    thirdParties: [],
    pageProblems: [],
    ...more,
  };
  return { state, set };
}

const AREAS = ['cache', 'pull', 'auth', 'layers', 'metrics', 'quota', 'config', 'api', 'storage', 'worker'];
const VERBS = ['Fix', 'Add', 'Remove', 'Speed up', 'Rework', 'Bound', 'Log', 'Retry', 'Validate', 'Bump'];
const AUTHORS = ['Ana Sousa', 'Grace Hopper', 'Linus Berg', 'Mei Lin', 'Omar Haddad', 'Priya Nair', 'dependabot'];

/** As many changes as wanted in the day before `start` and some after it, the newest first. The same every time. */
export function manyChanges(count: number, start: number): readonly Change[] {
  const random = randomNumbers(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const made = Array.from({ length: count }, (_, index) => {
    const area = pick(AREAS);
    const author = pick(AUTHORS);
    const landedAt = start + HOUR - Math.floor(random() * 25 * HOUR);
    return landed({
      sha: index.toString(16).padStart(40, 'a'),
      landedAt,
      authoredAt: landedAt - Math.floor(random() * random() * 40 * 24 * HOUR),
      author,
      authorName: author,
      bot: author === 'dependabot',
      parents: random() < 0.2 ? 2 : 1,
      subject: `${pick(VERBS)} the ${area} of the ${pick(AREAS)} service (#${index})`,
      body: `The ${area} was slow.\n\nIt is now kept for ${Math.floor(random() * 60)} seconds.`,
      files: Array.from({ length: 1 + Math.floor(random() * random() * 12) }, (_, file) => ({
        path: `services/${area}/src/${pick(AREAS)}/${pick(AREAS)}${file}.ts`,
        status: pick(['M', 'M', 'M', 'A', 'D']),
        added: Math.floor(random() ** 4 * 900),
        deleted: Math.floor(random() ** 4 * 300),
      })),
    });
  });
  return made.sort((a, b) => b.landedAt - a.landedAt);
}
