import * as vscode from 'vscode';
import { callTool } from '../../app/agents/table';
import { readInput, type AgentContext } from '../../app/agents/tool';
import { addEntry } from '../../app/agents/writing';
import type { LogPorts } from '../../app/logPorts';
import { SecretKeeper } from '../../app/secretKeeper';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { repositoryRoots } from '../kit/repositories';

const { t } = vscode.l10n;
/** How entries that a language model of the editor adds are marked; it does not say which one it is. */
const AGENT = 'chat';

/** The tools as the editor's language models call them. */
export function toolsOf(kit: Kit, logsOf: (script: string) => LogPorts) {
  const context = contextOf(kit, logsOf);
  return {
    context,
    /** What is said, and asked, before a tool is called. Has no effects. */
    prepare: async (name: string, input: unknown): Promise<vscode.PreparedToolInvocation> => {
      if (name !== addEntry.name) return { invocationMessage: t('Reading the incident record') };
      const { kind, text } = safely(() => readInput(addEntry, input));
      const [shown = ''] = await context.masked([String(text ?? '')]);
      const message = new vscode.MarkdownString().appendText(`${String(kind ?? '')}: ${shown}`);
      return {
        invocationMessage: t('Adding an entry to the incident'),
        confirmationMessages: { title: t('Add this entry to the incident?'), message },
      };
    },
    invoke: async (name: string, input: unknown, token: vscode.CancellationToken) => {
      const ending = new AbortController();
      const following = token.onCancellationRequested(() => ending.abort(new vscode.CancellationError()));
      if (token.isCancellationRequested) ending.abort(new vscode.CancellationError());
      try {
        const { text } = await callTool(context, name, input, {
          signal: ending.signal,
          agent: AGENT,
          report: logError,
        });
        return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
      } finally {
        following.dispose();
      }
    },
  };
}

function contextOf(kit: Kit, logsOf: (script: string) => LogPorts): AgentContext {
  const { store, now, author, finder, rehearser, past, settings } = kit;
  const logs = logsOf(vscode.Uri.joinPath(kit.extensionUri, 'dist', 'logsWorker.js').fsPath);
  // What goes to a model is always masked, whatever becomes of entries.
  const keeper = new SecretKeeper({
    mode: () => 'mask',
    ask: () => Promise.resolve('mask'),
    onPartlyChecked: () => undefined,
    report: logError,
  });
  return {
    store,
    now,
    author,
    rules: () => settings.teamRules(),
    finder,
    rehearser,
    logs,
    past,
    logFile: async (named) => logs.below(await folders(), named),
    current: () => store.state.shown,
    ranks: ({ id }) => store.state.shown?.id === id,
    upToDate: () => store.load(),
    masked: async (lines) => (await keeper.copyOf(lines)).data,
    mayWrite: () => settings.agents() === 'entries',
  };
}

async function folders(): Promise<readonly string[]> {
  const open = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return [...open.map(({ uri }) => uri.fsPath), ...(await repositoryRoots())];
}

/** What can be read of an input that may be wrong: what is wrong with it is said when the tool is called. */
function safely<T extends object>(read: () => T): Partial<T> {
  try {
    return read();
  } catch {
    return {};
  }
}
