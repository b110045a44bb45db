import { ShareFailed, type ShareProblem } from '../../app/sharePorts';
import { RecordError } from '../../record/errors';
import { GitFailed } from '../git/run';

/**
 * What a failure of git means for people. git has no codes for it, only words (in English, as it runs in the C locale): what
 * depends on this is the sentence that is shown, and nothing else.
 */
const WORDS: readonly (readonly [ShareProblem, RegExp])[] = [
  ['diskFull', /No space left on device|Disk quota exceeded/i],
  [
    'signIn',
    /terminal prompts disabled|could not read (?:Username|Password)|Authentication failed|Permission denied \(|Host key verification failed|HTTP 40[17]|returned error: 40[17]/i,
  ],
  ['refused', /protected|hook declined|aborted by hook/i],
  ['readOnly', /returned error: 403|HTTP 403|not allowed|denied|read-only|readonly/i],
  [
    'offline',
    /Could not resolve|unable to (?:access|connect)|Connection (?:refused|reset|timed out|closed)|timed out|Network is unreachable|No route to host|Failed to connect|early EOF|hung up|returned error: 5\d\d|Operation too slow|Temporary failure/i,
  ],
  ['notFound', /not found|does not appear to be a git repository|does not exist|No such remote/i],
];

/** Any failure as one that people can be told of. */
export function asShareFailed(error: unknown): ShareFailed {
  if (error instanceof ShareFailed) return error;
  if (error instanceof GitFailed) {
    if (error.reason === 'not-found' || error.reason === 'too-old')
      return new ShareFailed('noGit', error.message, error);
    if (error.reason === 'silent') return new ShareFailed('offline', error.message, error);
    return new ShareFailed(problemOf(error.message), lastWords(error.message), error);
  }
  if (error instanceof RecordError)
    return new ShareFailed(error.failure === 'diskFull' ? 'diskFull' : 'other', error.message, error);
  const message = error instanceof Error ? error.message : String(error);
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return new ShareFailed(code === 'ENOSPC' || code === 'EDQUOT' ? 'diskFull' : 'other', message, error);
}

function problemOf(complaint: string): ShareProblem {
  return WORDS.find(([, words]) => words.test(complaint))?.[0] ?? 'other';
}

/** The line that says what went wrong: git's own last one, without what stands before it. */
export function lastWords(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => /^(?:fatal|error|remote|ERROR):/.test(line));
  const line =
    telling.find((each) => each.startsWith('remote:')) ?? telling.at(-1) ?? lines.findLast((each) => each !== '');
  return withoutSecrets((line ?? '').replace(/^(?:fatal|error|remote|ERROR):\s*/, '')).slice(0, 300);
}

/** Addresses may hold a password; nothing that is shown or logged may. */
export function withoutSecrets(text: string): string {
  return text.replace(/:\/\/[^/@\s]{1,500}@/g, '://');
}
