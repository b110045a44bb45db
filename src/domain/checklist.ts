import { conditionsMet, type Condition, type ConditionRules } from './conditions';
import { itemKey, type Incident, type Tick } from './incident';
import { STAGES, stageState, type StageId, type StageState } from './stages';

/** An item of a stage's checklist. */
export interface ChecklistItem {
  /** Stable within its stage, so that a tick outlives a change of the wording. */
  readonly id: string;
  /** What to do now. `{severity}` in it stands for the severity of the incident. */
  readonly text: string;
  /** Why the item is there. */
  readonly why?: string;
  /** A command line that does it; run once a person has seen it. */
  readonly command?: string;
  /** What ticks it without anybody's hand. */
  readonly doneWhen?: Condition;
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
    const items = defaults[stage].map((item) => own.get(item.id) ?? item);
    const known = new Set(items.map((item) => item.id));
    return [...items, ...change.items.filter((item) => !known.has(item.id))];
  });
}

export interface ListedItem extends ChecklistItem {
  readonly tick?: ListedTick;
}

export interface ListedTick extends Tick {
  /** The record ticked it, not a hand: who did what it asks for, and when. */
  readonly byRecord?: true;
}

/**
 * A stage's items as they stand in an incident: the team's, then those added to this incident. An item is ticked by hand,
 * or by what the record shows to be done; whoever unticks it by hand has the last word until it is ticked by hand again.
 */
export function itemsOf(
  incident: Incident,
  stage: StageId,
  checklists: Checklists,
  rules: ConditionRules = {},
): readonly ListedItem[] {
  return listed(incident, stage, checklists, conditionsMet(incident, rules));
}

/** How far a stage has come. */
export interface StageProgress {
  readonly stage: StageId;
  readonly state: StageState;
  readonly items: readonly ListedItem[];
  /** How many of the items are ticked. */
  readonly ticked: number;
  /** The items that are not ticked yet, in the order of the list. */
  readonly next: readonly ListedItem[];
}

/** How far each stage has come, in the order of the stages. In a closed incident, only Clean-Up goes on. */
export function progressOf(
  incident: Incident,
  checklists: Checklists,
  rules: ConditionRules = {},
): readonly StageProgress[] {
  const met = conditionsMet(incident, rules);
  return STAGES.map((stage) => {
    const items = listed(incident, stage, checklists, met);
    const next = items.filter(({ tick }) => tick === undefined);
    const ticked = items.length - next.length;
    return { stage, state: stateOf(incident, stage, ticked > 0), items, ticked, next };
  });
}

function stateOf({ status, activeStages }: Incident, stage: StageId, isTicked: boolean): StageState {
  const state = stageState(stage, activeStages, isTicked);
  // Whoever ticks on in a duplicate that was merged works on the wrong incident.
  if (state !== 'active' || status !== 'closed' || stage === 'cleanUp') return state;
  return isTicked ? 'done' : 'skipped';
}

function listed(
  incident: Incident,
  stage: StageId,
  checklists: Checklists,
  met: ReadonlyMap<Condition, Tick>,
): readonly ListedItem[] {
  const added = incident.addedItems
    .filter((item) => item.stage === stage)
    .map(({ item, text }): ChecklistItem => ({ id: item, text }));
  return [...checklists[stage], ...added].map((item) => {
    const text = item.text.replaceAll('{severity}', () => incident.severity || 'SEV-?');
    const tick = tickOf(incident, stage, item, met);
    return { ...item, text, ...(tick !== undefined && { tick }) };
  });
}

function tickOf(
  incident: Incident,
  stage: StageId,
  { id, doneWhen }: ChecklistItem,
  met: ReadonlyMap<Condition, Tick>,
): ListedTick | undefined {
  const key = itemKey(stage, id);
  const byHand = incident.ticks.get(key);
  if (byHand !== undefined || incident.untickedItems.has(key)) return byHand;
  const done = doneWhen === undefined ? undefined : met.get(doneWhen);
  return done && { ...done, byRecord: true };
}

function mapStages<T>(make: (stage: StageId) => T): Record<StageId, T> {
  return Object.fromEntries(STAGES.map((stage) => [stage, make(stage)])) as Record<StageId, T>;
}
