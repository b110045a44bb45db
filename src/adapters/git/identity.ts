import type { Person } from '../../domain/events';
import { readingGit } from './client';

/**
 * Who git says is working in a folder (`user.name`, `user.email`), with the folder's repository's own values first.
 * Undefined if git knows no name. Rejects if git is missing or the folder does not exist.
 */
export async function gitIdentity(folder: string): Promise<Person | undefined> {
  const output = await readingGit(folder)
    .raw(['config', '--null', '--get-regexp', '^user\\.(name|email)$'])
    .catch(noneSet);
  const values = new Map<string, string>();
  for (const pair of output.split('\0')) {
    const [key = '', ...value] = pair.split('\n');
    values.set(key, value.join('\n').trim());
  }
  const [name, email] = [values.get('user.name'), values.get('user.email')];
  if (name === undefined || name === '') return undefined;
  return { name, ...(email !== undefined && email !== '' && { email }) };
}

/** Git ends with code 1 and no message where nothing matches. */
function noneSet(error: unknown): string {
  if (error instanceof Error && error.message.trim() === '') return '';
  throw error;
}
