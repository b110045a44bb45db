/** A message that a link leads to, by the product's own ids. */
export interface LinkedMessage {
  /** The channel; only Slack names it. */
  readonly channel?: string;
  readonly message: string;
  readonly thread?: string;
}

/** `https://team.slack.com/archives/C0123/p1795356300000100`, with the thread that it is in. */
export function slackLink(link: string): LinkedMessage | undefined {
  if (!URL.canParse(link)) return undefined;
  const { protocol, hostname, pathname, searchParams } = new URL(link);
  if (protocol !== 'https:' || !/^[\w-]+(?:\.enterprise)?\.slack\.com$/.test(hostname)) return undefined;
  const [, channel, seconds, fraction] = /^\/archives\/([A-Z0-9]{2,20})\/p(\d{10})(\d{6})$/.exec(pathname) ?? [];
  if (channel === undefined) return undefined;
  const thread = searchParams.get('thread_ts');
  const isThread = thread !== null && /^\d{10}\.\d{6}$/.test(thread);
  return { channel, message: `${seconds ?? ''}.${fraction ?? ''}`, ...(isThread && { thread }) };
}

/** `https://chat.example.com/team/pl/…`, of the server that the settings name. */
export function mattermostLink(link: string, server: string): LinkedMessage | undefined {
  if (!URL.canParse(link) || !URL.canParse(server)) return undefined;
  const { origin, pathname } = new URL(link);
  const message = /\/pl\/([a-z0-9]{26})$/.exec(pathname)?.[1];
  return message === undefined || origin !== new URL(server).origin ? undefined : { message };
}
