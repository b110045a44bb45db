import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { build, type BuildOptions } from 'esbuild';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// oxlint-disable-next-line typescript/no-require-imports
const programs = require('../../esbuild.js') as Readonly<Record<'mcp' | 'logsWorker' | 'shared', BuildOptions>>;

/** Builds the MCP server, as it is shipped, into a folder of its own; gives its file. */
export async function buildMcpServer(): Promise<{ readonly script: string; readonly remove: () => Promise<void> }> {
  const outdir = await mkdtemp(join(tmpdir(), 'incident-mcp-'));
  for (const options of [programs.mcp, programs.logsWorker, programs.shared])
    await build({ ...options, outdir, logLevel: 'error' });
  return { script: join(outdir, 'mcp.js'), remove: () => rm(outdir, { recursive: true, force: true, maxRetries: 3 }) };
}

/** A server that was started, and the official client at its standard input and output. */
export interface Connected {
  readonly client: Client;
  /** Calls a tool; gives its text. */
  readonly call: (name: string, given?: Record<string, unknown>) => Promise<string>;
  /** Calls a tool that is refused; gives what is said of it. */
  readonly refused: (name: string, given?: Record<string, unknown>) => Promise<string>;
  /** All that the server wrote to standard error. */
  readonly log: () => string;
}

const WITHOUT_CONFIG = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

/** Starts a server and connects to it. */
export async function connect(script: string, args: readonly string[], name = 'test-agent'): Promise<Connected> {
  // What a server that is killed leaves behind goes with its connection.
  const temporary = await mkdtemp(join(tmpdir(), 'incident-mcp-server-'));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [script, ...args],
    stderr: 'pipe',
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ...WITHOUT_CONFIG },
  });
  let log = '';
  transport.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const client = new Client({ name, version: '1.0.0' });
  client.onclose = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
  await client.connect(transport);
  const answer = async (tool: string, given: Record<string, unknown>) => {
    const { content, isError } = await client.callTool({ name: tool, arguments: given });
    const [first] = content as { readonly type: string; readonly text: string }[];
    return { text: first?.text ?? '', isError: isError === true };
  };
  const expecting =
    (isRefused: boolean) =>
    async (tool: string, given: Record<string, unknown> = {}) => {
      const { text, isError } = await answer(tool, given);
      if (isError !== isRefused) throw new Error(`${tool}: ${text}`);
      return text;
    };
  return { client, call: expecting(false), refused: expecting(true), log: () => log };
}
