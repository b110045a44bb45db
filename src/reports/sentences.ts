import type {
  ChangeKind,
  ChangeReference,
  CodeContext,
  EventData,
  EvidenceSource,
  Outcome,
  Person,
  RecordedEvent,
  HypothesisVerdict,
  StartPrecision,
  Verdict,
} from '../domain/events';
import type { Entry, Incident } from '../domain/incident';
import type { StageId } from '../domain/stages';
import { bisectEndSentence, bisectStartSentence, bisectTestSentence } from './bisectWords';
import { textOf } from './lookup';
import { helpWanted, updateBody } from './messageParts';
import {
  followUpChangeSentence,
  handoverSentence,
  impactSentence,
  milestoneName,
  updateStatusName,
} from './peopleWords';
import { pageName, pageStatusName } from './pageWords';
import { shortened } from './plain';
import { formatWithZone } from './times';
import type { Translate } from './translate';

export function stageName(stage: StageId, t: Translate): string {
  const names: Record<StageId, string> = {
    start: t('Start'),
    assess: t('Assess Impact'),
    communicate: t('Communicate'),
    intermission: t('Intermission'),
    investigate: t('Investigate'),
    mitigate: t('Mitigate'),
    cleanUp: t('Clean-Up'),
  };
  return names[stage];
}

export function outcomeName(outcome: Outcome, t: Translate): string {
  const names: Record<Outcome, string> = { done: t('done'), failed: t('failed'), abandoned: t('abandoned') };
  return names[outcome];
}

/** Who wrote an entry: `Ada`, or `agent claude-code for Ada` where a program did. */
export function writerName({ author, agent }: Pick<Entry['event'], 'author' | 'agent'>, t: Translate): string {
  return agent === undefined ? author.name : t('agent {0} for {1}', agent, author.name);
}

/** `Ana <ana@example.com>`, as one types it, or the name alone. */
export function personWithAddress(person: Person): string {
  return person.email === undefined ? person.name : `${person.name} <${person.email}>`;
}

/** `registry main@1a2b3c4d, with uncommitted changes` */
export function codeSentence(code: CodeContext, t: Translate): string {
  const commit = code.commit?.slice(0, 8) ?? t('no commits yet');
  const place =
    code.branch === undefined
      ? t('{0} at {1} (detached HEAD)', code.repository, commit)
      : `${code.repository} ${code.branch}@${commit}`;
  return code.dirty === true ? t('{0}, with uncommitted changes', place) : place;
}

/** `src/cache.ts:12-30 at 1a2b3c4d`, or the name of the terminal or metric. */
export function sourceSentence(source: EvidenceSource, t: Translate): string {
  if (source.kind === 'terminal') return t('terminal {0}', source.name);
  if (source.kind === 'metric') return t('metric {0}', source.name);
  const { startLine, endLine } = source;
  const lines =
    startLine === undefined
      ? ''
      : endLine === undefined || endLine === startLine
        ? `:${startLine}`
        : `:${startLine}-${endLine}`;
  const place = source.name + lines;
  return source.commit === undefined ? place : t('{0} at {1}', place, source.commit.slice(0, 8));
}

/** How well a start is known, as it stands behind the time. */
export function startPrecisionName(precision: StartPrecision, t: Translate): string {
  return { minute: t('known to the minute'), roughly: t('roughly'), noticed: t('when it was noticed') }[precision];
}

function startSentence({ from, to, precision }: EventData['startTime.set'], t: Translate): string {
  const [at, before] = [isoWithZone(to), isoWithZone(from)];
  if (precision === undefined) return t('Start: {0} (was {1})', at, before);
  const known = startPrecisionName(precision, t);
  return to === from ? t('Start: {0}, {1}', at, known) : t('Start: {0}, {1} (was {2})', at, known, before);
}

/**
 * What an entry says, as one sentence without its time and author. Everything a person typed is in it as typed, so it
 * has to be escaped for where it goes.
 */
