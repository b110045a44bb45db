import type {
  Doubt,
  EventData,
  FollowUpKind,
  ImpactAnswers,
  IssueEnd,
  Milestone,
  Noticed,
  Scope,
  UpdateStatus,
} from '../domain/events';
import type { Incident } from '../domain/incident';
import { textOf } from './lookup';
import type { Translate } from './translate';
import { formatWithZone } from './times';

/** Who is affected: `about 40% of customers`, `one customer`. */
export function scopeSentence({ scope, share, roughly }: ImpactAnswers, t: Translate): string | undefined {
  if (scope === undefined) return undefined;
  const rough = roughly === true;
  const names: Record<Scope, string> = {
    one: rough ? t('probably one customer') : t('one customer'),
    some: t('some customers'),
    share:
      share === undefined
        ? t('a share of customers')
        : rough
          ? t('about {0}% of customers', share)
          : t('{0}% of customers', share),
    everyone: rough ? t('nearly everyone') : t('everyone'),
    unknown: t('not known yet who is affected'),
  };
  return names[scope];
}

/** Whether customers can tell. */
export function noticedSentence(noticed: Noticed, t: Translate): string {
  const sentences: Record<Noticed, string> = {
    yes: t('customers can tell'),
    probably: t('customers can probably tell'),
    no: t("customers can't tell"),
    unknown: t('not known whether customers can tell'),
  };
  return sentences[noticed];
}

/** What is known of the impact, in one line: `about 40% of customers; image pulls failing with 500s; customers can tell`. */
export function impactSentence(impact: ImpactAnswers, t: Translate): string {
  const parts = [
    scopeSentence(impact, t),
    impact.effect,
    impact.noticed === undefined ? undefined : noticedSentence(impact.noticed, t),
  ].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? t('not assessed') : parts.join('; ');
}

/** The word of a public status page. */
export function updateStatusName(status: UpdateStatus, t: Translate): string {
  const names: Record<UpdateStatus, string> = {
    investigating: t('investigating'),
    identified: t('identified'),
    monitoring: t('monitoring'),
    resolved: t('resolved'),
  };
  return names[status];
}

/** A doubt in the first person. */
export function doubtSentence(doubt: Doubt, t: Translate): string {
  const sentences: Record<Doubt, string> = {
    whatIsWrong: t("I'm not sure what's wrong"),
    howToFix: t("I'm not sure how to fix it"),
    whetherFixable: t("I'm not sure it can be fixed"),
    whetherICan: t("I'm not sure I can handle this"),
    capacity: t("I'm overloaded"),
  };
  return sentences[doubt];
}

/** What a doubt asks for. */
export function helpNeed(doubt: Doubt, t: Translate): string {
  const needs: Record<Doubt, string> = {
    whatIsWrong: t('help finding out what is wrong'),
    howToFix: t('help finding a fix'),
    whetherFixable: t('someone who can tell whether it can be fixed'),
    whetherICan: t('someone who has handled this before'),
    capacity: t('more people'),
  };
  return needs[doubt];
}

export function milestoneName(milestone: Milestone, t: Translate): string {
  const names: Record<Milestone, string> = {
    detected: t('Detected'),
    acknowledged: t('Acknowledged'),
    mitigated: t('Mitigated'),
  };
  return names[milestone];
}

export function followUpKindName(kind: FollowUpKind, t: Translate): string {
  const names: Record<FollowUpKind, string> = {
    detective: t('detective'),
    preventative: t('preventative'),
    corrective: t('corrective'),
  };
  return names[kind];
}

/** `Incident Commander: Ada → Grace`, or to nobody until the work resumes. */
export function handoverSentence(data: EventData['handover.made'], t: Translate): string {
  const { role, from, to, resumeAt } = data;
  if (to !== undefined) {
    return from === undefined
      ? t('{0} takes over as {1}', to.name, role)
      : t('{0}: {1} → {2}', role, from.name, to.name);
  }
  const resumes = resumeAt === undefined ? undefined : formatWithZone(Date.parse(resumeAt));
  if (from === undefined) {
    return resumes === undefined
      ? t('{0}: nobody on duty', role)
      : t('{0}: nobody on duty; work resumes {1}', role, resumes);
  }
  return resumes === undefined
    ? t('{0}: {1} → nobody on duty', role, from.name)
    : t('{0}: {1} → nobody on duty; work resumes {2}', role, from.name, resumes);
}

/** How a follow-up changed: `Follow-up “Alert on 500s”: owner Ada, due 2026-11-30, done`. */
export function followUpChangeSentence(
  { followUp, owner, due, kind, done, issueClosed }: EventData['followUp.changed'],
  incident: Pick<Incident, 'entries'>,
  t: Translate,
): string {
  const text = textOf(incident, followUp) ?? t('unknown follow-up');
  const changes = [
    done === undefined ? undefined : done ? doneWords(issueClosed, t) : t('reopened'),
    owner === undefined ? undefined : owner === null ? t('no owner') : t('owner {0}', owner),
    due === undefined ? undefined : due === null ? t('no due date') : t('due {0}', due),
    kind === undefined ? undefined : kind === null ? t('kind removed') : followUpKindName(kind, t),
  ].filter((change) => change !== undefined);
  return t('Follow-up “{0}”: {1}', text, changes.join(', '));
}

function doneWords(issueClosed: IssueEnd | undefined, t: Translate): string {
  if (issueClosed === undefined) return t('done');
  return issueClosed === 'done' ? t('done (issue closed)') : t('done (issue closed as not planned)');
}
