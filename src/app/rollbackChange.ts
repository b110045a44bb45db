import type { Change, ChangedFile } from '../changes/change';
import type { Rollback } from '../changes/deploys';
import { titleOf } from '../changes/title';
import type { ChangeReference } from '../domain/events';
import type { RepositoryFacts } from './changePorts';

const MOST_SUBJECTS = 20;
const MOST_FILES = 300;

/**
 * A deploy that went back, as a change that can be listed and ranked with the others: it changed production, too. Its files
 * are those of the changes that it took out. It goes by the tag, as no commit is its own.
 */
export function rollbackAsChange(
  { deploy, from, removed }: Rollback,
  { name, changes }: RepositoryFacts,
): { readonly change: Change; readonly reference: ChangeReference } {
  const known = new Set(removed);
  const out = changes.filter(({ sha }) => known.has(sha));
  const files = new Map<string, ChangedFile>(out.flatMap((change) => change.files.map((file) => [file.path, file])));
  const subject = `${from.tag} → ${deploy.tag} (rollback)`;
  const change: Change = {
    sha: `rollback/${deploy.tag}`,
    parents: 0,
    authoredAt: deploy.at,
    committedAt: deploy.at,
    landedAt: deploy.at,
    liveAt: deploy.at,
    author: deploy.tag,
    bot: false,
    subject,
    body: out
      .slice(0, MOST_SUBJECTS)
      .map((each) => `- ${titleOf(each)}`)
      .join('\n'),
    files: [...files.values()].slice(0, MOST_FILES),
    fileCount: files.size,
  };
  return { change, reference: { repository: name, entry: `rollback/${name}/${deploy.tag}`, subject } };
}
