/**
 * The seven stages of an incident, in their order. They are a guide, not a gate: one may skip, go back, and be in
 * Investigate and Mitigate at the same time.
 */
export const STAGES = ['start', 'assess', 'communicate', 'intermission', 'investigate', 'mitigate', 'cleanUp'] as const;

export type StageId = (typeof STAGES)[number];

/** The two stages that may be active together. */
export const PARALLEL_STAGES: readonly StageId[] = ['investigate', 'mitigate'];

/** `skipped`: the incident has moved on past it with nothing of it done. */
export type StageState = 'done' | 'active' | 'skipped' | 'notStarted';

export function isStage(value: unknown): value is StageId {
  return (STAGES as readonly unknown[]).includes(value);
}

/** The stage that follows in the usual order; undefined after the last. */
export function stageAfter(stage: StageId): StageId | undefined {
  return STAGES[STAGES.indexOf(stage) + 1];
}

/** The stages that are active once `stage` is entered; `alongside` keeps the other parallel stage active. */
export function activeAfterEntering(active: readonly StageId[], stage: StageId, alongside: boolean): StageId[] {
  if (!alongside || !PARALLEL_STAGES.includes(stage)) return [stage];
  return PARALLEL_STAGES.filter((parallel) => parallel === stage || active.includes(parallel));
}

/**
 * What a stage's state is. One that the incident has moved on past, or jumped over, is done if any of it is (`isTicked`:
 * at least one item of its checklist), else skipped; going back reopens what lies after.
 */
export function stageState(stage: StageId, active: readonly StageId[], isTicked: boolean): StageState {
  if (active.includes(stage)) return 'active';
  const earliestActive = Math.min(...active.map((each) => STAGES.indexOf(each)));
  if (STAGES.indexOf(stage) > earliestActive) return 'notStarted';
  return isTicked ? 'done' : 'skipped';
}
