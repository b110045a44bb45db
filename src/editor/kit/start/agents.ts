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
  private registered: readonly vscode.Disposable[] = [];

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
    try {
      this.registered = allowed === 'off' ? [] : [...this.toolsFor(allowed), this.participant(), this.servers()];
    } catch (error) {
      // An editor without tools for agents has all the rest.
      logError(error);
    }
  }

  dispose(): void {
    for (const each of this.registered) each.dispose();
    this.registered = [];
  }

  private toolsFor(allowed: 'read' | 'entries'): vscode.Disposable[] {
    return TOOLS.filter((name) => allowed === 'entries' || name !== WRITING).map((name) =>
      vscode.lm.registerTool<object>(name, {
        prepareInvocation: async ({ input }) => (await this.slot.get()).prepare(name, input),
        invoke: async ({ input }, token) => (await this.slot.get()).invoke(name, input, token),
      }),
    );
  }

  /** The MCP server, for its resources and prompts: the tools are there already, and would be listed twice. */
  private servers(): vscode.Disposable {
    const { lm, McpStdioServerDefinition: Definition } = vscode as unknown as McpApi;
    if (typeof lm.registerMcpServerDefinitionProvider !== 'function' || Definition === undefined) {
      return new vscode.Disposable(() => undefined);
    }
    return lm.registerMcpServerDefinitionProvider(SERVERS, {
      // Asked for at once by VS Code: where the record and the repositories are is found out when somebody starts it.
      provideMcpServerDefinitions: () => [new Definition('Incident Commander', process.execPath, [])],
      resolveMcpServerDefinition: async (server) => Object.assign(server, await (await this.slot.get()).server()),
    });
  }

  private participant(): vscode.Disposable {
    // Some editors that run VS Code's extensions have tools, and no chat of this kind.
    const { createChatParticipant } = (vscode as { readonly chat?: Partial<typeof vscode.chat> }).chat ?? {};
    if (createChatParticipant === undefined) return new vscode.Disposable(() => undefined);
    const participant = createChatParticipant(PARTICIPANT, async (request, _context, stream, token) =>
      (await this.slot.get()).answer(request, stream, token),
    );
    participant.iconPath = new vscode.ThemeIcon('flame');
    return participant;
  }
}