export function entrySentence(entry: Pick<Entry, 'event'>, incident: Pick<Incident, 'entries'>, t: Translate): string {
  const { event } = entry;
  switch (event.type) {
    case 'incident.declared':
      return t('Declared {0}: {1}', event.data.severity, event.data.title);
    case 'incident.resolved':
      return t('Resolved: customer impact has ended');
    case 'incident.closed':
      return closedSentence(event.data, t);
    case 'incident.reopened':
      return t('Reopened');
    case 'incident.mergedInto':
      return t('Merged into “{0}”', event.data.title);
    case 'incident.mergedFrom':
      return t('Merged “{0}” into this incident', event.data.title);
    case 'title.set':
      return t('Title changed from “{0}” to “{1}”', event.data.from, event.data.to);
    case 'severity.set':
      return t('Severity: {0} (was {1})', event.data.to, event.data.from);
    case 'severity.explained':
      return t('Reason for {0}: {1}', event.data.severity, event.data.why);
    case 'impact.assessed':
      return Object.keys(event.data).length === 0
        ? t('Impact assessed: nothing new')
        : t('Impact: {0}', impactSentence(event.data, t));
    case 'milestone.set':
      return t('{0}: {1}', milestoneName(event.data.milestone, t), isoWithZone(event.data.to));
    case 'startTime.set':
      return startSentence(event.data, t);
    case 'stage.entered':
      return event.data.alongside === true
        ? t('Stage: {0} (in parallel)', stageName(event.data.stage, t))
        : t('Stage: {0}', stageName(event.data.stage, t));
    case 'checklistItem.added':
      return t('Checklist item added to {0}: {1}', stageName(event.data.stage, t), event.data.text);
    case 'checklistItem.checked':
      return t('Checked: {0}', event.data.text);
    case 'checklistItem.unchecked':
      return t('Unchecked: {0}', event.data.text);
    case 'role.assigned':
      return event.data.inPlaceOf === undefined
        ? t('{0} is {1}', event.data.person.name, event.data.role)
        : t('{0}: {1} → {2}', event.data.role, event.data.inPlaceOf.name, event.data.person.name);
    case 'role.released':
      return t('{0} is no longer {1}', event.data.person.name, event.data.role);
    case 'action.started':
      return t('Action: {0}', event.data.text);
    case 'action.finished':
      return finishedSentence(event, incident, t);
    case 'decision.logged':
      return t('Decision: {0}', event.data.decision);
    case 'note.added':
      return event.data.text;
    case 'evidence.added':
      return evidenceSentence(event.data, t);
    case 'change.recorded':
      return t('Change ({0}): {1}', changeKindName(event.data.kind, t), event.data.text);
    case 'suspect.judged':
      return judgementSentence(event.data, t);
    case 'hypothesis.added':
      return t('Hypothesis: {0}', event.data.text);
    case 'hypothesis.judged':
      return hypothesisSentence(event.data, incident, t);
    case 'bisect.started':
      return bisectStartSentence(event.data, t);
    case 'bisect.tested':
      return bisectTestSentence(event.data, t);
    case 'bisect.ended':
      return bisectEndSentence(event.data, t);
    case 'services.set':
      return servicesSentence(event.data, t);
    case 'statusUpdate.posted':
      return t(
        'Update to {0} ({1}): {2}',
        event.data.audience,
        updateStatusName(event.data.status, t),
        updateBody(event.data.text),
      );
    case 'statusUpdate.published':
      return t('Published to {0} ({1})', pageName(event.data.page), pageStatusName(event.data.status, t));
    case 'statusPage.changed':
      return event.data.text === ''
        ? t('{0} says {1}', pageName(event.data.page), pageStatusName(event.data.status, t))
        : t('{0} says {1}: {2}', pageName(event.data.page), pageStatusName(event.data.status, t), event.data.text);
    case 'nextUpdate.promised':
      return event.data.due === null
        ? t('No next update for {0}', event.data.audience)
        : t('Next update to {0} due {1}', event.data.audience, isoWithZone(event.data.due));
    case 'nextUpdate.snoozed':
      return t('Update to {0}: reminder snoozed until {1}', event.data.audience, isoWithZone(event.data.until));
    case 'help.asked':
      return event.data.people.length === 0
        ? t('Asked for help: {0}', helpWanted(event.data, t))
        : t('Asked {0} for help: {1}', event.data.people.join(', '), helpWanted(event.data, t));
    case 'responder.joined':
      return event.data.role === undefined
        ? t('{0} joined', event.data.person.name)
        : t('{0} joined as {1}', event.data.person.name, event.data.role);
    case 'handover.made':
      return handoverSentence(event.data, t);
    case 'handover.confirmed':
      return t('Handover confirmed');
    case 'followUp.added':
      return t('Follow-up: {0}', event.data.text);
    case 'followUp.changed':
      return followUpChangeSentence(event.data, incident, t);
    case 'followUp.filed':
      return t(
        'Issue {0} created for “{1}”',
        event.data.name,
        textOf(incident, event.data.followUp) ?? t('unknown follow-up'),
      );
    case 'newer':
      return t('Written by a newer version ({0})', event.newerType);
    case 'entry.amended':
    case 'entry.retracted':
      return t('Correction');
  }
}

function closedSentence({ whyUnresolved, whyNoFollowUp }: EventData['incident.closed'], t: Translate): string {
  if (whyUnresolved === undefined) {
    return whyNoFollowUp === undefined ? t('Closed') : t('Closed (no follow-up: {0})', whyNoFollowUp);
  }
  return whyNoFollowUp === undefined
    ? t('Closed unresolved: {0}', whyUnresolved)
    : t('Closed unresolved: {0} (no follow-up: {1})', whyUnresolved, whyNoFollowUp);
}

