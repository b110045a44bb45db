import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { OpenShare } from '../../app/sharePorts';
import { shareAddress } from './address';
import { withoutSecrets } from './failures';
import { openShareRemote } from './shareRemote';

/** Opens the remote of the setting; what it needs is in a folder of its own for this remote and this record. */
export const openShare: OpenShare = async ({ setting, root, prefix, storage, record, now }) => {
  const address = await shareAddress(setting, root);
  const key = createHash('sha256').update([address.fetch, address.push, prefix, record].join('\0')).digest('hex');
  const folder = join(storage, 'share', key.slice(0, 24));
  const remote = await openShareRemote({ address, prefix, folder, now, random: () => Math.random() });
  return { remote, address: withoutSecrets(address.fetch) };
};
