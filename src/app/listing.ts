import type { Change, Millis } from '../changes/change';
import { titleOf } from '../changes/title';
import { rankSuspects, type RankedChange, type Reason, SuspectIndex } from '../changes/rank';
import type { Situation } from '../changes/change';
import type { ChangeKind, ChangeReference } from '../domain/events';
import { changeKey, type Incident, type Judgement, type RecordedChange } from '../domain/incident';
import type { RepositoryFacts } from './changePorts';

/** A change as the views show it. */
export interface ListedChange {
  readonly key: string;
  readonly reference: ChangeReference;
  readonly change: Change;
  /** The repository's root; absent for a change that is no commit. */
  readonly root?: string;
  readonly kind?: ChangeKind;
  /** When it went live, as far as deploys are known, else when it landed. */
  readonly at: Millis;
  /** Its share of the suspicion, 0 to 1; absent for what is no suspect. */
  readonly share?: number;
  readonly score?: number;
  readonly reasons: readonly Reason[];
  readonly judgement?: Judgement;
}

export interface Listing {
  /** All that landed before the start: a person's suspects, then by score, then what was ruled out. */
  readonly suspects: readonly ListedChange[];
  /** What landed after the start, newest first. */
  readonly after: readonly ListedChange[];
  /** What had landed before the start but was not live yet. */
  readonly notDeployed: readonly ListedChange[];
}

/** All changes of a window with where they come from, ready to be ranked again and again. */
export class ChangeSet {
  readonly index: SuspectIndex;
  private readonly sources: ReadonlyMap<Change, Source>;

  constructor(repositories: readonly RepositoryFacts[], recorded: readonly RecordedChange[]) {
    const sources = new Map<Change, Source>();
    for (const { root, name, changes, deploys } of repositories) {
      for (const change of changes) sources.set(change, { root, name, deployed: deploys.length > 0 });
    }
    for (const each of recorded) sources.set(asChange(each), { recorded: each });
    this.sources = sources;
    this.index = new SuspectIndex([...sources.keys()].sort((a, b) => liveAt(b) - liveAt(a)));
  }

  get size(): number {
    return this.sources.size;
  }

  /** The changes in their groups, ranked for the situation; a person's verdict stands above the score. */
  list(situation: Situation, judgements: Incident['judgements']): Listing {
    const latest = situation.startedAt + (situation.uncertainty ?? 0);
    const ranked = new Map(rankSuspects(this.index, situation).map((each) => [each.change, each]));
    const listed = this.index.changes.map((change) => this.listed(change, ranked.get(change), judgements));
    const isNotDeployed = ({ change }: ListedChange) =>
      this.sources.get(change)?.deployed === true && change.landedAt <= latest && !(liveAtMost(change) <= latest);
    const order = new Map([...ranked.keys()].map((change, place) => [change, place]));
    const suspects = listed
      .filter((each) => each.at <= latest && !isNotDeployed(each))
      .sort((a, b) => rankOf(a) - rankOf(b) || (order.get(a.change) ?? 0) - (order.get(b.change) ?? 0));
    return {
      suspects,
      notDeployed: listed.filter(isNotDeployed),
      after: listed.filter((each) => each.at > latest && !isNotDeployed(each)),
    };
  }

  private listed(change: Change, ranked: RankedChange | undefined, judgements: Incident['judgements']): ListedChange {
    const source = this.sources.get(change);
    const reference: ChangeReference =
      source?.recorded === undefined
        ? { repository: source?.name ?? '', commit: change.sha, subject: titleOf(change) }
        : { entry: source.recorded.id, subject: source.recorded.text };
    const key = changeKey(reference);
    const judgement = judgements.get(key);
    return {
      key,
      reference,
      change,
      at: liveAt(change),
      reasons: ranked?.reasons ?? [],
      ...(source?.root !== undefined && { root: source.root }),
      ...(source?.recorded !== undefined && { kind: source.recorded.kind }),
      ...(ranked !== undefined && { share: ranked.share, score: ranked.score }),
      ...(judgement !== undefined && { judgement }),
    };
  }
}

interface Source {
  readonly root?: string;
  readonly name?: string;
  /** Whether the repository's deploys are known. */
  readonly deployed?: boolean;
  readonly recorded?: RecordedChange;
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
    files: [],
    fileCount: 0,
  };
}
