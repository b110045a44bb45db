import type { BlamedFrame, Change, ChangedLines, MergedCommit, Millis, Situation } from '../changes/change';
import type { ChangeEvent } from '../changes/changeEvents';
import { deployRange, type DeployRange } from '../changes/deploys';
import type { MatchedTerm } from '../changes/match';
import { withPrior } from '../changes/past';
import { mappedBy, type Pause, pausedBy } from '../changes/steps';
import { overlapping, type ThirdPartyIncident } from '../changes/thirdParties';
import type { Incident } from '../domain/incident';
import { breather, nextTurn } from './breather';
import {
  SourceFailed,
  type ChangePorts,
  type EventsOutcome,
  type GithubSource,
  type Past,
  type RepositoryFacts,
  type SourceProblem,
} from './changePorts';
import { EventSources, sourcesKey } from './eventSources';
import type { ChangeSet, ListedChange, Listing } from './listing';
import { Signal } from './signal';
import { situationOf, stackOf, startUncertainty } from './situation';

const HOUR = 3_600_000;
/** The windows that are tried one after the other, in hours before the start, until enough landed in one. */
const WINDOWS = [24, 72, 168] as const;
const ENOUGH = 10;
/** Clocks of others may run ahead: what is on the branch has landed, whatever they say. Milliseconds. */
const AHEAD = 24 * HOUR;
/** Of so many suspects the diffs are read; reading thousands would take longer than it tells. */
const MOST_DIFFS = 300;
/** So many changes are ranked in a few milliseconds. */
const AT_ONCE = 500;
/** Of so many events the newest are listed. */
const MOST_EVENTS = 2_000;

/** What the settings and the window choose. */
export interface ChangeChoices {
  readonly branch?: string;
  readonly deployTags: readonly string[];
  readonly statusPages: readonly string[];
  /** Files and folders into which other programs write what they changed: absolute paths. */
  readonly sources?: readonly string[];
  /** Where GitHub is asked for deployments and runs of workflows. */
  readonly github?: readonly GithubSource[];
  /** Hours before the start; absent: as many as it takes. */
  readonly hours?: number;
  /** Globs of the paths of these services; none if none of them names paths. */
  readonly pathsOf: (services: readonly string[]) => readonly string[];
}

export type RepositoryOutcome =
  | { readonly root: string; readonly facts: RepositoryFacts; readonly range?: DeployRange }
  | { readonly root: string; readonly problem: SourceProblem; readonly detail?: string };

export interface ChangesState extends Listing {
  /** `restricted`: git must not run. `reading` facts, `refining` with the past, diffs and blame, then `ready`. */
  readonly phase: 'idle' | 'restricted' | 'reading' | 'refining' | 'ready';
  /** A person stopped it half-way: what is here may not be all. */
  readonly stopped?: boolean;
  /** The incident's start, or now without an incident. */
  readonly startedAt: Millis;
  readonly uncertainty: Millis;
  readonly hasIncident: boolean;
  /** The incident that this is about, as it is now. */
  readonly incident?: Incident | undefined;
  readonly from: Millis;
  readonly to: Millis;
  /** The window's length before the start, and whether it was widened because too little landed. */
  readonly hours: number;
  readonly widened: boolean;
  readonly repositories: readonly RepositoryOutcome[];
  /** What other programs wrote down. */
  readonly sources: readonly EventsOutcome[];
  readonly thirdParties: readonly ThirdPartyIncident[];
  readonly pageProblems: readonly {
    readonly address: string;
    readonly problem: SourceProblem;
    /** Where a page wanted to go. */
    readonly detail?: string;
  }[];
}

const NOTHING: ChangesState = {
  phase: 'idle',
  startedAt: 0,
  uncertainty: 0,
  hasIncident: false,
  from: 0,
  to: 0,
  hours: WINDOWS[0],
  widened: false,
  suspects: [],
  after: [],
  notDeployed: [],
  repositories: [],
  sources: [],
  thirdParties: [],
  pageProblems: [],
};

/**
 * Finds what changed before an incident: facts first, then ranks and reasons as the past, diffs and blame
 * are read. Does nothing before it is first asked; every refresh ends the one before.
 */
