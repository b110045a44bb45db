// Finds what changed, as the extension does, in a window of very many commits. Prints as JSON how many changes there are in the end,
// the milliseconds until the first rows and until all is read (or until it is over once it was cancelled), the longest time in which
// nothing else could run, and the megabytes before and at most. Arguments: repository, the incident's start (milliseconds), hours
// before it, and `cancel` to cancel at the first rows.
import { changeSources } from '../../src/adapters/changeSources';
import { ChangeFinder } from '../../src/app/changeFinder';
import { incidentAt } from './incident';
import { threadTime } from './threadTime';

const [root = '', startedAt = '', hours = '', cancel] = process.argv.slice(2);
const HOUR = 3_600_000;
const TICK = 2;
const MB = 2 ** 20;

function fail(error: unknown): never {
  throw error;
}

async function main(): Promise<void> {
  const at = Number(startedAt);
  const now = () => at + HOUR;
  const sources = changeSources({ roots: () => Promise.resolve([root]), now, report: fail });
  const choices = { deployTags: [], statusPages: [], hours: Number(hours), pathsOf: () => [] };
  const finder = new ChangeFinder(sources, () => choices, now, fail);
  const before = process.memoryUsage.rss();
  const begun = performance.now();
  let [longest, most, last] = [0, before, threadTime()];
  const ticking = setInterval(() => {
    longest = Math.max(longest, threadTime() - last);
    last = threadTime();
    most = Math.max(most, process.memoryUsage.rss());
  }, TICK);
  let first: number | undefined;
  finder.changed.on(() => {
    if (first !== undefined || finder.state.suspects.length === 0) return;
    first = performance.now() - begun;
    if (cancel !== undefined) finder.cancel();
  });
  await finder.refresh(incidentAt(at));
  const ready = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 3 * TICK));
  clearInterval(ticking);
  const changes = finder.state.suspects.length + finder.state.after.length;
  console.log(JSON.stringify({ changes, first, ready, longest, before: before / MB, most: most / MB }));
}

void main();
