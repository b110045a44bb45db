import type { LogProblem } from '../../app/logPorts';

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
