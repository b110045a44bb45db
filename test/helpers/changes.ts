import type { Change, ChangedFile } from '../../src/changes/change';

export const HOUR = 3_600_000;
/** The start of the incident in tests of ranking. */
export const START = Date.UTC(2024, 4, 6, 12);

/** A modified file. */
export function file(path: string, over: Partial<ChangedFile> = {}): ChangedFile {
  return { path, status: 'M', added: 5, deleted: 3, ...over };
}

/** A change that landed so many hours before the start. */
export function change(sha: string, hoursBefore: number, over: Partial<Change> = {}): Change {
  const landedAt = START - hoursBefore * HOUR;
  const files = over.files ?? [file(`src/${sha}.ts`)];
  return {
    sha,
    parents: 1,
    authoredAt: landedAt,
    committedAt: landedAt,
    landedAt,
    author: `${sha}@example.org`,
    authorPrior180d: 20,
    bot: false,
    subject: `Adjust ${sha}`,
    body: '',
    files,
    fileCount: files.length,
    ...over,
  };
}
