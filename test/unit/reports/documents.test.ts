import * as assert from 'node:assert/strict';
import type { RecordedEvent, UpdateStatus } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { iso } from '../../../src/domain/time';
import { handoverNote } from '../../../src/reports/handoverNote';
import { readNextUpdate } from '../../../src/reports/nextUpdate';
import { postmortem, postmortemFileName, sectionsOf } from '../../../src/reports/postmortem';
import { summary } from '../../../src/reports/summary';
import { statusUpdateDraft } from '../../../src/reports/updateDraft';
import { eventBuilder, INCIDENT, MINUTE, START, type EventBuilder } from '../../helpers/events';
import { inZone } from '../../helpers/zone';

const NOW = START + 60 * MINUTE;

/** The incident of these events, after its declaration at 14:00 UTC. */
function incidentOf(events: (build: EventBuilder) => readonly RecordedEvent[]) {
  const build = eventBuilder();
  return fold(INCIDENT, [build.declared(), ...events(build)]);
}

const at = (minutes: number) => iso(START + minutes * MINUTE);
const decision = (text: string) => ({ decision: text, information: [], tradeoff: null });

function inOrder(text: string, parts: readonly string[]): void {
  const places = parts.map((part) => text.indexOf(part));
  assert.ok(!places.includes(-1), `not all of ${parts.join(', ')} in:\n${text}`);
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
    text,
  );
}

describe('documents are ordered by when things happened', () => {
  const incident = incidentOf((build) => [
    build('decision.logged', decision('second'), { occurredAt: at(20) }),
    build('decision.logged', decision('first'), { occurredAt: at(10) }),
    build('followUp.added', { text: 'later' }, { occurredAt: at(25) }),
    build('followUp.added', { text: 'sooner' }, { occurredAt: at(24) }),
    build('statusUpdate.posted', { audience: 'internal', status: 'identified', text: 'newer' }, { occurredAt: at(30) }),
    build(
      'statusUpdate.posted',
      { audience: 'internal', status: 'investigating', text: 'older' },
      { occurredAt: at(5) },
    ),
  ]);

  it('in the post-mortem', () => {
    const { decisions, followUps, updates, timeline } = sectionsOf(incident, NOW);
    inOrder(decisions, ['1. first', '2. second']);
    inOrder(followUps, ['sooner', 'later']);
    inOrder(updates, ['older', 'newer']);
    inOrder(timeline, ['older', 'first', 'second', 'sooner', 'later', 'newer']);
  });

  it('in messages, where the last update is the one that came last', () => {
    const draft = statusUpdateDraft(incident, { audience: 'internal', status: 'monitoring', plain: false }, NOW);
    assert.match(draft, /^Last update \(identified, .*\): newer$/m);
    inOrder(handoverNote(incident, { contacts: [], withTimeline: false }, NOW), ['first', 'second', 'sooner', 'later']);
  });
});

describe('what was retracted', () => {
  const incident = incidentOf((build) => {
    const wrong = [
      build('decision.logged', decision('wrong decision')),
      build('action.started', { text: 'wrong action' }),
      build('followUp.added', { text: 'wrong follow-up' }),
      build('statusUpdate.posted', { audience: 'customers', status: 'identified', text: 'wrong update' }),
      build('suspect.judged', { change: { subject: 'wrong suspect' }, verdict: 'suspect' }),
      build('help.asked', { doubts: [], people: [], text: 'wrong request' }),
      build.note('wrong note'),
    ];
    return [...wrong, ...wrong.map(({ id }) => build('entry.retracted', { entry: id }))];
  });

  it('is nowhere but in the timeline, struck through', () => {
    const { timeline, ...others } = sectionsOf(incident, NOW);
    assert.equal(timeline.match(/~~.*wrong.*~~/g)?.length, 7);
    for (const [section, text] of Object.entries(others)) assert.doesNotMatch(text, /wrong/, section);
    const update = { audience: 'customers', status: 'identified', plain: false } as const;
    for (const text of [
      statusUpdateDraft(incident, update, NOW),
      handoverNote(incident, { contacts: [], withTimeline: true }, NOW),
      summary(incident, NOW),
    ]) {
      assert.doesNotMatch(text, /wrong/);
    }
  });
});

