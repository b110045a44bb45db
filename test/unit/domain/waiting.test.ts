import * as assert from 'node:assert/strict';
import type { EventData, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { iso } from '../../../src/domain/time';
import { openPoints } from '../../../src/domain/waiting';
import { openPointSentence } from '../../../src/reports/openPointWords';
import { english as t } from '../../../src/reports/translate';
import { eventBuilder, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [T, EventData[T]] }[EventType];

describe('what closing would leave open', () => {
  const open = (minute: number, ...facts: readonly Said[]) => {
    const build = eventBuilder();
    const declared = build.declared();
    const incident = fold(INCIDENT, [declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
    const when = (at: number) => `at minute ${(at - START) / MINUTE}`;
    return openPoints(incident, START + minute * MINUTE).map((point) => openPointSentence(point, when, t));
  };
  const told = (audience: string, status: 'identified' | 'resolved'): Said => [
    'statusUpdate.posted',
    { audience, status, text: 'x' },
  ];
  const due = (audience: string, minute: number): Said => [
    'nextUpdate.promised',
    { audience, due: iso(START + minute * MINUTE) },
  ];
  const followUp: Said = ['followUp.added', { text: 'alert on it' }];

  it('is the overdue update, what each audience heard last, actions in progress, and the missing follow-up', () => {
    assert.deepEqual(
      open(
        30,
        told('customers', 'identified'),
        due('customers', 20),
        told('internal', 'identified'),
        told('internal', 'resolved'),
        due('executives', 40),
        ['action.started', { text: 'drain the queue' }],
      ),
      [
        'The update to customers is overdue; it was due at minute 20',
        'An update to executives is due at minute 40',
        'The last update to customers says “identified” (at minute 1)',
        '1 action in progress: drain the queue',
        'No follow-up yet',
      ],
    );
  });

  it('is nothing where all is done', () => {
    assert.deepEqual(open(30, followUp, told('customers', 'identified'), told('customers', 'resolved')), []);
  });

  it('does not expect the update after the one that says resolved', () => {
    assert.deepEqual(open(30, followUp, due('customers', 20), told('customers', 'resolved')), []);
  });

  it('counts several actions, the first by name', () => {
    const action = (text: string): Said => ['action.started', { text }];
    assert.deepEqual(open(30, followUp, action('drain'), action('restart')), ['2 actions in progress: drain, …']);
  });
});
