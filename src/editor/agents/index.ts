import * as vscode from 'vscode';
import type { LogPorts } from '../../app/logPorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';

const { t } = vscode.l10n;

/**
 * The agent beside you: tools for the editor's language models, `@incident` in chat, and how to set the MCP server up for others. To
 * the editor the server is known without its tools: its chat would have every one twice.
 */
export function agents(logsOf: (script: string) => LogPorts) {
  return (kit: Kit) => {
    const loaded = () => import('./tools').then(({ toolsOf }) => toolsOf(kit, logsOf));
    kit.start.agents.fill({
      prepare: async (...asked) => (await loaded()).prepare(...asked),
      invoke: async (...asked) => (await loaded()).invoke(...asked),
      server: async () => (await import('./setUp')).editorServer(kit),
      answer: async (...asked) => {
        const [{ answer }, { context }] = await Promise.all([import('./chat'), loaded()]);
        await answer(kit, context, ...asked);
      },
    });
    return {
      commands: onFirstUse(COMMANDS_OF.agents, async () => (await import('./setUp')).setUpCommands(kit)),
      quickActions: () =>
        kit.settings.agents() === 'off'
          ? []
          : [{ command: 'incident.setUpAgent', icon: 'hubot', label: t('Set up a coding agent'), rank: 'more' }],
    } satisfies Contribution;
  };
}
