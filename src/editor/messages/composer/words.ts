import * as vscode from 'vscode';
import { oneLine, shortened } from '../../../reports/plain';
import { updateStatusName } from '../../../reports/peopleWords';
import { label, timeOfDay } from '../../kit/words';
import type { Composition } from './composition';

const { t } = vscode.l10n;
const NAMES_LENGTH = 60;

/** What sending a text does, as the title of its button: `Post to customers (identified)`. */
export function sendTitle(composition: Composition, now: number): string {
  switch (composition.kind) {
    case 'update':
      return t('Post to {0} ({1})', named(composition.audience), updateStatusName(composition.status, t));
    case 'help':
      return composition.people.length === 0
        ? t('Ask for help')
        : t('Ask {0} for help', named(composition.people.join(', ')));
    case 'handover':
      if (composition.to !== undefined) return t('Hand over to {0}', named(composition.to.name));
      return composition.resumeAt === undefined
        ? t('Hand over')
        : t('Pause until {0}', timeOfDay(Date.parse(composition.resumeAt), now));
  }
}

/** What was done, for the status bar. */
export function sentSentence(composition: Composition, now: number): string {
  switch (composition.kind) {
    case 'update': {
      const { audience, status, due } = composition;
      const [to, name] = [named(audience), updateStatusName(status, t)];
      if (due === undefined) return t('Posted to {0} ({1})', to, name);
      return due === null
        ? t('Posted to {0} ({1}); no next update', to, name)
        : t('Posted to {0} ({1}); next update due {2}', to, name, timeOfDay(Date.parse(due), now));
    }
    case 'help':
      return composition.people.length === 0
        ? t('Asked for help')
        : t('Asked {0} for help', named(composition.people.join(', ')));
    case 'handover':
      if (composition.to !== undefined) return t('Handed over to {0}', named(composition.to.name));
      return composition.resumeAt === undefined
        ? t('Handed over')
        : t('Paused; work resumes {0}', timeOfDay(Date.parse(composition.resumeAt), now));
  }
}

/** What the text is, in the question whether to discard it. */
export function nameOf(composition: Composition): string {
  switch (composition.kind) {
    case 'update':
      return t('the update to {0}', oneLine(composition.audience));
    case 'help':
      return t('the request for help');
    case 'handover':
      return t('the handover note');
  }
}

function named(text: string): string {
  return label(shortened(text, NAMES_LENGTH));
}
