import { withinTime } from '../../app/patience';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { OverviewView, stateDetailOf } from './overview';
import { incidentQuickActions } from './offers';
import { StatusBar } from './statusBar';

/** For how long the next prompt waits until the checklist has the focus. Milliseconds. */
const FOCUS_MS = 2000;

/** The incident itself: declared, led through its stages, resolved and closed; and what it is, at a glance. */
export function incident(kit: Kit) {
  const overview = new OverviewView(kit);
  const statusBar = new StatusBar();
  const draw = () => {
    overview.refresh();
    const { shown } = kit.store.state;
    const detail = shown && stateDetailOf(kit, shown);
    statusBar.show(kit.store.state, kit.now(), kit.settings.waitingRules(), detail);
  };
  return {
    commands: onFirstUse(COMMANDS_OF.incident, async () => (await import('./commands')).incidentCommands(kit)),
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
