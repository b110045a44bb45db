import type { ChatPorts } from '../../app/chatPorts';
import { mattermostLink, slackLink } from '../../chat/links';
import type { Instant } from '../../domain/incident';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { channelsOf, connectionNameOf } from './channels';

/** A note does not wait longer to learn what a link says. Milliseconds. */
const PATIENCE = 5000;

/** What the message says that a link leads to, and when it was written; undefined where that cannot be read. Never rejects. */
export async function readLink(
  kit: Pick<Kit, 'settings' | 'connections'>,
  openChat: () => Promise<ChatPorts>,
  link: string,
): Promise<{ readonly text: string; readonly at: Instant } | undefined> {
  for (const channel of channelsOf(kit.settings).filter((each) => each.channel !== undefined)) {
    const linked = channel.kind === 'slack' ? slackLink(link) : mattermostLink(link, channel.server ?? '');
    if (linked === undefined) continue;
    try {
      const { kind, name } = connectionNameOf(channel);
      const token = await (await kit.connections()).secretOf(kind, name);
      if (token === undefined) continue;
      const read = await (await openChat()).readLinked(channel, token, linked, AbortSignal.timeout(PATIENCE));
      return read && { text: `${read.by}: ${read.text} (${link})`, at: read.at };
    } catch (error) {
      // The link itself is a note as well.
      logError(error);
    }
  }
  return undefined;
}
