import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { State } from '../../src/app/store';
import { ENTRY_KINDS, type EntryKind } from '../../src/domain/entries';
import type { RecordedEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import type { Incident } from '../../src/domain/incident';
import { defaultChecklists } from '../../src/editor/defaultChecklists';
import type { Node } from '../../src/editor/views/node';
import { overviewNodes } from '../../src/editor/views/overview';
import { problemNodes } from '../../src/editor/views/problems';
import { timelineNodes } from '../../src/editor/views/timeline';
import { RecordError } from '../../src/record/errors';
import type { RecordProblem } from '../../src/record/folder';
import { eventBuilder, GRACE, INCIDENT, MINUTE, START } from '../helpers/events';

const NOW = START + 60 * MINUTE;
const ROLES = ['Incident Commander', 'Scribe'];

function stateOf(incident: Incident | undefined, more: Partial<State> = {}): State {
  const incidents = new Map(incident ? [[incident.id, incident]] : []);
  return { loaded: true, incidents, problems: new Map(), shown: incident, failure: undefined, ...more };
}

function incidentOf(events: readonly RecordedEvent[]): Incident {
  return fold(INCIDENT, events);
}

const overview = (state: State) => overviewNodes(state, defaultChecklists(), ROLES, NOW);
const labels = (nodes: readonly Node[]) => nodes.map((node) => labelOf(node.toTreeItem()));

function labelOf({ label }: vscode.TreeItem): string {
  assert.equal(typeof label, 'string');
  return label as string;
}

function tooltipOf({ tooltip }: vscode.TreeItem): string {
  assert.ok(tooltip !== undefined);
  return typeof tooltip === 'string' ? tooltip : tooltip.value;
}

describe('the rows of the view Incident', () => {
  it('are none without an incident, so that the welcome is shown', () => {
    assert.deepEqual(overview(stateOf(undefined)), []);
  });

  it('name what it is, who is on it, what is being done, and the stages in their order', () => {
    const build = eventBuilder();
    const incident = incidentOf([
      build.declared(),
      build('role.assigned', { role: 'Incident Commander', person: GRACE }),
      build('action.started', { text: 'drain registry-3' }),
      build('stage.entered', { stage: 'investigate' }),
      build('stage.entered', { stage: 'mitigate', alongside: true }),
    ]);
    const rows = overview(stateOf(incident)).map((node) => node.toTreeItem());
    assert.deepEqual(
      rows.map(labelOf).filter((label) => !label.startsWith('Since ')),
      [
        'Images do not load',
        'SEV-2',
        'Roles',
        'In progress',
        'Start',
        'Assess Impact',
        'Communicate',
        'Intermission',
        'Investigate',
        'Mitigate',
        'Clean-Up',
      ],
    );
    const states = rows.slice(-7).map(({ description }) => String(description).split(' · ')[0]);
    assert.deepEqual(states, ['done', 'done', 'to come', 'to come', 'active', 'active', 'to come']);
    assert.equal(rows.find(({ label }) => label === 'Roles')?.description, 'Grace');
  });

  it('say why each item of a checklist is there', () => {
    const build = eventBuilder();
    const stages = overview(stateOf(incidentOf([build.declared()]))).slice(-7);
    for (const { children } of stages) {
      for (const child of children) {
        const item = child.toTreeItem();
        assert.ok(tooltipOf(item).length > labelOf(item).length + 10, labelOf(item));
        assert.notEqual(item.checkboxState, undefined);
      }
    }
  });

  it('say what is wrong with a record folder that cannot be read, and how to try again', () => {
    const failure = new RecordError('cannotRead', '/records', new Error('EACCES: permission denied'));
    const rows = overview(stateOf(undefined, { failure }));
    assert.deepEqual(labels(rows), ['The record cannot be read']);
    const item = rows[0]!.toTreeItem();
    const { command, accessibilityInformation } = item;
    assert.match(tooltipOf(item), /\/records.*EACCES: permission denied/);
    assert.match(accessibilityInformation?.label ?? '', /\/records/);
    assert.equal(command?.command, 'incident.reload');
  });

  it('count what of the record could not be taken up', () => {
    const build = eventBuilder();
    const problems: RecordProblem[] = [{ file: 'w.jsonl', line: 3, fault: { code: 'garbage' } }];
    const incident = incidentOf([build.declared(), build.newer('impact.assessed')]);
    const row = overview(stateOf(incident, { problems: new Map([[INCIDENT, problems]]) })).find(
      (node) => node.toTreeItem().label === 'Not all of the record could be read',
    );
    assert.equal(row?.toTreeItem().description, '2');
    assert.equal(row.children.length, 2);
  });
});

describe('the rows of problems', () => {
  const build = eventBuilder();
  const incident = incidentOf([build.declared(), build.newer('a.b'), build.newer('c.d')]);

  it('say what became of each line, and where it is', () => {
    const faults: RecordProblem['fault'][] = [
      { code: 'torn' },
      { code: 'garbage' },
      { code: 'invalid', field: 'data.text' },
      { code: 'newerFormat' },
    ];
    const problems = faults.map((fault, index): RecordProblem => ({ file: 'w.jsonl', line: index + 1, fault }));
    problems.push({ file: 'x.jsonl', line: 0, fault: { code: 'unreadable', message: 'EACCES' } });
    const items = problemNodes(problems, incident).map((node) => node.toTreeItem());
    assert.deepEqual(
      items.map(({ label, description }) => [label, description]),
      [
        ['The last line was never finished: it was skipped', 'w.jsonl:1'],
        ['A line is not an entry: it was skipped', 'w.jsonl:2'],
        ['An entry is damaged (data.text): it was skipped', 'w.jsonl:3'],
        ['A line was made by a newer version: it is kept', 'w.jsonl:4'],
        ['A file cannot be read: EACCES', 'x.jsonl'],
        ['Entries made by a newer version: 2', undefined],
      ],
    );
  });

  it('are none where all is well', () => {
    assert.deepEqual(problemNodes([], incidentOf([build.declared()])), []);
  });
});

describe('the rows of the timeline', () => {
  const notes = (count: number): Incident => {
    const build = eventBuilder();
    return incidentOf([
      build.declared(),
      ...Array.from({ length: count - 1 }, (_, index) => build.note(`note ${index + 1}`)),
    ]);
  };
  const rows = (incident: Incident, hidden: readonly EntryKind[] = [], most = 500) =>
    timelineNodes(incident, new Set(hidden), most, NOW);

  it('are the entries, the newest first', () => {
    const [newest, ...others] = labels(rows(notes(4)));
    assert.match(newest ?? '', /note 3$/);
    assert.match(others.at(-1) ?? '', /Declared SEV-2: Images do not load$/);
  });

  it('stop at a page, and the last one shows what came before', () => {
    assert.equal(rows(notes(500)).length, 500);
    const paged = rows(notes(501));
    assert.equal(paged.length, 501);
    const { label, command } = paged.at(-1)!.toTreeItem();
    assert.equal(label, 'Show earlier entries (1)');
    assert.equal(command?.command, 'incident.showEarlierEntries');
    assert.match(labels(paged)[499] ?? '', /note 1$/);
    assert.match(labels(rows(notes(501), [], 1000)).at(-1) ?? '', /Declared/);
  });

  it('say how many the filter hides', () => {
    assert.deepEqual(labels(rows(notes(4), ['note'])).slice(1), ['Hidden by the filter: 3']);
    assert.deepEqual(labels(rows(notes(4), [...ENTRY_KINDS])), ['Hidden by the filter: 4']);
  });

  it('can be amended and retracted, except for what must stay', () => {
    const build = eventBuilder();
    const declared = build.declared();
    const note = build.note('wrong');
    const incident = incidentOf([
      declared,
      note,
      build.note('right'),
      build('entry.retracted', { entry: note.id }),
      build.newer('x'),
    ]);
    const contexts = rows(incident).map((node) => node.toTreeItem().contextValue);
    assert.deepEqual(contexts, ['entry', 'entry.amendable.retractable', 'entry', 'entry.amendable']);
  });
});
