import { kindOf } from '../domain/entries';
import { figures, outOfOrder, TIMESTAMPS, timestamps } from '../domain/figures';
import { byVerdict } from '../domain/hypotheses';
import { runningTime, type Incident, type Instant, type Judgement } from '../domain/incident';
import { formatDuration, iso } from '../domain/time';
import { judgedAs } from './chatParts';
import { decisionContexts } from './decisionContext';
import { disorderSentence, figureLength, figureName, figureSpan } from './figureWords';
import { inOrder } from './lookup';
import { literal, quotation, sourceReference } from './markdownParts';
import * as words from './peopleWords';
import { BLAMELESS, sectionsOf, titleOf } from './postmortem';
import { followUpLine } from './postmortemPeople';
import { daysOf, entryLine } from './postmortemTimeline';
import { changeKindName, changeSentence, codeSentence, hypothesisVerdictName, outcomeName } from './sentences';
import { stateWords } from './timeline';
import { formatClockWithZone, formatWithZone } from './times';
import { english as t } from './translate';

/** What a template can take: texts, numbers, truth values, lists and objects of these; null is what is not known. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/**
 * What a team's own template of the post-mortem is filled with. Every text is Markdown already, that of people escaped to
 * be literal wherever it is put. The fields are documented in docs/postmortem-template.md, which a test holds to this.
 */
export function postmortemModel(incident: Incident, now: Instant): Readonly<Record<string, Value>> {
  const { followUps, ...sections } = sectionsOf(incident, now);
  return {
    title: titleOf(incident),
    severity: literal(incident.severity),
    severity_reason: text(incident.severityReason),
    status: incident.status,
    state: stateWords(incident),
    duration: formatDuration(runningTime(incident, now)),
    services: incident.services.map((service) => literal(service)),
    written_at: formatWithZone(now),
    blameless: BLAMELESS,
    impact: impact(incident),
    moments: moments(incident),
    figures: figures(incident).map((figure) => ({
      name: figureName(figure.name, t),
      length: figureLength(figure, t) ?? null,
      minutes: figure.length === undefined ? null : Math.round(figure.length / 60_000),
      at_most: figure.assumed,
      out_of_order: figure.outOfOrder,
      measured: figureSpan(figure.name, t),
    })),
    out_of_order: outOfOrder(incident).map((disorder) => disorderSentence(disorder, formatWithZone, t)),
    timeline: timeline(incident),
    decisions: decisions(incident),
    actions: actions(incident),
    hypotheses: hypotheses(incident),
    suspects: judged(incident, 'suspect'),
    ruled_out: judged(incident, 'ruledOut'),
    changes: inOrder(incident.recordedChanges, incident).map((change) => ({
      text: literal(change.text),
      kind: changeKindName(change.kind, t),
      time: formatWithZone(change.at),
      who: literal(change.by.name),
    })),
    ...people(incident),
    sections: { ...sections, follow_ups: followUps },
  };
}

function text(typed: string | null | undefined): string | null {
  return typed === undefined || typed === null || typed === '' ? null : literal(typed);
}

function impact({ impact: known }: Incident): Value {
  return {
    sentence: known === undefined ? null : literal(words.impactSentence(known, t)),
    who: known === undefined ? null : (words.scopeSentence(known, t) ?? null),
    effect: text(known?.effect),
    noticed: known?.noticed === undefined ? null : words.noticedSentence(known.noticed, t),
  };
}

/** Every moment is there, so that a template can name it; one that is not known has no time. */
function moments(incident: Incident): Value {
  const known = new Map(timestamps(incident).map((moment) => [moment.name, moment]));
  return Object.fromEntries(
    TIMESTAMPS.map((name) => {
      const moment = known.get(name);
      const time = moment === undefined ? null : formatWithZone(moment.at);
      return [name, { time, iso: moment === undefined ? null : iso(moment.at), assumed: moment?.assumed ?? false }];
    }),
  );
}

