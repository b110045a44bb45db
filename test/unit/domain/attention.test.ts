import * as assert from 'node:assert/strict';
import { isWrong, nextClock, statusParts } from '../../../src/domain/attention';
import type { EventData, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { iso } from '../../../src/domain/time';
import { clockWords, spokenDuration, statusPartWords, statusSentence } from '../../../src/reports/statusWords';
import { english as t } from '../../../src/reports/translate';
import { ADA, eventBuilder, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [T, EventData[T]] }[EventType];

const RULES = { commandRole: 'Incident Commander' };
const at = (minutes: number) => START + minutes * MINUTE;

function after(...facts: readonly Said[]) {
  const build = eventBuilder();
  const declared = build.declared();
  return fold(INCIDENT, [declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
}

const commander: Said = ['role.assigned', { role: 'Incident Commander', person: ADA }];
const assessed: Said = ['impact.assessed', {}];
const due = (minutes: number, audience = 'customers'): Said => [
  'nextUpdate.promised',
  { audience, due: iso(at(minutes)) },
];
const snoozed = (minutes: number): Said => ['nextUpdate.snoozed', { audience: 'customers', until: iso(at(minutes)) }];

/** The line at that minute, with a mark before what is wrong. */
function line(minute: number, ...facts: readonly Said[]): string {
  const now = at(minute);
  return statusParts(after(...facts), now, RULES)
    .map((part) => `${isWrong(part) ? '!' : ''}${statusPartWords(part, now, t)}`)
    .join(' · ');
}

describe('the line that says how an incident stands', () => {
  it('has the severity, the running time and the next clock', () => {
    assert.equal(line(10, commander, assessed, due(18)), 'SEV-2 · 20m · update in 8m');
    assert.equal(line(1, commander), 'SEV-2 · 11m · assessment due in 4m');
    assert.equal(line(10, commander, assessed), 'SEV-2 · 20m');
  });

  it('has what is wrong first, and then no other clock', () => {
    assert.equal(line(10, assessed, due(18)), '!no commander · SEV-2 · 20m · update in 8m');
    assert.equal(
      line(20, due(18), due(17, 'internal'), due(30, 'executives')),
      '!assessment overdue 15m · !update overdue 3m · !update overdue 2m · !no commander · SEV-2 · 30m',
    );
    assert.equal(line(18, commander, assessed, due(18)), '!update due now · SEV-2 · 28m');
  });

  it('does not warn of an update that is snoozed', () => {
    assert.equal(line(20, commander, assessed, due(18), snoozed(25)), 'SEV-2 · 30m · update overdue 2m, snoozed');
    assert.equal(line(25, commander, assessed, due(18), snoozed(25)), '!update overdue 7m · SEV-2 · 35m');
  });

  it('says that it is over; a closed one needs no commander', () => {
    assert.equal(line(30, ['incident.resolved', {}]), '!no commander · resolved · SEV-2 · 11m');
    assert.equal(line(30, due(18), ['incident.resolved', {}], ['incident.closed', {}]), 'closed · SEV-2 · 12m');
  });

  it('needs no commander where the team has no such role', () => {
    assert.ok(!statusParts(after(), at(1), {}).some(({ kind }) => kind === 'noCommander'));
  });

  it('says the same in sentences to a screen reader', () => {
    const sentence = (minute: number, ...facts: readonly Said[]) =>
      statusSentence(after(...facts), at(minute), RULES, t);
    assert.equal(
      sentence(81, assessed, due(18)),
      'Incident: Images do not load. The next update to customers is 1 hour 3 minutes overdue. Nobody is in command. ' +
        'SEV-2, in stage Assess Impact, running for 1 hour 31 minutes.',
    );
    assert.equal(
      sentence(
        2,
        commander,
        ['stage.entered', { stage: 'investigate' }],
        ['stage.entered', { stage: 'mitigate', alongside: true }],
      ),
      'Incident: Images do not load. SEV-2, in stages Investigate and Mitigate, running for 12 minutes.',
    );
    assert.equal(
      sentence(1, commander),
      'Incident: Images do not load. SEV-2, in stage Assess Impact, running for 11 minutes. ' +
        'The impact assessment is due in 4 minutes.',
    );
  });
});

describe('the clock that matters next', () => {
  const next = (...facts: readonly Said[]) => {
    const clock = nextClock(after(...facts));
    return clock?.kind === 'update' ? clock.audience : clock?.kind;
  };

  it('is the one that reminds first; a snoozed one can wait', () => {
    assert.equal(next(due(20)), 'assessment');
    assert.equal(next(assessed, due(20), due(18, 'internal')), 'internal');
    assert.equal(next(assessed, due(10), due(18, 'internal'), snoozed(30)), 'internal');
    assert.equal(next(assessed), undefined);
  });

  it('counts minutes that have begun until it is due, and whole ones after', () => {
    const clock = nextClock(after(assessed, due(20)))!;
    assert.equal(clockWords(clock, at(19.5), t), 'update in 1m');
    assert.equal(clockWords(clock, at(20.5), t), 'update due now');
    assert.equal(clockWords(clock, at(21.9), t), 'update overdue 1m');
  });
});

describe('a length of time, spoken', () => {
  for (const [minutes, words] of [
    [0.5, 'less than a minute'],
    [1, '1 minute'],
    [60, '1 hour'],
    [122, '2 hours 2 minutes'],
    [1440, '1 day'],
    [3000, '2 days 2 hours'],
  ] as const) {
    it(`is ${words}`, () => assert.equal(spokenDuration(minutes * MINUTE, t), words));
  }
});
