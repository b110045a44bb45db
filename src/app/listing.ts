import type { ChangeEvent } from '../changes/changeEvents';
import type { Change, ChangedFile, Millis, Situation } from '../changes/change';
import type { Rollback } from '../changes/deploys';
import { pathMatcher } from '../changes/globs';
import type { History } from '../changes/history';
import { HistoryIndex, pastSteps } from '../changes/historyIndex';
import { type Ranking, type Reason, ownSteps, SuspectIndex, suspectSteps } from '../changes/rank';
import { relationSteps } from '../changes/relations';
import { lastOf, mappedBy, type Pause, pausedBy } from '../changes/steps';
import { copySteps, indexSteps, TextIndex } from '../changes/textIndex';
import { titleOf } from '../changes/title';
import type { ChangeKind, ChangeReference } from '../domain/events';
import { changeKey, type Incident, type Judgement, type RecordedChange } from '../domain/incident';
import type { RepositoryFacts } from './changePorts';
import { eventAsChange } from './eventChange';
import { rollbackAsChange } from './rollbackChange';

/** A change as the views show it. */
export interface ListedChange {
  readonly key: string;
  readonly reference: ChangeReference;
  readonly change: Change;
  /** The repository's root; absent for a change that is no commit. */
  readonly root?: string | undefined;
  readonly kind?: ChangeKind | undefined;
  /** The deploy that took changes out of production, where the change is one. */
  readonly rollback?: Rollback | undefined;
  /** What another program wrote down, where the change is that. */
  readonly event?: ChangeEvent | undefined;
  /** When it went live, as far as deploys are known, else when it landed. */
  readonly at: Millis;
  /** Its share of the suspicion, 0 to 1; absent for what is no suspect. */
  readonly share?: number | undefined;
  readonly score?: number | undefined;
  readonly reasons: readonly Reason[];
  readonly judgement?: Judgement | undefined;
}

export interface Listing {
  /** All that landed before the start: a person's suspects, then by score, then what was ruled out. */
  readonly suspects: readonly ListedChange[];
  /** What landed after the start, newest first. */
  readonly after: readonly ListedChange[];
  /** What had landed before the start but was not live yet. */
  readonly notDeployed: readonly ListedChange[];
  /** The chance that none of the suspects is the cause, 0 to 1; absent where nothing was ranked. */
  readonly none?: number | undefined;
}

/** All changes of a window with where they come from, ready to be ranked again and again. */
export class ChangeSet {
  readonly index: SuspectIndex;
  /** Along the changes of the index. */
  private readonly sources: readonly Source[];

  /** @param made what `inSteps` made of the same repositories and recorded changes; without it, all is done here and now */
  constructor(
    repositories: readonly RepositoryFacts[],
    recorded: readonly RecordedChange[],
    made?: { readonly sources: readonly Source[]; readonly index: SuspectIndex },
  ) {
    if (made !== undefined) {
      ({ index: this.index, sources: this.sources } = made);
      return;
    }
    const sources = lastOf(sourceSteps(repositories, recorded));
    this.index = indexOf(sources);
    this.sources = this.index.changes.map((change) => sources.get(change) ?? sourceOf(change));
  }

  /**
   * The same, made a little at a time: thousands of changes would keep everything else waiting.
   * @param pause lets others do their work
   * @param before a set of the same changes, perhaps with less known of them: what was indexed for it is taken over
   * @param events what other programs wrote down, but for deploys that say when a change went live
   */
  static async inSteps(
    repositories: readonly RepositoryFacts[],
    recorded: readonly RecordedChange[],
    pause: Pause,
    before?: ChangeSet,
    events: readonly ChangeEvent[] = [],
  ): Promise<ChangeSet> {
    const paused = async <T>(steps: Generator<undefined, T>): Promise<T> => {
      const last = await pausedBy(pause, steps);
      await pause();
      return last;
    };
    const byChange = await paused(sourceSteps(repositories, recorded, events));
    const changes = newestFirst(byChange);
    const sources = await mappedBy(pause, changes, (change) => byChange.get(change) ?? sourceOf(change));
    const isKnown = before !== undefined && (await paused(copySteps(before.index.changes, changes)));
    const fields = await paused(indexSteps(changes, isKnown ? before.index.text : undefined));
    const relations = isKnown ? before.index.relations : await paused(relationSteps(changes));
    const isPastKnown = isKnown && sources.every(({ history }, i) => history === before.sources[i]?.history);
    const historyOf = (_: Change, i: number) => sources[i]?.history;
    const past = isPastKnown
      ? before.index.past
      : new HistoryIndex(changes, historyOf, await paused(pastSteps(changes, historyOf)));
    const own = await paused(ownSteps(changes, past));
    const index = new SuspectIndex(changes, new TextIndex(changes, fields), relations, past, own);
    await pause();
    return new ChangeSet(repositories, recorded, { sources, index });
  }

