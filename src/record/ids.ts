import { randomBytes } from 'node:crypto';

/**
 * The id of a new incident, also the name of its folder: the UTC minute of its declaration and a random part, such as
 * `20261122-1405-k3x9qa`, so that folders sort by time and read well.
 */
export function newIncidentId(now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${randomPart(6)}`;
}

/** The id of a writing session, also the name of its file. 80 random bits: two never meet. */
export function newWriterId(): string {
  return randomPart(16);
}

/** Whether a folder's name can be an incident's id; anything else in the record folder is left alone. */
export function isIncidentId(name: string): boolean {
  return /^\d{8}-\d{4}-[0-9a-z]{4,}$/.test(name);
}

/** Five bits a character, without letters that look like digits. */
function randomPart(length: number): string {
  const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(length), (byte) => ALPHABET.charAt(byte & 31)).join('');
}
