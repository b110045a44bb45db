import { shortened } from '../../reports/plain';
import { answerText } from './answer';
import { explainChange, listChanges, rehearseRevert } from './changes';
import { searchLogs } from './logs';
import { findSimilar, getStatus, getTimeline } from './reading';
import { readInput, ToolRefusal, type AgentContext, type AgentTool } from './tool';
import { addEntry } from './writing';

/** All that an agent can do, whether it comes by MCP or by the editor's language models. */
export const AGENT_TOOLS: readonly AgentTool[] = [
  getStatus,
  getTimeline,
  listChanges,
  explainChange,
  rehearseRevert,
  searchLogs,
  findSimilar,
  addEntry,
];

/** What came of a call: a text under 8,000 characters; `isError` where the agent can put something right, or it failed. */
export interface Called {
  readonly text: string;
  readonly isError: boolean;
}

/** Calls a tool. Rejects only with the reason of the signal. */
export async function callTool(
  context: AgentContext,
  name: string,
  given: unknown,
  {
    signal,
    agent,
    report,
  }: { readonly signal: AbortSignal; readonly agent: string; readonly report: (error: unknown) => void },
): Promise<Called> {
  const tool = AGENT_TOOLS.find((each) => each.name === name);
  if (tool === undefined || (tool.writes && !context.mayWrite())) {
    return { text: 'There is no tool of this name.', isError: true };
  }
  try {
    signal.throwIfAborted();
    const input = readInput(tool, given);
    const answer = await tool.run(context, input, signal, agentName(agent));
    signal.throwIfAborted();
    return { text: await answerText(context, answer, typeof input.page === 'number' ? input.page : 1), isError: false };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ToolRefusal) return { text: error.message, isError: true };
    report(error);
    // Messages of systems name paths and quote what others wrote: they are for the log.
    return { text: 'This failed. The log of the server, or of the extension, has the details.', isError: true };
  }
}

/** The name of an agent as it stands in entries. */
export function agentName(given: string): string {
  return shortened(given, 60) || 'agent';
}
