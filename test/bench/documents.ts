import { fold } from '../../src/domain/fold';
import { postmortem } from '../../src/reports/postmortem';
import { INCIDENT, START } from '../helpers/events';
import { longIncident } from '../helpers/longIncident';
import { median, milliseconds, timed, type Figure } from './report';

const ENTRIES = 10_000;
const RUNS = 7;

/** Writing the post-mortem of a long incident, against writing its events as JSON with nothing around it. */
export async function benchDocuments(): Promise<readonly Figure[]> {
  const events = longIncident(ENTRIES);
  const now = START + ENTRIES * 1000;
  const writing: number[] = [];
  const json: number[] = [];
  let length = 0;
  for (let run = 0; run < RUNS; run++) {
    // Folded anew, so that nothing looked up in the run before is known.
    const incident = fold(INCIDENT, events);
    writing.push(await timed(() => (length = postmortem(incident, now).length)));
    json.push(await timed(() => JSON.stringify(events)));
  }
  const [measured, baseline] = [median(writing), median(json)];
  return [
    {
      what: `post-mortem of ${ENTRIES.toLocaleString('en')} entries (${(length / 2 ** 20).toFixed(1)} MB)`,
      measured: milliseconds(measured),
      baseline: `${milliseconds(baseline)} (JSON.stringify of the events)`,
      ratio: (measured / baseline).toFixed(1),
      goal: '< 30',
    },
  ];
}
