import type { Millis } from './change';

/** An incident that a third party tells of on its status page. */
export interface ThirdPartyIncident {
  /** Host name of the page. */
  readonly page: string;
  readonly name: string;
  /** none, minor, major or critical, as the page says. */
  readonly impact: string;
  /** investigating, identified, monitoring, resolved, …, as the page says. */
  readonly status: string;
  readonly startedAt: Millis;
  readonly resolvedAt?: Millis;
  /** An https address of the incident's own page. */
  readonly link?: string;
}

const MOST_INCIDENTS = 200;
const MOST_CHARACTERS = 300;

/**
 * The incidents in a Statuspage answer (`/api/v2/incidents.json`); entries that are not of its form are left out. Undefined
 * if the answer as a whole is something else.
 */
export function readIncidents(page: string, answer: unknown): readonly ThirdPartyIncident[] | undefined {
  const list = isRecord(answer) ? answer.incidents : undefined;
  if (!Array.isArray(list)) return undefined;
  return list.slice(0, MOST_INCIDENTS).flatMap((entry: unknown) => readEntry(page, entry, 'created_at'));
}

/**
 * The maintenances in a Statuspage answer (`summary.json`, `scheduled-maintenances.json`) that have begun; none if there are
 * none in it.
 */
export function readMaintenances(page: string, answer: unknown): readonly ThirdPartyIncident[] {
  const list = isRecord(answer) ? answer.scheduled_maintenances : undefined;
  if (!Array.isArray(list)) return [];
  return list
    .slice(0, MOST_INCIDENTS)
    .flatMap((entry: unknown) => readEntry(page, entry, 'scheduled_for'))
    .filter(({ status }) => status !== 'scheduled');
}

function readEntry(page: string, entry: unknown, startField: string): readonly ThirdPartyIncident[] {
  if (!isRecord(entry)) return [];
  const startedAt = time(entry.started_at) ?? time(entry[startField]) ?? time(entry.created_at);
  const name = [entry.name, entry.title].find((text) => typeof text === 'string');
  if (startedAt === undefined || typeof name !== 'string') return [];
  const status = word(entry.status, 'unknown');
  const resolvedAt = time(entry.resolved_at) ?? (FINISHED.has(status) ? endOf(entry, startedAt) : undefined);
  const link = httpsAddress(entry.shortlink);
  return [
    {
      page,
      name: name.slice(0, MOST_CHARACTERS),
      impact: word(entry.impact, 'none'),
      status,
      startedAt,
      ...(resolvedAt !== undefined && { resolvedAt }),
      ...(link !== undefined && { link }),
    },
  ];
}

const FINISHED = new Set(['resolved', 'postmortem', 'completed']);

/** When what is over ended, though its own field does not say so: with the first update that says so, else the last change. */
function endOf(entry: Record<string, unknown>, startedAt: Millis): Millis {
  const updates = Array.isArray(entry.incident_updates) ? (entry.incident_updates as readonly unknown[]) : [];
  const ends = updates.slice(0, MOST_INCIDENTS).flatMap((update) => {
    if (!isRecord(update) || !FINISHED.has(word(update.status, ''))) return [];
    return time(update.display_at) ?? time(update.created_at) ?? [];
  });
  const end = ends.length > 0 ? Math.min(...ends) : (time(entry.updated_at) ?? startedAt);
  return Math.max(end, startedAt);
}

/** Those that were going on at some time of the window. */
export function overlapping(
  incidents: readonly ThirdPartyIncident[],
  from: Millis,
  to: Millis,
): readonly ThirdPartyIncident[] {
  return incidents.filter(({ startedAt, resolvedAt }) => startedAt <= to && (resolvedAt ?? to) >= from);
}

function time(value: unknown): Millis | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : at;
}

function word(value: unknown, otherwise: string): string {
  return typeof value === 'string' && /^[a-z_ -]{1,30}$/i.test(value)
    ? value.toLowerCase().replaceAll(/[_-]/g, ' ')
    : otherwise;
}

function httpsAddress(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const url = new URL(value);
    return url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
