import * as vscode from 'vscode';
import type { LogPorts } from '../../app/logPorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';

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

/** The agent beside you: tools for the editor's language models, the MCP server, and how to set it up. */
export function agents(logsOf: (script: string) => LogPorts) {
  return (kit: Kit) => {
    const loaded = () => import('./tools').then(({ toolsOf }) => toolsOf(kit, logsOf));
    let mode = 'off';
    let registered: vscode.Disposable[] = [];
    const follow = () => {
      const now = kit.settings.agents();
      if (now === mode) return;
      mode = now;
      for (const each of registered) each.dispose();
      registered = now === 'off' ? [] : [...toolsIn(now), serverIn()];
    };
    const toolsIn = (allowed: 'read' | 'entries') =>
      TOOLS.filter((name) => allowed === 'entries' || name !== WRITING).map((name) =>
        vscode.lm.registerTool<object>(name, {
          prepareInvocation: async ({ input }) => (await loaded()).prepare(name, input),
          invoke: async ({ input }, token) => (await loaded()).invoke(name, input, token),
        }),
      );
    const serverIn = () => {
      // Newer than the lowest version that is supported.
      const { registerMcpServerDefinitionProvider: register } = vscode.lm as Partial<McpRegistry>;
      if (typeof register !== 'function') return new vscode.Disposable(() => undefined);
      const provideMcpServerDefinitions = async () => (await import('./setUp')).serverDefinitions(kit);
      return register('incident-commander.record', { provideMcpServerDefinitions });
    };
    try {
      follow();
    } catch (error) {
      // An editor without tools for agents has all the rest.
      logError(error);
    }
    return {
      commands: onFirstUse(COMMANDS_OF.agents, async () => (await import('./setUp')).setUpCommands(kit)),
      onState: follow,
      dispose: () => registered.forEach((each) => void each.dispose()),
    } satisfies Contribution;
  };
}

/** What VS Code 1.101 has for servers that an extension brings along. */
interface McpRegistry {
  readonly registerMcpServerDefinitionProvider: (
    id: string,
    provider: { readonly provideMcpServerDefinitions: () => Promise<readonly unknown[]> },
  ) => vscode.Disposable;
}
