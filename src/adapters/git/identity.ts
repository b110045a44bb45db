import type { Person } from '../../domain/events';
import { askGit, GitFailed } from './run';

/** An entry waits for its author. Milliseconds. */
const PATIENCE = 1000;

/**
 * Who git says is working in a folder (`user.name`, `user.email`), with the folder's repository's own values first.
 * Undefined if git knows no name. Rejects with GitFailed, within a second also where git does not answer.
 */
export async function gitIdentity(folder: string, patience = PATIENCE): Promise<Person | undefined> {
  const args = ['config', '--null', '--get-regexp', '^user\\.(name|email)$'];
  const output = await askGit({ directory: folder, patience }, { args }).catch(noneSet);
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
  if (error instanceof GitFailed && error.reason === 'failed' && error.message === 'git ended with code 1') return '';
  throw error;
}