  get size(): number {
    return this.sources.length;
  }

  /**
   * The changes in their groups, ranked for the situation; a person's verdict stands above the score.
   * @param paths globs of what is affected; none where that is not known
   */
  list(given: Situation, judgements: Incident['judgements'], paths: readonly string[] = []): Listing {
    return lastOf(this.listSteps(given, judgements, paths));
  }

  /** As `list`, a little at a time. */
  *listSteps(
    given: Situation,
    judgements: Incident['judgements'],
    paths: readonly string[] = [],
  ): Generator<undefined, Listing> {
    const situation = paths.length === 0 ? given : { ...given, affects: pathMatcher(paths) };
    const latest = situation.startedAt + (situation.uncertainty ?? 0);
    const { ranking, none } = yield* suspectSteps(this.index, situation);
    const { changes } = this.index;
    const groups = new Groups(changes, this.sources, latest, { ranking, judgements });
    for (let from = 0; from < ranking.size; from += STEP) {
      yield;
      groups.addRanked(from, Math.min(from + STEP, ranking.size));
    }
    for (let from = 0; from < changes.length; from += STEP) {
      yield;
      groups.addOthers(from, Math.min(from + STEP, changes.length));
    }
    const { suspects, notDeployed, after } = groups;
    if (judgements.size > 0) suspects.sort((a, b) => rankOf(a) - rankOf(b));
    return { suspects, notDeployed, after, ...(suspects.length > 0 && { none }) };
  }
}

/** What the changes of a listing are shown with. */
interface Shown {
  readonly ranking: Ranking;
  readonly judgements: Incident['judgements'];
}

/** Of a change that was not ranked. */
const UNRANKED = -1;

/** The groups of a listing as they are filled. */
class Groups {
  readonly suspects: ListedChange[] = [];
  readonly notDeployed: ListedChange[] = [];
  readonly after: ListedChange[] = [];
  /** The ranks of what was ranked and is not live yet, by its place in the index. */
  private readonly waiting = new Map<number, number>();

  constructor(
    private readonly changes: readonly Change[],
    private readonly sources: readonly Source[],
    private readonly latest: Millis,
    private readonly shown: Shown,
  ) {}

  /** Adds what has the ranks from one to before another. */
  addRanked(from: number, to: number): void {
    const { changes, sources, shown, suspects } = this;
    for (let rank = from; rank < to; rank++) {
      const place = shown.ranking.placeOf(rank);
      const change = changes[place];
      if (change === undefined) continue;
      const source = sources[place] ?? sourceOf(change);
      if (this.isNotDeployed(source, change)) this.waiting.set(place, rank);
      else suspects.push(new Listed(change, source, shown, rank));
    }
  }

  /** Adds those of the changes from one to before another that are in no group yet; when all that was ranked has been added. */
  addOthers(from: number, to: number): void {
    for (let place = from; place < to; place++) {
      const change = this.changes[place];
      if (change === undefined || (liveAt(change) <= this.latest && !this.waiting.has(place))) continue;
      const source = this.sources[place] ?? sourceOf(change);
      const group = this.isNotDeployed(source, change) ? this.notDeployed : this.after;
      group.push(new Listed(change, source, this.shown, this.waiting.get(place) ?? UNRANKED));
    }
  }

  private isNotDeployed({ deployed }: Source, change: Change): boolean {
    return deployed === true && change.landedAt <= this.latest && !(liveAtMost(change) <= this.latest);
  }
}

/** A class that looks everything up when it is asked, as thousands of them are made at every ranking and a few are looked at. */
class Listed implements ListedChange {
  private known: readonly Reason[] | undefined;

  constructor(
    readonly change: Change,
    private readonly source: Source,
    private readonly shown: Shown,
    private readonly rank: number,
  ) {}

