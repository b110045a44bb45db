import { itemKey, type Incident, type Tick } from './incident';
import { STAGES, type StageId } from './stages';

/** An item of a stage's checklist. */
export interface ChecklistItem {
  /** Stable within its stage, so that a tick outlives a change of the wording. */
  readonly id: string;
  readonly text: string;
  /** Why the item is there. */
  readonly why?: string;
}

export type Checklists = Readonly<Record<StageId, readonly ChecklistItem[]>>;

/** What a team makes of the default checklist of a stage. */
export interface ChecklistChange {
  readonly mode: 'extend' | 'replace';
  readonly items: readonly ChecklistItem[];
}

/** The default checklists with a team's changes; an item with the id of a default one takes its place. */
export function withChanges(
  defaults: Checklists,
  changes: Readonly<Partial<Record<StageId, ChecklistChange>>>,
): Checklists {
  return mapStages((stage) => {
    const change = changes[stage];
    if (change === undefined) return defaults[stage];
    if (change.mode === 'replace') return change.items;
    const own = new Map(change.items.map((item) => [item.id, item]));
    const kept = defaults[stage].map((item) => own.get(item.id) ?? item);
    const known = new Set(kept.map((item) => item.id));
    return [...kept, ...change.items.filter((item) => !known.has(item.id))];
  });
}

export interface ListedItem extends ChecklistItem {
  readonly tick?: Tick;
}

/** A stage's items as they stand in an incident: the team's, then those added to this incident. */
export function itemsOf(incident: Incident, stage: StageId, checklists: Checklists): readonly ListedItem[] {
  const added = incident.addedItems
    .filter((item) => item.stage === stage)
    .map(({ item, text }): ChecklistItem => ({ id: item, text }));
  return [...checklists[stage], ...added].map((item) => {
    const tick = incident.ticks.get(itemKey(stage, item.id));
    return tick === undefined ? item : { ...item, tick };
  });
}

function mapStages<T>(make: (stage: StageId) => T): Record<StageId, T> {
  return Object.fromEntries(STAGES.map((stage) => [stage, make(stage)])) as Record<StageId, T>;
}
