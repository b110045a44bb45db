import * as vscode from 'vscode';
import type { ChangeFinder } from '../../app/changeFinder';
import type { ListedChange } from '../../app/listing';
import { shortened } from '../../reports/plain';
import { Refusal } from './failures';
import { pickOne } from './prompts/pick';
import { BACK } from './prompts/steps';
import { label } from './words';

const { t } = vscode.l10n;

export interface ChangePick {
  readonly title: string;
  readonly fits: (listed: ListedChange) => boolean;
  /** What a row says beside the subject; plain text. */
  readonly describe: (listed: ListedChange) => string;
}

/** One of the changes that were found, the likeliest first. Throws Refusal where there is none to pick. */
export async function pickChange(
  finder: ChangeFinder,
  { title, fits, describe }: ChangePick,
): Promise<ListedChange | undefined> {
  const { suspects, after, notDeployed, phase } = finder.state;
  const all = [...suspects, ...notDeployed, ...after].filter(fits);
  if (all.length === 0) {
    throw new Refusal(
      phase === 'restricted'
        ? t('Git is off in Restricted Mode. Trust this folder to see its changes.')
        : t('No changes found. Use Set Change Window to look further back.'),
    );
  }
  const answer = await pickOne({
    title,
    placeholder: t('Which change?'),
    choices: all.map((listed) => ({
      label: label(shortened(listed.reference.subject, 100)),
      description: describe(listed),
      value: listed,
    })),
  });
  return answer === BACK ? undefined : answer;
}
