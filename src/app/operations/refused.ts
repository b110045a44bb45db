/** What is wrong with an input. */
export type InputProblem =
  | {
      readonly kind: 'notA';
      readonly name: string;
      readonly wanted: 'string' | 'number' | 'boolean' | 'list' | 'time' | 'value';
    }
  | { readonly kind: 'notOneOf'; readonly name: string; readonly allowed: readonly string[] }
  | { readonly kind: 'tooLarge'; readonly name: string; readonly most: number }
  | { readonly kind: 'empty'; readonly name: string }
  | { readonly kind: 'inFuture'; readonly name: string }
  | { readonly kind: 'inPast'; readonly name: string };

/** Why an operation was not carried out; nothing was recorded. */
export type Reason =
  | InputProblem
  /** No incident is shown, and none was named. */
  | { readonly kind: 'noIncident' }
  | { readonly kind: 'unknownIncident'; readonly id: string }
  /** No handover waits for its confirmation. */
  | { readonly kind: 'noHandover' }
  /** An incident cannot be merged into itself. */
  | { readonly kind: 'sameIncident' }
  /** It has the status already that it would get. */
  | { readonly kind: 'already'; readonly status: 'open' | 'resolved' | 'closed'; readonly title: string }
  /** Closing without a follow-up takes a reason. */
  | { readonly kind: 'needsFollowUp' }
  | { readonly kind: 'unknownAction' }
  | { readonly kind: 'unknownEntry' }
  | { readonly kind: 'unknownFollowUp' }
  | { readonly kind: 'unknownHypothesis' }
  /** No bisect is running. */
  | { readonly kind: 'noBisect' }
  /** The commit is none of those that the bisect searches. */
  | { readonly kind: 'notBisected' }
  /** Entries of this kind cannot be changed, or it was retracted. */
  | { readonly kind: 'fixedEntry' }
  | { readonly kind: 'noUpdatePromised'; readonly audience: string }
  | { readonly kind: 'holdsRole'; readonly name: string; readonly role: string };

const MESSAGES: Readonly<Record<Reason['kind'], string>> = {
  notA: 'The input has the wrong type.',
  notOneOf: 'The input is not one of the allowed values.',
  tooLarge: 'The input is too large.',
  empty: 'The input is empty.',
  inFuture: 'The time is in the future.',
  inPast: 'The time is in the past.',
  noIncident: 'No incident is active.',
  unknownIncident: 'There is no such incident in the record.',
  noHandover: 'No handover is waiting to be confirmed.',
  sameIncident: 'An incident cannot be merged into itself.',
  already: 'The incident already has this status.',
  needsFollowUp: 'An incident is closed with a follow-up, or with the reason why it has none.',
  unknownHypothesis: 'There is no such hypothesis.',
  noBisect: 'No bisect is running.',
  notBisected: 'The bisect does not search this commit.',
  unknownAction: 'There is no such action in progress.',
  unknownEntry: 'There is no such entry.',
  unknownFollowUp: 'There is no such follow-up.',
  fixedEntry: 'This entry cannot be changed.',
  noUpdatePromised: 'No update was promised to this audience.',
  holdsRole: 'This person already holds the role.',
};

/** An operation was not carried out, and why. The sentence for a person is made in the editor, from the reason. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly reason: Reason) {
    const named = 'name' in reason && reason.kind !== 'holdsRole' ? ` (${reason.name})` : '';
    super(MESSAGES[reason.kind] + named);
  }
}