function timeline(incident: Incident): Value {
  return daysOf(incident).map(({ day, entries }) => ({
    day,
    entries: entries.map((entry) => ({
      time: formatClockWithZone(entry.at),
      iso: iso(entry.at),
      kind: kindOf(entry.event),
      text: entryLine(entry, incident),
      who: literal(entry.event.author.name),
      retracted: entry.retraction !== undefined,
    })),
  }));
}

function decisions(incident: Incident): Value {
  const contexts = decisionContexts(incident);
  return inOrder(incident.decisions, incident).map((decision) => {
    const context = contexts.get(decision.id);
    return {
      text: literal(decision.decision),
      time: formatWithZone(decision.at),
      who: literal(decision.by.name),
      known: decision.information.map((information) => literal(information.text)),
      tradeoff: text(decision.tradeoff),
      code: decision.code.map((code) => literal(codeSentence(code, t))),
      severity_then: text(context?.severity),
      impact_then: text(context?.impact),
      in_progress_then: (context?.inProgress ?? []).map((action) => literal(action)),
    };
  });
}

function actions(incident: Incident): Value {
  return inOrder(incident.actions, incident).map(({ text: typed, by, startedAt, finished }) => ({
    text: literal(typed),
    who: literal(by.name),
    started: formatWithZone(startedAt),
    ended: finished === undefined ? null : formatWithZone(finished.at),
    outcome: finished === undefined ? null : outcomeName(finished.outcome, t),
    result: text(finished?.result),
  }));
}

function hypotheses(incident: Incident): Value {
  return byVerdict(incident.hypotheses).map((each) => ({
    text: literal(each.change === undefined ? each.text : changeSentence(each.change)),
    verdict: hypothesisVerdictName(each.verdict, t),
    why: text(each.why),
    who: literal((each.judged ?? each).by.name),
    time: formatWithZone((each.judged ?? each).at),
  }));
}

function judged(incident: Incident, verdict: Judgement['verdict']): Value {
  return judgedAs(incident, verdict).map(({ change, why, by, at }) => ({
    change: literal(changeSentence(change)),
    why: text(why),
    who: literal(by.name),
    time: formatWithZone(at),
  }));
}

function people(incident: Incident): Readonly<Record<string, Value>> {
  return {
    roles: incident.roles.map(({ role, person, since }) => ({
      role: literal(role),
      person: literal(person.name),
      since: formatWithZone(since),
    })),
    people: incident.people.map(({ name }) => literal(name)),
    updates: inOrder(incident.updates, incident).map((update) => ({
      time: formatWithZone(update.at),
      audience: literal(update.audience),
      status: words.updateStatusName(update.status, t),
      who: literal(update.by.name),
      text: quotation(update.text).join('\n'),
    })),
    help_requests: inOrder(incident.helpRequests, incident).map((help) => ({
      time: formatWithZone(help.at),
      who: literal(help.by.name),
      doubts: help.doubts.map((doubt) => words.doubtSentence(doubt, t)),
      people: help.people.map((name) => literal(name)),
      text: quotation(help.text).join('\n'),
    })),
    handovers: inOrder(incident.handovers, incident).map((handover) => ({
      time: formatWithZone(handover.at),
      role: literal(handover.role),
      from: text(handover.from?.name),
      to: text(handover.to?.name),
      resumes: handover.resumeAt === undefined ? null : formatWithZone(handover.resumeAt),
      text: quotation(handover.text).join('\n'),
    })),
    follow_ups: inOrder(incident.followUps, incident).map((followUp) => ({
      text: literal(followUp.text),
      owner: text(followUp.owner),
      due: text(followUp.due),
      kind: followUp.kind === undefined ? null : words.followUpKindName(followUp.kind, t),
      done: followUp.done !== undefined,
      source: followUp.source === undefined ? null : sourceReference(followUp.source),
      line: followUpLine(followUp, incident),
    })),
    why_no_follow_up: text(incident.whyNoFollowUp),
  };
}
