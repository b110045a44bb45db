/** Why a file could not be searched, or not all of it. */
export type LogProblemReason =
  /** A pipe, a folder, a link, a device. */
  | 'notAFile'
  | 'unreadable'
  | 'missing'
  /** The program that unpacks it is not installed. */
  | 'noProgram'
  /** Its compressed content is broken or ends early. */
  | 'damaged'
  /** Lines of more than a megabyte, of which the beginning was read. */
  | 'longLines'
  /** The times of its lines go back. */
  | 'notInOrder'
  /** It has so many different lines that the rarest were taken together. */
  | 'tooVaried';

export interface LogProblem {
  readonly file: string;
  readonly reason: LogProblemReason;
  /** The program that is missing, or what the system says. */
  readonly detail?: string;
}

export class LogFailure extends Error {
  override readonly name = 'LogFailure';
  constructor(readonly problem: LogProblem) {
    super(`${problem.file}: ${problem.reason}`);
  }
}

/** The problem of an error that reading a file threw. */
export function problemOf(file: string, error: unknown): LogProblem {
  if (error instanceof LogFailure) return error.problem;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { file, reason: 'missing' };
  if (code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR') return { file, reason: 'notAFile' };
  return { file, reason: 'unreadable', detail: code === '' ? String(error) : code };
}
