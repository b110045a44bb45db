import type { FollowUp, Incident } from '../domain/incident';
import { followUpKindName } from './peopleWords';
import { markdownLine, oneLine } from './plain';
import { sourceSentence } from './sentences';
import { formatDay } from './times';
import { english as t } from './translate';

/**
 * The title and the text of a follow-up's issue. No line begins with what others wrote, so that none is a command to the tracker, and
 * nobody is called and no other issue is linked by it.
 */
export function issueText(incident: Incident, followUp: FollowUp): { readonly title: string; readonly body: string } {
  const { text, owner, due, kind, source } = followUp;
  const facts = [
    `To do: ${literal(text)}`,
    owner === undefined ? undefined : `Owner: ${literal(owner)}`,
    due === undefined ? undefined : `Due: ${literal(due)}`,
    kind === undefined ? undefined : `Kind: ${followUpKindName(kind, t)}`,
    source === undefined ? undefined : `Where: ${literal(sourceSentence(source, t))}`,
  ].filter((fact) => fact !== undefined);
  const { title, severity, startedAt } = incident;
  return {
    title: oneLine(text),
    body: [
      `Follow-up of the incident ${literal(title)} (${literal(severity)}, ${formatDay(startedAt)})`,
      '',
      ...facts.map((fact) => `- ${fact}`),
    ].join('\n'),
  };
}

/** A line that is neither markup nor a reference: not to people, issues, labels or milestones. */
function literal(text: string): string {
  return markdownLine(text)
    .replace(/@(?=[\p{L}\p{N}_-])/gu, '＠')
    .replace(/[#!~%&](?=[\p{L}\p{N}"])/gu, '$& ');
}
