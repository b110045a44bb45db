import { nextTurn } from '../../src/app/breather';
import { ChangeFinder, type ChangeChoices } from '../../src/app/changeFinder';
import { SourceFailed, type ChangePorts, type FactsRequest, type RepositoryFacts } from '../../src/app/changePorts';
import type { Change } from '../../src/changes/change';
import type { RecordedEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import { change, HOUR, START } from './changes';
import { eventBuilder, INCIDENT } from './events';

export const NOW = START + HOUR;
export const sha = (name: string) => name.padEnd(40, '0');

/** An incident that started at START, declared ten minutes later. */
export function incidentWith(...more: readonly ((say: ReturnType<typeof eventBuilder>) => RecordedEvent)[]) {
  const say = eventBuilder();
  const declared = say(
    'incident.declared',
    { title: 'Manifests are mixed up', severity: 'SEV-2', startedAt: new Date(START).toISOString() },
    { recordedAt: new Date(START + HOUR / 6).toISOString() },
  );
  return fold(INCIDENT, [declared, ...more.map((make) => make(say))]);
}

/** A finder over repositories that answer with their changes within the window that is asked for. */
export function finderOver(
  repositories: Record<string, readonly Change[] | SourceFailed>,
  own: Partial<ChangePorts> = {},
) {
  const asked: FactsRequest[] = [];
  const reported: unknown[] = [];
  let choices: ChangeChoices = { deployTags: [], statusPages: [], pathsOf: () => [] };
  const ports: ChangePorts = {
    repositories: () => Promise.resolve(Object.keys(repositories)),
    facts: (root, request) => {
      asked.push(request);
      const found = repositories[root] ?? [];
      if (found instanceof SourceFailed) return Promise.reject(found);
      const changes = found.filter(({ landedAt }) => landedAt >= request.from && landedAt <= request.to);
      return Promise.resolve({
        root,
        name: root.slice(1),
        branch: 'main',
        changes,
        deploys: [],
      } satisfies RepositoryFacts);
    },
    past: () => Promise.resolve(undefined),
    merged: () => Promise.resolve(new Map()),
    // oxlint-disable-next-line typescript/require-await -- the port is asynchronous
    async *lines() {
      yield* [];
    },
    blame: () => Promise.resolve([]),
    events: () => Promise.resolve([]),
    statusPage: () => Promise.resolve([]),
    ...own,
  };
  const finder = new ChangeFinder(
    ports,
    () => choices,
    () => NOW,
    (error) => reported.push(error),
    // On a quick machine little would take long enough for a pause.
    (signal) => () => nextTurn(signal),
  );
  const choose = (more: Partial<ChangeChoices>) => (choices = { ...choices, ...more });
  return { finder, asked, reported, choose };
}

export const subjects = (listed: readonly { readonly change: Change }[]) =>
  listed.map(({ change: { subject } }) => subject);
export const many = (count: number, hours: number) =>
  Array.from({ length: count }, (_, i) => change(sha(`${hours}x${i}`), hours + i / 100));
