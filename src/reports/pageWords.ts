import { UPDATE_STATUSES, type UpdateStatus } from '../domain/events';
import { updateStatusName } from './peopleWords';
import type { Translate } from './translate';

/** Names that products go by. */
const NAMES: Readonly<Record<string, string>> = {
  statuspage: 'Statuspage',
  instatus: 'Instatus',
  cstate: 'cState',
  webhook: 'the status page webhook',
};

/** What people call a status page: the product, where it is one that we know. */
export function pageName(page: string): string {
  const kind = page.slice(0, page.indexOf('/'));
  return Object.hasOwn(NAMES, kind) ? (NAMES[kind] ?? page) : page;
}

/** A status in the words of the page; those that we know, in the reader's language. */
export function pageStatusName(status: string, t: Translate): string {
  return isUpdateStatus(status) ? updateStatusName(status, t) : status;
}

function isUpdateStatus(status: string): status is UpdateStatus {
  return (UPDATE_STATUSES as readonly string[]).includes(status);
}
