/** What the record could not do; after `maybeRecorded` nobody can say whether what was to be written will be read. */
export type RecordFailure = 'cannotRead' | 'cannotWrite' | 'diskFull' | 'maybeRecorded';

/** An operation on the record failed: what, where, and the system's own error as the cause. */
export class RecordError extends Error {
  constructor(
    readonly failure: RecordFailure,
    readonly path: string,
    cause: unknown,
  ) {
    super(`${failure}: ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'RecordError';
  }
}

export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function writeError(path: string, cause: unknown): RecordError {
  const code = systemCode(cause);
  return new RecordError(code === 'ENOSPC' || code === 'EDQUOT' ? 'diskFull' : 'cannotWrite', path, cause);
}
