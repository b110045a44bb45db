import * as vscode from 'vscode';
import type { ShareState } from '../../app/share';
import type { Committer } from '../../app/sharePorts';
import type { Person } from '../../domain/events';
import { samePerson, type Incident } from '../../domain/incident';
import { whoIsHere } from '../../domain/presence';
import { oneLine, shortened } from '../../reports/plain';
import { formatClockAndZone } from '../../reports/times';
import type { Origin } from '../kit/feature';

const { t } = vscode.l10n;
type Failing = Extract<ShareState, { kind: 'failing' }>;

/** How sharing stands, in a few words: `shared · 3 people`, `offline, 4 entries waiting since 14:05`. */
export function stateWords(state: ShareState, incident: Incident, waiting: number | undefined): string {
  if (state.kind === 'failing') return failingWords(state, waiting);
  if (state.kind === 'starting') return t('connecting…');
  const people = whoIsHere(incident).length;
  return people === 1 ? t('shared · 1 person') : t('shared · {0} people', people);
}

/** The same as a sentence, for a screen reader. */
export function stateSentence(state: ShareState, incident: Incident, words: string): string {
  if (state.kind === 'failing') return t('Sharing: {0}.', words);
  if (state.kind === 'starting') return t('Connecting to the remote.');
  const others = whoIsHere(incident).length - 1;
  if (others <= 0) return t('Shared; nobody else is here yet.');
  return others === 1 ? t('Shared with 1 other person.') : t('Shared with {0} other people.', others);
}

function failingWords(state: Failing, waiting: number | undefined): string {
  const since = formatClockAndZone(state.since);
  if (state.problem === 'readOnly') return t('cannot push: read-only access');
  if (state.problem === 'refused') return t('cannot push: {0}', shortened(state.detail, 200));
  if (state.problem === 'locked') return t('cannot push: locked');
  if (state.problem === 'signIn') return t('cannot share: not signed in');
  if (state.problem === 'notFound') return t('cannot share: remote not found');
  if (state.problem === 'diskFull') return t('cannot share: disk full');
  if (state.problem === 'noGit') return t('cannot share: git not found');
  if (state.problem === 'unreadable') return t('cannot read the remote’s copy');
  if (waiting === undefined || waiting === 0) return t('offline since {0}', since);
  return waiting === 1
    ? t('offline, 1 entry waiting since {0}', since)
    : t('offline, {0} entries waiting since {1}', waiting, since);
}

/** What a person can do about it, and what is safe meanwhile. */
export function whatToDo({ problem, detail }: Failing, where: string): string {
  const why = shortened(detail, 200);
  switch (problem) {
    case 'signIn':
      return t('Run this once in a terminal and sign in: git ls-remote {0}', where);
    case 'readOnly':
      return t('Reading still works, and entries are safe here. Ask for write access to {0}. ({1})', where, why);
    case 'refused':
      return t(
        'Reading still works, and entries are safe here. If the reason is unclear, ask whoever runs {0}.',
        where,
      );
    case 'locked':
      return t(
        'A git that crashed at the remote left a lock. Remove that file there ({0}). Entries are safe here.',
        why,
      );
    case 'notFound':
      return t('Check the setting incident.share.remote ({0}) and whether you can read that repository.', where);
    case 'diskFull':
      return t('Free some space. Entries already recorded are safe.');
    case 'noGit':
      return t('Install git 2.31 or newer, then try again.');
    case 'unreadable':
      return t('What the remote holds of this incident could not be taken up. The log (Show Log) says why.');
    case 'offline':
    case 'other':
      return t('Entries are recorded here and sent when {0} answers again. ({1})', where, why);
  }
}

/** Who brought an entry to the remote, where that is not its author; unverified where a signature says that it was not. */
export function originOf({ person, signer }: Committer, author: Person): Origin | undefined {
  const isAuthors = (text: string) =>
    author.email !== undefined && text.toLowerCase().includes(author.email.toLowerCase());
  if (signer !== undefined && !isAuthors(signer))
    return {
      words: t('Unverified: signed by {0}, not by {1}', oneLine(signer), oneLine(author.name)),
      isUnverified: true,
    };
  if (samePerson(person, author)) return undefined;
  const words = t('Pushed by {0}', oneLine(`${person.name} <${person.email ?? ''}>`));
  return { words, isUnverified: false };
}
