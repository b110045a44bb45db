/** The kinds of trackers in which follow-ups become issues. */
export const TRACKER_KINDS = ['github', 'gitlab'] as const;
export type TrackerKind = (typeof TRACKER_KINDS)[number];

/** A tracker, as the settings describe it. */
export interface TrackerSetting {
  readonly kind: TrackerKind;
  /** `acme/shop`; at GitLab, groups too: `acme/web/shop`. */
  readonly project: string;
  readonly labels: readonly string[];
  /** The base address of the API, where it is not github.com or gitlab.com. */
  readonly api?: string | undefined;
}

/** An issue to be made. */
export interface NewIssue {
  readonly title: string;
  /** Markdown; has the mark. */
  readonly body: string;
  /** By which it is found again, wherever it was made. */
  readonly mark: string;
  /** No issue with the mark is older. */
  readonly since: number;
}

export interface TrackerIssue {
  /** `acme/shop#12` */
  readonly name: string;
  readonly link: string;
}

/** How an issue is; undefined where it is not there any more. */
export type IssueState = 'open' | 'done' | 'notPlanned' | undefined;

/** A tracker. All reject with ServiceError. */
export interface Tracker {
  /** Who the token speaks for. */
  readonly user: () => Promise<string>;
  /** The issue with this mark, if there is one. */
  readonly find: (issue: NewIssue) => Promise<TrackerIssue | undefined>;
  /** Closes one that was made a second time. */
  readonly close: (issue: TrackerIssue) => Promise<void>;
  readonly create: (issue: NewIssue) => Promise<TrackerIssue>;
  /** The state of the issue with this address. */
  readonly state: (link: string) => Promise<IssueState>;
}

/** Opens a tracker with a token. */
export type OpenTracker = (setting: TrackerSetting, token: string, signal: AbortSignal) => Tracker;
