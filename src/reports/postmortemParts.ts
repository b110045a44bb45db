import { figures, outOfOrder, timestamps } from '../domain/figures';
import { runningTime, type Decision, type Incident, type Instant, type Judgement } from '../domain/incident';
import { formatDuration } from '../domain/time';
import { finishedSince, judgedAs } from './chatParts';
import { decisionContexts, type Context } from './decisionContext';
import { disorderSentence, figureLength, figureName, figureSpan, timestampName } from './figureWords';
import { inOrder, itemWithId } from './lookup';
import { bullets, literal, table } from './markdownParts';
import { impactSentence, noticedSentence, scopeSentence } from './peopleWords';
import { changeKindName, changeSentence, codeSentence, outcomeName, personWithAddress } from './sentences';
import { statusLine } from './timeline';
import { formatWithZone } from './times';
import { english as t } from './translate';

/** The sections of a post-mortem that tell of the incident itself, each as lines of Markdown. */

function prompt(question: string): string[] {
  return [`_${question}_`];
}

export function facts(incident: Incident, now: Instant): string[] {
  const { severity, severityReason, services } = incident;
  const why = severityReason === undefined ? '' : `, because: ${literal(severityReason)}`;
  const lasted = formatDuration(runningTime(incident, now));
  const known: (readonly [string, string])[] = [
    ['Severity', literal(severity) + why],
    ['Status', statusLine(incident)],
    ['Duration', incident.status === 'open' ? `${lasted} so far` : lasted],
    ['Affected services', services.map((service) => literal(service)).join(', ')],
    ...incident.roles.map(({ role, person }) => [literal(role), literal(personWithAddress(person))] as const),
  ];
  return bullets(known.filter(([, value]) => value !== '').map(([name, value]) => `**${name}:** ${value}`));
}

export function summary(incident: Incident, now: Instant): string[] {
  const { startedAt, declaredAt, resolvedAt, closedAt } = incident;
  const lasted = formatDuration(runningTime(incident, now));
  const end = resolvedAt ?? closedAt;
  const ended =
    end === undefined
      ? 'It is not resolved yet.'
      : `It was ${resolvedAt === undefined ? 'closed without being resolved' : 'resolved'} ${formatWithZone(end)}, after ${lasted}.`;
  const reopened = incident.entries.filter(
    ({ event, retraction }) => event.type === 'incident.reopened' && retraction === undefined,
  ).length;
  return [
    `It began ${formatWithZone(startedAt)} and was declared ${formatWithZone(declaredAt)}. ${ended}${reopened === 0 ? '' : ` It was reopened ${reopened === 1 ? 'once' : `${reopened} times`}.`}`,
    ...(incident.impact === undefined ? [] : [`Impact: ${literal(impactSentence(incident.impact, t))}.`]),
    '',
    ...prompt('In two or three sentences: what happened, what did it mean for customers, and what ended it?'),
  ];
}

/** What is held of the impact now, and how that came to be known. */
export function impact(incident: Incident): string[] {
  const { impact: known } = incident;
  if (known === undefined) return prompt('Nobody assessed the impact. Who was affected, how, and did they notice?');
  const held: (readonly [string, string | undefined])[] = [
    ['Who', scopeSentence(known, t)],
    ['What they experienced', known.effect === undefined ? undefined : literal(known.effect)],
    ['Would they notice', known.noticed === undefined ? undefined : noticedSentence(known.noticed, t)],
  ];
  const assessed = incident.entries.flatMap(({ event, at, retraction }) =>
    event.type === 'impact.assessed' && retraction === undefined
      ? [`${formatWithZone(at)}: ${literal(impactSentence(event.data, t))} — ${literal(event.author.name)}`]
      : [],
  );
  return [
    ...bullets(held.flatMap(([name, value]) => (value === undefined ? [] : [`**${name}:** ${value}`]))),
    ...(assessed.length < 2 ? [] : ['', 'As it was understood along the way:', '', ...bullets(assessed)]),
  ];
}

/** The moments and figures, with what is assumed; moments out of order are said first. */
export function figuresSection(incident: Incident): string[] {
  const disorders = outOfOrder(incident).map((disorder) => disorderSentence(disorder, formatWithZone, t));
  const moments = timestamps(incident).map(({ name, at, assumed }) => [
    timestampName(name, t),
    formatWithZone(at),
    ...(assumed ? ['at the latest; nobody said when'] : []),
  ]);
  const isComplete = timestamps(incident).every(({ assumed }) => !assumed);
  const lengths = figures(incident).map((figure) => [
    figureName(figure.name, t),
    figureLength(figure, t) ?? 'not known yet',
    figureSpan(figure.name, t),
  ]);
  return [
    ...(disorders.length === 0
      ? []
      : [
          '**These times cannot all be right; the figures that rest on them are to be read with care:**',
          '',
          ...bullets(disorders),
          '',
        ]),
    ...table(['Moment', 'Time', ...(isComplete ? [] : ['Note'])], moments),
    '',
    ...table(['Figure', 'Length', 'Measured'], lengths),
  ];
}

