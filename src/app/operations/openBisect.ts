import type { Bisect, Incident } from '../../domain/incident';

/** The search for the first change that fails that runs. */
export function openBisect({ bisect }: Pick<Incident, 'bisect'>): Bisect | undefined {
  return bisect?.ended === undefined ? bisect : undefined;
}
