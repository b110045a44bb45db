import type * as vscode from 'vscode';
import { pastIncidents } from '../../app/shown';
import { unconfirmedHandover } from '../../domain/handovers';
import { setContext } from './context';
import type { CommandMap } from './commands';
import type { Contribution, Feature } from './feature';
import type { Kit } from './kit';
import { logError } from './log';
import { runCommand } from './runCommand';
import type { Features } from './start';

/** How often running times are drawn anew. Milliseconds. */
const TICK = 30_000;

/**
 * Starts the features, and tells them of every change and of the time that passes.
 * @returns what runs their commands
 */
export function startFeatures(
  kit: Kit,
  features: readonly Feature[],
  contributions: Contribution[],
  subscriptions: vscode.Disposable[],
): Features['run'] {
  for (const feature of features) contributions.push(feature(kit));
  const each = (tell: (contribution: Contribution) => void) => {
    for (const contribution of contributions) {
      try {
        tell(contribution);
      } catch (error) {
        // A feature that fails must not keep the others from being told.
        logError(error);
      }
    }
  };
  const draw = () => {
    const { shown, incidents } = kit.store.state;
    setContext('incident.shown', shown !== undefined);
    setContext('incident.status', shown?.status);
    setContext('incident.hasHypotheses', (shown?.hypotheses.length ?? 0) > 0);
    setContext('incident.handoverWaits', shown !== undefined && unconfirmedHandover(shown) !== undefined);
    setContext('incident.bisecting', shown?.bisect !== undefined && shown.bisect.ended === undefined);
    setContext('incident.hasFollowUps', (shown?.followUps.length ?? 0) > 0);
    setContext('incident.inCleanUp', shown?.activeStages.includes('cleanUp') === true);
    setContext('incident.hasPast', pastIncidents(incidents).length > 0);
    kit.finder.follow(shown);
    each(({ onState }) => onState?.());
  };
  const ticking = setInterval(() => {
    if (kit.store.state.shown !== undefined) each(({ onTick }) => onTick?.());
  }, TICK);
  subscriptions.push(
    kit.store.changed.on(draw),
    kit.settings.onChange(draw),
    { dispose: () => clearInterval(ticking) },
    { dispose: () => each(({ dispose }) => dispose?.()) },
  );
  const commands = commandsOf(contributions);
  return (id, argument, selected) => runCommand(kit, commands[id], argument, selected);
}

/** The commands of all features; that none is missing, features.ts has the compiler check. */
function commandsOf(contributions: readonly Contribution[]): CommandMap {
  return contributions.reduce<Partial<CommandMap>>((all, { commands }) => ({ ...all, ...commands }), {}) as CommandMap;
}
