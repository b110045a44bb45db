import type { Disorder, Figure, FigureName, TimestampName } from '../domain/figures';
import { formatDuration } from '../domain/time';
import type { Translate } from './translate';

export function timestampName(name: TimestampName, t: Translate): string {
  const names: Record<TimestampName, string> = {
    started: t('Started'),
    detected: t('Detected'),
    declared: t('Declared'),
    acknowledged: t('Acknowledged'),
    mitigated: t('Mitigated'),
    resolved: t('Resolved'),
    closed: t('Closed'),
  };
  return names[name];
}

export function figureName(name: FigureName, t: Translate): string {
  const names: Record<FigureName, string> = {
    timeToDetect: t('Time to detect'),
    timeToMitigate: t('Time to mitigate'),
    timeToResolve: t('Time to resolve (from declaration)'),
    customerImpact: t('Customer impact'),
  };
  return names[name];
}

/** What a figure measures, for those who do not know its definition. */
export function figureSpan(name: FigureName, t: Translate): string {
  const spans: Record<FigureName, string> = {
    timeToDetect: t('from start to detection'),
    timeToMitigate: t('from start to mitigation'),
    timeToResolve: t('from declaration to resolution'),
    customerImpact: t('from start to mitigation'),
  };
  return spans[name];
}

const MINUTE = 60_000;

/** `at most 12m` where one of its ends is an upper bound; undefined while it is not known. */
export function figureLength({ length, assumed, outOfOrder }: Figure, t: Translate): string | undefined {
  if (outOfOrder) return t('unknown: it ends before it starts');
  if (length === undefined) return undefined;
  const words = formatDuration(length);
  return assumed && length >= MINUTE ? t('at most {0}', words) : words;
}

/** Two moments that contradict each other: `Detected (14:02) is before Started (14:05)`. */
export function disorderSentence({ first, second }: Disorder, when: (at: number) => string, t: Translate): string {
  return t(
    '{0} ({1}) is before {2} ({3})',
    timestampName(second.name, t),
    when(second.at),
    timestampName(first.name, t),
    when(first.at),
  );
}
