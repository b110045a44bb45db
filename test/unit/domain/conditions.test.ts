import * as assert from 'node:assert/strict';
import { itemsOf, progressOf } from '../../../src/domain/checklist';
import { conditionsMet, type Condition } from '../../../src/domain/conditions';
import { defaultChecklists } from '../../../src/domain/defaultChecklists';
import { DOUBTS, type EventData, type EventType, type RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import type { Incident } from '../../../src/domain/incident';
import { STAGES } from '../../../src/domain/stages';
import { iso } from '../../../src/domain/time';
import { english } from '../../../src/reports/translate';
import { ADA, eventBuilder, GRACE, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [T, EventData[T]] }[EventType];

const RULES = { commandRole: 'Incident Commander' };
const LISTS = defaultChecklists(english);

/** The incident after a declaration and these facts, a minute apart; the first of them has the id `w1-2`. */
function after(...facts: readonly Said[]): Incident {
  const build = eventBuilder();
  const declared = build.declared();
  return fold(INCIDENT, [declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
}

const met = (incident: Incident) => [...conditionsMet(incident, RULES).keys()].sort();
/** What these facts meet beyond what the declaration does. */
const added = (...facts: readonly Said[]) => {
  const before = met(after());
  return met(after(...facts)).filter((each) => !before.includes(each));
};

const update = (audience = 'customers', status: 'investigating' | 'resolved' = 'investigating'): Said => [
  'statusUpdate.posted',
  { audience, status, text: 'x' },
];
const assessed = (data: EventData['impact.assessed'] = {}): Said => ['impact.assessed', data];
const judged = (verdict: 'suspect' | 'ruledOut' | 'undecided'): Said => [
  'suspect.judged',
  { change: { entry: 'e', subject: 'flag' }, verdict },
];
const role = (name: string): Said => ['role.assigned', { role: name, person: GRACE }];
const milestone = (name: 'detected' | 'acknowledged' | 'mitigated'): Said => [
  'milestone.set',
  { milestone: name, to: iso(START) },
];
const decided: Said = ['decision.logged', { decision: 'Roll back  v12', information: [], tradeoff: null }];
const started: Said = ['action.started', { text: 'roll back v12' }];
const source = { kind: 'terminal', name: 'zsh' } as const;
const due = (minutes: number | null): Said => [
  'nextUpdate.promised',
  { audience: 'customers', due: minutes === null ? null : iso(START + minutes * MINUTE) },
];

describe('what the record shows to be done', () => {
  const rows: readonly (readonly [what: string, facts: readonly Said[], met: readonly Condition[]])[] = [
    ['the detection', [milestone('detected')], ['detectionDated']],
    ['no detection, where it was acknowledged', [milestone('acknowledged')], []],
    ['that someone is in command', [role('Incident Commander')], ['commanderAssigned']],
    ['a role beside the commander', [role('Scribe')], ['otherRoleAssigned']],
    ['someone for the updates', [role('Communications Lead')], ['communicationsDelegated', 'otherRoleAssigned']],
    ['nobody in a role that was released', [role('Scribe'), ['role.released', { role: 'Scribe', person: GRACE }]], []],
    ['an assessment that found nothing', [assessed()], ['impactAssessed']],
    ['who is affected', [assessed({ scope: 'some' })], ['impactAssessed', 'scopeAssessed']],
    ['not who, while that is unknown', [assessed({ scope: 'unknown' })], ['impactAssessed']],
    ['what they see', [assessed({ effect: 'slow' })], ['effectAssessed', 'impactAssessed']],
    ['that they see nothing', [assessed({ noticed: 'no' })], ['effectAssessed', 'impactAssessed']],
    ['a second look at the severity', [['severity.set', { from: 'SEV-2', to: 'SEV-1' }]], ['severityChecked']],
    ['the reason for it', [['severity.explained', { severity: 'SEV-2', why: 'x' }]], ['severityChecked']],
    ['an update', [update()], ['updatePosted']],
    ['an update that knows the impact', [assessed(), update()], ['impactAssessed', 'impactPosted', 'updatePosted']],
    ['a second update', [update(), update()], ['secondUpdatePosted', 'updatePosted']],
    ['an update to others', [update(), update('internal')], ['otherAudienceUpdated', 'updatePosted']],
    ['that it is over', [update('customers', 'resolved')], ['resolutionPosted', 'updatePosted']],
    ['when the next update is due', [due(20)], ['nextUpdatePromised']],
    ['no next update', [due(null)], []],
    ['a suspect', [judged('suspect')], ['changeJudged']],
    ['a theory ruled out', [judged('ruledOut')], ['changeJudged', 'changeRuledOut']],
    ['nothing of a verdict that was cleared', [judged('ruledOut'), judged('undecided')], []],
    ['an outage of a third party', [['change.recorded', { kind: 'thirdParty', text: 'x' }]], ['thirdPartyRecorded']],
    ['no third party in another change', [['change.recorded', { kind: 'database', text: 'x' }]], []],
    ['evidence', [['evidence.added', { text: 'x', source }]], ['evidenceSaved']],
    ['an action', [started], ['actionLogged']],
    ['a decision', [decided], ['decisionLogged']],
    [
      'a mitigation: a decision and the action of the same words',
      [decided, started],
      ['actionLogged', 'decisionLogged', 'mitigationChosen'],
    ],
    ['no mitigation, where the action came first', [started, decided], ['actionLogged', 'decisionLogged']],
    ['that customers are back to normal', [milestone('mitigated')], ['recoveryConfirmed']],
    ['the same by resolving', [['incident.resolved', {}]], ['recoveryConfirmed']],
    [
      'not by resolving what was reopened',
      [
        ['incident.resolved', {}],
        ['incident.reopened', {}],
      ],
      [],
    ],
    ['a follow-up', [['followUp.added', { text: 'x' }]], ['followUpAdded']],
    ['a handover', [['handover.made', { role: 'Incident Commander', text: 'x' }]], ['handedOver']],
    ...DOUBTS.map((doubt): readonly [string, readonly Said[], readonly Condition[]] => [
      `that help was asked for: ${doubt}`,
      [['help.asked', { doubts: [doubt], text: 'x', people: [] }]],
      [`helpAsked.${doubt}`],
    ]),
    ['nothing of what was retracted', [update(), ['entry.retracted', { entry: 'w1-2' }]], []],
  ];
  for (const [what, facts, conditions] of rows) {
    it(`is ${what}`, () => assert.deepEqual(added(...facts), conditions));
  }

  it('is the declaration, and a start before it', () => {
    assert.deepEqual(met(after()), ['declared', 'startDated']);
    const now = eventBuilder();
    const data = { title: 'x', severity: 'SEV-2', startedAt: iso(START) };
    const declared = now('incident.declared', data);
    assert.deepEqual(met(fold(INCIDENT, [declared])), ['declared']);
    const set = now('startTime.set', { from: iso(START), to: iso(START - MINUTE) });
    assert.deepEqual(met(fold(INCIDENT, [declared, set])), ['declared', 'startDated']);
  });

  it('is no second look at a severity that was explained while declaring', () => {
    const build = eventBuilder();
    const at = { recordedAt: iso(START) };
    const guess = build('severity.explained', { severity: 'SEV-2', why: 'not sure yet' }, at);
    assert.ok(!met(fold(INCIDENT, [build.declared(at), guess])).includes('severityChecked'));
  });

  it('has who did it first, and when', () => {
    assert.deepEqual(conditionsMet(after(update(), update())).get('updatePosted'), { by: ADA, at: START + MINUTE });
  });

  it('counts any role as the command where the team names none', () => {
    assert.ok(conditionsMet(after(role('Captain'))).has('commanderAssigned'));
  });
});

describe('an item that the record ticks', () => {
  const firstWord = (...facts: readonly Said[]) =>
    itemsOf(after(...facts), 'communicate', LISTS, RULES).find(({ id }) => id === 'firstWord')?.tick;
  const item = { stage: 'communicate', item: 'firstWord', text: '' } as const;

  it('is ticked by doing it', () => {
    assert.equal(firstWord(), undefined);
    assert.deepEqual(firstWord(update()), { by: ADA, at: START + MINUTE, byRecord: true });
  });

  it('is unticked by hand, and stays so whatever is done later, until it is ticked by hand', () => {
    const off: Said = ['checklistItem.unchecked', item];
    assert.equal(firstWord(update(), off), undefined);
    assert.equal(firstWord(off, update(), update()), undefined);
    assert.deepEqual(firstWord(off, update(), ['checklistItem.checked', item]), { by: ADA, at: START + 3 * MINUTE });
  });

  it('can be ticked by hand before it is done', () => {
    assert.deepEqual(firstWord(['checklistItem.checked', item]), { by: ADA, at: START + MINUTE });
  });

  it('is ticked by the record again where the unticking is retracted', () => {
    const facts: readonly Said[] = [
      update(),
      ['checklistItem.unchecked', item],
      ['entry.retracted', { entry: 'w1-3' }],
    ];
    assert.equal(firstWord(...facts)?.byRecord, true);
  });
});

describe('the default checklists', () => {
  for (const stage of STAGES) {
    it(`say in at most six short items what to do in ${stage}, and why`, () => {
      const items = LISTS[stage];
      assert.ok(items.length > 0 && items.length <= 6);
      for (const { text, why } of items) {
        assert.ok(text.replace('{severity}', 'SEV-3').length < 45, text);
        assert.ok((why ?? '').length > 30, text);
      }
      assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
    });
  }

  it('ask about the severity by its name', () => {
    const texts = (incident: Incident) => itemsOf(incident, 'assess', LISTS).map(({ text }) => text);
    assert.ok(texts(after()).includes('Is SEV-2 still right?'));
    assert.ok(texts(after(['severity.set', { from: 'SEV-2', to: '$&' }])).includes('Is $& still right?'));
    assert.ok(texts(fold(INCIDENT, [])).includes('Is SEV-? still right?'));
  });
});

describe('the progress of the stages', () => {
  it('is the state of each, how many items are ticked, and the next ones in order', () => {
    const progress = progressOf(after(assessed({ scope: 'some' })), LISTS, RULES);
    assert.deepEqual(
      progress.map(({ stage, state, ticked, items }) => `${stage} ${state} ${ticked}/${items.length}`),
      [
        'start done 2/5',
        'assess active 3/6',
        'communicate notStarted 0/6',
        'intermission notStarted 0/6',
        'investigate notStarted 0/6',
        'mitigate notStarted 0/6',
        'cleanUp notStarted 0/6',
      ],
    );
    assert.deepEqual(
      progress[1]?.next.map(({ id }) => id),
      ['whatTheyFeel', 'recheckSeverity', 'stillGoingOn'],
    );
  });

  it('calls a stage skipped that was left with nothing ticked, and done one that was ticked by doing', () => {
    const state = (...facts: readonly Said[]) =>
      progressOf(after(...facts, ['stage.entered', { stage: 'mitigate' }]), LISTS, RULES)[2]?.state;
    assert.equal(state(['stage.entered', { stage: 'communicate' }]), 'skipped');
    assert.equal(state(), 'skipped');
    assert.equal(state(update()), 'done');
  });

  it('leaves no stage active in a closed incident but Clean-Up', () => {
    const states = (...facts: readonly Said[]) =>
      progressOf(after(...facts, ['incident.closed', {}]), LISTS, RULES).map(({ state }) => state);
    assert.deepEqual(states(assessed({ scope: 'some' })).slice(1, 3), ['done', 'notStarted']);
    assert.equal(states(['stage.entered', { stage: 'intermission' }])[3], 'skipped');
    assert.equal(states(['stage.entered', { stage: 'cleanUp' }]).at(-1), 'active');
  });
});