describe('the figures of a post-mortem', () => {
  const figures = (events: (build: EventBuilder) => readonly RecordedEvent[]) =>
    sectionsOf(incidentOf(events), NOW).figures;

  it('are at most so long where nobody said an end', () => {
    const text = figures((build) => [build('incident.resolved', {}, { occurredAt: at(30) })]);
    assert.match(text, /\| Time to detect \| at most 10m \|/);
    assert.match(text, /\| Customer impact \| at most 40m \|/);
    assert.match(text, /\| Time to resolve \(from declaration\) \| 30m \|/);
    assert.match(text, /\| Mitigated \| .* \| upper bound; not recorded \|/);
  });

  it('say it where times cannot all be right, and give no length that rests on them', () => {
    inZone('UTC', () => {
      const text = figures((build) => [
        build('milestone.set', { milestone: 'detected', to: at(-20) }),
        build('milestone.set', { milestone: 'mitigated', to: at(40) }),
        build('incident.resolved', {}, { occurredAt: at(30) }),
      ]);
      assert.match(text, /^\*\*These times contradict each other/);
      assert.match(text, /- Detected \(2026-11-22 13:40 UTC\) is before Started \(2026-11-22 13:50 UTC\)/);
      assert.match(text, /- Resolved \(2026-11-22 14:30 UTC\) is before Mitigated \(2026-11-22 14:40 UTC\)/);
      assert.match(text, /\| Time to detect \| unknown: it ends before it starts \|/);
    });
  });
});

describe('a decision in its context', () => {
  const incident = incidentOf((build) => {
    const seen = build.note('errors since noon');
    const gone = build.note('the disk is full');
    const action = build('action.started', { text: 'drain' });
    return [
      seen,
      gone,
      action,
      build('impact.assessed', { scope: 'some' }),
      build('decision.logged', {
        decision: 'early',
        information: [
          { text: 'errors since noon', entry: seen.id },
          { text: 'the disk is full', entry: gone.id },
        ],
        tradeoff: 'slower pulls',
      }),
      build('entry.retracted', { entry: gone.id }),
      build('action.finished', { action: action.id, outcome: 'done' }),
      build('impact.assessed', { scope: 'everyone', effect: 'no pulls' }),
      build('severity.set', { from: 'SEV-2', to: 'SEV-1' }),
      build('decision.logged', decision('late')),
    ];
  });
  const [early = '', late = ''] = inUtc(() => sectionsOf(incident, NOW).decisions).split('### 2.');

  it('shows what was known and how things stood then, not what came out later', () => {
    assert.match(early, /Based on: errors since noon \(noted 2026-11-22 .*\)/);
    assert.match(early, /Based on: the disk is full \(noted .*, since retracted\)/);
    assert.match(early, /Tradeoff: slower pulls/);
    assert.match(early, /Severity at the time: SEV-2/);
    assert.match(early, /Impact known at the time: some customers$/m);
    assert.match(early, /In progress at the time: drain/);
    assert.match(late, /Severity at the time: SEV-1/);
    assert.match(late, /Impact known at the time: everyone; no pulls/);
    assert.doesNotMatch(late, /In progress at the time/);
    assert.match(late, /Tradeoff: none$/m);
  });
});

describe('times of documents', () => {
  it('carry the offset of their own moment, and each day has a heading', () => {
    inZone('America/New_York', () => {
      // The clocks go back on the first of November at two.
      const build = eventBuilder();
      const night = (utc: string) => ({ recordedAt: `2026-11-${utc}:00.000Z` });
      const document = postmortem(
        fold(INCIDENT, [
          build(
            'incident.declared',
            { title: 'x', severity: 'SEV-3', startedAt: '2026-11-01T05:30:00.000Z' },
            night('01T05:30'),
          ),
          build.note('after', night('01T06:30')),
          build.note('tomorrow', night('02T06:30')),
        ]),
        Date.parse('2026-11-03T00:00:00Z'),
      );
      inOrder(document, [
        '### Sunday 1 November 2026',
        '- **01:30:00 UTC-04:00** Declared',
        '- **01:30:00 UTC-05:00** after',
        '### Monday 2 November 2026',
        '- **01:30:00 UTC-05:00** tomorrow',
      ]);
    });
  });
});

