import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHistory } from '../../../src/adapters/git/history';
import { readLandings } from '../../../src/adapters/git/landings';
import { findMainline, resolveCommit } from '../../../src/adapters/git/mainline';
import { askGit, type GitRepository, isObjectId } from '../../../src/adapters/git/run';
import type { Change, ChangedLines, StartPrecision } from '../../../src/changes/change';
import { History } from '../../../src/changes/history';
import { CASE_WINDOW } from './cases';
import { readDiffs, withLines } from './repository';

/** A real incident whose report names the change that caused it, or says that none did. */
export interface KnownIncident {
  readonly id: string;
  readonly repo: string;
  readonly branch: string;
  /** When the impact began. */
  readonly startUtc: string;
  readonly startPrecision?: string;
  readonly title: string;
  readonly symptom: string;
  /** Null where no change caused it. */
  readonly culprit: string | null;
  readonly alsoAccept?: readonly string[];
}

/** An incident with what landed in the seven days before it, newest first, and before that. */
export interface IncidentCase {
  readonly incident: KnownIncident;
  readonly startedAt: number;
  readonly precision: StartPrecision;
  /** None where no change caused it. */
  readonly culprits: ReadonlySet<string>;
  readonly changes: readonly Change[];
  readonly history: History;
}

export function incidentsOfFile(path: string): readonly KnownIncident[] {
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(parsed)) throw new TypeError(`${path} is not a list of incidents`);
  return parsed as KnownIncident[];
}

/** How well the start of an incident is known. A report that dates it to the hour knows it roughly. */
function precisionOf({ startPrecision }: KnownIncident): StartPrecision {
  if (startPrecision === 'minute') return 'minute';
  return startPrecision === 'noticed' ? 'noticed' : 'roughly';
}

/**
 * The incidents with their changes, read as the extension reads them: the deployed branch as it stood at the start, a year of its
 * history, and the diffs. Those whose repository or culprit is not in `directory` are left out, and `skip` is told why.
 */
export async function* incidentCases(
  incidents: readonly KnownIncident[],
  directory: string,
  skip: (incident: KnownIncident, why: string) => void,
): AsyncGenerator<IncidentCase> {
  const kept = new Map<string, ChangedLines>();
  for (const incident of incidents) {
    const repository = { directory: join(directory, incident.repo.replace('/', '+')), trusted: true };
    const accepted = [incident.culprit, ...(incident.alsoAccept ?? [])].filter((sha) => sha !== null);
    const tip = await tipAt(repository, incident).catch(() => undefined);
    if (tip === undefined) skip(incident, `no branch ${incident.branch}`);
    else if (!accepted.every(isObjectId) || !(await hasAll(repository, accepted))) skip(incident, 'no such culprit');
    else yield await caseOf(repository, incident, tip, new Set(accepted), kept);
  }
}

/** What had landed last on the branch when the incident began. */
async function tipAt(repository: GitRepository, { branch, startUtc }: KnownIncident): Promise<string | undefined> {
  const tip = await tipOf(repository, branch);
  if (tip === undefined) return undefined;
  const before = `--before=${new Date(startUtc).toISOString()}`;
  const found = (await askGit(repository, { args: ['rev-list', '-1', '--first-parent', before, tip, '--'] })).trim();
  return isObjectId(found) ? found : undefined;
}

async function tipOf(repository: GitRepository, branch: string): Promise<string | undefined> {
  for (const name of [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`]) {
    const tip = await resolveCommit(repository, name);
    if (tip !== undefined) return tip;
  }
  return (await findMainline(repository))?.tip;
}

async function hasAll(repository: GitRepository, commits: readonly string[]): Promise<boolean> {
  for (const commit of commits) if ((await resolveCommit(repository, commit)) === undefined) return false;
  return true;
}

async function caseOf(
  repository: GitRepository,
  incident: KnownIncident,
  tip: string,
  culprits: ReadonlySet<string>,
  kept: Map<string, ChangedLines>,
): Promise<IncidentCase> {
  const startedAt = Date.parse(incident.startUtc);
  const from = startedAt - CASE_WINDOW;
  const { changes } = await readLandings(repository, { tip, from, to: startedAt });
  const past = await readHistory(repository, { tip, from });
  await readDiffs(repository, changes, kept);
  return {
    incident,
    startedAt,
    precision: precisionOf(incident),
    culprits,
    changes: changes.map((change) => withLines(change, kept.get(change.sha))),
    history: new History(past),
  };
}
