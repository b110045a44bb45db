import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { itemsOf, type Checklists } from '../../../src/domain/checklist';
import type { RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { actionsInProgress, runningTime } from '../../../src/domain/incident';
import { compareEvents, inTotalOrder } from '../../../src/domain/order';
import { STAGES, stageState } from '../../../src/domain/stages';
import { anyEvents, writersFiles } from '../../helpers/arbitraries';
import { INCIDENT } from '../../helpers/events';

const NO_ITEMS = Object.fromEntries(STAGES.map((stage) => [stage, []])) as unknown as Checklists;

describe('the fold, for any events', () => {
  it('gives the same snapshot for every interleaving of what several writers recorded', () => {
    const arrivals = writersFiles.chain((files) =>
      fc.tuple(fc.constant(files.flat()), fc.shuffledSubarray(files.flat(), { minLength: files.flat().length })),
    );
    fc.assert(
      fc.property(arrivals, ([inOrder, arrived]) => {
        assert.deepEqual(fold(INCIDENT, arrived), fold(INCIDENT, inOrder));
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same snapshot in every order of arrival even where identities are damaged', () => {
    const arrivals = anyEvents.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    );
    fc.assert(
      fc.property(arrivals, ([events, arrived]) => {
        assert.deepEqual(fold(INCIDENT, arrived), fold(INCIDENT, events));
      }),
      { numRuns: 500 },
    );
  });

  it('takes no notice of events that arrive twice', () => {
    const twice = writersFiles.chain((files) => fc.tuple(fc.constant(files.flat()), fc.subarray(files.flat())));
    fc.assert(
      fc.property(twice, ([events, again]) => {
        const copies = again.map((event) => structuredClone(event));
        assert.deepEqual(fold(INCIDENT, [...copies, ...events]), fold(INCIDENT, events));
      }),
    );
  });

  it('never throws, nor does anything that reads the snapshot', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const incident = fold(INCIDENT, events);
        actionsInProgress(incident);
        for (const stage of STAGES) {
          itemsOf(incident, stage, NO_ITEMS);
          stageState(stage, incident.activeStages, false);
        }
        assert.ok(runningTime(incident, Date.UTC(2026, 0, 1)) >= 0);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every entry that is no correction in the timeline, once', () => {
    fc.assert(
      fc.property(writersFiles, (files) => {
        const events = files.flat();
        const entries = fold(INCIDENT, events).entries.map((entry) => entry.id);
        const expected = events.filter(isNoCorrection).map((event) => event.id);
        assert.deepEqual(entries.toSorted(), expected.toSorted());
      }),
    );
  });

  it('leaves the events as they were', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const before = structuredClone(events);
        fold(INCIDENT, events);
        assert.deepEqual(events, before);
      }),
    );
  });

  it('orders any two events the same way round', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const sorted = inTotalOrder(events);
        for (const [index, event] of sorted.entries()) {
          const next = sorted[index + 1];
          if (next !== undefined) assert.ok(compareEvents(event, next) < 0 && compareEvents(next, event) > 0);
        }
      }),
    );
  });
});

function isNoCorrection(event: RecordedEvent): boolean {
  return event.type !== 'entry.amended' && event.type !== 'entry.retracted';
}
