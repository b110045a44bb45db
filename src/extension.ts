import type * as vscode from 'vscode';
import * as outside from './adapters';
import { killProcesses } from './adapters/processes';
import { bisect } from './editor/bisect';
import { agents } from './editor/agents';
import { alerts } from './editor/alerts';
import { changes } from './editor/changes';
import { chat } from './editor/chat';
import { connect } from './editor/connect';
import { followUps } from './editor/followUps';
import { hypotheses } from './editor/hypotheses';
import { incident } from './editor/incident';
import type { CommandId } from './editor/kit/commands';
import { createKit } from './editor/kit/createKit';
import type { Contribution } from './editor/kit/feature';
import { TextDocuments } from './editor/kit/textDocument';
import { startFeatures } from './editor/kit/window';
import { logs } from './editor/logs';
import { messages } from './editor/messages';
import { metrics } from './editor/metrics';
import { mitigation } from './editor/mitigation';
import { past } from './editor/past';
import { services } from './editor/services';
import { share } from './editor/share';
import { terminal } from './editor/terminal';
import { timeline } from './editor/timeline';

const writtenTo = outside.services();

const FEATURES = [
  incident,
  timeline,
  changes(outside.fetchRemotes, writtenTo),
  services,
  logs(outside.logs),
  metrics(outside.metrics),
  bisect(outside.worktrees),
  hypotheses,
  mitigation(outside.worktrees),
  messages(writtenTo),
  followUps(writtenTo),
  past(outside.branches),
  share(outside.openShare),
  agents(outside.logs),
  terminal,
  connect,
  chat(outside.chat),
  alerts,
] as const;

type CommandsOf<F> = F extends (kit: never) => { readonly commands: infer Commands } ? keyof Commands : never;
type Unhandled = Exclude<CommandId, CommandsOf<(typeof FEATURES)[number]>>;
/** A command that no feature handles does not compile. */
export const handled: [Unhandled] extends [never] ? 'all' : Unhandled = 'all';

let flush: (() => Promise<void>) | undefined;

/** Starts the features. Touches neither disk nor git unless this window showed an incident before. */
export function activate(context: vscode.ExtensionContext): void {
  const contributions: Contribution[] = [];
  const kit = createKit(context, outside, contributions);
  flush = () => kit.store.dispose();
  context.subscriptions.push(startFeatures(kit, FEATURES, contributions), new TextDocuments());
}

/** Flushes and closes the record; no git outlives this. */
export async function deactivate(): Promise<void> {
  try {
    await flush?.();
  } finally {
    killProcesses();
  }
}
