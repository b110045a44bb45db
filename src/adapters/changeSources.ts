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
  return {
    repositories: async () => {
      const known = await roots();
      return known && [...new Set(known)];
    },
    facts: repositoryFacts,
    // The past, diffs and blame only refine: a repository that cannot give them is ranked without.
    past: async (root, newest, from, signal) => {
      try {
        const [landings, history] = await Promise.all([
          readPast({ directory: root }, { tip: newest, from, signal }),
          readHistory({ directory: root }, { tip: newest, from, signal }),
        ]);
        return { landings, history: new History(history) };
      } catch (error) {
        if (!signal.aborted) report(error);
        return undefined;
      }
    },
    merged: async (root, changes, signal) => {
      try {
        return await readMerged({ directory: root }, changes, signal);
      } catch (error) {
        if (!signal.aborted) report(error);
        return new Map();
      }
    },
    async *lines(root, shas, signal) {
      try {
        yield* readLines({ directory: root }, shas, signal);
      } catch (error) {
        if (!signal.aborted) report(error);
      }
    },
    blame: async (root, frames, before, signal) => {
      try {
        return await blameFrames({ directory: root }, frames, before, signal);
      } catch (error) {
        if (!signal.aborted) report(error);
        return [];
      }
    },
    statusPage: async (address) => {
      try {
        return await pages.read(address);
      } catch (error) {
        throw new SourceFailed(error instanceof StatusPageError ? error.failure : 'failed', address, error);
      }
    },
  };
}
