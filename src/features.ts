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
import type { Features, Start } from './editor/kit/start';
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

/** Makes the features of a window. Touches neither disk nor git unless this window showed an incident before. */
export function openFeatures(context: vscode.ExtensionContext, start: Start): Features {
  const contributions: Contribution[] = [];
  const kit = createKit(context, outside, contributions, start);
  const run = startFeatures(kit, FEATURES, contributions, context.subscriptions);
  return {
    run,
    dispose: async () => {
      try {
        await kit.store.dispose();
      } finally {
        // No git outlives the window.
        killProcesses();
      }
    },
  };
}
