import type { Person } from '../../domain/events';
import { readingGit } from './client';

/** How many of the newest commits are asked for their authors. */
const COMMITS = 500;

/** Who wrote the newest commits of a repository, the latest first, each once. Rejects with git's error. */
export async function recentAuthors(root: string): Promise<readonly Person[]> {
  const output = await readingGit(root).raw(['log', `--max-count=${COMMITS}`, '--format=%aN%x00%aE', 'HEAD', '--']);
  const people = new Map<string, Person>();
  for (const line of output.split('\n')) {
    const [name = '', email = ''] = line.split('\0');
    const key = email.toLowerCase();
    if (name.trim() !== '' && !people.has(key)) people.set(key, { name, ...(email !== '' && { email }) });
  }
  return [...people.values()];
}
