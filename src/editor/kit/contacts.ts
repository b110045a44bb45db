import { oneLine } from '../../reports/plain';
import type { Contact, Service } from './settings';

/** A way to reach somebody that can be opened outside. */
export interface Way {
  readonly kind: 'chat' | 'url' | 'phone';
  /** Exactly what is opened. */
  readonly address: string;
}

/** All that may be opened: nothing that runs or reads anything here. */
const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'tel:', 'mailto:', 'sms:', 'slack:', 'msteams:']);
const TELEPHONE = /^\+?[\d\s()./-]{3,40}$/;

/** The ways to reach a contact that may be opened; what else the settings say is text for people. */
export function waysTo({ chat, url, phone }: Contact): readonly Way[] {
  const ways = [
    { kind: 'chat' as const, address: addressFrom(chat) },
    { kind: 'url' as const, address: addressFrom(url) },
    { kind: 'phone' as const, address: telephoneFrom(phone) ?? addressFrom(phone) },
  ];
  return ways.flatMap(({ kind, address }) => (address === undefined ? [] : [{ kind, address }]));
}

/** An address as it will be opened: a host that looks like another one shows what it is. */
function addressFrom(text: string | undefined): string | undefined {
  const typed = text?.trim();
  if (typed === undefined || !/^[a-z][a-z\d+.-]*:\S+$/i.test(typed) || typed !== oneLine(typed)) return undefined;
  if (!URL.canParse(typed)) return undefined;
  const { protocol, href } = new URL(typed);
  return SCHEMES.has(protocol) ? href : undefined;
}

function telephoneFrom(text: string | undefined): string | undefined {
  return text !== undefined && TELEPHONE.test(text) ? `tel:${text.replace(/[^\d+]/g, '')}` : undefined;
}

/** The contacts of the affected services first, then the others. */
export function inOrderOfConcern(
  contacts: readonly Contact[],
  services: readonly Service[],
  affected: readonly string[],
): { readonly concerned: readonly Contact[]; readonly others: readonly Contact[] } {
  const names = new Set(services.filter(({ name }) => affected.includes(name)).flatMap((service) => service.contacts));
  return {
    concerned: contacts.filter(({ name }) => names.has(name)),
    others: contacts.filter(({ name }) => !names.has(name)),
  };
}

/** `Grace (Database): +49 30 1234, https://chat.example.com/grace` */
export function contactLine({ name, role, ...reach }: Contact): string {
  const who = role === undefined ? name : `${name} (${role})`;
  const ways = howToReach(reach);
  return ways === '' ? who : `${who}: ${ways}`;
}

/** All that is known of how to reach somebody, as the settings say it. */
export function howToReach({ phone, chat, url }: Omit<Contact, 'name' | 'role'>): string {
  return [phone, chat, url].filter((way) => way !== undefined).join(', ');
}
