import type { ChangePorts, EventsOutcome, GithubSource, GithubWindow } from './changePorts';
import { withinTime } from './patience';

/** The first facts wait so long for a service, and no longer. Milliseconds. */
const PATIENCE = 1500;

/** Where other programs write down, or a service knows, what they changed. */
export interface EventPlaces {
  readonly sources?: readonly string[];
  readonly github?: readonly GithubSource[];
}

/** Reads files at once, and services for as long as facts can wait. */
export class EventSources {
  /** What services said last, and what they were asked. */
  private last: { readonly of: string; readonly outcomes: readonly EventsOutcome[] } | undefined;

  /** @param onLate called when a service has answered that was not waited for */
  constructor(
    private readonly ports: Pick<ChangePorts, 'events' | 'github'>,
    private readonly onLate: () => void,
    private readonly patience = PATIENCE,
  ) {}

  /** What there is by now. Never rejects. */
  async read({ sources = [], github = [] }: EventPlaces, window: GithubWindow): Promise<readonly EventsOutcome[]> {
    const files = this.ports.events(sources);
    if (github.length === 0 || this.ports.github === undefined) return files;
    const of = JSON.stringify(github);
    const asked = this.ports.github(github, window).then((outcomes) => {
      this.last = { of, outcomes };
      return outcomes;
    });
    const soon = await withinTime(() => asked, this.patience).catch(() => undefined);
    if (soon !== undefined) return [...(await files), ...soon];
    void asked.then(this.onLate);
    // What was known a moment ago is not taken away for the time of the question.
    if (this.last?.of === of) return [...(await files), ...this.last.outcomes];
    const waitedFor = github.map(({ repository = 'GitHub' }): EventsOutcome => ({
      path: repository,
      origin: 'github',
      events: [],
      unreadable: 0,
      isAsked: true,
    }));
    return [...(await files), ...waitedFor];
  }
}

/** The same for the same events. */
export function sourcesKey(outcomes: readonly EventsOutcome[]): string {
  const told = outcomes.map((outcome) =>
    'events' in outcome
      ? [
          ...[outcome.path, outcome.events.length, outcome.events.at(-1)?.id, outcome.events[0]?.id],
          ...[outcome.unreadable, outcome.isPart, outcome.stale, outcome.isAsked],
        ]
      : [outcome.path, outcome.problem],
  );
  return JSON.stringify(told);
}