describe('the mitigation in a post-mortem', () => {
  it('is marked among the actions, and said first where it ended the impact', () => {
    const incident = incidentOf((build) => {
      const action = build('action.started', { text: 'Roll back v12' });
      const look = build('action.started', { text: 'look at the graphs' });
      return [
        look,
        build('decision.logged', decision('Roll back v12')),
        { ...action, recordedAt: at(4) },
        build('action.finished', { action: action.id, outcome: 'done', result: 'errors stopped' }),
        build('incident.resolved', {}),
      ];
    });
    inZone('UTC', () => {
      assert.equal(
        sectionsOf(incident, NOW).mitigation.split('\n\n_')[0],
        'Last decision before the impact ended: Roll back v12 (2026-11-22 14:03 UTC)\n\n' +
          '- 2026-11-22 14:04 UTC: **Mitigation:** Roll back v12 (done: errors stopped)\n' +
          '- 2026-11-22 14:02 UTC: look at the graphs (not finished)',
      );
    });
  });
});

describe('a status update', () => {
  const incident = incidentOf((build) => [
    build('nextUpdate.promised', { audience: 'customers', due: at(90) }),
    build('impact.assessed', { scope: 'one', effect: 'no login.' }),
  ]);
  const draft = (next?: number, status: UpdateStatus = 'investigating') =>
    inUtc(() =>
      statusUpdateDraft(
        incident,
        { audience: 'customers', status, plain: true, ...(next !== undefined && { next }) },
        NOW,
      ),
    );

  it('says when the next one comes, as it is given, whatever was promised before', () => {
    assert.match(draft(NOW + 20 * MINUTE), /\n\nNext update: 15:20 UTC\n$/);
    assert.doesNotMatch(draft(), /next update/i);
    assert.doesNotMatch(draft(NOW - MINUTE), /next update/i);
    assert.doesNotMatch(draft(NOW + 20 * MINUTE, 'resolved'), /next update/i);
  });

  it('says it the same way to colleagues, and in a second update', () => {
    const next = NOW + 20 * MINUTE;
    inZone('UTC', () => {
      const again = incidentOf((build) => [
        build('statusUpdate.posted', { audience: 'internal', status: 'investigating', text: 'x' }),
        build('nextUpdate.promised', { audience: 'internal', due: at(30) }),
      ]);
      const subject = { audience: 'internal', status: 'identified', plain: false, next } as const;
      assert.deepEqual(readNextUpdate(statusUpdateDraft(again, subject, NOW), NOW), { kind: 'time', at: next });
    });
  });

  it('speaks of one customer as of one', () => {
    assert.match(draft(), /^Since 13:50 UTC, one customer has been affected: no login\.$/m);
  });
});

describe('the file of a post-mortem', () => {
  const name = (title: string) => inUtc(() => postmortemFileName({ title, startedAt: START }));

  it('is named after the day and the title', () => {
    assert.equal(name('Images do not load (50 %)'), '2026-11-22-images-do-not-load-50.md');
    assert.equal(name('Überblick geht nicht'), '2026-11-22-uberblick-geht-nicht.md');
    assert.equal(name('Картинки'), '2026-11-22-картинки.md');
    assert.equal(name('../../etc/passwd'), '2026-11-22-etc-passwd.md');
    assert.equal(name('🔥'), '2026-11-22-incident.md');
    assert.equal(name('x'.repeat(500)).length, '2026-11-22-.md'.length + 60);
  });
});

function inUtc(work: () => string): string {
  let result = '';
  inZone('UTC', () => (result = work()));
  return result;
}
