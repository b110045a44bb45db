import type { FollowUp, Incident } from './incident';

/** Why an incident counts as one of a file: a change that was suspected there, evidence or a follow-up that names it. */
export type TouchedBy =
  | { readonly kind: 'suspect'; readonly commit: string; readonly subject: string; readonly isConfirmed: boolean }
  | { readonly kind: 'evidence' }
  | { readonly kind: 'followUp' };

export interface TouchedFile {
  readonly path: string;
  readonly by: readonly TouchedBy[];
}

/** A past incident that touched some of the files. */
export interface TouchingIncident {
  readonly incident: Incident;
  readonly files: readonly TouchedFile[];
  /** The open ones first. */
  readonly followUps: readonly FollowUp[];
}

/** More commits are not asked for: those of the newest incidents count. */
const MOST_COMMITS = 500;

interface Suspect {
  readonly commit: string;
  readonly subject: string;
  readonly isConfirmed: boolean;
}

/** The changes that past incidents suspect, without those that were ruled out. */
function suspectsOf({ judgements, hypotheses }: Incident): readonly Suspect[] {
  return [...judgements.values()].flatMap(({ change: { commit, subject }, verdict }) => {
    if (commit === undefined || verdict !== 'suspect') return [];
    const isConfirmed = hypotheses.some(({ change, verdict: of }) => change?.commit === commit && of === 'confirmed');
    return [{ commit, subject, isConfirmed }];
  });
}

/** The commits whose files must be known to tell which incidents touched a file, those of the newest incidents first. */
export function commitsOf(incidents: Iterable<Incident>): readonly string[] {
  const commits = inOrder(incidents).flatMap((incident) => suspectsOf(incident).map(({ commit }) => commit));
  return [...new Set(commits)].slice(0, MOST_COMMITS);
}

/**
 * The past incidents that touched any of these files, those with confirmed changes first, then the newest.
 * @param filesOf the paths that a commit changed; undefined where it is not known
 */
export function touching(
  incidents: Iterable<Incident>,
  files: readonly string[],
  filesOf: (commit: string) => readonly string[] | undefined,
): readonly TouchingIncident[] {
  const known = new FileNames(files);
  const found = inOrder(incidents).flatMap((incident): TouchingIncident[] => {
    const touched = new Map<string, TouchedBy[]>();
    const add = (paths: readonly string[], by: TouchedBy) => {
      for (const path of paths) {
        const all = touched.get(path) ?? [];
        if (by.kind === 'suspect' || !all.some(({ kind }) => kind === by.kind)) touched.set(path, [...all, by]);
      }
    };
    for (const suspect of suspectsOf(incident)) {
      add(known.exactly(filesOf(suspect.commit) ?? []), { kind: 'suspect', ...suspect });
    }
    for (const { event, retraction } of incident.entries) {
      if (retraction !== undefined || event.type !== 'evidence.added' || event.data.source.kind !== 'file') continue;
      add(known.named(event.data.source.name), { kind: 'evidence' });
    }
    for (const { source } of incident.followUps)
      if (source?.kind === 'file') add(known.named(source.name), { kind: 'followUp' });
    if (touched.size === 0) return [];
    const followUps = [...incident.followUps].sort((a, b) => Number(isDone(a)) - Number(isDone(b)));
    return [{ incident, files: [...touched].map(([path, by]) => ({ path, by })), followUps }];
  });
  return found.sort((a, b) => Number(hasConfirmed(b)) - Number(hasConfirmed(a)));
}

function isDone({ done }: FollowUp): boolean {
  return done !== undefined;
}

function hasConfirmed({ files }: TouchingIncident): boolean {
  return files.some(({ by }) => by.some((each) => each.kind === 'suspect' && each.isConfirmed));
}

function inOrder(incidents: Iterable<Incident>): readonly Incident[] {
  return [...incidents].filter(({ status }) => status !== 'open').sort((a, b) => b.startedAt - a.startedAt);
}

/** Files by what records call them. */
class FileNames {
  private readonly byName = new Map<string, string[]>();
  private readonly paths: ReadonlySet<string>;

  constructor(paths: readonly string[]) {
    this.paths = new Set(paths);
    for (const path of this.paths) {
      const name = lastPart(path);
      const same = this.byName.get(name);
      if (same === undefined) this.byName.set(name, [path]);
      else same.push(path);
    }
  }

  /** Those that git calls so. */
  exactly(paths: readonly string[]): readonly string[] {
    return paths.filter((path) => this.paths.has(path));
  }

  /** Those that people call so: by the whole path, or from a folder within the repository, or around it. */
  named(given: string): readonly string[] {
    const wanted = given.replaceAll('\\', '/');
    if (this.paths.has(wanted)) return [wanted];
    return (this.byName.get(lastPart(wanted)) ?? []).filter(
      (path) =>
        wanted.includes('/') && path.includes('/') && (path.endsWith(`/${wanted}`) || wanted.endsWith(`/${path}`)),
    );
  }
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
