import * as assert from 'node:assert/strict';
import { itemsOf, withChanges, type ChecklistItem, type Checklists } from '../../../src/domain/checklist';
import { fold } from '../../../src/domain/fold';
import { STAGES } from '../../../src/domain/stages';
import { ADA, INCIDENT, MINUTE, START, eventBuilder } from '../../helpers/events';

const WHO: ChecklistItem = { id: 'who', text: 'Who is affected?', why: 'It decides the severity.' };
const SINCE: ChecklistItem = { id: 'since', text: 'Since when?' };
const OWN: ChecklistItem = { id: 'own', text: 'Is the EU region affected?' };
const DEFAULTS: Checklists = {
  ...(Object.fromEntries(STAGES.map((stage) => [stage, []])) as unknown as Checklists),
  assess: [WHO, SINCE],
};

describe('a team\u2019s checklist', () => {
  it('is the default one where nothing is changed', () => {
    assert.deepEqual(withChanges(DEFAULTS, {}), DEFAULTS);
  });

  it('extends the default one of its stage, after it', () => {
    const lists = withChanges(DEFAULTS, { assess: { mode: 'extend', items: [OWN] } });
    assert.deepEqual(lists, { ...DEFAULTS, assess: [WHO, SINCE, OWN] });
  });

  it('puts an item with the id of a default one in its place', () => {
    const since = { ...SINCE, text: 'When did customers notice?' };
    assert.deepEqual(withChanges(DEFAULTS, { assess: { mode: 'extend', items: [OWN, since] } }).assess, [
      WHO,
      since,
      OWN,
    ]);
  });

  it('replaces the default one of its stage alone', () => {
    const lists = withChanges(DEFAULTS, {
      assess: { mode: 'replace', items: [OWN] },
      start: { mode: 'replace', items: [] },
    });
    assert.deepEqual(lists, { ...DEFAULTS, assess: [OWN], start: [] });
  });
});

describe('the items of a stage', () => {
  const say = eventBuilder();
  const incident = fold(INCIDENT, [
    say.declared(),
    say('checklistItem.checked', { stage: 'assess', item: 'who', text: WHO.text }),
    say('checklistItem.added', { stage: 'assess', item: 'extra', text: 'Ask the sales team' }),
    say('checklistItem.checked', { stage: 'assess', item: 'extra', text: 'Ask the sales team' }),
    say('checklistItem.added', { stage: 'mitigate', item: 'other', text: '' }),
    say('checklistItem.checked', { stage: 'mitigate', item: 'since', text: '' }),
    say('checklistItem.checked', { stage: 'assess', item: 'gone', text: 'no longer on the list' }),
  ]);

  it('are the team\u2019s, then those added to the incident, each with its tick', () => {
    assert.deepEqual(itemsOf(incident, 'assess', DEFAULTS), [
      { ...WHO, tick: { by: ADA, at: START + MINUTE } },
      SINCE,
      { id: 'extra', text: 'Ask the sales team', tick: { by: ADA, at: START + 3 * MINUTE } },
    ]);
  });

  it('are those of that stage alone', () => {
    assert.deepEqual(itemsOf(incident, 'mitigate', DEFAULTS), [{ id: 'other', text: '' }]);
    assert.deepEqual(itemsOf(incident, 'cleanUp', DEFAULTS), []);
  });

  it('keep their tick when their wording changes', () => {
    const reworded = { ...DEFAULTS, assess: [{ ...WHO, text: 'Which customers?' }] };
    assert.ok(itemsOf(incident, 'assess', reworded)[0]?.tick);
  });
});