/** Each decision with what it rested on, what was given up for it, and how things and the code stood. */
export function decisions(incident: Incident): string[] {
  if (incident.decisions.length === 0) return ['No decision was logged.'];
  const contexts = decisionContexts(incident);
  return inOrder(incident.decisions, incident).flatMap((decision, index) => [
    ...(index === 0 ? [] : ['']),
    `### ${index + 1}. ${literal(decision.decision)}`,
    '',
    ...bullets([
      `Decided ${formatWithZone(decision.at)} by ${literal(decision.by.name)}`,
      ...knownThen(decision, incident),
      `Tradeoff: ${decision.tradeoff === null ? 'none knowingly made' : literal(decision.tradeoff)}`,
      ...stoodThen(contexts.get(decision.id)),
      ...decision.code.map((code) => `Code: ${literal(codeSentence(code, t))}`),
    ]),
  ]);
}

function knownThen({ information }: Decision, { entries }: Incident): string[] {
  if (information.length === 0) return ['Known then: nothing was written down'];
  return information.map(({ text, entry }) => {
    const source = entry === undefined ? undefined : itemWithId(entries, entry);
    const since = source?.retraction === undefined ? '' : ', retracted since';
    const noted = source === undefined ? '' : ` (noted ${formatWithZone(source.at)}${since})`;
    return `Known then: ${literal(text)}${noted}`;
  });
}

function stoodThen(context: Context | undefined): string[] {
  if (context === undefined) return [];
  const { severity, impact: held, inProgress, more } = context;
  const running = [...inProgress.map((text) => literal(text)), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  return [
    ...(severity === '' ? [] : [`Severity then: ${literal(severity)}`]),
    `Impact as known then: ${held === undefined ? 'not assessed' : literal(held)}`,
    ...(running === '' ? [] : [`In progress then: ${running}`]),
  ];
}

export function suspects(incident: Incident): string[] {
  const judged = (verdict: Judgement['verdict'], word: string) =>
    judgedAs(incident, verdict).map(({ change, why, by, at }) => {
      const because = why === undefined || why === '' ? '' : `, because: ${literal(why)}`;
      return `**${word}:** ${literal(changeSentence(change))}${because} — ${literal(by.name)}, ${formatWithZone(at)}`;
    });
  const recorded = inOrder(incident.recordedChanges, incident).map(
    ({ kind, text, at }) => `${formatWithZone(at)}: ${literal(text)} (${changeKindName(kind, t)})`,
  );
  const all = bullets([...judged('suspect', 'Suspect'), ...judged('ruledOut', 'Ruled out')]);
  return [
    ...(all.length === 0 ? ['No change was judged.'] : all),
    ...(recorded.length === 0 ? [] : ['', 'Changes that are no commits:', '', ...bullets(recorded)]),
  ];
}

export function causes(): string[] {
  return [
    ...prompt('What made it possible, and for how long had that been so? There may be more than one cause.'),
    '',
    ...prompt('What set it off just then?'),
  ];
}

export function detection(incident: Incident): string[] {
  const [found] = figures(incident).filter(({ name }) => name === 'timeToDetect');
  const length = found === undefined ? undefined : figureLength(found, t);
  return [
    ...(length === undefined ? [] : [`Time to detect: ${length}.`, '']),
    ...prompt('What told us, and what could have told us sooner? Which alert stayed silent?'),
  ];
}

/** What was done, with what came of it. */
export function mitigation(incident: Incident): string[] {
  const done = finishedSince(incident).map(({ text, startedAt, finished }) => {
    const came = finished?.result === undefined || finished.result === '' ? '' : `: ${literal(finished.result)}`;
    const outcome = finished === undefined ? '' : outcomeName(finished.outcome, t);
    return `${formatWithZone(startedAt)}: ${literal(text)} (${outcome}${came})`;
  });
  const open = inOrder(incident.actions, incident).flatMap(({ text, startedAt, finished }) =>
    finished === undefined ? [`${formatWithZone(startedAt)}: ${literal(text)} (end not recorded)`] : [],
  );
  return [
    ...(done.length + open.length === 0 ? ['No action was logged.'] : bullets([...done, ...open])),
    '',
    ...prompt('Which of these ended the impact, and what would have ended it sooner?'),
  ];
}

export function lessons(): string[] {
  return [
    '### Well',
    '',
    ...prompt('What helped, and should stay so?'),
    '',
    '### Badly',
    '',
    ...prompt('What made it slower or harder: missing information, tools, access, habits?'),
    '',
    '### By Luck',
    '',
    ...prompt('What could as well have gone the other way?'),
  ];
}
