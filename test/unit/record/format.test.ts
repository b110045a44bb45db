import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeReference, CodeContext, EvidenceSource, Information, Person } from '../../../src/domain/events';
import {
  CHANGE_KINDS,
  DOUBTS,
  FOLLOW_UP_KINDS,
  FORMAT_VERSION,
  MILESTONES,
  NOTICED,
  OUTCOMES,
  SCOPES,
  UPDATE_STATUSES,
  VERDICTS,
} from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { STAGES } from '../../../src/domain/stages';
import { ENVELOPE, SHAPES, decode } from '../../../src/record/codec';

const DOC = readFileSync(join(__dirname, '../../../docs/record-format.md'), 'utf8').replaceAll('\r\n', '\n');
/** The cells of all table rows, by the name in their first one. */
const ROWS = new Map(
  DOC.split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, name = '', ...cells]) => [name.replaceAll('`', ''), cells.join('|')]),
);

/** The fields of the parts that several events have; a forgotten one does not compile. */
const PARTS: {
  readonly person: Readonly<Record<keyof Person, true>>;
  readonly code: Readonly<Record<keyof CodeContext, true>>;
  readonly information: Readonly<Record<keyof Information, true>>;
  readonly source: Readonly<Record<keyof EvidenceSource, true>>;
  readonly change: Readonly<Record<keyof ChangeReference, true>>;
} = {
  person: { name: true, email: true },
  code: { repository: true, branch: true, commit: true, dirty: true },
  information: { text: true, entry: true },
  source: { kind: true, name: true, startLine: true, endLine: true, repository: true, commit: true },
  change: { repository: true, commit: true, entry: true, subject: true },
};

/** The names of fields in code font that a row describes, in their order. */
function described(name: string): string[] {
  const row = ROWS.get(name);
  assert.ok(row !== undefined, `${name} is not described`);
  return [...row.matchAll(/`([A-Za-z]+)`/g)].map(([, field = '']) => field);
}

describe('docs/record-format.md', () => {
  it('names the format version', () => assert.match(DOC, new RegExp(`format version \\*\\*${FORMAT_VERSION}\\*\\*`)));

  for (const [field] of ENVELOPE) {
    it(`describes ${field} of the envelope`, () => assert.ok(ROWS.has(field)));
  }

  for (const [type, shape] of Object.entries(SHAPES)) {
    it(`describes ${type} with all its fields`, () => {
      const fields = new Set(described(type));
      assert.deepEqual(
        Object.keys(shape).filter((field) => !fields.has(field)),
        [],
      );
    });
  }

  for (const [part, fields] of Object.entries(PARTS)) {
    it(`describes a ${part} with all its fields`, () => {
      const found = new Set(described(part));
      assert.deepEqual(
        Object.keys(fields).filter((field) => !found.has(field)),
        [],
      );
    });
  }

  it('describes no event type that there is not', () => {
    const types = [...ROWS.keys()].filter((name) => /^[a-zA-Z]+\.[a-zA-Z]+$/.test(name));
    assert.deepEqual(types, Object.keys(SHAPES));
  });

  it('names every word of every closed list', () => {
    const lists = [
      STAGES,
      OUTCOMES,
      CHANGE_KINDS,
      VERDICTS,
      SCOPES,
      NOTICED,
      UPDATE_STATUSES,
      DOUBTS,
      MILESTONES,
      FOLLOW_UP_KINDS,
    ];
    for (const word of lists.flat()) assert.ok(DOC.includes(`\`${word}\``), word);
  });

  it('has examples that are events and tell of one incident', () => {
    const lines = /```jsonl\n([^]*?)\n```/.exec(DOC)?.[1]?.split('\n') ?? [];
    const events = lines.map(decode).flatMap((decoded) => ('event' in decoded ? [decoded.event] : []));
    assert.equal(events.length, lines.length);
    const incident = fold('20261122-1405-k3x9qa', events);
    assert.equal(incident.title, 'Images do not load');
    assert.equal(incident.actions[0]?.finished?.outcome, 'failed');
    assert.equal(incident.decisions[0]?.decision, 'Roll back to 2026.11.2');
    assert.equal(incident.newerEvents, 0);
    for (const event of events) assert.equal(event.id, `${event.writer}-${event.seq}`);
  });
});
