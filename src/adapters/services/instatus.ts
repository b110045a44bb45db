import * as v from 'valibot';
import { words } from '../../app/publishing';
import type { ComponentState, IncidentOnPage, StatusPage } from '../../app/pagePorts';
import { ServiceError } from '../../app/serviceProblem';
import type { Ask } from './ask';
import { ID, read, TIME, WORDS } from './reading';

const NAME = 'Instatus';

const STATES: Readonly<Record<ComponentState, string>> = {
  operational: 'OPERATIONAL',
  degraded: 'DEGRADEDPERFORMANCE',
  partialOutage: 'PARTIALOUTAGE',
  majorOutage: 'MAJOROUTAGE',
};

const WORD = v.pipe(v.string(), v.toLowerCase());
const INCIDENT = v.object({
  id: ID,
  status: WORD,
  updates: v.fallback(
    v.array(
      v.object({
        id: ID,
        status: WORD,
        message: WORDS,
        started: v.fallback(TIME, NaN),
        createdAt: v.fallback(TIME, NaN),
      }),
    ),
    [],
  ),
});

/** A page of Instatus. It keeps no mark of ours: what was published is known again by its words. */
export function instatus(page: string, ask: Ask): StatusPage {
  const incidents = `/v1/${encodeURIComponent(page)}/incidents`;
  const standing = ({ id, status, updates }: v.InferOutput<typeof INCIDENT>): IncidentOnPage => ({
    ...{ id, status, entries: undefined },
    updates: updates
      .map(({ id, status, message, started, createdAt }) => ({
        ...{ id, status, text: message },
        at: Number.isNaN(createdAt) ? started : createdAt,
      }))
      .sort((a, b) => b.at - a.at),
  });
  const one = async (id: string) => {
    const answer = await ask({ method: 'GET', path: `${incidents}/${encodeURIComponent(id)}` });
    return answer === undefined ? undefined : standing(read(INCIDENT, answer, NAME));
  };
  return {
    title: async () => {
      const pages = read(
        v.array(v.object({ id: ID, name: v.string() })),
        await ask({ method: 'GET', path: '/v1/pages' }),
        NAME,
      );
      const own = pages.find(({ id }) => id === page);
      if (own === undefined) throw new ServiceError('notFound', NAME);
      return own.name;
    },
    look: async ({ id, publication }) => {
      if (id !== undefined) return one(id);
      if (publication === undefined) return undefined;
      const answer = read(v.array(v.unknown()), await ask({ method: 'GET', path: incidents }), NAME);
      return answer
        .flatMap((each) => {
          const incident = v.safeParse(INCIDENT, each);
          return incident.success ? [standing(incident.output)] : [];
        })
        .find(({ updates }) =>
          updates.some(({ status, text }) => status === publication.status && words(text) === words(publication.text)),
        );
    },
    send: async ({ title, status, text, components, startedAt }, on) => {
      const said = {
        message: text,
        status: status.toUpperCase(),
        components: components.map(({ id }) => id),
        statuses: components.map(({ id, state }) => ({ id, status: STATES[state] })),
        notify: true,
      };
      if (on === undefined) {
        const json = { name: title, started: new Date(startedAt).toISOString(), ...said };
        const made = read(v.object({ id: ID }), await ask({ method: 'POST', path: incidents, json }), NAME, true);
        return stands(() => one(made.id));
      }
      await ask({
        method: 'POST',
        path: `${incidents}/${encodeURIComponent(on.id)}/incident-updates`,
        json: said,
      });
      return stands(() => one(on.id));
    },
  };
}

/** What stands there after it was sent; where that cannot be seen, it is not known. */
async function stands(look: () => Promise<IncidentOnPage | undefined>): Promise<IncidentOnPage> {
  let cause: unknown;
  const there = await look().catch((error: unknown) => {
    if (!(error instanceof ServiceError)) throw error;
    cause = error;
    return undefined;
  });
  if (there === undefined) throw new ServiceError('unreadable', NAME, { mayBeDone: true, cause });
  return there;
}
