import { FakeService, type Arrived, type Reply } from './fakeService';

interface Update {
  readonly id: string;
  readonly status: string;
  readonly body: string;
  readonly created_at: string;
  readonly display_at: string;
}

interface PageIncident {
  readonly id: string;
  name: string;
  status: string;
  impact: string;
  metadata: Record<string, unknown>;
  components: Record<string, string>;
  readonly updates: Update[];
}

/** What a fake page holds, and what people do on it. */
export interface FakePage {
  readonly service: FakeService;
  readonly incidents: PageIncident[];
  /** Somebody writes on the page itself. */
  readonly edit: (incident: string, status: string, body: string) => void;
}

/** Just now; each later than the one before. */
const at = (number: number) => new Date(Date.now() - 1000 + number).toISOString();
const notFound: Reply = { status: 404, json: { error: 'Not found' } };

function adding(incidents: PageIncident[]) {
  let made = 0;
  let begun = 0;
  const time = () => at(++made);
  return {
    begin: (name: string): PageIncident => {
      const incident: PageIncident = {
        ...{ id: `p${(begun += 1)}`, name, status: '', impact: 'none' },
        ...{ metadata: {}, components: {}, updates: [] },
      };
      incidents.unshift(incident);
      return incident;
    },
    say: (incident: PageIncident, status: string, body: string) => {
      const moment = time();
      incident.status = status;
      incident.updates.unshift({ id: `u${made}`, status, body, created_at: moment, display_at: moment });
    },
  };
}

/**
 * As Atlassian documents its API of version 1 (developer.statuspage.io, "Incidents"): `POST /pages/{page_id}/incidents` (201),
 * `PATCH`, `GET` and `DELETE /pages/{page_id}/incidents/{incident_id}`, `GET /pages/{page_id}`, `GET /pages/{page_id}/incidents?limit=`; what is sent lies in
 * `incident`; `Authorization: OAuth <key>`; what is not allowed is answered with `{"error": …}`; metadata has objects at its top.
 */
export async function fakeStatuspage(page: string, key: string): Promise<FakePage> {
  const incidents: PageIncident[] = [];
  const { begin, say } = adding(incidents);
  const shown = ({ id, name, status, impact, metadata, updates }: PageIncident) => ({
    ...{ id, name, status, impact, metadata, page_id: page, shortlink: `https://stspg.example/${id}` },
    incident_updates: updates.map((update) => ({ ...update, incident_id: id })),
  });
  const service = await FakeService.start(({ method, url, headers, json }: Arrived): Reply => {
    if (headers.authorization !== `OAuth ${key}`) return { status: 401, json: { error: 'Could not authenticate' } };
    if (url.pathname === `/v1/pages/${page}`) return { status: 200, json: { id: page, name: 'Acme status' } };
    const found = new RegExp(`^/v1/pages/${page}/incidents(?:/([^/]+))?$`).exec(url.pathname);
    if (found === null) return notFound;
    const id = found[1];
    if (method === 'GET' && id === undefined) {
      return { status: 200, json: incidents.slice(0, Number(url.searchParams.get('limit') ?? 100)).map(shown) };
    }
    const known = incidents.find((each) => each.id === id);
    if (id !== undefined && known === undefined) return notFound;
    if (method === 'GET' && known !== undefined) return { status: 200, json: shown(known) };
    if (method === 'DELETE' && known !== undefined) {
      incidents.splice(incidents.indexOf(known), 1);
      return { status: 200, json: shown(known) };
    }
    const { incident: sent } = json as { incident: Record<string, unknown> };
    const metadata = (sent.metadata ?? {}) as Record<string, unknown>;
    if (Object.values(metadata).some((value) => typeof value !== 'object')) {
      return { status: 422, json: { error: ['Metadata top level values must be objects'] } };
    }
    const incident = known ?? begin(String(sent.name));
    incident.name = String(sent.name);
    incident.impact = String(sent.impact_override);
    incident.metadata = metadata;
    Object.assign(incident.components, sent.components);
    say(incident, String(sent.status), String(sent.body));
    return { status: known === undefined ? 201 : 200, json: shown(incident) };
  });
  const edit = (id: string, status: string, body: string) => {
    const incident = incidents.find((each) => each.id === id);
    if (incident !== undefined) say(incident, status, body);
  };
  return { service, incidents, edit };
}

/**
 * As Instatus documents it (instatus.com/help/api/incidents, and incident-updates): `POST /v1/:page_id/incidents` with name,
 * message, components, started, status, notify and statuses; `POST …/incidents/:id/incident-updates`; `GET` of the list and of one;
 * statuses in capitals; `Authorization: Bearer <key>`.
 */
export async function fakeInstatus(page: string, key: string): Promise<FakePage> {
  const incidents: PageIncident[] = [];
  const { begin, say } = adding(incidents);
  const shown = ({ id, name, status, updates }: PageIncident) => ({
    ...{ id, name, status },
    updates: updates.map(({ id, status, body, created_at }) => ({
      ...{ id, status, message: body, createdAt: created_at, started: created_at },
    })),
  });
  const service = await FakeService.start(({ method, url, headers, json }: Arrived): Reply => {
    if (headers.authorization !== `Bearer ${key}`) return { status: 401, json: { error: { message: 'No access' } } };
    if (url.pathname === '/v1/pages') return { status: 200, json: [{ id: page, name: 'Acme status' }] };
    const found = new RegExp(`^/v1/${page}/incidents(?:/([^/]+)(/incident-updates)?)?$`).exec(url.pathname);
    if (found === null) return notFound;
    const [, id, more] = found as readonly (string | undefined)[];
    const known = incidents.find((each) => each.id === id);
    if (id !== undefined && known === undefined) return notFound;
    if (method === 'GET') return { status: 200, json: known === undefined ? incidents.map(shown) : shown(known) };
    const sent = json as { name: string; status: string; message: string; statuses: { id: string; status: string }[] };
    if (known !== undefined && more === undefined) return notFound;
    const incident = known ?? begin(sent.name);
    for (const { id, status } of sent.statuses) incident.components[id] = status;
    say(incident, sent.status, sent.message);
    return { status: 200, json: { id: incident.id } };
  });
  const edit = (id: string, status: string, body: string) => {
    const incident = incidents.find((each) => each.id === id);
    if (incident !== undefined) say(incident, status, body);
  };
  return { service, incidents, edit };
}
