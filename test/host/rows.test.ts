import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { State } from '../../src/app/store';
import { ENTRY_KINDS, HIDDEN_AT_FIRST, type EntryKind } from '../../src/domain/entries';
import type { EventData, EventType, RecordedEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import type { Incident } from '../../src/domain/incident';
import { iso } from '../../src/domain/time';
import { defaultChecklists } from '../../src/domain/defaultChecklists';
import { english } from '../../src/reports/translate';
import type { Node } from '../../src/editor/kit/node';
import { overviewNodes, type OverviewRules } from '../../src/editor/incident/rows/overview';
import { problemNodes } from '../../src/editor/incident/rows/problems';
import { timelineNodes } from '../../src/editor/timeline/rows';
import { RecordError } from '../../src/record/errors';
import type { RecordProblem } from '../../src/record/folder';
import { eventBuilder, GRACE, INCIDENT, MINUTE, START } from '../helpers/events';

type Said = { [T in EventType]: readonly [T, EventData[T]] }[EventType];

const OPEN = vscode.TreeItemCollapsibleState.Expanded;
const NOW = START + 60 * MINUTE;
const ROLES = ['Incident Commander', 'Scribe'];

function stateOf(incident: Incident | undefined, more: Partial<State> = {}): State {
  const incidents = new Map(incident ? [[incident.id, incident]] : []);
  return { loaded: true, incidents, problems: new Map(), shown: incident, failure: undefined, ...more };
}

function incidentOf(events: readonly RecordedEvent[]): Incident {
  return fold(INCIDENT, events);
}

const RULES: OverviewRules = {
  checklists: defaultChecklists(english),
  roles: ROLES,
  waiting: { commandRole: 'Incident Commander', majorSeverities: ['SEV-1', 'SEV-2'] },
  hasServices: false,
};
const overview = (state: State, rules: Partial<OverviewRules> = {}, now = NOW) =>
  overviewNodes(state, { ...RULES, ...rules }, now);
/** All rows, with those below them. */
const all = (nodes: readonly Node[]): readonly Node[] => nodes.flatMap((node) => [node, ...all(node.children)]);
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

  it('are what it is, how it stands, the active stages, what is being done; all else is folded', () => {
    const build = eventBuilder();
    const incident = incidentOf([
      build.declared(),
      build('role.assigned', { role: 'Incident Commander', person: GRACE }),
      build('action.started', { text: 'drain registry-3' }),
      build('stage.entered', { stage: 'investigate' }),
      build('stage.entered', { stage: 'mitigate', alongside: true }),
    ]);
    const nodes = overview(stateOf(incident));
    assert.deepEqual(labels(nodes), [
      'Images do not load',
      'SEV-2 · 1h 10m',
      'Investigate',
      'Mitigate',
      'drain registry-3',
      'Next: Clean-Up',
      'Details',
    ]);
    const isOpen = (node: Node) => node.toTreeItem().collapsibleState === OPEN;
    assert.deepEqual(labels(nodes.filter(isOpen)), ['Investigate', 'Mitigate']);
    const others = nodes[5]!.children.map((node) => node.toTreeItem());
    assert.deepEqual(
      others.map(({ label, description }) => [label, String(description).split(' · ')[0]]),
      [
        ['Start', 'done'],
        ['Assess Impact', 'done'],
        ['Communicate', 'skipped'],
        ['Intermission', 'skipped'],
        ['Clean-Up', 'not started'],
      ],
    );
  });

  it('show the next three open items of the active stage, and the rest behind one row', () => {
    const build = eventBuilder();
    const item = (name: string) => ({ id: name, text: `Do ${name}`, why: `because of ${name}` });
    const own = [item('a'), item('b'), item('c'), item('d'), item('e')];
    const checklists = { ...defaultChecklists(english), assess: own };
    const checked = build('checklistItem.checked', { stage: 'assess', item: 'a', text: 'Do a' });
    const stage = overview(stateOf(incidentOf([build.declared(), checked])), { checklists })[2]!;
    assert.match(String(stage.toTreeItem().description), /^1\/5 · /);
    assert.deepEqual(labels(stage.children), ['Do b', 'Do c', 'Do d', '+ 2 more']);
    assert.deepEqual(labels(stage.children[3]!.children), ['Assess impact…', 'Do e', 'Do a']);
  });

  it('put what is wrong first in the status line, and lead to what settles it', () => {
    const build = eventBuilder();
    const lead = (incident: Incident, minutes: number) => {
      const { label, command, contextValue } = overview(
        stateOf(incident),
        {},
        START + minutes * MINUTE,
      )[1]!.toTreeItem();
      return [label, command?.command, contextValue];
    };
    const declared = build.declared();
    assert.deepEqual(lead(incidentOf([declared]), 2), [
      'no commander · SEV-2 · 12m',
      'incident.takeCommand',
      'status.unled',
    ]);
    assert.deepEqual(lead(incidentOf([declared]), 9), [
      'assessment overdue 4m · no commander · SEV-2 · 19m',
      'incident.assessImpact',
      'status.unled',
    ]);
    const led = [declared, build('role.assigned', { role: 'Incident Commander', person: GRACE })];
    assert.deepEqual(lead(incidentOf(led), 2), ['SEV-2 · 12m', 'incident.quickActions', 'status']);
  });

  it('say why each item of a checklist is there', () => {
    const build = eventBuilder();
    const items = all(overview(stateOf(incidentOf([build.declared()])))).filter(
      ({ subject }) => subject?.kind === 'item',
    );
    assert.ok(items.length > 20);
    for (const node of items) {
      const item = node.toTreeItem();
      assert.ok(tooltipOf(item).length > labelOf(item).length + 10, labelOf(item));
      assert.notEqual(item.checkboxState, undefined);
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
      (node) => node.toTreeItem().label === 'Some entries couldn’t be read',
    );
    assert.equal(row?.toTreeItem().description, '2');
    assert.equal(row.children.length, 2);
  });
});

