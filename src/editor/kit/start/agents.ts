import * as vscode from 'vscode';
import { logError } from '../log';
import { SECTION } from './reasons';
import { Slot } from './slot';

/** The tools of the table in app/agents, by name, so that it is loaded with the first call; a test holds them equal. */
const TOOLS = [
  'get_status',
  'get_timeline',
  'list_changes',
  'explain_change',
  'rehearse_revert',
  'search_logs',
  'find_similar',
  'add_entry',
].map((name) => `incident_${name}`);
const WRITING = 'incident_add_entry';
const PARTICIPANT = 'incident-commander.incident';
const SERVERS = 'incident-commander.record';

/** How the MCP server is started. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What later versions of VS Code than the lowest supported have for MCP servers. */
interface McpApi {
  readonly lm: {
    readonly registerMcpServerDefinitionProvider?: (
      id: string,
      provider: {
        provideMcpServerDefinitions(): object[];
        resolveMcpServerDefinition(server: object): Promise<object>;
      },
    ) => vscode.Disposable;
  };
  readonly McpStdioServerDefinition?: new (label: string, command: string, args: string[]) => object;
}

/** What answers the editor's language models and its chat. */
export interface AgentAnswers {
  readonly prepare: (name: string, input: unknown) => Promise<vscode.PreparedToolInvocation>;
  readonly invoke: (
    name: string,
    input: unknown,
    token: vscode.CancellationToken,
  ) => Promise<vscode.LanguageModelToolResult>;
  /** The MCP server without its tools. */
  readonly server: () => Promise<ServerCommand>;
  readonly answer: (
    request: vscode.ChatRequest,
    stream: vscode.ChatResponseStream,
    token: vscode.CancellationToken,
  ) => Promise<void>;
}

/** What agents may do; nothing in a folder that is not trusted. */
export function allowedToAgents(): 'off' | 'read' | 'entries' {
  const value = vscode.workspace.getConfiguration(SECTION).get<unknown>('agents');
  if (!vscode.workspace.isTrusted) return 'off';
  return value === 'off' || value === 'entries' ? value : 'read';
}

/** Tools for the editor's language models, and `@incident` in chat, as the setting allows. */
export class Agents implements vscode.Disposable {
  private readonly slot: Slot<AgentAnswers>;
  private allowed: ReturnType<typeof allowedToAgents> = 'off';
  private registered: vscode.Disposable[] = [];

  constructor(load: () => Promise<unknown>) {
    this.slot = new Slot(load);
    this.follow();
  }

  fill(answers: AgentAnswers): void {
    this.slot.fill(answers);
  }

  /** Takes up what the setting allows now. */
  follow(): void {
    const allowed = allowedToAgents();
    if (allowed === this.allowed) return;
    this.allowed = allowed;
    this.dispose();
    if (allowed === 'off') return;
    const tools = TOOLS.filter((name) => allowed === 'entries' || name !== WRITING);
    for (const name of tools) this.register(() => this.tool(name));
    this.register(() => this.participant());
    this.register(() => this.servers());
  }

  dispose(): void {
    for (const each of this.registered) each.dispose();
    this.registered = [];
  }

  /** Each by itself: an editor that refuses one has all the rest, and what it has can be taken away again. */
  private register(registration: () => vscode.Disposable | undefined): void {
    try {
      const registered = registration();
      if (registered !== undefined) this.registered.push(registered);
    } catch (error) {
      logError(error);
    }
  }

  private tool(name: string): vscode.Disposable {
    return vscode.lm.registerTool<object>(name, {
      prepareInvocation: async ({ input }) => (await this.slot.get()).prepare(name, input),
      invoke: async ({ input }, token) => (await this.slot.get()).invoke(name, input, token),
    });
  }

  /** The MCP server, for its resources and prompts: the tools are there already, and would be listed twice. */
  private servers(): vscode.Disposable | undefined {
    const { lm, McpStdioServerDefinition: Definition } = vscode as unknown as McpApi;
    if (typeof lm.registerMcpServerDefinitionProvider !== 'function' || Definition === undefined) return undefined;
    try {
      return lm.registerMcpServerDefinitionProvider(SERVERS, {
        // Asked for at once by VS Code: where the record and the repositories are is found out when somebody starts it.
        provideMcpServerDefinitions: () => [new Definition('Incident Commander', process.execPath, [])],
        resolveMcpServerDefinition: async (server) => Object.assign(server, await (await this.slot.get()).server()),
      });
    } catch {
      // VS Code 1.100 has it already, and only for extensions that try proposals out.
      return undefined;
    }
  }

  private participant(): vscode.Disposable | undefined {
    // Some editors that run VS Code's extensions have tools, and no chat of this kind.
    const { createChatParticipant } = (vscode as { readonly chat?: Partial<typeof vscode.chat> }).chat ?? {};
    if (createChatParticipant === undefined) return undefined;
    const participant = createChatParticipant(PARTICIPANT, async (request, _context, stream, token) =>
      (await this.slot.get()).answer(request, stream, token),
    );
    participant.iconPath = new vscode.ThemeIcon('flame');
    return participant;
  }
}
