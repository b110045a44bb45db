import * as v from 'valibot';
import type { ComponentState, IncidentOnPage, PageImpact, StatusPage } from '../../app/pagePorts';
import { ServiceError } from '../../app/serviceProblem';
import type { Ask } from './ask';
import { ID, read, TIME, WORDS } from './reading';

const NAME = 'Statuspage';
/** Incidents among which ours is looked for, the newest ones. */
const LOOKED_AT = '50';
/** Where our mark is among what a page keeps of an incident and does not show. */
const MARK = 'incidentCommander';
const MOST_MARKED = 100;

const STATES: Readonly<Record<ComponentState, string>> = {
  operational: 'operational',
  degraded: 'degraded_performance',
  partialOutage: 'partial_outage',
  majorOutage: 'major_outage',
};

const MARKED = v.object({ incident: v.string(), entries: v.array(v.string()) });
const INCIDENT = v.object({
  id: ID,
  status: v.string(),
  shortlink: WORDS,
  metadata: v.fallback(v.record(v.string(), v.unknown()), {}),
  incident_updates: v.array(
    v.object({
      id: ID,
      status: v.string(),
      body: WORDS,
      created_at: v.fallback(TIME, NaN),
      display_at: v.fallback(TIME, NaN),
    }),
  ),
});
type Incident = v.InferOutput<typeof INCIDENT>;

/** A page of Atlassian's Statuspage, by its API of version 1. */
export function statuspage(page: string, ask: Ask): StatusPage {
  const incidents = `/pages/${encodeURIComponent(page)}/incidents`;
  const markOf = ({ metadata }: Incident) => {
    const mark = v.safeParse(MARKED, metadata[MARK]);
    return mark.success ? mark.output : undefined;
  };
  const standing = (incident: Incident): IncidentOnPage => ({
    id: incident.id,
    status: incident.status,
    ...(incident.shortlink !== '' && { link: incident.shortlink }),
    entries: markOf(incident)?.entries ?? [],
    updates: incident.incident_updates
      .map(({ id, status, body, created_at, display_at }) => ({
        ...{ id, status, text: body },
        at: Number.isNaN(display_at) ? created_at : display_at,
      }))
      .sort((a, b) => b.at - a.at),
  });
  return {
    title: async () => {
      const answer = await ask({ method: 'GET', path: `/pages/${encodeURIComponent(page)}` });
      if (answer === undefined) throw new ServiceError('notFound', NAME);
      return read(v.object({ name: v.string() }), answer, NAME).name;
    },
    look: async ({ id, publication }) => {
      if (id !== undefined) {
        const answer = await ask({ method: 'GET', path: `${incidents}/${encodeURIComponent(id)}` });
        return answer === undefined ? undefined : standing(read(INCIDENT, answer, NAME));
      }
      const answer = await ask({ method: 'GET', path: incidents, query: { limit: LOOKED_AT } });
      const listed = read(v.array(v.unknown()), answer, NAME).flatMap((each) => {
        // Others' incidents need not be as we know them.
        const incident = v.safeParse(INCIDENT, each);
        return incident.success ? [incident.output] : [];
      });
      const ours = listed.filter((each) => markOf(each)?.incident === publication?.ours);
      // The newest comes first: of several that are open, the one that was made first counts.
      const open = ours.findLast(({ status }) => status !== 'resolved');
      const own = open ?? (publication?.status === 'resolved' ? ours[0] : undefined);
      return own === undefined ? undefined : standing(own);
    },
    send: async ({ ours, entry, title, status, text, impact, components }, on) => {
      const incident = {
        name: title,
        status,
        body: text,
        impact_override: impact satisfies PageImpact,
        metadata: { [MARK]: { incident: ours, entries: [...(on?.entries ?? []), entry].slice(-MOST_MARKED) } },
        ...(components.length > 0 && {
          component_ids: components.map(({ id }) => id),
          components: Object.fromEntries(components.map(({ id, state }) => [id, STATES[state]])),
        }),
      };
      const answer = await (on === undefined
        ? ask({ method: 'POST', path: incidents, json: { incident } })
        : ask({ method: 'PATCH', path: `${incidents}/${encodeURIComponent(on.id)}`, json: { incident } }));
      return standing(read(INCIDENT, answer, NAME, true));
    },
    remove: async (id) => {
      await ask({ method: 'DELETE', path: `${incidents}/${encodeURIComponent(id)}`, anyAnswer: true });
    },
  };
}
