import type { Doubt } from '../domain/events';
import type { Hypothesis, Incident, Instant } from '../domain/incident';
import * as parts from './chatParts';
import { helpNeed } from './peopleWords';
import { momentsOf } from './times';
import { english as t } from './translate';

const MOST = 10;

/**
 * A request for help with the situation in it: status, impact, what was tried, what is in progress, what is needed. For a person to edit; text for chats: see `chatLine`.
 */
export function helpRequest(incident: Incident, doubts: readonly Doubt[], now: Instant): string {
  const when = momentsOf(incident, now);
  const impact = parts.impactOf(incident);
  const services = parts.servicesOf(incident);
  const tried = parts.latest(parts.finishedSince(incident), MOST, (action) => parts.finishedSentence(action, when));
  const ruledOut = parts.hypothesesThat(incident, 'ruledOut').map((each) => `Ruled out: ${line(each)}`);
  const lines = [
    `Help needed: ${parts.titleOf(incident)}`,
    '',
    ...[
      `Status: ${parts.stateSentence(incident, now)}`,
      `Impact: ${impact ?? 'not assessed yet'}`,
      ...(services === undefined ? [] : [`Affected services: ${services}`]),
      ...parts.rolesOf(incident),
    ].map(parts.listed),
    ...parts.part('Hypotheses', parts.latest(parts.hypothesesThat(incident, ...parts.IN_QUESTION), MOST, line)),
    ...parts.part('Tried', [...tried, ...ruledOut.slice(-MOST)]),
    ...parts.part('Decisions', latestDecisions(incident, when)),
    ...parts.part('In progress', parts.inProgressOf(incident, when)),
    ...parts.part('Needed', needs(doubts)),
  ];
  return `${lines.join('\n')}\n`;
}

function line(hypothesis: Hypothesis): string {
  return parts.hypothesisLine(hypothesis, parts.shortText);
}

function latestDecisions(incident: Incident, when: parts.When): string[] {
  return parts.latest(parts.decisionsSince(incident), MOST, (decision) => parts.decisionSentence(decision, when));
}

function needs(doubts: readonly Doubt[]): string[] {
  return doubts.length === 0
    ? ['[What do you need, and from whom?]']
    : doubts.map((doubt) => parts.capitalised(helpNeed(doubt, t)));
}
