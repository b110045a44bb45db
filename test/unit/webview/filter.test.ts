import * as assert from 'node:assert/strict';
import type { PanelChange } from '../../../src/protocol/changesPanel';
import {
  activeFilters,
  ChoiceMemory,
  FIRST_CHOICES,
  NO_FILTERS,
  type Filters,
  type Sort,
} from '../../../src/webview/choices';
import { matching, searchable } from '../../../src/webview/filter';

const VIEW = { from: 50, to: 100 };

function panelChange(key: string, more: Partial<PanelChange> = {}): PanelChange {
  return {
    key,
    subject: `Change ${key}`,
    at: 60,
    when: '',
    author: 'Ana',
    repository: 'registry',
    hash: `${key}0123`,
    shape: 'commit',
    kind: 'commit',
    group: 'suspect',
    verdict: 'open',
    suspicion: 'medium',
    share: 0.1,
    mainFile: '',
    churn: 1,
    text: '',
    paths: [],
    services: [],
    ...more,
  };
}

const CHANGES = [
  panelChange('a', { subject: 'Keep LAYERS in the cache', churn: 5, at: 60, paths: ['src/Cache.ts', 'docs/cache.md'] }),
  panelChange('b', { author: 'Grace', verdict: 'suspect', churn: 90, at: 90, services: ['pulls'] }),
  panelChange('c', { repository: 'web', text: 'in the body: cache', at: 10, group: 'after' }),
  panelChange('d', { repository: '', hash: '', shape: 'recorded', kind: 'feature flag', at: 70 }),
];

function found(filters: Partial<Filters>, sort: Sort = 'suspicion'): string {
  return matching(CHANGES.map(searchable), { ...NO_FILTERS, ...filters }, sort, VIEW)
    .map((place) => CHANGES[place]?.key)
    .join('');
}

describe('the filters of the panel', () => {
  it('let everything through while nothing is chosen', () => assert.equal(found({}), 'abcd'));
  it('look for all words in subject, message and hash, whatever their case and order', () => {
    assert.equal(found({ text: 'cache' }), 'ac');
    assert.equal(found({ text: 'Cache  layers' }), 'a');
    assert.equal(found({ text: 'b0123' }), 'b');
  });
  it('look for parts of paths and authors', () => {
    assert.equal(found({ path: 'docs/' }), 'a');
    assert.equal(found({ author: 'gra' }), 'b');
  });
  it('choose repository, service, kind, verdict and group', () => {
    assert.equal(found({ repository: 'web' }), 'c');
    assert.equal(found({ service: 'pulls' }), 'b');
    assert.equal(found({ kind: 'feature flag' }), 'd');
    assert.equal(found({ verdict: 'suspect' }), 'b');
    assert.equal(found({ group: 'after' }), 'c');
  });
  it('choose the time in view', () => assert.equal(found({ inView: true }), 'abd'));
  it('all have to agree', () => assert.equal(found({ text: 'cache', repository: 'registry' }), 'a'));
  it('leave the order of suspicion, or take another', () => {
    assert.equal(found({}, 'newest'), 'bdac');
    assert.equal(found({}, 'size'), 'bacd');
  });
  it('are counted', () => {
    assert.equal(activeFilters(NO_FILTERS), 0);
    assert.equal(activeFilters({ ...NO_FILTERS, text: 'x', inView: true }), 2);
  });
});

describe('what the panel has kept', () => {
  const chosen = { ...FIRST_CHOICES, selected: 'a', zoom: VIEW, filters: { ...NO_FILTERS, text: 'cache' } };
  const memoryOf = (incident: string | null) => {
    const memory = new ChoiceMemory(null);
    memory.turnTo(incident);
    memory.change(chosen);
    return memory;
  };

  it('comes back', () => assert.deepEqual(new ChoiceMemory(memoryOf('one').toString()).current, chosen));

  it('is each incident its own, but for what is of the panel itself', () => {
    const memory = memoryOf('one');
    memory.change({ ...chosen, sort: 'newest', chartOpen: false });
    assert.ok(memory.turnTo('two'));
    assert.deepEqual(memory.current, { ...FIRST_CHOICES, sort: 'newest', chartOpen: false });
    assert.ok(!memory.turnTo('two'));
    assert.ok(memory.turnTo('one'));
    assert.equal(memory.current.selected, 'a');
  });

  it('is that of the incidents that were shown last', () => {
    const memory = memoryOf('0');
    for (let i = 1; i <= 12; i++) {
      memory.turnTo(String(i));
      memory.change({ ...chosen, selected: `s${i}` });
    }
    const again = new ChoiceMemory(memory.toString());
    assert.equal(again.current.selected, 's12');
    again.turnTo('1');
    assert.equal(again.current.selected, 's1');
    again.turnTo('0');
    assert.equal(again.current.selected, null);
  });

  it('is forgotten where it is of another form', () => {
    const own = (choices: object) => ({ shared: FIRST_CHOICES, own: [{ incident: null, choices }] });
    const wrong = [
      7,
      {},
      FIRST_CHOICES,
      own({}),
      own({ ...FIRST_CHOICES, zoom: {} }),
      { ...own(FIRST_CHOICES), shared: { sort: 'x' } },
    ];
    for (const kept of wrong) assert.deepEqual(new ChoiceMemory(JSON.stringify(kept)).current, FIRST_CHOICES);
    assert.deepEqual(new ChoiceMemory('{"shared":').current, FIRST_CHOICES);
  });
});
