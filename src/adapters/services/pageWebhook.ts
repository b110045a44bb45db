import type { StatusPage } from '../../app/pagePorts';
import type { Ask } from './ask';

/**
 * Anything that takes a JSON text by POST: a cState or any other page that a job writes. It says nothing back, so the key of each
 * update goes along, by which it can tell one that comes twice.
 */
export function pageWebhook(name: string, ask: Ask): StatusPage {
  return {
    title: () => Promise.resolve(name),
    look: ({ id }) => Promise.resolve(id === undefined ? undefined : { id, status: '', updates: [], entries: [] }),
    send: async ({ ours, entry, title, status, text, impact, components, startedAt }) => {
      await ask({
        method: 'POST',
        path: '',
        anyAnswer: true,
        headers: { 'idempotency-key': entry },
        json: {
          version: 1,
          incident: ours,
          update: entry,
          title,
          status,
          text,
          impact,
          components,
          startedAt: new Date(startedAt).toISOString(),
        },
      });
      const update = { id: entry, status, text, at: NaN };
      return { id: ours, status, updates: [update], entries: [entry] };
    },
  };
}
