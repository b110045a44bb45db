import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_TOOLS } from '../../../src/app/agents/table';
import { readInput, schemaOf, ToolRefusal } from '../../../src/app/agents/tool';
import { getTimeline } from '../../../src/app/agents/reading';

const root = join(__dirname, '../../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

describe('The tools of agents', () => {
  it('are those that the manifest contributes, with the same descriptions and schemas', () => {
    const manifest = JSON.parse(read('package.json')) as {
      contributes: {
        languageModelTools: { name: string; modelDescription: string; inputSchema: unknown; when: string }[];
      };
    };
    assert.deepEqual(
      manifest.contributes.languageModelTools.map(({ name, modelDescription, inputSchema }) => ({
        name,
        modelDescription,
        inputSchema,
      })),
      AGENT_TOOLS.map((tool) => ({ name: tool.name, modelDescription: tool.description, inputSchema: schemaOf(tool) })),
    );
    for (const { name, when } of manifest.contributes.languageModelTools) {
      assert.match(when, name === 'incident_add_entry' ? /== entries/ : /!= off/);
    }
  });

  it('are at most eight, named in the skill and the docs', () => {
    assert.ok(AGENT_TOOLS.length <= 8);
    const skill = read('media/skill/SKILL.md');
    const docs = read('docs/agents.md');
    const inEditor = readFileSync(join(root, 'src/editor/kit/start/agents.ts'), 'utf8');
    for (const { name } of AGENT_TOOLS) {
      assert.ok(docs.includes(name), `${name} in docs/agents.md`);
      assert.ok(inEditor.includes(`'${name.slice('incident_'.length)}'`), `${name} in editor/kit/start/agents.ts`);
      if (name !== 'incident_explain_change') assert.ok(skill.includes(name), `${name} in SKILL.md`);
    }
  });

  it('take no argument that is not in their schema', () => {
    assert.throws(() => readInput(getTimeline, { __proto__: null, constructor: 'x' }), ToolRefusal);
    assert.throws(() => readInput(getTimeline, []), ToolRefusal);
    assert.throws(() => readInput(getTimeline, { page: 1.5 }), ToolRefusal);
    assert.deepEqual(readInput(getTimeline, undefined), {});
  });
});
