import type { Incident } from '../domain/incident';

/** Which incident a window remembers to show. */
export interface Remembered {
  readonly id: string;
  /** It was chosen as a past incident, so it stays although it is closed. */
  readonly past: boolean;
}

/**
 * The incident that a window shows: the one it remembers, else the newest open one. A closed one only stays where it was
 * chosen as such, so a new session after the close starts empty.
 */
export function incidentToShow(
  incidents: ReadonlyMap<string, Incident>,
  remembered: Remembered | undefined,
): Incident | undefined {
  const known = remembered === undefined ? undefined : incidents.get(remembered.id);
  if (known !== undefined && (known.status !== 'closed' || remembered?.past === true)) return known;
  return openIncidents(incidents)[0];
}

/** Open and resolved incidents, the newest first. */
export function openIncidents(incidents: ReadonlyMap<string, Incident>): readonly Incident[] {
  return newestFirst([...incidents.values()].filter((incident) => incident.status !== 'closed'));
}

/** Closed incidents, the newest first. */
export function pastIncidents(incidents: ReadonlyMap<string, Incident>): readonly Incident[] {
  return newestFirst([...incidents.values()].filter((incident) => incident.status === 'closed'));
}

function newestFirst(incidents: readonly Incident[]): readonly Incident[] {
  return [...incidents].sort((a, b) => b.declaredAt - a.declaredAt || (a.id < b.id ? 1 : -1));
}
