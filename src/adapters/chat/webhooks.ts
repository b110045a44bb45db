import type { ChatChannel } from '../../app/chatPorts';
import type { Outcome } from '../../app/outboxPorts';
import type { ChatKind, ChatMessage } from '../../chat/message';
import { payloadFor } from '../../chat/products';
import { deliver } from '../deliver';
import { isLocal, type HttpAnswer } from '../http';

/** Where the webhooks of products are; a server of one's own may be anywhere. */
const HOSTS: Readonly<Partial<Record<ChatKind, RegExp>>> = {
  slack: /^hooks\.slack(?:-gov)?\.com$/,
  discord: /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/,
  teams: /\.(?:logic\.azure\.(?:com|us)|powerplatform\.com|powerautomate\.com|webhook\.office\.com)$/,
};

/** What is wrong with an address that somebody pasted as that of a webhook. */
export function addressProblem(kind: ChatKind, address: string): 'notSecure' | 'otherHost' | undefined {
  if (!URL.canParse(address)) return 'notSecure';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'notSecure';
  if (isLocal(url) && (url.protocol === 'http:' || url.protocol === 'https:')) return undefined;
  if (url.protocol !== 'https:') return 'notSecure';
  return HOSTS[kind]?.test(url.hostname) === false ? 'otherHost' : undefined;
}

/** Posts a message to a webhook; its address is the secret. Never rejects. */
export async function postToWebhook(
  { kind, name }: ChatChannel,
  address: string,
  message: ChatMessage,
  signal: AbortSignal,
): Promise<Outcome> {
  const outcome = await deliver(kind === 'discord' ? waiting(address) : address, {
    service: name,
    signal,
    json: payloadFor(kind, message),
    detail: detailOf,
  });
  // A webhook that was removed is not found: its address is not valid any more.
  const isGone = outcome.kind === 'refused' && /^HTTP (?:404|410)/.test(outcome.why.detail);
  return isGone ? { kind: 'refused', why: { ...outcome.why, problem: 'unauthorized' } } : outcome;
}

/** Discord says whether it took a message only to those who wait for it. */
function waiting(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.searchParams.set('wait', 'true');
  return url.href;
}

/** `no_service`, or the `message` of a JSON answer: a few plain words, or nothing. */
export function detailOf({ text }: HttpAnswer): string {
  let said: unknown = text;
  try {
    said = (JSON.parse(text) as { readonly message?: unknown }).message ?? '';
  } catch {
    // Slack answers in plain text.
  }
  return typeof said === 'string' && /^[\w .,:'()-]{1,120}$/.test(said) ? said : '';
}