export class ChangeFinder {
  readonly changed = new Signal();
  state: ChangesState = NOTHING;
  private current: Incident | undefined;
  private running: AbortController | undefined;
  /** The ranking of many changes that is under way beside what is read. */
  private ranking: AbortController | undefined;
  private set: ChangeSet | undefined;
  private blamed: readonly BlamedFrame[] = [];
  /** What is new in the logs of an incident, kept as long as the window. */
  private logs: { readonly incident: string; readonly lines: readonly string[] } | undefined;
  private readonly lines = new Map<string, ChangedLines>();
  /** By root; each with what it was read for. */
  private readonly pasts = new Map<string, { readonly of: string; readonly past: Past }>();
  /** What merges brought, by root; each with what it was read for. */
  private readonly merged = new Map<
    string,
    { readonly of: string; readonly commits: ReadonlyMap<string, readonly MergedCommit[]> }
  >();

  private readonly eventSources: EventSources;

  /** @param pauses of work on thousands of changes, which lasts longer than anybody should wait for it */
  constructor(
    private readonly ports: ChangePorts,
    private readonly choices: () => ChangeChoices,
    private readonly now: () => number,
    private readonly report: (error: unknown) => void,
    private readonly pauses: (signal: AbortSignal) => Pause = breather,
  ) {
    this.eventSources = new EventSources(ports, () => void this.lookAtSources().catch(report));
  }

  /** Whether it was asked at all; until then nothing is read. */
  get isActive(): boolean {
    return this.state.phase !== 'idle';
  }

  /** Takes up the incident as it is now: reads anew if its time or changes are others, else only ranks anew. */
  follow(incident: Incident | undefined): void {
    const before = this.current;
    this.current = incident;
    if (!this.isActive || before === incident) return;
    if (needsReading(before, incident)) void this.refresh(incident);
    else void this.rankAnew();
  }

  /** Reads everything anew. Never rejects. */
  async refresh(incident = this.current): Promise<void> {
    this.current = incident;
    this.running?.abort();
    this.ranking?.abort();
    const running = (this.running = new AbortController());
    try {
      await this.read(running.signal);
    } catch (error) {
      // Another refresh, or a person, ended this one.
      if (running.signal.aborted) return;
      this.report(error);
      this.publish({ phase: 'ready' });
    }
  }

  /** Reads everything anew where other programs have written down more since. Never rejects. */
  async lookAtSources(): Promise<void> {
    if (!this.isActive || this.state.phase === 'restricted') return;
    const now = await this.readSources();
    if (sourcesKey(now) !== sourcesKey(this.state.sources)) await this.refresh();
  }

  /** Ranks by what is new in the logs of an incident, too. */
  learnLogs(incident: string, lines: readonly string[]): void {
    this.logs = { incident, lines };
    if (this.isActive && this.current?.id === incident) void this.rankAnew();
  }

  private situation(incident: Incident): Situation {
    return situationOf(incident, this.logs?.incident === incident.id ? this.logs.lines : []);
  }

  /** The words of the incident that a change shares, and where. */
  matchedTerms({ change }: ListedChange): readonly MatchedTerm[] {
    return this.set === undefined || this.current === undefined
      ? []
      : this.set.index.matched(this.situation(this.current), change);
  }

  /** The listed change with this key, wherever it stands. */
  find(key: string): ListedChange | undefined {
    const { suspects, after, notDeployed } = this.state;
    return [...suspects, ...after, ...notDeployed].find((listed) => listed.key === key);
  }

  /** Stops what is under way and keeps what is there. */
  cancel(): void {
    this.running?.abort();
    const { phase } = this.state;
    if (phase === 'reading' || phase === 'refining') this.publish({ phase: 'ready', stopped: true });
  }