export function changeKindName(kind: ChangeKind, t: Translate): string {
  const names: Record<ChangeKind, string> = {
    featureFlag: t('feature flag'),
    configuration: t('configuration'),
    infrastructure: t('infrastructure'),
    database: t('database'),
    thirdParty: t('third party'),
    other: t('other'),
  };
  return names[kind];
}

/** `1a2b3c4d Merge cache rewrite`, with the repository's name where there is one. */
export function changeSentence({ repository, commit, subject }: ChangeReference): string {
  return [repository, commit?.slice(0, 8), subject].filter((part) => part !== undefined && part !== '').join(' ');
}

function judgementSentence(
  { change, verdict, why }: { change: ChangeReference; verdict: Verdict; why?: string },
  t: Translate,
): string {
  const named = changeSentence(change);
  const sentences: Record<Verdict, string> =
    why === undefined || why === ''
      ? {
          suspect: t('Suspect: {0}', named),
          ruledOut: t('Ruled out: {0}', named),
          undecided: t('Verdict cleared: {0}', named),
        }
      : {
          suspect: t('Suspect: {0} ({1})', named, why),
          ruledOut: t('Ruled out: {0} ({1})', named, why),
          undecided: t('Verdict cleared: {0} ({1})', named, why),
        };
  return sentences[verdict];
}

function hypothesisSentence(
  { hypothesis = '', change, verdict, why }: EventData['hypothesis.judged'],
  incident: Pick<Incident, 'entries'>,
  t: Translate,
): string {
  const named =
    change === undefined ? (textOf(incident, hypothesis) ?? t('unknown hypothesis')) : changeSentence(change);
  const sentences: Record<HypothesisVerdict, string> =
    why === undefined || why === ''
      ? {
          open: t('Hypothesis open again: {0}', named),
          supported: t('Hypothesis supported: {0}', named),
          ruledOut: t('Hypothesis ruled out: {0}', named),
          confirmed: t('Hypothesis confirmed: {0}', named),
        }
      : {
          open: t('Hypothesis open again: {0} ({1})', named, why),
          supported: t('Hypothesis supported: {0} ({1})', named, why),
          ruledOut: t('Hypothesis ruled out: {0} ({1})', named, why),
          confirmed: t('Hypothesis confirmed: {0} ({1})', named, why),
        };
  return sentences[verdict];
}

/** `supported` */
export function hypothesisVerdictName(verdict: HypothesisVerdict, t: Translate): string {
  const names: Record<HypothesisVerdict, string> = {
    open: t('open'),
    supported: t('supported'),
    ruledOut: t('ruled out'),
    confirmed: t('confirmed'),
  };
  return names[verdict];
}

function servicesSentence({ from, to }: EventData['services.set'], t: Translate): string {
  const [before, after] = [from.join(', '), to.join(', ')];
  if (to.length === 0) return t('Affected services: none (was {0})', before);
  return from.length === 0 ? t('Affected services: {0}', after) : t('Affected services: {0} (was {1})', after, before);
}

const EXCERPT = 60;

/** `Evidence: “ERROR POST /pay 500…” checkout.log:14` */
function evidenceSentence({ text, source }: EventData['evidence.added'], t: Translate): string {
  const begun = text.slice(0, 2 * EXCERPT + 200).trim();
  const [first = ''] = begun.split('\n', 1);
  const excerpt = shortened(first.length < begun.length ? `${first}…` : first, EXCERPT);
  const isFile = source.kind !== 'terminal' && source.kind !== 'metric';
  const name = isFile ? fileName(source.name) : sourceSentence(source, t);
  const place = source.startLine === undefined ? name : `${name}:${source.startLine}`;
  return excerpt === '' ? t('Evidence: {0}', place) : t('Evidence: “{0}” {1}', excerpt, place);
}

/** The last part of a path of any system. */
function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Characters of an action that is named where it ends. */
const MOST_OF_ACTION = 100;

function finishedSentence(
  event: Extract<RecordedEvent, { type: 'action.finished' }>,
  incident: Pick<Incident, 'entries'>,
  t: Translate,
): string {
  // Its own entry has it all; here the result is to be seen.
  const action = shortened(textOf(incident, event.data.action) ?? t('unknown action'), MOST_OF_ACTION);
  const { outcome, result } = event.data;
  const sentences: Record<Outcome, string> =
    result === undefined || result === ''
      ? {
          done: t('Action done: {0}', action),
          failed: t('Action failed: {0}', action),
          abandoned: t('Action abandoned: {0}', action),
        }
      : {
          done: t('Action done: {0} ({1})', action, result),
          failed: t('Action failed: {0} ({1})', action, result),
          abandoned: t('Action abandoned: {0} ({1})', action, result),
        };
  return sentences[outcome];
}

function isoWithZone(time: string): string {
  return formatWithZone(Date.parse(time));
}
