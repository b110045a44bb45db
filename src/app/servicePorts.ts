import type { OpenPage } from './pagePorts';
import type { OpenTracker } from './trackerPorts';

/** The services that are written to while a person waits: status pages and trackers. */
export interface Services {
  readonly openPage: OpenPage;
  readonly openTracker: OpenTracker;
  /** Makes other windows of this machine wait; undefined where one of them is at it. */
  readonly claim: (path: string) => { readonly release: () => void } | undefined;
}

/** Loads what speaks to them. */
export type LoadServices = () => Promise<Services>;