  private async read(signal: AbortSignal): Promise<void> {
    const now = this.now();
    const startedAt = this.current?.startedAt ?? now;
    const uncertainty = this.current === undefined ? 0 : startUncertainty(this.current);
    const hasIncident = this.current !== undefined;
    const { current: incident } = this;
    this.publish({ phase: 'reading', stopped: false, startedAt, uncertainty, hasIncident, incident, to: now });
    const pages = this.readStatusPages(signal);
    pages.catch(() => undefined);
    const roots = await this.ports.repositories();
    signal.throwIfAborted();
    if (roots === undefined) {
      this.publish({ sources: [] });
      this.set = await this.setOf([], startedAt, signal);
      const from = startedAt - WINDOWS[0] * HOUR;
      this.publish({ phase: 'restricted', repositories: [], from, ...(await this.rankedInSteps(signal)) });
      return;
    }
    const sources = await this.readSources();
    signal.throwIfAborted();
    this.publish({ sources });
    await this.readFacts(roots, signal);
    this.publish({ phase: 'refining' });
    await this.refine(signal);
    await pages;
    signal.throwIfAborted();
    this.publish({ phase: 'ready', ...(await this.rankedInSteps(signal)) });
  }

  private readSources(): Promise<readonly EventsOutcome[]> {
    const choices = this.choices();
    const around = this.current?.startedAt ?? this.now();
    const since = around - Math.max(choices.hours ?? 0, ...WINDOWS) * HOUR;
    return this.eventSources.read(choices, { since, around });
  }

  /** Reads the window of the choice, or the first one in which enough landed. */
  private async readFacts(roots: readonly string[], signal: AbortSignal): Promise<void> {
    const { hours: chosen, branch, deployTags } = this.choices();
    const { startedAt, uncertainty, to, hasIncident } = this.state;
    const widths = chosen !== undefined ? [chosen] : hasIncident ? WINDOWS : [WINDOWS[0]];
    for (const hours of widths) {
      const from = startedAt - hours * HOUR;
      const at = startedAt + uncertainty;
      const request = {
        ...{ deployTags, at, from, to: to + AHEAD, signal },
        ...(branch !== undefined && { branch }),
        ...(this.events.length > 0 && { events: this.events }),
      };
      const repositories = await Promise.all(roots.map((root) => this.outcomeOf(root, request)));
      signal.throwIfAborted();
      this.set = await this.setOf(repositories, from, signal);
      const ranked = await this.rankedInSteps(signal);
      this.publish({ repositories, from, hours, widened: hours !== widths[0], ...ranked });
      const before = repositories
        .flatMap((outcome) => ('facts' in outcome ? outcome.facts.changes : []))
        .filter(({ landedAt }) => landedAt <= startedAt + uncertainty);
      if (before.length >= ENOUGH) return;
    }
  }

  private async outcomeOf(root: string, request: Parameters<ChangePorts['facts']>[1]): Promise<RepositoryOutcome> {
    try {
      const facts = await landedBy(this.state.to, await this.ports.facts(root, request), this.pauses(request.signal));
      const range = deployRange(facts.deploys, this.state.startedAt, facts.rollbacks);
      return { root, facts, ...(range && { range }) };
    } catch (error) {
      if (!request.signal.aborted) this.report(error);
      return { root, ...problemOf(error) };
    }
  }

  /** Reads what merges brought and the past, then the diffs of the likeliest suspects, and blames the lines of stack traces. */
  private async refine(signal: AbortSignal): Promise<void> {
    const { repositories, from } = this.state;
    await this.readMerged(repositories, signal);
    if (this.current !== undefined) await this.readPasts(repositories, from, signal);
    this.set = await this.setOf(repositories, from, signal);
    if (this.current === undefined) return;
    this.publish(await this.rankedInSteps(signal));
    const suspects = this.state.suspects.slice(0, MOST_DIFFS);
    const frames = stackOf(this.current);
    const blamed: BlamedFrame[] = [];
    for (const { root } of repositories) {
      const listed = suspects.filter((suspect) => suspect.root === root);
      const [first, ...others] = listed;
      if (first === undefined) continue;
      const newest = others.reduce((a, b) => (b.change.landedAt > a.change.landedAt ? b : a), first);
      blamed.push(...(await this.ports.blame(root, frames, newest.change.sha, signal)));
      const unread = listed.map(({ change }) => change.sha).filter((sha) => !this.lines.has(sha));
      for await (const { sha, lines } of this.ports.lines(root, unread, signal)) this.lines.set(sha, lines);
    }
    signal.throwIfAborted();
    this.blamed = blamed;
    this.set = await this.setOf(repositories, from, signal);
  }

