import { rankSuspects, suspectsOf } from '../../../src/changes/rank';
import { type Figures, figuresOf, indexOf } from './evaluate';
import type { IncidentCase } from './incidents';
import { aucOf } from './none';

/** Where the culprit of a real incident stands. */
export interface IncidentOutcome {
  readonly found: IncidentCase['incident'];
  readonly hasCulprit: boolean;
  readonly newest: number;
  /** By the title alone, as it is known at the start. */
  readonly ours: number;
  readonly withSymptom: number;
  /** The chance of "None of these changes". */
  readonly none: number;
}

export function evaluateIncident(found: IncidentCase): IncidentOutcome {
  const { incident, changes, culprits, startedAt, precision } = found;
  const index = indexOf(found, changes);
  const rank = (texts: readonly string[]) =>
    placeIn(
      rankSuspects(index, { startedAt, precision, texts }).map(({ change }) => change.sha),
      culprits,
    );
  return {
    found: incident,
    hasCulprit: culprits.size > 0,
    newest: placeIn(
      changes.map(({ sha }) => sha),
      culprits,
    ),
    ours: rank([incident.title]),
    withSymptom: rank([incident.title, incident.symptom]),
    none: suspectsOf(index, { startedAt, precision, texts: [incident.title] }).none,
  };
}

/** From 1; infinite if none of them is there. */
function placeIn(ranked: readonly string[], culprits: ReadonlySet<string>): number {
  const place = ranked.findIndex((sha) => culprits.has(sha));
  return place < 0 ? Infinity : place + 1;
}

export interface IncidentSummary {
  readonly cases: number;
  readonly ours: Figures;
  readonly newest: Figures;
  readonly withSymptom: Figures;
  /** How well "none" tells the incidents that no change caused from the others; null where there are not both. */
  readonly noneAuc: number | null;
}

export function summaryOfIncidents(outcomes: readonly IncidentOutcome[]): IncidentSummary {
  const caused = outcomes.filter(({ hasCulprit }) => hasCulprit);
  const figures = (which: 'ours' | 'newest' | 'withSymptom') => figuresOf(caused.map((outcome) => outcome[which]));
  return {
    cases: caused.length,
    ours: figures('ours'),
    newest: figures('newest'),
    withSymptom: figures('withSymptom'),
    noneAuc: aucOf(outcomes.map(({ none, hasCulprit }) => ({ none, isAbsent: !hasCulprit }))),
  };
}
