import { SourceFailed, type ChangePorts } from '../app/changePorts';
import { History } from '../changes/history';
import { blameFrames } from './git/blame';
import { readHistory } from './git/history';
import { readPast } from './git/landings';
import { readMerged } from './git/merged';
import { readLines } from './git/lines';
import { repositoryFacts } from './git/repositoryFacts';
import { StatusPageError, StatusPages } from './statuspage/statusPages';

/** What the sources need: the repositories (undefined where git must not run), a clock, and somebody to tell of errors. */
export interface SourceNeeds {
  readonly roots: () => Promise<readonly string[] | undefined>;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Where changes come from: git on this machine, and the status pages of the settings. */
export function changeSources({ roots, now, report }: SourceNeeds): ChangePorts {
  const pages = new StatusPages(now);
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
      return known && [...new Set(known)];
    },
    facts: repositoryFacts,
    past: async (root, newest, from, signal) => {
      const walk = { tip: newest, from, signal };
      const [landings, history] = await Promise.all([
        refining(readPast({ directory: root }, walk), undefined, signal),
        refining(readHistory({ directory: root }, walk), [], signal),
      ]);
      return landings && { landings, history: new History(history) };
    },
    merged: (root, changes, signal) => refining(readMerged({ directory: root }, changes, signal), new Map(), signal),
    async *lines(root, shas, signal) {
      try {
        yield* readLines({ directory: root }, shas, signal);
      } catch (error) {
        if (!signal.aborted) report(error);
      }
    },
    blame: (root, frames, before, signal) =>
      refining(blameFrames({ directory: root }, frames, before, signal), [], signal),
    statusPage: async (address) => {
      try {
        return await pages.read(address);
      } catch (error) {
        throw new SourceFailed(error instanceof StatusPageError ? error.failure : 'failed', address, error);
      }
    },
  };
}
