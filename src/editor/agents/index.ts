import type { LogPorts } from '../../app/logPorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';

/**
 * The agent beside you: tools for the editor's language models, `@incident` in chat, and how to set the MCP server up for others. The
 * server is not registered with the editor: its chat would have every tool twice.
 */
export function agents(logsOf: (script: string) => LogPorts) {
  return (kit: Kit) => {
    const loaded = () => import('./tools').then(({ toolsOf }) => toolsOf(kit, logsOf));
    kit.start.agents.fill({
      prepare: async (...asked) => (await loaded()).prepare(...asked),
      invoke: async (...asked) => (await loaded()).invoke(...asked),
      answer: async (...asked) => {
        const [{ answer }, { context }] = await Promise.all([import('./chat'), loaded()]);
        await answer(kit, context, ...asked);
      },
    });
    return {
      commands: onFirstUse(COMMANDS_OF.agents, async () => (await import('./setUp')).setUpCommands(kit)),
    } satisfies Contribution;
  };
}
