import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { declareCommands } from './declare';
import { factCommands } from './facts';
import { impactCommands } from './impact';
import { lifecycleCommands } from './lifecycle';
import { milestoneCommands } from './milestones';
import { OverviewView } from './overview';
import { quickActionCommands } from './quickActions';
import { recordCommands } from './record';
import { roleCommands } from './roles';
import { serviceCommands } from './services';
import { stageCommands } from './stages';
import { StatusBar } from './statusBar';

/** The incident itself: declared, led through its stages, resolved and closed; and what it is, at a glance. */
export function incident(kit: Kit) {
  const overview = new OverviewView(kit);
  const statusBar = new StatusBar();
  const draw = () => {
    overview.refresh();
    statusBar.show(kit.store.state.shown, kit.now());
  };
  return {
    commands: {
      ...declareCommands(kit),
      ...stageCommands(kit),
      ...factCommands(kit),
      ...impactCommands(kit),
      ...milestoneCommands(kit),
      ...serviceCommands(kit),
      ...roleCommands(kit),
      ...lifecycleCommands(kit),
      ...quickActionCommands(kit),
      ...recordCommands(kit),
    },
    onState: draw,
    onTick: draw,
    dispose: () => {
      overview.dispose();
      statusBar.dispose();
    },
  } satisfies Contribution;
}
