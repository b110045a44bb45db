import { pathMatcher } from '../../../changes/globs';
import { startFromMetric } from '../../../app/operations/facts';
import { showFailure } from '../../kit/failures';
import { perform, type Kit } from '../../kit/kit';
import { logError } from '../../kit/log';
import { rehearsalBrief } from '../../kit/rehearsalWords';
import { run } from '../../kit/register';
import { ChangesPanel } from './panel';
import { confirmStart } from './startProposal';

const PANEL_KEY = 'changes.panel';

/** The panel over the kit. `start` begins to find what changed, where nobody has asked before. */
export function makePanel(kit: Kit, start: () => Promise<void>): ChangesPanel {
  const { extensionUri, finder, rehearser, store, settings, memory, metricOnAxis, now } = kit;
  return new ChangesPanel({
    extensionUri,
    finder,
    start,
    proposeStart: async (at, fromMetric) => {
      const { shown } = store.state;
      if (shown === undefined || !(await confirmStart(at, shown.startedAt, now()))) return false;
      const evidence = fromMetric ? metricOnAxis.of(shown.id)?.evidence : undefined;
      if (evidence === undefined) await run('incident.setStartTime', { startedAt: at, precision: 'roughly' });
      else await perform(kit, startFromMetric, { incident: shown.id, startedAt: at, ...evidence }).catch(showFailure);
      // A write that failed moves nothing.
      return store.state.shown?.startedAt === at;
    },
    run,
    rehearsal: (listed) => rehearsalBrief(rehearser.of(listed)),
    rehearsed: rehearser.changed,
    metric: (incident) => metricOnAxis.of(incident),
    metricChanged: metricOnAxis.changed,
    memory: {
      get: () => memory.get<string>(PANEL_KEY),
      set: (choices: string) => void memory.update(PANEL_KEY, choices),
    },
    services: () => settings.services().map(({ name, paths }) => ({ name, has: pathMatcher(paths) })),
    now,
    report: logError,
  });
}
