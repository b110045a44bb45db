import * as assert from 'node:assert/strict';
import { PastIncidents } from '../../../src/app/pastIncidents';
import { PastIndex, queryFor, similarIncidents, STRONG_FROM, type SimilarQuery } from '../../../src/app/pastSearch';
import type { EventData, EventType, KnownEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import type { Incident } from '../../../src/domain/incident';
import { iso } from '../../../src/domain/time';
import { eventBuilder, START, type EventBuilder } from '../../helpers/events';
import { KINDS, kindNameOf, pastIncidents, UNSEEN } from '../../helpers/pastIncidents';

/** A past incident with this title, of which this is told before it was resolved. */
function past(id: string, title: string, tell: (build: EventBuilder) => readonly KnownEvent[] = () => []): Incident {
  const build = eventBuilder();
  const declared = build('incident.declared', { title, severity: 'SEV-2', startedAt: iso(START) });
  return fold(id, [declared, ...tell(build), build('incident.resolved', {}), build('incident.closed', {})]);
}

function open(id: string, title: string): Incident {
  const build = eventBuilder();
  return fold(id, [build('incident.declared', { title, severity: 'SEV-2', startedAt: iso(START) })]);
}

function mapOf(...incidents: readonly Incident[]): ReadonlyMap<string, Incident> {
  return new Map(incidents.map((incident) => [incident.id, incident]));
}

function indexOf(...incidents: readonly Incident[]): PastIndex {
  const index = new PastIndex();
  index.update(mapOf(...incidents));
  return index;
}

/** An incident that is told by its title alone, unless more is said. */
const told = (title: string, more: Partial<SimilarQuery> = {}): SimilarQuery => ({
  texts: [title],
  files: [],
  services: [],
  ...more,
});

const idsOf = (incidents: readonly Incident[]) => incidents.map(({ id }) => id);
const ids = (found: readonly { readonly incident: Incident }[]) => found.map(({ incident }) => incident.id);

describe('similar past incidents', () => {
  it('are found in other words, with what they have in common and what mitigated them', () => {
    const index = indexOf(
      past('pulls', 'Pulls of images fail with 500', (build) => [
        build('decision.logged', { decision: 'Roll back registry', information: [], tradeoff: null }),
      ]),
      past('mails', 'Mails to reset passwords do not arrive'),
    );
    const [found, ...others] = similarIncidents(index, told('Image pulls broken: 500'), 5);
    assert.deepEqual(others, []);
    assert.equal(found?.incident.id, 'pulls');
    assert.equal(found.mitigation?.text, 'Roll back registry');
    assert.deepEqual(found.matched, { words: ['image', 'pulls', '500'], files: [], services: [] });
  });

  const FIELDS: Readonly<Record<string, (build: EventBuilder) => readonly KnownEvent[]>> = {
    'what customers experience': (build) => [
      said(build, 'impact.assessed', { effect: 'invoices show wrong currency' }),
    ],
    'a decision': (build) => [
      said(build, 'decision.logged', { decision: 'invoices show wrong currency', information: [], tradeoff: null }),
    ],
    'the action that mitigated it': (build) => {
      const started = said(build, 'action.started', { text: 'invoices show wrong currency' });
      return [started, said(build, 'action.finished', { action: started.id, outcome: 'done' })];
    },
    'the subject of a suspect': (build) => [
      said(build, 'suspect.judged', {
        change: { commit: 'c0ffee', subject: 'invoices show wrong currency' },
        verdict: 'suspect',
      }),
    ],
    'a follow-up': (build) => [said(build, 'followUp.added', { text: 'invoices show wrong currency' })],
    'an affected service': (build) => [said(build, 'services.set', { from: [], to: ['invoices show wrong currency'] })],
  };
  for (const [where, tell] of Object.entries(FIELDS)) {
    it(`are found by ${where}`, () => {
      const index = indexOf(past('this', 'Trouble', tell), past('other', 'Trouble elsewhere'));
      assert.deepEqual(idsOf(index.find('wrong currency')), ['this']);
    });
  }

  it('are found by the files that evidence and follow-ups name, wherever the repository lies', () => {
    const source = { kind: 'file', name: 'registry/src/blobs/blobStore.ts' } as const;
    const evidence = past('evidence', 'Trouble', (build) => [said(build, 'evidence.added', { text: 'x', source })]);
    const followUp = past('followUp', 'Trouble', (build) => [said(build, 'followUp.added', { text: 'x', source })]);
    const index = indexOf(evidence, followUp, past('other', 'Trouble'));
    const found = similarIncidents(index, told('', { files: ['src/blobs/blobStore.ts'] }), 5);
    assert.deepEqual(ids(found).sort(), ['evidence', 'followUp']);
    assert.deepEqual(found[0]?.matched.files, ['src/blobs/blobStore.ts']);
  });

  it('are not found by the service alone: it fails in many ways', () => {
    const serving = past('serving', 'Certificate expired', (build) => [
      said(build, 'services.set', { from: [], to: ['Registry'] }),
    ]);
    assert.deepEqual(similarIncidents(indexOf(serving), told('', { services: ['registry'] }), 5), []);
    const alone = similarIncidents(indexOf(serving), told('expired certificate'), 5)[0];
    const both = similarIncidents(indexOf(serving), told('expired certificate', { services: ['registry'] }), 5)[0];
    assert.ok(both !== undefined && alone !== undefined && both.score > alone.score);
    assert.deepEqual(both.matched.services, ['registry']);
  });

  it('are neither what is still open nor the incident itself', () => {
    const title = 'Pulls of images fail with 500';
    const self = past('self', title);
    const index = indexOf(open('open', title), self, past('past', title));
    assert.deepEqual(ids(similarIncidents(index, queryFor(self), 5)), ['past']);
  });

  it('are the newer ones first where they are alike, and no more than wanted', () => {
    const title = 'Pulls of images fail with 500';
    const at = (id: string, start: number) => {
      const build = eventBuilder();
      const declared = build('incident.declared', { title, severity: 'SEV-2', startedAt: iso(start) });
      return fold(id, [declared, build('incident.resolved', {})]);
    };
    const index = indexOf(at('a', START - 1000), at('b', START), at('c', START - 2000));
    assert.deepEqual(ids(similarIncidents(index, told(title), 2)), ['b', 'a']);
  });

  it('are none where there is nothing to go by', () => {
    const index = indexOf(past('this', 'Trouble'));
    for (const title of ['', '   ', 'the and of', '\u202e\u200b', '(){}[]*']) {
      assert.deepEqual(similarIncidents(index, told(title), 5), []);
    }
    assert.deepEqual(similarIncidents(new PastIndex(), told('Trouble'), 5), []);
  });

  it('are not led astray by hostile text', () => {
    const hostile = [
      'constructor __proto__ hasOwnProperty',
      '/etc/passwd\n@registry\n~x',
      '<img src=x>',
      'x'.repeat(100_000),
    ];
    const index = indexOf(
      ...hostile.map((title, number) => past(`hostile${number}`, title)),
      past('good', 'Pulls of images fail'),
    );
    for (const title of hostile) {
      const found = similarIncidents(index, told(title, { files: [title], services: [title] }), 9);
      assert.ok(!ids(found).includes('good'), title.slice(0, 40));
      index.find(title.slice(0, 100));
    }
    // What people type in front of a line must not pass for a service or a path.
    assert.deepEqual(similarIncidents(index, told('', { files: ['etc/passwd'], services: ['registry'] }), 9), []);
  });
});

describe('among a thousand past incidents of twenty kinds', function () {
  this.timeout(20_000);
  const index = new PastIndex();
  before(() => void index.update(pastIncidents(1000)));
  const next = Object.entries(KINDS).flatMap(([kind, { next: titles }]) =>
    titles.map((title) => [kind, title] as const),
  );

  it('nearly every new incident finds its kind by its title alone, and never another one', () => {
    let found = 0;
    for (const [kind, title] of next) {
      const similar = similarIncidents(index, told(title), 5);
      if (similar.length > 0) found += 1;
      for (const { incident, score } of similar) assert.equal(kindNameOf(incident.id), kind, `${title} (${score})`);
    }
    assert.ok(found / next.length >= 0.9, `${found} of ${next.length}`);
  });

  it('most of them strongly enough to say so at once', () => {
    const strong = next.filter(([, title]) => (similarIncidents(index, told(title), 1)[0]?.score ?? 0) >= STRONG_FROM);
    assert.ok(strong.length / next.length >= 0.6, `${strong.length} of ${next.length}`);
  });

  for (const size of [5, 20, 100, 1000]) {
    it(`nothing is offered for what was never seen, nor for nonsense, among ${size}`, () => {
      const some = new PastIndex();
      some.update(pastIncidents(size));
      const offered = UNSEEN.filter((title) => similarIncidents(some, told(title), 1).length > 0);
      assert.deepEqual(offered, []);
    });
  }

  it('the files and what customers experience help where the title says little', () => {
    const { files, effects } = KINDS.exportCsv!;
    const [first] = similarIncidents(index, told('Reports', { texts: ['Reports', effects[0]!], files }), 1);
    assert.equal(kindNameOf(first?.incident.id ?? ''), 'exportCsv');
  });
});

describe('the full-text search over past incidents', () => {
  const index = indexOf(
    past('replicas', 'Replication lag of the database'),
    past('pulls', 'Pulls of images fail with 500', (build) => [
      said(build, 'decision.logged', {
        decision: 'Roll back the replicas of the registry',
        information: [],
        tradeoff: null,
      }),
    ]),
    past('mails', 'E-mails do not arrive'),
  );
  for (const [typed, found] of [
    ['replicat', ['replicas', 'pulls']],
    ['replicatio', ['replicas']],
    ['replication', ['replicas']],
    ['databse', ['replicas']],
    ['pull', ['pulls']],
    ['fail', ['pulls']],
    ['lag database', ['replicas']],
    ['lag registry', []],
    ['zzz', []],
    ['  ', []],
    ['500', ['pulls']],
  ] as const) {
    it(`finds ${found.length === 0 ? 'nothing' : found.join(' and ')} for “${typed}”`, () => {
      assert.deepEqual(idsOf(index.find(typed)), found);
    });
  }
});

describe('the index of past incidents', () => {
  it('finds the same in every order, and after any changes, as one that was made anew', () => {
    const incidents = [...pastIncidents(60).values()];
    const fresh = indexOf(...incidents);
    const backwards = indexOf(...incidents.toReversed());
    const changed = indexOf(
      ...[...pastIncidents(90, 7).values()].map((incident) => ({ ...incident, title: 'was else' })),
    );
    changed.update(mapOf(...incidents));
    for (const { next } of Object.values(KINDS)) {
      const found = [fresh, backwards, changed].map((index) =>
        similarIncidents(index, told(next[0]!), 5).map(({ incident, score }) => [incident.id, score.toFixed(9)]),
      );
      assert.deepEqual(found[1], found[0]);
      assert.deepEqual(found[2], found[0]);
    }
  });

  it('takes up only what has changed', () => {
    const index = indexOf(past('a', 'Pulls fail'), past('b', 'Mails fail'));
    const [a, b] = [past('a', 'Pulls fail'), past('b', 'Cart is empty')];
    assert.equal(index.update(mapOf(a, b)), true);
    assert.equal(index.update(mapOf(a, b)), false);
    assert.deepEqual(idsOf(index.find('cart')), ['b']);
    assert.deepEqual(index.find('mails'), []);
    index.update(mapOf(a, open('b', 'Cart is empty')));
    assert.deepEqual(index.find('cart'), []);
    index.update(mapOf());
    assert.equal(index.size, 0);
  });

  it('is made when it is asked for, says so, and then follows the record', async () => {
    let incidents = mapOf(...pastIncidents(60).values());
    const here = open('here', 'Image pulls fail with 500');
    const search = new PastIncidents(() => incidents);
    let told = 0;
    search.changed.on(() => told++);
    assert.deepEqual(search.similarNow(here, 3, false), []);
    assert.equal(told, 0);
    assert.deepEqual(search.similarNow(here, 3, true), []);
    assert.equal((await search.upToDate()).size, 60);
    assert.equal(told, 1);
    const similar = search.similarNow(here, 3, false);
    assert.equal(similar.length, 3);
    assert.equal(search.similarNow(here, 3, false)[0], similar[0], 'the same answer is not worked out again');
    incidents = mapOf(past('new', 'Image pulls fail with 500'));
    search.similarNow(here, 3, false);
    await search.upToDate();
    assert.equal(told, 2);
    assert.deepEqual(ids(search.similarNow(here, 3, false)), ['new']);
  });

  it('takes up what changes while it is being made', async () => {
    let incidents = pastIncidents(200);
    const search = new PastIncidents(() => incidents);
    const made = search.upToDate();
    incidents = mapOf(past('new', 'Image pulls fail with 500'));
    assert.equal((await made).size, 1);
  });
});

function said<T extends EventType>(build: EventBuilder, type: T, data: EventData[T]): KnownEvent {
  return build(type, data) as unknown as KnownEvent;
}
