import type { Kit } from './kit';
import { subjectOf } from './subject';

/**
 * The rows that a command on changes was called on: the one, or all that are selected where it is among them. From the palette, the
 * changes that are selected in What Changed?, where these are several: one alone may be there by chance.
 */
export function rowsCalledOn(
  { start }: Pick<Kit, 'start'>,
  argument: unknown,
  selected: readonly unknown[] | undefined,
): readonly unknown[] {
  if (argument !== undefined) return selected?.includes(argument) === true ? selected : [argument];
  const rows = start.views.selected('incident.changes').filter((row) => subjectOf(row)?.kind === 'change');
  return rows.length > 1 ? rows : [];
}
