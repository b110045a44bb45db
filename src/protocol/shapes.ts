/** Tells whether a value that came from outside has the form of a T. */
export type Check<T> = (value: unknown) => value is T;

/** What a check vouches for. */
export type Checked<C> = C extends Check<infer T> ? T : never;

export const isString: Check<string> = (value) => typeof value === 'string';
export const isNumber: Check<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
export const isBoolean: Check<boolean> = (value) => typeof value === 'boolean';

export function nullOr<T>(check: Check<T>): Check<T | null> {
  return (value) => value === null || check(value);
}

export function oneOf<const T extends string>(values: readonly T[]): Check<T> {
  return (value): value is T => (values as readonly unknown[]).includes(value);
}

export function arrayOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every((item) => check(item));
}

/** An object with at least these members; a mapped type, so that none can be forgotten. */
export function shape<T extends object>(members: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const checks = Object.entries<Check<unknown>>(members as Readonly<Record<string, Check<unknown>>>);
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    checks.every(([name, check]) => check((value as Record<string, unknown>)[name]));
}