  private async readMerged(outcomes: readonly RepositoryOutcome[], signal: AbortSignal): Promise<void> {
    for (const outcome of outcomes) {
      if (!('facts' in outcome)) continue;
      const { changes } = outcome.facts;
      const of = lineKey(changes);
      if (this.merged.get(outcome.root)?.of === of) continue;
      const commits = await this.ports.merged(outcome.root, changes, signal);
      signal.throwIfAborted();
      this.merged.set(outcome.root, { of, commits });
    }
  }

  /** One repository after the other: walking a year takes all cores. */
  private async readPasts(outcomes: readonly RepositoryOutcome[], from: Millis, signal: AbortSignal): Promise<void> {
    for (const outcome of outcomes) {
      const newest = 'facts' in outcome ? outcome.facts.changes[0] : undefined;
      const of = pastKey(newest, from);
      if (newest === undefined || this.pasts.get(outcome.root)?.of === of) continue;
      const past = await this.ports.past(outcome.root, newest.sha, from, signal);
      signal.throwIfAborted();
      if (past !== undefined) this.pasts.set(outcome.root, { of, past });
    }
  }

  /** The changes that were found, with all that is known of them by now; what was indexed of them before is kept. */
  private async setOf(outcomes: readonly RepositoryOutcome[], from: Millis, signal: AbortSignal): Promise<ChangeSet> {
    await nextTurn(signal); // whoever asked may have worked for a while
    const breathe = this.pauses(signal);
    const facts: RepositoryFacts[] = [];
    for (const outcome of outcomes) {
      if ('facts' in outcome) facts.push(await this.withKnown(outcome.facts, from, breathe));
    }
    // What ranks is loaded when there is something to rank.
    const { ChangeSet } = await import('./listing');
    const recorded = this.current?.recordedChanges ?? [];
    const set = await ChangeSet.inSteps(facts, recorded, breathe, this.set, this.othersFrom(facts, from));
    await nextTurn(signal); // whoever asked ranks it next
    return set;
  }

  private get events(): readonly ChangeEvent[] {
    return this.state.sources.flatMap((outcome) => ('events' in outcome ? outcome.events : []));
  }

  /** What was written down for production in the window, but for deploys that tell when a commit went live. */
  private othersFrom(facts: readonly RepositoryFacts[], from: Millis): readonly ChangeEvent[] {
    const used = new Set(facts.flatMap(({ deploys }) => deploys.flatMap(({ event }) => event ?? [])));
    const others = this.events.filter(
      ({ id, at, isElsewhere }) => isElsewhere !== true && at >= from && at <= this.state.to + AHEAD && !used.has(id),
    );
    // The same may be in two files.
    return [...new Map(others.map((event) => [event.id, event])).values()].slice(-MOST_EVENTS);
  }

  private async withKnown(facts: RepositoryFacts, from: Millis, breathe: Pause): Promise<RepositoryFacts> {
    const read = this.pasts.get(facts.root);
    const past = read?.of === pastKey(facts.changes[0], from) ? read.past : undefined;
    const merged = this.merged.get(facts.root);
    const brought = merged?.of === lineKey(facts.changes) ? merged.commits : undefined;
    const withMore = (change: Change): Change => {
      const [lines, own] = [this.lines.get(change.sha), brought?.get(change.sha)];
      return lines === undefined && own === undefined
        ? change
        : { ...change, ...(lines && { lines }), ...(own && { merged: own }) };
    };
    const known = past?.landings;
    const changes = await mappedBy(breathe, facts.changes, (change) =>
      withMore(known === undefined ? change : withPrior(change, known)),
    );
    return { ...facts, changes, ...(past && { history: past.history }) };
  }

  private async readStatusPages(signal: AbortSignal): Promise<void> {
    const { statusPages } = this.choices();
    const answers = await Promise.all(
      statusPages.map((address) =>
        this.ports.statusPage(address).then(
          (incidents) => ({ incidents }),
          (error: unknown) => {
            this.report(error);
            return { address, ...problemOf(error) };
          },
        ),
      ),
    );
    signal.throwIfAborted();
    const incidents = answers.flatMap((answer) => ('incidents' in answer ? answer.incidents : []));
    const pageProblems = answers.flatMap((answer) => ('problem' in answer ? [answer] : []));
    this.publish({
      thirdParties: overlapping(incidents, this.state.startedAt - 6 * HOUR, this.state.to),
      pageProblems,
    });
  }