  get key(): string {
    return this.source.key;
  }
  get reference(): ChangeReference {
    return this.source.reference;
  }
  get root(): string | undefined {
    return this.source.root;
  }
  get kind(): ChangeKind | undefined {
    return this.source.recorded?.kind;
  }
  get rollback(): Rollback | undefined {
    return this.source.rollback;
  }
  get event(): ChangeEvent | undefined {
    return this.source.event;
  }
  get at(): Millis {
    return liveAt(this.change);
  }
  get share(): number | undefined {
    return this.rank === UNRANKED ? undefined : this.shown.ranking.shareOf(this.rank);
  }
  get score(): number | undefined {
    return this.rank === UNRANKED ? undefined : this.shown.ranking.scoreOf(this.rank);
  }
  get judgement(): Judgement | undefined {
    return this.shown.judgements.get(this.key);
  }
  get reasons(): readonly Reason[] {
    return (this.known ??= this.rank === UNRANKED ? NO_REASONS : this.shown.ranking.reasonsOf(this.rank));
  }
}

const NO_REASONS: readonly Reason[] = [];

/** Where a change comes from, and what it goes by. */
interface Source {
  readonly key: string;
  readonly reference: ChangeReference;
  readonly root?: string;
  /** Whether the repository's deploys are known. */
  readonly deployed?: boolean;
  readonly recorded?: RecordedChange;
  readonly rollback?: Rollback;
  readonly event?: ChangeEvent;
  /** What landed in the repository before the window. */
  readonly history?: History;
}

type Sources = ReadonlyMap<Change, Source>;

/** Changes of one step. */
const STEP = 100;

function* sourceSteps(
  repositories: readonly RepositoryFacts[],
  recorded: readonly RecordedChange[],
  events: readonly ChangeEvent[] = [],
): Generator<undefined, Sources> {
  const sources = new Map<Change, Source>();
  for (const repository of repositories) {
    for (const change of repository.changes) {
      sources.set(change, sourceOf(change, repository));
      if (sources.size % STEP === 0) yield;
    }
    for (const rollback of repository.rollbacks ?? []) {
      const { change, reference } = rollbackAsChange(rollback, repository);
      sources.set(change, { reference, key: changeKey(reference), rollback });
    }
  }
  for (const each of recorded) {
    const reference = { entry: each.id, subject: each.text };
    sources.set(asChange(each), { reference, key: changeKey(reference), recorded: each });
  }
  for (const event of events) {
    const { change, reference } = eventAsChange(event);
    sources.set(change, { reference, key: changeKey(reference), event });
    if (sources.size % STEP === 0) yield;
  }
  return sources;
}

function sourceOf(change: Change, repository?: RepositoryFacts): Source {
  const reference = { repository: repository?.name ?? '', commit: change.sha, subject: titleOf(change) };
  const own = { reference, key: changeKey(reference) };
  if (repository === undefined) return own;
  const { root, deploys, history } = repository;
  return { ...own, root, deployed: deploys.length > 0, ...(history && { history }) };
}

function indexOf(sources: Sources): SuspectIndex {
  const changes = newestFirst(sources);
  const past = new HistoryIndex(changes, (change) => sources.get(change)?.history);
  return new SuspectIndex(changes, undefined, undefined, past);
}

function newestFirst(sources: Sources): readonly Change[] {
  return [...sources.keys()].sort((a, b) => liveAt(b) - liveAt(a));
}

function liveAt(change: Change): Millis {
  return change.liveAt ?? change.landedAt;
}

/** When a change of a repository with deploys went live: never, if no deploy contains it. */
function liveAtMost(change: Change): Millis {
  return change.liveAt ?? Number.POSITIVE_INFINITY;
}

function rankOf({ judgement }: ListedChange): number {
  return judgement === undefined ? 1 : judgement.verdict === 'suspect' ? 0 : 2;
}

const NO_FILES: readonly ChangedFile[] = [];

/** A change that is no commit, so that it can be ranked with the others: by its time and its words. */
function asChange({ id, text, at, by }: RecordedChange): Change {
  return {
    sha: id,
    parents: 0,
    authoredAt: at,
    committedAt: at,
    landedAt: at,
    author: by.email ?? by.name,
    authorName: by.name,
    bot: false,
    subject: text,
    body: '',
    files: NO_FILES,
    fileCount: 0,
  };
}