describe('the rows of the people side', () => {
  const incidentWith = (...facts: readonly Said[]): Incident => {
    const build = eventBuilder();
    const declared = build.declared();
    return incidentOf([declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
  };
  const rowsOf = (incident: Incident, minutes = 60, rules: Partial<OverviewRules> = {}) =>
    all(overview(stateOf(incident), rules, START + minutes * MINUTE));
  const find = (nodes: readonly Node[], name: string): Node => {
    const found = nodes.find((node) => labelOf(node.toTreeItem()) === name);
    assert.ok(found, `${name} is not among ${labels(nodes).join(', ')}`);
    return found;
  };
  const row = (nodes: readonly Node[], name: string) => find(nodes, name).toTreeItem();
  const promised = (minutes: number, audience = 'customers'): Said => [
    'nextUpdate.promised',
    { audience, due: iso(START + minutes * MINUTE) },
  ];
  const iconOf = ({ iconPath }: vscode.TreeItem) => (iconPath as vscode.ThemeIcon | undefined)?.id;
  const leadsTo = ({ command }: vscode.TreeItem) => [command?.command, ...((command?.arguments ?? []) as unknown[])];

  it('say what is known of the impact, and lead to its assessment', () => {
    const unknown = row(rowsOf(incidentWith()), 'Impact');
    assert.deepEqual([unknown.description, leadsTo(unknown)], ['not assessed', ['incident.assessImpact']]);
    const assessed = incidentWith([
      'impact.assessed',
      { scope: 'share', share: 40, roughly: true, effect: 'pulls fail', noticed: 'yes' },
    ]);
    assert.equal(row(rowsOf(assessed), 'Impact').description, 'about 40% of customers; pulls fail; customers can tell');
    assert.match(tooltipOf(row(rowsOf(assessed), 'Impact')), /Ada, /);
    assert.equal(row(rowsOf(incidentWith(['impact.assessed', {}])), 'Impact').description, 'unknown so far');
  });

  it('count down to the next update of each audience, and up from when it was due', () => {
    const incident = incidentWith(promised(20), promised(90, 'internal'));
    const updates = (minutes: number) =>
      rowsOf(incident, minutes)
        .map((node) => node.toTreeItem())
        .filter((item) => labelOf(item).startsWith('Update '))
        .map((item) => [labelOf(item), item.description, iconOf(item)]);
    assert.deepEqual(updates(13), [
      ['Update due in 7 min', 'customers', 'megaphone'],
      ['Update due in 1h 17m', 'internal', 'megaphone'],
    ]);
    assert.equal(updates(12.5)[0]?.[0], 'Update due in 8 min');
    assert.equal(updates(19.9)[0]?.[0], 'Update due in 1 min');
    assert.deepEqual(updates(20)[0], ['Update due now', 'customers', 'warning']);
    assert.deepEqual(updates(23.9)[0], ['Update overdue 3 min', 'customers', 'warning']);
    assert.deepEqual(leadsTo(row(rowsOf(incident, 13), 'Update due in 7 min')), [
      'incident.postUpdate',
      { audience: 'customers' },
    ]);
  });

  it('warn of nothing while a reminder is snoozed', () => {
    const until = iso(START + 40 * MINUTE);
    const incident = incidentWith(promised(20), ['nextUpdate.snoozed', { audience: 'customers', until }]);
    const item = row(rowsOf(incident, 25), 'Update overdue 5 min');
    assert.deepEqual([item.description, iconOf(item)], ['customers · snoozed', 'bell-slash']);
    assert.equal(iconOf(row(rowsOf(incident, 40), 'Update overdue 20 min')), 'warning');
  });

  it('lead to an update where none was promised', () => {
    const item = row(rowsOf(incidentWith()), 'Next update');
    assert.deepEqual([item.description, leadsTo(item)], ['none posted', ['incident.postUpdate']]);
    const posted: Said = ['statusUpdate.posted', { audience: 'customers', status: 'identified', text: 'x' }];
    assert.equal(row(rowsOf(incidentWith(posted)), 'Next update').description, 'none due');
    const closed = rowsOf(incidentWith(['incident.closed', {}]));
    assert.ok(!labels(closed).includes('Next update'));
  });

  it('say why the severity is what it is', () => {
    assert.equal(row(rowsOf(incidentWith()), 'Severity').description, 'SEV-2, no reason yet');
    const explained = incidentWith(['severity.explained', { severity: 'SEV-2', why: 'half of the pulls' }]);
    assert.equal(row(rowsOf(explained), 'Severity').description, 'SEV-2: half of the pulls');
  });

  it('name the affected services where there are any to name', () => {
    assert.ok(!labels(rowsOf(incidentWith())).includes('Affected services'));
    const none = row(rowsOf(incidentWith(), 60, { hasServices: true }), 'Affected services');
    assert.deepEqual([none.description, leadsTo(none)], ['none set', ['incident.setServices']]);
    const named = incidentWith(['services.set', { from: [], to: ['registry', 'web'] }]);
    assert.equal(row(rowsOf(named), 'Affected services').description, 'registry, web');
  });

  it('show the clock of the assessment in its stage', () => {
    const words = (minutes: number) => row(rowsOf(incidentWith(), minutes), 'Assess Impact');
    // That it started before it was declared ticks an item.
    assert.match(String(words(0).description), /^1\/6 · 5 min left$/);
    assert.match(String(words(2.1).description), /^1\/6 · 3 min left$/);
    assert.match(String(words(5).description), /^1\/6 · time is up$/);
    assert.match(
      words(2.1).accessibilityInformation?.label ?? '',
      /^Stage Assess Impact, active, 1 of 6 checked, 3 min left$/,
    );
    const assessed = incidentWith(['impact.assessed', {}]);
    assert.match(String(row(rowsOf(assessed, 2), 'Assess Impact').description), /^2\/6$/);
  });

  it('have the means of each stage within reach of the keyboard', () => {
    const rows = rowsOf(incidentWith());
    const means = (stage: string) =>
      all([rows.find(({ subject }) => subject?.kind === 'stage' && subject.stage === stage)!])
        .filter(({ subject }) => subject === undefined)
        .flatMap((child) => child.toTreeItem().command?.command ?? []);
    assert.deepEqual(means('assess'), ['incident.assessImpact']);
    assert.deepEqual(means('communicate'), ['incident.postUpdate']);
    assert.deepEqual(means('intermission'), ['incident.askForHelp']);
    assert.deepEqual(means('investigate'), ['incident.whatChanged']);
    assert.deepEqual(means('mitigate'), ['incident.chooseMitigation']);
    assert.deepEqual(means('cleanUp'), ['incident.addFollowUp', 'incident.writePostmortem']);
  });

  it('give the figures so far, each leading to what a person can say of it', () => {
    const figures = find(rowsOf(incidentWith()), 'Figures so far');
    assert.deepEqual(
      figures.children.map((child) => [labelOf(child.toTreeItem()), child.toTreeItem().description]).slice(0, 4),
      [
        ['Time to detect', 'at most 10m'],
        ['Time to mitigate', '1h 10m so far'],
        ['Time to resolve (from declaration)', '1h so far'],
        ['Customer impact', '1h 10m so far'],
      ],
    );
    assert.deepEqual(
      figures.children.map((child) => leadsTo(child.toTreeItem())),
      [
        ['incident.setMilestone', { milestone: 'detected' }],
        ['incident.setMilestone', { milestone: 'mitigated' }],
        ['incident.openTimeline'],
        ['incident.setStartTime'],
        ['incident.setMilestone', { milestone: 'detected' }],
        ['incident.setMilestone', { milestone: 'acknowledged' }],
        ['incident.setMilestone', { milestone: 'mitigated' }],
      ],
    );
  });

  it('say which moments are out of order, with a warning', () => {
    const to = iso(START - 20 * MINUTE);
    const group = find(rowsOf(incidentWith(['milestone.set', { milestone: 'detected', to }])), 'Figures so far');
    const { description } = group.toTreeItem();
    assert.deepEqual([description, iconOf(group.toTreeItem())], ['times out of order', 'warning']);
    const item = group.children[0]!.toTreeItem();
    assert.match(labelOf(item), /^Detected \(.*\) is before Started \(.*\)$/);
    assert.deepEqual([iconOf(item), ...leadsTo(item)], ['warning', 'incident.setMilestone', { milestone: 'detected' }]);
    assert.equal(row(group.children, 'Time to detect').description, 'out of order');
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
    assert.deepEqual(labels(rows(notes(4), ['note'])).slice(1), ['3 hidden by the filter']);
    assert.deepEqual(labels(rows(notes(4), [...ENTRY_KINDS])), ['4 hidden by the filter']);
  });

  it('say nothing of ticks that are left out from the first', () => {
    const build = eventBuilder();
    const declared = build.declared();
    const tick = build('checklistItem.checked', { stage: 'assess', item: 'who', text: 'Who is affected?' });
    const ticked = incidentOf([declared, tick]);
    assert.match(labels(rows(ticked))[0] ?? '', /Checked: Who is affected\?$/);
    const [first, ...others] = labels(rows(ticked, HIDDEN_AT_FIRST));
    assert.match(first ?? '', /Declared SEV-2: Images do not load$/);
    assert.deepEqual(others, [], 'nor of their number');
  });

  it('are marked where a signature contradicts the name, however narrow the side bar is', () => {
    const origin = { words: 'Unverified: signed by eve@example.org, not by Ada', isUnverified: true };
    const marks = { isNew: () => true, wentTo: () => undefined, originOf: () => origin };
    const [node] = timelineNodes(notes(2), new Set(), 500, NOW, marks);
    const item = node!.toTreeItem();
    assert.equal(item.description, 'new · unverified: Ada');
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'unverified');
    assert.match(item.accessibilityInformation?.label ?? '', /by unverified: Ada$/);
    assert.match(tooltipOf(item).replaceAll('&nbsp;', ' '), /signed by eve/);
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
