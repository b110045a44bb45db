import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { STAGES } from '../../domain/stages';
import { dated, incidentOperation, past } from './operation';
import { TEXT, WHEN } from './schemas';

const STAGE = v.picklist(STAGES);

/** Stages may be skipped and gone back to. */
export const enterStage = incidentOperation({
  id: 'enterStage',
  title: 'Go to a stage',
  input: {
    stage: STAGE,
    /** Whether the other of Investigate and Mitigate stays active. */
    alongside: v.optional(v.boolean()),
  },
  run: async ({ store }, incident, { stage, alongside }) => {
    const { id, activeStages } = incident;
    if (activeStages.length === 1 && activeStages[0] === stage) return incident;
    return store.add(id, { type: 'stage.entered', data: { stage, ...(alongside === true && { alongside }) } });
  },
});

export const checkItem = incidentOperation({
  id: 'checkItem',
  title: 'Check or uncheck a checklist item',
  input: { stage: STAGE, item: TEXT, text: TEXT, checked: v.boolean() },
  run: async ({ store }, { id }, { checked, ...data }) =>
    store.add(id, { type: checked ? 'checklistItem.checked' : 'checklistItem.unchecked', data }),
});

/** An item for this incident alone. */
export const addChecklistItem = incidentOperation({
  id: 'addChecklistItem',
  title: 'Add a checklist item to a stage of this incident',
  input: { stage: STAGE, text: TEXT, ...WHEN },
  run: async (context, { id }, { stage, text, occurredAt }) => {
    const data = { stage, item: `added-${randomUUID().slice(0, 8)}`, text };
    const at = past(context, 'occurredAt', occurredAt);
    return context.store.add(id, dated({ type: 'checklistItem.added', data }, at));
  },
});
