import * as vscode from 'vscode';
import { choicePart } from '../kit/arguments';
import { copyText } from '../kit/clipboard';
import type { CommandMap } from '../kit/commands';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { pickOne } from '../kit/prompts/pick';
import { repositoryRoots } from '../kit/repositories';
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
  const text = configurationOf(agent, await commandLine(kit));
  await showText(t('Set Up for Agents'), text);
  if (await copyText(text)) confirm(t('Configuration copied'));
  return text;
}

async function chooseAgent(): Promise<AgentId | undefined> {
  const answer = await pickOne<AgentId>({
    title: t('Set Up for Agents'),
    placeholder: t('Which agent should read the record?'),
    choices: [
      { label: 'Claude Code', description: t('copies a command for the terminal'), value: 'claude' },
      { label: 'Cursor', description: '~/.cursor/mcp.json', value: 'cursor' },
      { label: 'VS Code', description: t('.vscode/mcp.json, for windows without this extension'), value: 'vscode' },
      { label: 'Codex', description: '~/.codex/config.toml', value: 'codex' },
      { label: t('Skill file'), description: t('writes {0} into the workspace', SKILL.join('/')), value: 'skill' },
    ],
  });
  return typeof answer === 'string' ? answer : undefined;
}

/** How the server is started, with the record and the repositories of this window. */
async function commandLine({ store, extensionUri, settings }: Kit): Promise<readonly string[]> {
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

/** The configuration of an agent that starts the server with node. */
export function configurationOf(agent: Exclude<AgentId, 'skill'>, args: readonly string[]): string {
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  switch (agent) {
    case 'claude':
      return `claude mcp add ${SERVER} -- node ${args.map(quoted).join(' ')}\n`;
    case 'cursor':
      return json({ mcpServers: { [SERVER]: { command: 'node', args } } });
    case 'vscode':
      return json({ servers: { [SERVER]: { type: 'stdio', command: 'node', args } } });
    case 'codex':
      // A JSON string is a TOML string, too.
      return `[mcp_servers.${SERVER}]\ncommand = "node"\nargs = ${JSON.stringify(args)}\n`;
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
