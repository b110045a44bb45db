import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { choicePart } from '../kit/arguments';
import { copyText } from '../kit/clipboard';
import type { CommandMap } from '../kit/commands';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { pickOne } from '../kit/prompts/pick';
import { repositoryRoots } from '../kit/repositories';
import type { ServerCommand } from '../kit/start/agents';
import { showText } from '../kit/textDocument';
import { confirm } from '../kit/words';

const { t } = vscode.l10n;
const SERVER = 'incident-commander';
const AGENTS = ['claude', 'cursor', 'vscode', 'codex', 'skill'] as const;
type AgentId = (typeof AGENTS)[number];

export function setUpCommands(kit: Kit): CommandMap<'incident.setUpAgent'> {
  return { 'incident.setUpAgent': (argument) => setUp(kit, argument) };
}

/** Shows and copies the configuration of an agent, `{agent}` or one that is asked for; gives its text. */
async function setUp(kit: Kit, argument: unknown): Promise<string | undefined> {
  if (kit.settings.agents() === 'off') throw new Refusal(t('Agents are off here. See the setting incident.agents.'));
  const agent = choicePart(argument, 'agent', AGENTS) ?? (await chooseAgent());
  if (agent === undefined) return undefined;
  if (agent === 'skill') return writeSkill(kit);
  const text = configurationOf(agent, await serverCommand(kit));
  await showText(t('Set Up for Agents'), text);
  if (await copyText(text)) confirm(copiedSentence(agent));
  return text;
}

/** Where agents have their servers. */
const FILES = { cursor: '~/.cursor/mcp.json', vscode: '.vscode/mcp.json', codex: '~/.codex/config.toml' };

function copiedSentence(agent: Exclude<AgentId, 'skill'>): string {
  return agent === 'claude' ? t('Copied. Run it in a terminal.') : t('Copied. Add it to {0}.', FILES[agent]);
}

async function chooseAgent(): Promise<AgentId | undefined> {
  const answer = await pickOne<AgentId>({
    title: t('Set Up for Agents'),
    placeholder: t('Which agent should read the record?'),
    choices: [
      { label: 'Claude Code', description: t('copies a command for the terminal'), value: 'claude' },
      { label: 'Cursor', description: FILES.cursor, value: 'cursor' },
      { label: 'VS Code', description: t('{0}, for windows without this extension', FILES.vscode), value: 'vscode' },
      { label: 'Codex', description: FILES.codex, value: 'codex' },
      { label: t('Skill file'), description: t('writes {0} into the workspace', SKILL.join('/')), value: 'skill' },
    ],
  });
  return typeof answer === 'string' ? answer : undefined;
}

/** The server as VS Code starts it: with its own runtime, and without the tools, which it has already. */
export async function editorServer(kit: Kit): Promise<ServerCommand> {
  return { ...EDITOR, args: [...(await serverArguments(kit)), '--without-tools'] };
}

/** VS Code's own runtime, which on a server is node itself. */
const EDITOR = { command: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' } };

/** How others start the server: by node, or by the editor's runtime where there is no node. */
async function serverCommand(kit: Kit): Promise<ServerCommand> {
  const runtime = (await hasNode()) ? { command: 'node', env: {} } : EDITOR;
  return { ...runtime, args: await serverArguments(kit) };
}

async function hasNode(): Promise<boolean> {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = await Promise.allSettled(
    folders.map((folder) => vscode.workspace.fs.stat(vscode.Uri.file(join(folder, name)))),
  );
  return found.some(({ status }) => status === 'fulfilled');
}

/** The script of the server, with the record and the repositories of this window. */
async function serverArguments({ store, extensionUri, settings }: Kit): Promise<readonly string[]> {
  const repositories = (await repositoryRoots()).flatMap((root) => ['--repo', root]);
  const { branch, deployTags, sources = [] } = settings.changes();
  return [
    vscode.Uri.joinPath(extensionUri, 'dist', 'mcp.js').fsPath,
    '--record',
    store.folder,
    ...repositories,
    ...(branch === undefined ? [] : ['--branch', branch]),
    ...deployTags.flatMap((tag) => ['--deploy-tag', tag]),
    ...sources.flatMap((path) => ['--changes', path]),
    ...(settings.agents() === 'entries' ? ['--allow-entries'] : []),
  ];
}

/** The configuration of an agent that starts the server. */
export function configurationOf(agent: Exclude<AgentId, 'skill'>, { command, args, env }: ServerCommand): string {
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  const variables = Object.entries(env);
  const server = { command, args, ...(variables.length > 0 && { env }) };
  switch (agent) {
    case 'claude': {
      const given = variables.flatMap(([name, value]) => ['-e', `${name}=${value}`]);
      return `${['claude', 'mcp', 'add', SERVER, ...given, '--', command, ...args].map(quoted).join(' ')}\n`;
    }
    case 'cursor':
      return json({ mcpServers: { [SERVER]: server } });
    case 'vscode':
      return json({ servers: { [SERVER]: { type: 'stdio', ...server } } });
    case 'codex': {
      // A JSON string is a TOML string, too.
      const given = variables.map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
      const lines = [
        `[mcp_servers.${SERVER}]`,
        `command = ${JSON.stringify(command)}`,
        `args = ${JSON.stringify(args)}`,
        ...(given.length > 0 ? [`env = { ${given.join(', ')} }`] : []),
      ];
      return `${lines.join('\n')}\n`;
    }
  }
}

function quoted(text: string): string {
  return /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const SKILL = ['.claude', 'skills', 'incident', 'SKILL.md'];

/** Writes the skill into the workspace, never over another file; gives its path. */
async function writeSkill({ extensionUri }: Kit): Promise<string> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) throw new Refusal(t('Open a folder first.'));
  const target = vscode.Uri.joinPath(folder, ...SKILL);
  const text = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'media', 'skill', 'SKILL.md'));
  const isThere = await vscode.workspace.fs.stat(target).then(
    () => true,
    () => false,
  );
  if (!isThere) await vscode.workspace.fs.writeFile(target, text);
  await vscode.window.showTextDocument(target);
  if (!isThere) confirm(t('Skill written to {0}', SKILL.join('/')));
  return target.fsPath;
}