  /**
   * Ranks what is there for the incident as it is now: few changes at once, many a little at a time, so that a word or a verdict
   * does not keep everything else waiting. A newer ranking ends the one before. Never rejects.
   */
  private async rankAnew(): Promise<void> {
    this.ranking?.abort();
    if ((this.set?.size ?? 0) <= AT_ONCE) {
      this.publish({ incident: this.current, ...this.ranked() });
      return;
    }
    const ranking = (this.ranking = new AbortController());
    try {
      const listing = await this.rankedInSteps(ranking.signal);
      ranking.signal.throwIfAborted();
      this.publish({ incident: this.current, ...listing });
    } catch (error) {
      if (!ranking.signal.aborted) this.report(error);
    }
  }

  /** What was found, ranked for the incident as it is now. */
  private ranked(): Listing {
    const { suspects, after, notDeployed } = this.state;
    if (this.set === undefined) return { suspects, after, notDeployed, none: undefined };
    return { none: undefined, ...this.set.list(...this.rankedFor()) };
  }

  /** The same, a little at a time. What changes meanwhile (a verdict, a word, what is new in logs) is ranked, too. */
  private async rankedInSteps(signal: AbortSignal): Promise<Listing> {
    for (;;) {
      const { set, current, logs } = this;
      const { thirdParties } = this.state;
      if (set === undefined) return this.ranked();
      const listing = await pausedBy(this.pauses(signal), set.listSteps(...this.rankedFor()));
      const isSame = this.set === set && this.current === current && this.logs === logs;
      if (isSame && this.state.thirdParties === thirdParties) return { none: undefined, ...listing };
    }
  }

  /** What changes are ranked for. */
  private rankedFor(): Parameters<ChangeSet['list']> {
    const { startedAt, uncertainty } = this.state;
    const paths = this.current === undefined ? [] : this.choices().pathsOf(this.current.services);
    const situation = this.current === undefined ? { startedAt, uncertainty, texts: [] } : this.situation(this.current);
    const judgements = this.current?.judgements ?? new Map<string, never>();
    const thirdParty = overlapping(this.state.thirdParties, startedAt, startedAt).some(
      ({ impact }) => impact !== 'none',
    );
    return [{ ...situation, thirdParty, blamed: this.blamed }, judgements, paths];
  }

  private publish(part: Partial<ChangesState>): void {
    this.state = { ...this.state, ...part };
    this.changed.fire();
  }
}

function problemOf(error: unknown): { readonly problem: SourceProblem; readonly detail?: string } {
  if (!(error instanceof SourceFailed)) return { problem: 'failed' };
  return { problem: error.problem, ...(error.detail !== undefined && { detail: error.detail }) };
}

async function landedBy(now: Millis, facts: RepositoryFacts, pause: Pause): Promise<RepositoryFacts> {
  const byNow = (change: Change) => (change.landedAt > now ? { ...change, landedAt: now } : change);
  return { ...facts, changes: await mappedBy(pause, facts.changes, byNow) };
}

/** The same for the same changes of one line. */
function lineKey(changes: readonly Change[]): string {
  return `${changes[0]?.sha ?? ''} ${changes.at(-1)?.sha ?? ''}`;
}

/** A past is that of the changes up to the newest, in a window from a time on. */
function pastKey(newest: Change | undefined, from: Millis): string {
  return `${newest?.sha ?? ''} ${from}`;
}

/** Time, identity and recorded changes decide what is read; words and verdicts only how it is ranked. */
function needsReading(before: Incident | undefined, after: Incident | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  if (before.id !== after.id || before.startedAt !== after.startedAt) return true;
  if (startUncertainty(before) !== startUncertainty(after)) return true;
  return readingKey(before) !== readingKey(after);
}

/** The same for the same recorded changes and stack frames: what was amended may be as many. */
function readingKey(incident: Incident): string {
  const changes = incident.recordedChanges.map(({ id, text, at }) => [id, text, at]);
  const frames = stackOf(incident).map(({ path, line }) => [path, line]);
  return JSON.stringify([changes, frames]);
}
