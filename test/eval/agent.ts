/**
 * A scripted agent, without a model, follows media/skill/SKILL.md through the demo incident by MCP alone: it finds the bad change,
 * rehearses its revert, and records a hypothesis with evidence. What the record then holds is checked.
 *   npm run eval:agent [-- --json OUT]
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeDemoWorkspace } from '../../scripts/demo-workspace.mjs';
import { IncidentStore } from '../../src/app/store';
import { median } from '../bench/report';
import { buildMcpServer, connect, type Connected } from '../helpers/mcpServer';
import { testPorts } from '../helpers/ports';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const STARTS = 11;
const MINUTE = 60_000;
/** How a stack trace names a file of the service. */
const FRAME = /\((?<path>src\/[\w./-]+):\d+/;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'incident-eval-'));
  const server = await buildMcpServer();
  const open: Connected[] = [];
  const now = Date.now();
  const store = new IncidentStore(join(folder, 'record'), testPorts({ now: Date.now }));
  try {
    const demo = await makeDemoWorkspace(join(folder, 'demo'), { now: new Date(now) });
    const { id } = await store.declare('Image pulls fail with 500', 'SEV-2', now - 12 * MINUTE, [], 'roughly');
    const args = ['--record', join(folder, 'record'), '--repo', demo];

    const starts: number[] = [];
    for (let i = 0; i < STARTS; i++) {
      const begun = performance.now();
      const { client, call } = await connect(server.script, args);
      await call('incident_get_status');
      starts.push(performance.now() - begun);
      await client.close();
    }

    const connected = await connect(server.script, [...args, '--allow-entries'], 'scripted agent');
    open.push(connected);
    const { call } = connected;
    assert.match(await call('incident_get_status'), new RegExp(id));
    await call('incident_get_timeline');
    await call('incident_find_similar');
    // The first error of the log, and the file that its stack trace names.
    const logged = await call('incident_search_logs', { file: 'logs/registry.log', text: 'ERROR' });
    // It may have been rotated since.
    const [, file = '', line = '', found = ''] = /(registry\.log(?:\.\d+)?):(\d+) \S+: ([^\n]+)/.exec(logged) ?? [];
    const trace = await call('incident_search_logs', { file: 'logs/registry.log', text: '    at ' });
    const path = FRAME.exec(trace)?.groups?.path ?? '';
    assert.ok(found.includes('ERROR') && path !== '', trace);
    const listed = await call('incident_list_changes');
    const suspects = [...listed.matchAll(/\n\d+\. \[([\da-f]{12})\] (\S+) \S+Z ([^\n]+)/g)].slice(0, 5);
    let culprit: RegExpExecArray | undefined;
    for (const suspect of suspects) {
      const explained = await call('incident_explain_change', { change: suspect[1] });
      if (explained.includes(`file: ${path}`)) culprit ??= suspect;
    }
    assert.ok(culprit, `no suspect touches ${path}:\n${listed}`);
    const [, sha = '', chance = '', subject = ''] = culprit;
    const rehearsed = await call('incident_rehearse_revert', { change: sha });
    assert.match(rehearsed, /applies cleanly|conflicts/);
    await call('incident_add_entry', { kind: 'hypothesis', text: `${path} fails since ${sha}` });
    const [, hypothesis] = /hypothesis \[(\S+)\] open: src/.exec(await call('incident_get_status')) ?? [];
    await call('incident_add_entry', {
      kind: 'evidence',
      text: found,
      file: `logs/${file}`,
      line: Number(line),
      supports: hypothesis,
    });
    const [first = ''] = rehearsed.split('\n');
    await call('incident_add_entry', { kind: 'note', text: first });
    await store.reload();
    const incident = store.state.incidents.get(id);
    const [kept] = incident?.hypotheses ?? [];
    assert.equal(kept?.verdict, 'supported');
    assert.equal(kept.evidence.length, 1);
    const byAgent = incident?.entries.filter(({ event }) => event.agent === 'scripted agent') ?? [];
    assert.deepEqual(
      byAgent.map(({ event }) => event.type),
      ['hypothesis.added', 'evidence.added', 'hypothesis.judged', 'note.added'],
    );
    assert.equal(incident?.status, 'open');
    const status = execFileSync('git', ['-C', demo, 'status', '--porcelain'], { encoding: 'utf8' });
    assert.equal(status, '', 'the working tree is as it was');
    const figures = {
      culprit: { sha, chance, subject, rank: suspects.indexOf(culprit) + 1 },
      rehearsed: first,
      entries: byAgent.length,
      startToFirstAnswerMs: { median: median(starts), max: Math.max(...starts) },
    };
    console.log(figures);
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`);
  } finally {
    for (const { client } of open) await client.close();
    await store.dispose();
    await server.remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
