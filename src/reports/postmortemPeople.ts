import type { FollowUp, Handover, HelpRequest, Incident, StatusUpdate } from '../domain/incident';
import { roleTerms } from '../domain/roleHistory';
import { inOrder, itemWithId } from './lookup';
import { bullets, literal, quotation, sourceReference } from './markdownParts';
import { doubtSentence, followUpKindName, handoverSentence, updateStatusName } from './peopleWords';
import { entrySentence, personWithAddress } from './sentences';
import { formatWithZone } from './times';
import { english as t } from './translate';

/** The sections of a post-mortem about people: updates, roles, requests for help, handovers and follow-ups. */

export function updates(incident: Incident): string[] {
  const posted = inOrder(incident.updates, incident);
  if (posted.length === 0) return ['No status updates posted.'];
  return separated(posted.map(update));
}

function update({ audience, status, text, at, by }: StatusUpdate): string[] {
  const line = `**${formatWithZone(at)}** to ${literal(audience)} (${updateStatusName(status, t)}) — ${literal(by.name)}`;
  return text.trim() === '' ? [line] : [line, '', ...quotation(text)];
}

export function peopleSection(incident: Incident): string[] {
  const roles = roleTerms(incident).map(({ role, person, from, to }) => {
    const time =
      to === undefined ? `since ${formatWithZone(from)}` : `${formatWithZone(from)} to ${formatWithZone(to)}`;
    return `${literal(role)}: ${literal(person.name)}, ${time}`;
  });
  const others = incident.people.map((person) => literal(personWithAddress(person)));
  const helped = inOrder(incident.helpRequests, incident).map(help);
  const handed = inOrder(incident.handovers, incident).map(handover);
  return separated([
    ...(roles.length === 0 ? [] : [bullets(roles)]),
    ...(others.length === 0 ? [] : [[`Participants: ${others.join(', ')}.`]]),
    ...(helped.length === 0 ? [] : [['### Requests for Help'], ...helped]),
    ...(handed.length === 0 ? [] : [['### Handovers'], ...handed]),
  ]);
}

function help({ doubts, text, people, at, by }: HelpRequest): string[] {
  const asked = people.length === 0 ? '' : ` ${people.map((name) => literal(name)).join(', ')}`;
  const why = doubts.length === 0 ? '' : `: ${doubts.map((doubt) => doubtSentence(doubt, t)).join('; ')}`;
  const line = `**${formatWithZone(at)}** ${literal(by.name)} asked${asked} for help${why}`;
  return text.trim() === '' ? [line] : [line, '', ...quotation(text)];
}

function handover({ text, at, resumeAt, ...handed }: Handover): string[] {
  const sentence = handoverSentence(
    { ...handed, text, ...(resumeAt !== undefined && { resumeAt: new Date(resumeAt).toISOString() }) },
    t,
  );
  const line = `**${formatWithZone(at)}** ${literal(sentence)}`;
  return text.trim() === '' ? [line] : [line, '', ...quotation(text)];
}

/** The follow-ups with check boxes; where there is none, why. */
export function followUps(incident: Incident): string[] {
  if (incident.followUps.length > 0) {
    return inOrder(incident.followUps, incident).map((followUp) => `- ${followUpLine(followUp, incident)}`);
  }
  const why = incident.whyNoFollowUp;
  return [why === undefined ? '_What would prevent or shorten the next one?_' : `None: ${literal(why)}`];
}

/** `[ ] Alert on 500s (owner: Ada; due 2026-11-30; detective; src/cache.ts:12-30@1a2b3c4d)` */
export function followUpLine(followUp: FollowUp, incident: Incident): string {
  const { text, owner, due, kind, done, source, entry, issue } = followUp;
  const from = entry === undefined ? undefined : itemWithId(incident.entries, entry);
  const details = [
    owner === undefined ? undefined : `owner: ${literal(owner)}`,
    due === undefined ? undefined : `due ${literal(due)}`,
    kind === undefined ? undefined : followUpKindName(kind, t),
    source === undefined ? undefined : sourceReference(source),
    from === undefined ? undefined : `from “${literal(entrySentence(from, incident, t), 80)}”`,
    issue === undefined ? undefined : `issue ${literal(issue.name)}: ${literal(issue.link)}`,
    done === undefined ? undefined : `done ${formatWithZone(done.at)}`,
  ].filter((detail) => detail !== undefined);
  const inBrackets = details.length === 0 ? '' : ` (${details.join('; ')})`;
  return `[${done === undefined ? ' ' : 'x'}] ${literal(text)}${inBrackets}`;
}

/** Groups of lines with an empty line between them. */
function separated(groups: readonly (readonly string[])[]): string[] {
  return groups.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}
