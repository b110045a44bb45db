import type { BisectOutcome, BisectResult, EventData } from '../domain/events';
import { shortened } from './plain';
import type { Translate } from './translate';

const SUBJECT_LENGTH = 80;

/** `1a2b3c4d Keep blobs for longer` */
export function commitName({ commit, subject }: { readonly commit?: string; readonly subject: string }): string {
  return `${commit?.slice(0, 8) ?? ''} ${shortened(subject, SUBJECT_LENGTH)}`.trim();
}

/** `Bisect started: 12 changes of registry, by npm test` */
export function bisectStartSentence({ changes, repository, check }: EventData['bisect.started'], t: Translate): string {
  if (check === undefined) return t('Bisect started by hand: {0} changes of {1}', changes.length, repository);
  return t('Bisect started: {0} changes of {1}, by {2}', changes.length, repository, shortened(check, SUBJECT_LENGTH));
}

/** `Bisect: fails at 1a2b3c4d Keep blobs for longer (12 s)` */
export function bisectTestSentence(tested: EventData['bisect.tested'], t: Translate): string {
  const { result, seconds } = tested;
  const name = commitName(tested);
  const sentences: Record<BisectResult, string> =
    seconds === undefined
      ? {
          good: t('Bisect: works at {0}', name),
          bad: t('Bisect: fails at {0}', name),
          skip: t('Bisect: can’t be tested at {0}', name),
        }
      : {
          good: t('Bisect: works at {0} ({1} s)', name, seconds),
          bad: t('Bisect: fails at {0} ({1} s)', name, seconds),
          skip: t('Bisect: can’t be tested at {0} ({1} s)', name, seconds),
        };
  return sentences[result];
}

/** `Bisect found the first change that fails: 1a2b3c4d Keep blobs for longer` */
export function bisectEndSentence(
  { outcome, changes }: Pick<EventData['bisect.ended'], 'outcome' | 'changes'>,
  t: Translate,
): string {
  const names = changes.map(commitName).join(', ');
  const sentences: Record<BisectOutcome, string> = {
    found: t('Bisect found the first change that fails: {0}', names),
    anyOf: t('Bisect ended: it is one of {0}; the states between them can’t be tested', names),
    older: t('Bisect ended: it fails before the first change too, so the cause is older'),
    newer: t(
      'Bisect ended: it works after the last change, so the check doesn’t see the problem or the cause is newer',
    ),
    contradiction: t('Bisect ended: an earlier state fails while a later one works, so the results can’t be trusted'),
    stopped: t('Bisect stopped'),
  };
  return sentences[outcome];
}
