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
const PARTICIPANT = 'incident-commander.incident';

/**
 * The agent beside you: tools for the editor's language models, `@incident` in chat, and how to set the MCP server up for others. The
 * server is not registered with the editor: its chat would have every tool twice.
 */
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
      registered = now === 'off' ? [] : [...toolsIn(now), chatIn()];
    };
    const toolsIn = (allowed: 'read' | 'entries') =>
      TOOLS.filter((name) => allowed === 'entries' || name !== WRITING).map((name) =>
        vscode.lm.registerTool<object>(name, {
          prepareInvocation: async ({ input }) => (await loaded()).prepare(name, input),
          invoke: async ({ input }, token) => (await loaded()).invoke(name, input, token),
        }),
      );
    const chatIn = () => {
      // Some editors that run VS Code's extensions have tools, and no chat of this kind.
      const { createChatParticipant } = (vscode as { readonly chat?: Partial<typeof vscode.chat> }).chat ?? {};
      if (createChatParticipant === undefined) return new vscode.Disposable(() => undefined);
      const participant = createChatParticipant(PARTICIPANT, async (request, _context, stream, token) => {
        const [{ answer }, { context }] = await Promise.all([import('./chat'), loaded()]);
        await answer(kit, context, request, stream, token);
      });
      participant.iconPath = new vscode.ThemeIcon('flame');
      return participant;
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
