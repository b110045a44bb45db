import type { Person } from '../../domain/events';
import { askClient } from './client';

/** How many of the newest commits are asked for their authors. */
const COMMITS = 500;
const MOST_CHARACTERS = 200;

/** Who wrote the newest commits of a repository, the latest first, each once. Rejects with git's error. */
export async function recentAuthors(root: string, patience?: number): Promise<readonly Person[]> {
  const args = ['log', `--max-count=${COMMITS}`, '-s', '-z', '--no-show-signature', '--no-notes', '--no-decorate'];
  args.push('--encoding=UTF-8', '--format=tformat:%aN%x00%aE', 'HEAD', '--');
  const repository = { directory: root, ...(patience !== undefined && { patience }) };
  const fields = (await askClient(repository, (git) => git.raw(args))).split('\0');
  const people = new Map<string, Person>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [name, email] = [fields[i] ?? '', fields[i + 1] ?? ''].map((field) => field.slice(0, MOST_CHARACTERS));
    const key = (email ?? '').toLowerCase();
    if (name === undefined || name.trim() === '' || people.has(key)) continue;
    people.set(key, { name, ...(email !== undefined && email !== '' && { email }) });
  }
  return [...people.values()];
}
