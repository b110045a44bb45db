import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold } from '../../../src/domain/fold';
import { decode } from '../../../src/record/codec';
import { decodeExport, encodeExport, EXPORT_FORMAT, EXPORT_VERSION } from '../../../src/record/exportFormat';

const read = (name: string) => readFileSync(join(__dirname, '../../../docs', name), 'utf8').replaceAll('\r\n', '\n');
const DOC = read('export-format.md');
const EXAMPLE = /```json\n([^]*?)\n```/.exec(DOC)?.[1] ?? '';

describe('docs/export-format.md', () => {
  it('names the format and its version', () => {
    assert.ok(DOC.includes(`\`${EXPORT_FORMAT}\``));
    assert.match(DOC, new RegExp(`version \\*\\*${EXPORT_VERSION}\\*\\*`));
  });

  it('has an example that can be imported, and tells of one incident', () => {
    const { incident, title, files } = decodeExport(EXAMPLE);
    const lines = files.flatMap(({ bytes }) => bytes.toString().split('\n').slice(0, -1));
    const events = lines.map(decode).flatMap((decoded) => ('event' in decoded ? [decoded.event] : []));
    assert.equal(events.length, 2);
    assert.equal(fold(incident, events).title, title);
  });

  it('has an example with exactly what an export has', () => {
    assert.deepEqual(JSON.parse(encodeExport(decodeExport(EXAMPLE))), JSON.parse(EXAMPLE));
  });

  it('describes every field', () => {
    const fields = new Set([...DOC.matchAll(/^\| `([\w.]+)`/gm)].map(([, name]) => name));
    const exported = encodeExport({
      ...decodeExport(EXAMPLE),
      files: [
        { name: 'a.jsonl', bytes: Buffer.from('one\ntorn') },
        { name: 'b.jsonl', bytes: Buffer.from([0xff]) },
      ],
    });
    assert.deepEqual([...fields].sort(), [...fieldsOf(JSON.parse(exported))].sort());
  });

  it('is where the format of the record says it is', () => {
    assert.match(read('record-format.md'), /\(export-format\.md\)/);
    assert.match(DOC, /\(record-format\.md#merging\)/);
  });
});

/** The names of all fields, those of the incident with their path. */
function fieldsOf(value: unknown, path = ''): Set<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((each) => [...fieldsOf(each)]));
  if (typeof value !== 'object' || value === null) return new Set();
  const names = Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'incident') return [...fieldsOf(inner, 'incident.')];
    return [path + name, ...fieldsOf(inner)];
  });
  return new Set(names);
}
