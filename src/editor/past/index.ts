import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { offerSimilar, pastCommands } from './commands';
import { exchangeCommands } from './exchange';
import { MOST_SIMILAR, similarNodes } from './similar';
import { PastView } from './view';

/** Past incidents: found, read, compared with the one at hand, exported and imported. */
export function past(kit: Kit) {
  const view = new PastView(kit);
  return {
    commands: { ...pastCommands(kit), ...exchangeCommands(kit) },
    stageRows: (stage, incident, now) =>
      stage === 'investigate'
        ? similarNodes(
            incident,
            // Looked for once the incident is being investigated.
            kit.past.similarNow(incident, MOST_SIMILAR, incident.activeStages.includes('investigate')),
            now,
          )
        : [],
    onState: () => view.refresh(),
    // Nobody waits for this: the declaration is recorded.
    onDeclared: (incident) => void offerSimilar(kit, incident).catch(logError),
    dispose: () => view.dispose(),
  } satisfies Contribution;
}
