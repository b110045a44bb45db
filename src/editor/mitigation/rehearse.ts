import { basename } from 'node:path';
import * as vscode from 'vscode';
import { rehearsalReport } from './rehearsalReport';
import { part } from '../kit/subject';
import { showFailure } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { run } from '../kit/register';
import { outcomeBrief } from '../kit/rehearsalWords';
import { showText } from '../kit/textDocument';
import type { RehearsedContents } from './contents';
import { pickReverting, tryReverting, type Tried } from './reverting';

const { t } = vscode.l10n;

/** Tries a revert, shows what came of it, and offers what is next. Gives the rehearsal. */
export async function rehearseRevert(
  kit: Kit,
  contents: RehearsedContents,
  argument: unknown,
  selected: readonly unknown[] | undefined,
): Promise<unknown> {
  const picked = await pickReverting(kit, argument, selected, t('Rehearse Revert'));
  const tried = picked && (await tryReverting(kit, picked));
  if (tried === undefined) return undefined;
  const { rehearsal, changes, isReland, branch, root } = tried;
  const report = rehearsalReport({ rehearsal, changes, isReland, branch, repository: basename(root) });
  const hash = changes[0]?.sha.slice(0, 8) ?? '';
  await showText(isReland ? t('Reland of {0}', hash) : t('Revert of {0}', hash), report, 'md');
  // Who is asked for an answer at once gets it from the argument.
  if (part(argument, 'quiet') !== true) offerNext(kit, contents, tried).catch(showFailure);
  return rehearsal;
}

async function offerNext({ settings }: Kit, contents: RehearsedContents, tried: Tried): Promise<void> {
  const { rehearsal, listed } = tried;
  const isCheckable = rehearsal.outcome === 'clean' && settings.check() !== undefined && vscode.workspace.isTrusted;
  const isDone = rehearsal.outcome === 'alreadyGone' || rehearsal.outcome === 'empty';
  const [diff, create, check] = [t('Open Diff'), t('Create Revert Branch'), t('Check Revert')];
  const choice = await inform(
    outcomeBrief(rehearsal),
    ...(isDone ? [] : [diff, create, ...(isCheckable ? [check] : [])]),
  );
  const keys = listed.map(({ key }) => key);
  if (choice === check) await run('incident.checkRevert', { keys });
  if (choice === diff) await contents.openDiff(tried);
  if (choice === create) await run('incident.createRevert', { keys });
}
