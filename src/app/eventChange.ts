import type { Change, ChangedFile } from '../changes/change';
import type { ChangeEvent } from '../changes/changeEvents';
import type { ChangeReference } from '../domain/events';

const NO_FILES: readonly ChangedFile[] = [];

/** What another program wrote down, as a change that is listed and ranked with the others: by its time, words and service. */
export function eventAsChange(event: ChangeEvent): { readonly change: Change; readonly reference: ChangeReference } {
  const { id, at, what, service, environment, ref, by, details = '' } = event;
  const about = [service, environment, ref].filter((part) => part !== undefined && !what.includes(part));
  const change: Change = {
    sha: `event/${id}`,
    parents: 0,
    authoredAt: at,
    committedAt: at,
    landedAt: at,
    author: by ?? event.source,
    authorName: by ?? event.source,
    bot: false,
    subject: what,
    body: [about.join(' '), details].filter((part) => part !== '').join('\n'),
    files: NO_FILES,
    fileCount: 0,
    ...(service !== undefined && { service }),
  };
  return { change, reference: { entry: `event/${id}`, subject: what } };
}
