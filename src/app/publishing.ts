import type { EventData, UpdateStatus } from '../domain/events';
import type { Incident, StatusUpdate } from '../domain/incident';
import { pageUpdateKey, unpublished } from '../domain/pages';
import {
  pageId,
  type IncidentOnPage,
  type PageSetting,
  type Publication,
  type StatusPage,
  type UpdateOnPage,
} from './pagePorts';
import { doOnce, ServiceError } from './serviceProblem';

/** What is shown of a page's own text. Characters. */
const MOST_TEXT = 4000;
/** A page says more only where something is wrong. */
const MOST_CHANGES = 20;

type Published = EventData['statusUpdate.published'];
type Changed = EventData['statusPage.changed'];

/** Something to be recorded of a page; a change that was made there has a time. */
export type PageFact =
  | { readonly type: 'statusUpdate.published'; readonly data: Published }
  | { readonly type: 'statusPage.changed'; readonly data: Changed; readonly at?: number };

/** The incident on the page to which the next update goes; undefined where a new one is made, as a resolved one is over. */
export function openOnPage(incident: Incident, setting: PageSetting, status: UpdateStatus): string | undefined {
  const known = incident.pages.get(pageId(setting));
  return known === undefined || (known.status === 'resolved' && status !== 'resolved') ? undefined : known.incident;
}

/**
 * Publishes an update exactly once, whoever tried before: what stands on the page is looked for first, and after a try without an
 * answer. Gives what is to be recorded.
 * @throws ServiceError; with the problem `doubt` where it may stand there
 */
export async function publish(
  {
    page,
    setting,
    incident,
  }: { readonly page: StatusPage; readonly setting: PageSetting; readonly incident: Incident },
  publication: Publication,
  wait: (length: number) => Promise<void>,
): Promise<readonly PageFact[]> {
  const known = openOnPage(incident, setting, publication.status);
  let on: IncidentOnPage | undefined;
  const stands = await doOnce<IncidentOnPage>({
    service: setting.kind,
    wait,
    find: async () => {
      on = await page.look({ id: known, publication });
      if (known !== undefined && on === undefined) throw new ServiceError('notFound', setting.kind);
      if (on !== undefined && standsThere(on, publication, incident, setting)) return on;
      if (on?.status === 'resolved' && publication.status !== 'resolved')
        throw new ServiceError('changed', setting.kind);
      return undefined;
    },
    send: () => page.send(publication, on),
    ...(page.remove !== undefined && { unite: (made) => united(page, made, publication, on) }),
  });
  const own = ownUpdate(stands, publication);
  const { entry, status } = publication;
  const published: Published = { ...placeOf(stands, setting), update: own?.id ?? '', status, entry };
  const changes = changesOn(stands, setting, incident).filter(({ data }) => data.update !== published.update);
  return [...changes, { type: 'statusUpdate.published', data: published }];
}

/**
 * Two people may have published the first update at the same time, before one saw the other's: the incident that was made first counts.
 * Whoever made the other adds the update to it, and takes theirs off the page.
 */
async function united(
  page: StatusPage,
  made: IncidentOnPage,
  publication: Publication,
  before: IncidentOnPage | undefined,
): Promise<IncidentOnPage> {
  if (before !== undefined) return made;
  const first = await page.look({ id: undefined, publication });
  if (first === undefined || first.id === made.id) return made;
  const there = await page.send(publication, first);
  await page.remove?.(made.id).catch((error: unknown) => {
    if (!(error instanceof ServiceError)) throw error;
  });
  return there;
}

/**
 * What stands on the page and is not in the record: what somebody wrote there, and what was published and could not be noted. Empty
 * while another window has published what has not come here yet.
 */
export function newsOf(stands: IncidentOnPage, setting: PageSetting, incident: Incident): readonly PageFact[] {
  const posted = new Set(incident.updates.map(({ id }) => id));
  if (stands.entries?.some((entry) => !posted.has(entry)) === true) return [];
  const waiting = unpublished(incident).filter(
    (update) => update.page === pageId(setting) && stands.entries?.includes(update.id) !== false,
  );
  const noted = waiting.flatMap((update): PageFact[] => {
    const own = ownUpdate(stands, update);
    if (own === undefined) return [];
    const data = { ...placeOf(stands, setting), update: own.id, status: update.status, entry: update.id };
    return [{ type: 'statusUpdate.published', data }];
  });
  const ours = new Set(noted.map(({ data }) => data.update));
  return [...changesOn(stands, setting, incident).filter(({ data }) => !ours.has(data.update)), ...noted];
}

/** What others wrote on the page, the oldest first. */
function changesOn(
  stands: IncidentOnPage,
  setting: PageSetting,
  incident: Incident,
): readonly Extract<PageFact, { type: 'statusPage.changed' }>[] {
  const place = placeOf(stands, setting);
  return stands.updates
    .slice(0, MOST_CHANGES)
    .map(({ id, status, text, at }) => ({
      type: 'statusPage.changed' as const,
      data: { ...place, update: id, status, text: text.slice(0, MOST_TEXT) },
      ...(Number.isFinite(at) && { at }),
    }))
    .filter(({ data }) => !incident.pageUpdates.has(pageUpdateKey(data)))
    .reverse();
}

function placeOf({ id, link }: IncidentOnPage, setting: PageSetting): Pick<Published, 'page' | 'incident' | 'link'> {
  return { page: pageId(setting), incident: id, ...(link !== undefined && { link }) };
}

/** Whether the page has it: by our mark, or else by its words, where no entry of the record accounts for these. */
function standsThere(on: IncidentOnPage, publication: Publication, incident: Incident, setting: PageSetting): boolean {
  if (on.entries !== undefined) return on.entries.includes(publication.entry);
  const own = ownUpdate(on, publication);
  if (own === undefined) return false;
  return !incident.pageUpdates.has(pageUpdateKey({ ...placeOf(on, setting), update: own.id, status: own.status }));
}

/** The newest update of the page that says the same. */
function ownUpdate(
  { updates }: IncidentOnPage,
  { text, status }: Pick<StatusUpdate, 'text' | 'status'>,
): UpdateOnPage | undefined {
  return updates.find((each) => each.status === status && words(each.text) === words(text));
}

/** A text but for its white space, which pages change. */
export function words(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
