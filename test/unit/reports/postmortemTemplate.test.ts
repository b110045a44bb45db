import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { postmortem } from '../../../src/reports/postmortem';
import { postmortemModel, type Value } from '../../../src/reports/postmortemModel';
import { postmortemFromTemplate, TemplateFault } from '../../../src/reports/postmortemTemplate';
import { assertGolden } from '../../helpers/golden';
import { AFTERWARDS, richIncident, ZONE } from '../../helpers/richIncident';
import { inZone } from '../../helpers/zone';

const DOCS = readFileSync(join(__dirname, '../../../docs/postmortem-template.md'), 'utf8');

const incident = richIncident();
const filled = (template: string) => postmortemFromTemplate(template, incident, AFTERWARDS);

/** What is wrong with the template, as `line: what`. */
function faultOf(template: string): string {
  try {
    return `no fault: ${filled(template).slice(0, 80)}`;
  } catch (error) {
    assert.ok(error instanceof TemplateFault, String(error));
    return `${error.line ?? '-'}: ${error.kind === 'tooMuch' ? 'too much' : error.what}`;
  }
}

/** The paths of all fields, as the documentation writes them. */
function pathsOf(value: Value, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item: Value) => pathsOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, part]) => pathsOf(part, path === '' ? name : `${path}.${name}`));
}

describe("a team's own template of the post-mortem", () => {
  it('has the fields that are documented, and no others', () => {
    const disordered = { ...incident, milestones: new Map([...incident.milestones, ['detected', 0] as const]) };
    const fields = new Set([incident, disordered].flatMap((each) => pathsOf(postmortemModel(each, AFTERWARDS))));
    const documented = Array.from(DOCS.matchAll(/^\| `([^`]+)`/gm), ([, field]) => field);
    assert.deepEqual(documented.toSorted(), [...fields].sort());
  });

  it('is filled as in the example of the documentation', () => {
    const example = /^```liquid\n(.*?)^```$/ms.exec(DOCS)?.[1] ?? '';
    inZone(ZONE, () => assertGolden(join(__dirname, 'golden', 'template-example.md'), filled(example)));
  });

  it('can take every section of the built-in document as it is', () => {
    const { sections } = postmortemModel(incident, AFTERWARDS);
    const document = postmortem(incident, AFTERWARDS);
    for (const name of Object.keys(sections as object)) {
      const text = filled(`{{ sections.${name} }}`);
      assert.ok(text !== '' && document.includes(text), name);
    }
  });

  it('is told which line is wrong', () => {
    assert.equal(faultOf('# x\n\n{{ titel }}'), '3: undefined variable: titel');
    assert.equal(faultOf('# x\n{{ impact.who_else }}'), '2: undefined variable: impact.who_else');
    assert.equal(faultOf('{{ title | shout }}'), '1: undefined filter: shout');
    assert.equal(faultOf('a\n{% for x in decisions %}\n'), '2: tag {% for x in decisions %} not closed');
    assert.equal(faultOf('a\n\n{% nonsense %}'), '3: tag "nonsense" not found');
    assert.match(faultOf('a\n{{ title '), /^2: .* not closed$/);
  });

  it('may ask for what is not known', () => {
    assert.equal(
      filled('{% if why_no_follow_up %}x{% endif %}{{ why_no_follow_up }}{{ impact.who }}'),
      '40% of customers',
    );
  });

  it('reads no files', () => {
    for (const tag of ['include', 'render', 'layout', 'block']) {
      assert.equal(faultOf(`{% ${tag} "/etc/passwd" %}`), `1: tag "${tag}" not found`);
    }
  });

  it('gets at nothing but the fields', () => {
    for (const path of [
      'title.constructor',
      'decisions.__proto__',
      'impact.toString',
      'process',
      'moments.constructor',
    ]) {
      assert.equal(faultOf(`{{ ${path} }}`), `1: undefined variable: ${path}`);
    }
  });

  it('must come to an end', () => {
    const doubling = '{% assign s = "xxxxxxxxxx" %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}';
    assert.equal(faultOf(doubling), '1: too much');
    assert.equal(faultOf('{% for i in (1..1000000000) %}x{% endfor %}'), '1: too much');
    assert.equal(faultOf('x'.repeat(1_000_001)), '-: too much');
  });
});
