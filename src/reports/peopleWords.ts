import type {
  Doubt,
  EventData,
  FollowUpKind,
  ImpactAnswers,
  Milestone,
  Noticed,
  Scope,
  UpdateStatus,
} from '../domain/events';
import type { Incident } from '../domain/incident';
import { itemWithId } from './lookup';
import type { Translate } from './translate';
import { formatWithZone } from './times';

/** Who is affected: `about 40 % of customers`, `one customer`. */
export function scopeSentence({ scope, share, roughly }: ImpactAnswers, t: Translate): string | undefined {
  if (scope === undefined) return undefined;
  const names: Record<Scope, string> = {
    one: t('one customer'),
    some: t('some customers'),
    share: share === undefined ? t('a share of customers') : t('{0} % of customers', share),
    everyone: t('everyone'),
    unknown: t('not known yet who'),
  };
  // “some” and “not known” are rough in themselves.
  const isExact = scope === 'one' || scope === 'share' || scope === 'everyone';
  return roughly === true && isExact ? t('roughly {0}', names[scope]) : names[scope];
}

/** Whether they notice, as the end of a sentence about those who are affected. */
export function noticedSentence(noticed: Noticed, t: Translate): string {
  const sentences: Record<Noticed, string> = {
    yes: t('they notice'),
    probably: t('they probably notice'),
    no: t('they do not notice'),
    unknown: t('not known whether they notice'),
  };
  return sentences[noticed];
}

/** What of the impact is known, in one line: `roughly 40 % of customers; pulls fail with 500; they notice`. */
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

/** A doubt as the one who has it would say it. */
export function doubtSentence(doubt: Doubt, t: Translate): string {
  const sentences: Record<Doubt, string> = {
    whatIsWrong: t('I am not sure what is wrong'),
    howToFix: t('I am not sure how to fix it'),
    whetherFixable: t('I am not sure whether it can be fixed'),
    whetherICan: t('I am not sure whether I can deal with it'),
    capacity: t('I do not have the capacity'),
  };
  return sentences[doubt];
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

export function handoverSentence(data: EventData['handover.made'], t: Translate): string {
  const { role, from, to, resumeAt } = data;
  const next = to === undefined ? t('{0} rests', role) : t('{0} goes to {1}', role, to.name);
  const said = from === undefined ? t('Handover: {0}', next) : t('Handover from {0}: {1}', from.name, next);
  return resumeAt === undefined ? said : t('{0}; goes on {1}', said, formatWithZone(Date.parse(resumeAt)));
}

/** What became of a follow-up: `Follow-up “Alert on 500s”: owner Ada, due 2026-11-30, done`. */
export function followUpChangeSentence(
  { followUp, owner, due, kind, done }: EventData['followUp.changed'],
  { followUps }: Pick<Incident, 'followUps'>,
  t: Translate,
): string {
  const text = itemWithId(followUps, followUp)?.text ?? t('unknown follow-up');
  const changes = [
    done === undefined ? undefined : done ? t('done') : t('open again'),
    owner === undefined ? undefined : owner === null ? t('no owner') : t('owner {0}', owner),
    due === undefined ? undefined : due === null ? t('no due date') : t('due {0}', due),
    kind === undefined ? undefined : kind === null ? t('no kind') : followUpKindName(kind, t),
  ].filter((change) => change !== undefined);
  return t('Follow-up “{0}”: {1}', text, changes.join(', '));
}
