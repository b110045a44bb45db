import { withinTime } from '../../app/patience';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { declareCommands } from './declare';
import { factCommands } from './facts';
import { impactCommands } from './impact';
import { lifecycleCommands } from './lifecycle';
import { milestoneCommands } from './milestones';
import { OverviewView } from './overview';
import { editCommands } from './edit';
import { incidentQuickActions, quickActionCommands } from './quickActions';
import { recordCommands } from './record';
import { roleCommands } from './roles';
import { serviceCommands } from './services';
import { stageCommands } from './stages';
import { StatusBar } from './statusBar';

/** For how long the next prompt waits until the checklist has the focus. Milliseconds. */
const FOCUS_MS = 2000;

/** The incident itself: declared, led through its stages, resolved and closed; and what it is, at a glance. */
export function incident(kit: Kit) {
  const overview = new OverviewView(kit);
  const statusBar = new StatusBar();
  const draw = () => {
    overview.refresh();
    statusBar.show(kit.store.state, kit.now(), kit.settings.waitingRules());
  };
  return {
    commands: {
      ...declareCommands(kit),
      ...stageCommands(kit),
      ...factCommands(kit),
      ...editCommands(kit),
      ...impactCommands(kit),
      ...milestoneCommands(kit),
      ...serviceCommands(kit),
      ...roleCommands(kit),
      ...lifecycleCommands(kit),
      ...quickActionCommands(kit),
      ...recordCommands(kit),
    },
    quickActions: incidentQuickActions(kit),
    onDeclared: () => withinTime(() => overview.focusNextItem(), FOCUS_MS).catch(logError),
    onState: draw,
    onTick: draw,
    dispose: () => {
      overview.dispose();
      statusBar.dispose();
    },
  } satisfies Contribution;
}
