import type { OpenPoint } from '../domain/waiting';
import { updateStatusName } from './peopleWords';
import { shortened } from './plain';
import type { Translate } from './translate';

const NAME = 60;

/**
 * What closing would leave open, in a sentence; texts of people in it as typed.
 * @param when words a moment
 */
export function openPointSentence(point: OpenPoint, when: (at: number) => string, t: Translate): string {
  switch (point.code) {
    case 'updateOverdue':
      return t('The update to {0} is overdue; it was due {1}', shortened(point.audience, NAME), when(point.due));
    case 'updateDue':
      return t('An update to {0} is due {1}', shortened(point.audience, NAME), when(point.due));
    case 'notToldResolved':
      return t(
        'The last update to {0} says “{1}” ({2})',
        shortened(point.audience, NAME),
        updateStatusName(point.status, t),
        when(point.at),
      );
    case 'actionsInProgress': {
      const [first] = point.actions;
      const text = shortened(first?.text ?? '', NAME);
      return point.actions.length === 1
        ? t('1 action in progress: {0}', text)
        : t('{0} actions in progress: {1}, …', point.actions.length, text);
    }
    case 'noFollowUp':
      return t('No follow-up yet');
  }
}
