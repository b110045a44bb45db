import type { Change, Millis } from './change';
import { deployRange, withLiveTimes, type Deploy } from './deploys';

/** Tags that look like those of deploys, in a repository for which no setting names any. */
export interface NoticedTags {
  /** The glob that names them: `deploy-*`. */
  readonly pattern: string;
  readonly count: number;
  readonly newest: { readonly tag: string; readonly at: Millis };
  /** The newest of them, with what each contains; newest first. */
  readonly deploys: readonly Deploy[];
}

/** What would be different if tags counted as deploys. */
export interface TagEffect {
  /** The deploy that was live at the start; undefined where none was. */
  readonly live?: string;
  /** Changes that landed before the start. */
  readonly before: number;
  /** How many of them were not live at the start, and would be no suspects any more. */
  readonly notLive: number;
}

/**
 * What it would change for an incident if these tags counted as deploys.
 * @param changes of the window, newest landed first
 * @param latest the latest time at which the incident may have started
 */
export function effectOf(changes: readonly Change[], deploys: readonly Deploy[], latest: Millis): TagEffect {
  const landed = changes.filter(({ landedAt }) => landedAt <= latest);
  const line = landed.map(({ sha }) => sha);
  const notLive = withLiveTimes(landed, line, deploys).filter(
    ({ liveAt }) => !(liveAt !== undefined && liveAt <= latest),
  );
  const live = deployRange(deploys, latest)?.firstBad.tag;
  return { before: landed.length, notLive: notLive.length, ...(live !== undefined && { live }) };
}
