import type { Noticed } from '../domain/events';
import { figures, outOfOrder, timestamps } from '../domain/figures';
import { runningTime, type Action, type Decision, type Incident, type Instant } from '../domain/incident';
import { roleHistory } from '../domain/roleHistory';
import { formatDuration } from '../domain/time';
import { chosenMitigations, whatMitigated } from '../domain/whatMitigated';
import { byVerdict } from '../domain/hypotheses';
import { finishedSince, hypothesisWord } from './chatParts';
import { decisionContexts, type Context } from './decisionContext';
import { disorderSentence, figureLength, figureName, figureSpan, timestampName } from './figureWords';
import { inOrder, itemWithId } from './lookup';
import { bullets, literal, table } from './markdownParts';
import { mergedFacts } from './mergedWords';
import { impactSentence, scopeSentence } from './peopleWords';
import {
  changeKindName,
  changeSentence,
  codeSentence,
  entrySentence,
  outcomeName,
  personWithAddress,
} from './sentences';
import { holdersSentence } from './roleWords';
import { stateWords } from './timeline';
import { formatWithZone } from './times';
import { english as t } from './translate';

/** The sections of a post-mortem about the incident itself, each as lines of Markdown. */

function prompt(question: string): string[] {
  return [`_${question}_`];
}

export function facts(incident: Incident, now: Instant): string[] {
  const { severity, severityReason, services } = incident;
  const why = severityReason === undefined ? '' : ` (${literal(severityReason)})`;
  const lasted = formatDuration(runningTime(incident, now));
  const known: (readonly [string, string])[] = [
    ['Severity', literal(severity) + why],
    ['Status', stateWords(incident)],
    ['Duration', incident.status === 'open' ? `${lasted} so far` : lasted],
    ...mergedFacts(incident).map(([name, title]) => [name, literal(title)] as const),
    ['Affected services', services.map((service) => literal(service)).join(', ')],
    ...roleHistory(incident).map(
      (term) =>
        [
          literal(term.role),
          holdersSentence(
            term,
            ({ name }) => literal(name),
            (person) => literal(personWithAddress(person)),
          ),
        ] as const,
    ),
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
      : `It was ${resolvedAt === undefined ? 'closed unresolved' : 'resolved'} on ${formatWithZone(end)}, after ${lasted}.`;
  const reopened = incident.entries.filter(
    ({ event, retraction }) => event.type === 'incident.reopened' && retraction === undefined,
  ).length;
  return [
    `It started on ${formatWithZone(startedAt)} and was declared on ${formatWithZone(declaredAt)}. ${ended}${reopened === 0 ? '' : ` It was reopened ${reopened === 1 ? 'once' : `${reopened} times`}.`}`,
    ...(incident.impact === undefined ? [] : [`Impact: ${literal(impactSentence(incident.impact, t))}.`]),
    '',
    ...prompt('In two or three sentences: what happened, how did it affect customers, and what ended it?'),
  ];
}

const COULD_TELL: Readonly<Record<Noticed, string>> = {
  yes: 'yes',
  probably: 'probably',
  no: 'no',
  unknown: 'not known',
};

/** What is known of the impact, and how the assessment changed. */
export function impact(incident: Incident): string[] {
  const { impact: known } = incident;
  if (known === undefined) return prompt('Nobody assessed the impact. Who was affected, how, and could they tell?');
  const answers: (readonly [string, string | undefined])[] = [
    ['Who was affected', scopeSentence(known, t)],
    ['What they saw', known.effect === undefined ? undefined : literal(known.effect)],
    ['Could customers tell', known.noticed === undefined ? undefined : COULD_TELL[known.noticed]],
  ];
  const assessed = incident.entries.flatMap(({ event, at, retraction }) =>
    event.type === 'impact.assessed' && retraction === undefined
      ? [`${formatWithZone(at)}: ${literal(impactSentence(event.data, t))} — ${literal(event.author.name)}`]
      : [],
  );
  return [
    ...bullets(answers.flatMap(([name, value]) => (value === undefined ? [] : [`**${name}:** ${value}`]))),
    ...(assessed.length < 2 ? [] : ['', 'How the assessment changed:', '', ...bullets(assessed)]),
  ];
}

/** The moments and figures, with what is assumed; moments out of order come first. */
export function figuresSection(incident: Incident): string[] {
  const disorders = outOfOrder(incident).map((disorder) => disorderSentence(disorder, formatWithZone, t));
  const moments = timestamps(incident).map(({ name, at, assumed }) => [
    timestampName(name, t),
    formatWithZone(at),
    ...(assumed ? ['upper bound; not recorded'] : []),
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
          '**These times contradict each other; treat the figures based on them with care:**',
          '',
          ...bullets(disorders),
          '',
        ]),
    ...table(['Moment', 'Time', ...(isComplete ? [] : ['Note'])], moments),
    '',
    ...table(['Figure', 'Duration', 'Measured'], lengths),
  ];
}

