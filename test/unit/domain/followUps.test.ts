import * as assert from 'node:assert/strict';
import { fold } from '../../../src/domain/fold';
import { inOrderOfUse, isOverdue } from '../../../src/domain/followUps';
import type { FollowUp } from '../../../src/domain/incident';
import { eventBuilder, INCIDENT } from '../../helpers/events';

describe('follow-ups', () => {
  const build = eventBuilder();
  const declared = build.declared();
  const added = Object.fromEntries(
    ['later', 'whenever', 'sooner', 'done first', 'done last'].map((text) => [text, build('followUp.added', { text })]),
  );
  const change = (text: string, data: { due?: string; done?: boolean }) =>
    build('followUp.changed', { followUp: added[text]!.id, ...data });
  const { followUps } = fold(INCIDENT, [
    declared,
    ...Object.values(added),
    change('later', { due: '2026-12-24' }),
    change('sooner', { due: '2026-11-30' }),
    change('done first', { due: '2026-11-01', done: true }),
    change('done last', { done: true }),
  ]);
  const named = (text: string): FollowUp => followUps.find((followUp) => followUp.text === text)!;

  it('stand in the order in which they are due, the done ones last', () => {
    assert.deepEqual(
      inOrderOfUse(followUps).map(({ text }) => text),
      ['sooner', 'later', 'whenever', 'done last', 'done first'],
    );
  });

  it('are overdue from the day after the one on which they are due, unless they are done', () => {
    assert.equal(isOverdue(named('sooner'), '2026-11-30'), false);
    assert.equal(isOverdue(named('sooner'), '2026-12-01'), true);
    assert.equal(isOverdue(named('done first'), '2026-12-01'), false);
    assert.equal(isOverdue(named('whenever'), '2026-12-01'), false);
  });
});
