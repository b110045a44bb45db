import { breather } from '../app/breather';
import { SourceFailed, type ChangePorts } from '../app/changePorts';
import { historySteps } from '../changes/history';
import { pausedBy } from '../changes/steps';
import { ChangeFiles } from './changeFiles';
import { blameFrames } from './git/blame';
import { readHistory } from './git/history';
import { readPast } from './git/landings';
import { readMerged } from './git/merged';
import { readLines } from './git/lines';
import { repositoryIdentity } from './git/places';
import { repositoryFacts } from './git/repositoryFacts';
import { StatusPageError, StatusPages } from './statuspage/statusPages';

/** What the sources need: the repositories (undefined where git must not run), a clock, and somebody to tell of errors. */
export interface SourceNeeds {
  readonly roots: () => Promise<readonly string[] | undefined>;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
  /** How long git may say nothing, where not the usual time. Milliseconds. */
  readonly patience?: number;
}

/** Where changes come from: git on this machine, and the status pages of the settings. */
export function changeSources({ roots, now, report, patience }: SourceNeeds): ChangePorts {
  const pages = new StatusPages(now);
  const files = new ChangeFiles(report);
  const at = (root: string) => ({ directory: root, ...(patience !== undefined && { patience }) });
  /** The past, diffs and blame only refine: a repository that cannot give them is ranked without. */
  const refining = async <T, Without>(work: Promise<T>, without: Without, signal: AbortSignal) => {
    try {
      return await work;
    } catch (error) {
      if (!signal.aborted) report(error);
      return without;
    }
  };
  return {
    repositories: async () => {
      const known = await roots();
      return known && distinct(known);
    },
    facts: (root, request) => repositoryFacts(root, request, patience),
    past: async (root, newest, from, signal) => {
      const walk = { tip: newest, from, signal };
      const [landings, history] = await Promise.all([
        refining(readPast(at(root), walk), undefined, signal),
        refining(readHistory(at(root), walk), [], signal),
      ]);
      return landings && { landings, history: await pausedBy(breather(signal), historySteps(history)) };
    },
    merged: (root, changes, signal) => refining(readMerged(at(root), changes, signal), new Map(), signal),
    async *lines(root, shas, signal) {
      try {
        yield* readLines(at(root), shas, signal);
      } catch (error) {
        if (!signal.aborted) report(error);
      }
    },
    blame: (root, frames, before, signal) => refining(blameFrames(at(root), frames, before, signal), [], signal),
    events: (paths) => files.read(paths),
    statusPage: async (address) => {
      try {
        return await pages.read(address);
      } catch (error) {
        if (!(error instanceof StatusPageError)) throw new SourceFailed('failed', address, error);
        throw new SourceFailed(error.failure, address, error, error.target);
      }
    },
  };
}

/** Each repository once, though it is named twice: with another spelling, by a link, one of its folders or worktrees. */
async function distinct(roots: readonly string[]): Promise<readonly string[]> {
  const identities = await Promise.all(roots.map(repositoryIdentity));
  return roots.filter((_, i) => identities.indexOf(identities[i] ?? '') === i);
}