/** Each decision with what it was based on, its tradeoff, and how the incident and the code stood. */
export function decisions(incident: Incident): string[] {
  if (incident.decisions.length === 0) return ['No decisions logged.'];
  const contexts = decisionContexts(incident);
  return inOrder(incident.decisions, incident).flatMap((decision, index) => [
    ...(index === 0 ? [] : ['']),
    `### ${index + 1}. ${literal(decision.decision)}`,
    '',
    ...bullets([
      `Decided on ${formatWithZone(decision.at)} by ${literal(decision.by.name)}`,
      ...knownThen(decision, incident),
      `Tradeoff: ${decision.tradeoff === null ? 'none' : literal(decision.tradeoff)}`,
      ...stoodThen(contexts.get(decision.id)),
      ...decision.code.map((code) => `Code: ${literal(codeSentence(code, t))}`),
    ]),
  ]);
}

function knownThen({ information }: Decision, { entries }: Incident): string[] {
  if (information.length === 0) return ['Based on: nothing recorded'];
  return information.map(({ text, entry }) => {
    const source = entry === undefined ? undefined : itemWithId(entries, entry);
    const since = source?.retraction === undefined ? '' : ', since retracted';
    const noted = source === undefined ? '' : ` (noted ${formatWithZone(source.at)}${since})`;
    return `Based on: ${literal(text)}${noted}`;
  });
}

function stoodThen(context: Context | undefined): string[] {
  if (context === undefined) return [];
  const { severity, impact: known, inProgress, more } = context;
  const running = [...inProgress.map((text) => literal(text)), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  return [
    ...(severity === '' ? [] : [`Severity at the time: ${literal(severity)}`]),
    `Impact known at the time: ${known === undefined ? 'not assessed' : literal(known)}`,
    ...(running === '' ? [] : [`In progress at the time: ${running}`]),
  ];
}

/** What people thought was wrong, the surest first; what was ruled out stays, with what ruled it out. */
export function hypotheses(incident: Incident): string[] {
  const thought = byVerdict(incident.hypotheses).flatMap((hypothesis) => {
    const { text, change, why, evidence, judged } = hypothesis;
    const because = why === undefined || why === '' ? '' : ` (${literal(why)})`;
    const { by, at } = judged ?? hypothesis;
    return [
      `- **${hypothesisWord(hypothesis)}:** ${literal(change === undefined ? text : changeSentence(change))}${because} — ${literal(by.name)}, ${formatWithZone(at)}`,
      ...evidence.flatMap((id) => {
        const entry = itemWithId(incident.entries, id);
        return entry === undefined ? [] : [`  - ${literal(entrySentence(entry, incident, t))}`];
      }),
    ];
  });
  const recorded = inOrder(incident.recordedChanges, incident).map(
    ({ kind, text, at }) => `${formatWithZone(at)}: ${literal(text)} (${changeKindName(kind, t)})`,
  );
  return [
    ...(thought.length === 0 ? ['No hypothesis was recorded, and no change was marked as a suspect.'] : thought),
    ...(recorded.length === 0 ? [] : ['', 'Changes other than commits:', '', ...bullets(recorded)]),
  ];
}

export function causes(): string[] {
  return [
    ...prompt('What made this possible, and how long had it been that way? There may be more than one cause.'),
    '',
    ...prompt('What triggered it?'),
  ];
}

export function detection(incident: Incident): string[] {
  const [found] = figures(incident).filter(({ name }) => name === 'timeToDetect');
  const length = found === undefined ? undefined : figureLength(found, t);
  return [
    ...(length === undefined ? [] : [`Time to detect: ${length}.`, '']),
    ...prompt('How did we find out, and how could we have found out sooner? Which alert stayed silent?'),
  ];
}

/** What ended it as far as the record tells, then each action with its outcome; chosen mitigations are marked. */
export function mitigation(incident: Incident): string[] {
  const chosen = new Set(chosenMitigations(incident).map(({ action }) => action.id));
  const finished = finishedSince(incident).map((action) => actionLine(action, chosen));
  const open = inOrder(incident.actions, incident).flatMap((action) =>
    action.finished === undefined ? [actionLine(action, chosen)] : [],
  );
  const actions = [...finished, ...open];
  return [
    ...endedBy(incident),
    ...(actions.length === 0 ? ['No actions logged.'] : bullets(actions)),
    '',
    ...prompt('Which of these ended the impact, and what would have ended it sooner?'),
  ];
}

function endedBy(incident: Incident): string[] {
  const last = whatMitigated(incident);
  if (last === undefined) return [];
  const what = last.kind === 'decision' ? 'decision' : 'completed action';
  return [`Last ${what} before the impact ended: ${literal(last.text)} (${formatWithZone(last.at)})`, ''];
}

/** `2026-11-22 22:28 +01:00: **Mitigation:** Roll back (failed: it crashes again)` */
function actionLine({ id, text, startedAt, finished }: Action, chosen: ReadonlySet<string>): string {
  const came = finished?.result === undefined || finished.result === '' ? '' : `: ${literal(finished.result)}`;
  const outcome = finished === undefined ? 'not finished' : `${outcomeName(finished.outcome, t)}${came}`;
  return `${formatWithZone(startedAt)}: ${chosen.has(id) ? '**Mitigation:** ' : ''}${literal(text)} (${outcome})`;
}

export function lessons(): string[] {
  return [
    '### What Went Well',
    '',
    ...prompt('What helped, and should stay?'),
    '',
    '### What Went Badly',
    '',
    ...prompt('What made it slower or harder: missing information, tools, access, habits?'),
    '',
    '### Where We Got Lucky',
    '',
    ...prompt('What could just as easily have gone the other way?'),
  ];
}
