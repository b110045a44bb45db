import * as vscode from 'vscode';
import type { SecretKeeper } from '../../app/secretKeeper';
import type { Incident } from '../../domain/incident';
import { decode } from '../../record/codec';
import { ExchangeError } from '../../record/exportFormat';
import type { MaskData } from '../../record/rewrite';
import { shortened } from '../../reports/plain';
import { entrySentence } from '../../reports/sentences';
import type { SecretKind } from '../../secrets/kinds';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { askBefore, confirmLoss, inform, warn } from '../kit/notices';
import { secretNames } from '../kit/secretWords';
import { confirm, inMessage } from '../kit/words';
import type { ShareSession } from './session';

const { t } = vscode.l10n;
/** So many entries are listed; more would not fit a message. */
const LISTED = 8;
const LENGTH = 70;

/** An entry that holds a secret: its sentence, masked, and what kinds of secrets there are. */
interface Found {
  readonly sentence: string;
  readonly kinds: readonly SecretKind[];
}

/**
 * Remove Secrets from Record: lists the entries that hold secrets, asks once, and masks them on the disk. What others have already
 * cannot be taken back, so of a shared incident only the originals go that are kept on this machine.
 */
export async function scrub(kit: Kit, session: ShareSession | undefined, incident: Incident): Promise<undefined> {
  const keeper = await kit.secrets.keeper();
  const found = await findSecrets(kit, keeper, incident);
  const hasOriginals = await kit.store.hasOriginals(incident.id);
  if (found.length > 0 && session?.state(incident.id) !== undefined) {
    throw new Refusal(
      t(
        'This incident is shared: what others have can’t be taken back. Change the secret itself now. To mask it here, run Stop Sharing first.',
      ),
    );
  }
  if (found.length === 0 && !hasOriginals) {
    void inform(t('No secrets found in this record.'));
    return;
  }
  const question =
    found.length === 0
      ? t('Delete the unmasked originals that this machine kept? You can’t undo this.')
      : found.length === 1
        ? t('Mask secrets in 1 entry? You can’t undo this.')
        : t('Mask secrets in {0} entries? You can’t undo this.', found.length);
  if (!(await confirmLoss(question, detail(found), found.length === 0 ? t('Delete') : t('Mask')))) return;
  await rewrite(kit, keeper, incident, false);
  confirm(t('Secrets removed from the record'));
}

/**
 * Whether an incident may be shared: where its record holds secrets, they are masked first, with the originals kept on this
 * machine, or shared as they are; the person is asked which.
 */
export async function mayShare(kit: Kit, incident: Incident): Promise<boolean> {
  if (kit.secrets.mode() === 'keep') return true;
  let keeper: SecretKeeper;
  try {
    keeper = await kit.secrets.keeper();
  } catch (error) {
    logError(error);
    void warn(t('The record couldn’t be checked for secrets. Look through it before you pass it on.'));
    return true;
  }
  const found = await findSecrets(kit, keeper, incident);
  if (found.length === 0) return true;
  const [mask, anyway] = [t('Mask and Share'), t('Share Anyway')];
  const answer = await askBefore(
    t('What is shared would contain secrets, and can’t be taken back.'),
    t(
      '{0}\n\nMask and Share keeps the originals on this machine until you run Remove Secrets from Record.',
      detail(found),
    ),
    mask,
    anyway,
  );
  if (answer === mask) await rewrite(kit, keeper, incident, true);
  return answer !== undefined;
}

/** What in the files of the record looks like a secret, wordings that were corrected since among it. */
async function findSecrets(kit: Kit, keeper: SecretKeeper, incident: Incident): Promise<readonly Found[]> {
  const { files } = await kit.store.exportFiles(incident.id);
  const found: Found[] = [];
  for (const { bytes } of files) {
    for (const line of bytes.toString('utf8').split('\n')) {
      const decoded = decode(line);
      if (!('event' in decoded) || decoded.event.type === 'newer') continue;
      const { event } = decoded;
      const { data, kinds } = await keeper.copyOf(event.data, true);
      if (kinds.length === 0) continue;
      const entry = incident.entries.find(({ id }) => id === event.id);
      const sentence =
        entry === undefined
          ? t('an earlier wording')
          : entrySentence({ event: { ...event, data } as typeof entry.event }, incident, t);
      found.push({ sentence: shortened(sentence, LENGTH), kinds });
    }
  }
  return found;
}

function detail(found: readonly Found[]): string {
  const lines = found.slice(0, LISTED).map(({ sentence }) => `• ${inMessage(sentence, LENGTH)}`);
  if (found.length > LISTED) lines.push(t('and {0} more', found.length - LISTED));
  const kinds = [...new Set(found.flatMap((each) => each.kinds))];
  return kinds.length === 0 ? '' : t('{0}\n\nFound: {1}', lines.join('\n'), secretNames(kinds));
}

async function rewrite(kit: Kit, keeper: SecretKeeper, incident: Incident, keeps: boolean): Promise<void> {
  const mask: MaskData = async (given) => {
    const { data, kinds } = await keeper.copyOf(given, true);
    return kinds.length === 0 ? undefined : data;
  };
  try {
    await kit.store.scrub(incident.id, mask, keeps);
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    throw new Refusal(t('Another window is writing to this record. Nothing was changed; try again.'));
  }
}
