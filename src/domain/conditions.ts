import type { Doubt, Milestone, Person, UpdateStatus } from './events';
import { holdersOf, type Entry, type Incident, type Instant, type Tick } from './incident';
import { chosenMitigations } from './whatMitigated';

/** What the record can show to be done; an item of a checklist that names one is ticked by it. */
export type Condition =
  | 'declared'
  | 'commanderAssigned'
  | 'detectionDated'
  | 'startDated'
  | 'scopeAssessed'
  | 'effectAssessed'
  | 'impactAssessed'
  | 'severityChecked'
  | 'updatePosted'
  | 'impactPosted'
  | 'secondUpdatePosted'
  | 'nextUpdatePromised'
  | 'otherAudienceUpdated'
  | 'communicationsDelegated'
  | `helpAsked.${Doubt}`
  | 'otherRoleAssigned'
  | 'changeJudged'
  | 'thirdPartyRecorded'
  | 'changeRuledOut'
  | 'mitigationChosen'
  | 'evidenceSaved'
  | 'actionLogged'
  | 'decisionLogged'
  | 'recoveryConfirmed'
  | 'resolutionPosted'
  | 'followUpAdded'
  | 'handedOver';

/** What the team's settings say of conditions. */
export interface ConditionRules {
  /** The role that is in command; without one, any role counts. */
  readonly commandRole?: string;
}

type Met = Map<Condition, Tick>;

/** A start that lies less than this before the declaration is only when it was declared. Milliseconds. */
const MINUTE = 60_000;
/** Roles that take the updates off the commander's hands. */
const COMMUNICATIONS = /communicat|\bcomms\b|liaison/i;

/**
 * The conditions that the record meets, each with who met it first and when. What was retracted counts for nothing, and
 * what no longer holds (a role that was released, a verdict that was cleared) is no longer met.
 */
export function conditionsMet(incident: Incident, rules: ConditionRules = {}): ReadonlyMap<Condition, Tick> {
  const met: Met = new Map();
  const walk = new Walk(incident);
  for (const entry of incident.entries) {
    if (entry.retraction !== undefined) continue;
    for (const condition of walk.meets(entry)) note(met, condition, entry.event.author, entry.at);
  }
  fromImpact(incident, met);
  fromRoles(incident, rules, met);
  for (const { verdict, by, at } of [...incident.judgements.values()].sort((a, b) => a.at - b.at)) {
    note(met, 'changeJudged', by, at);
    if (verdict === 'ruledOut') note(met, 'changeRuledOut', by, at);
  }
  for (const { verdict, judged } of incident.hypotheses) {
    if (verdict === 'ruledOut' && judged !== undefined) note(met, 'changeRuledOut', judged.by, judged.at);
  }
  for (const { by, startedAt } of chosenMitigations(incident).map(({ action }) => action)) {
    note(met, 'mitigationChosen', by, startedAt);
  }
  return met;
}

function note(met: Met, condition: Condition, by: Person, at: Instant): void {
  if (!met.has(condition)) met.set(condition, { by, at });
}

const NONE: readonly Condition[] = [];

/** The timeline as far as it was walked through: what each entry meets, given those before it. */
class Walk {
  private declaredAt: Instant | undefined;
  /** Whether the impact was assessed before: an update from then on can say who is affected. */
  private assessed = false;
  private readonly audiences = new Set<string>();

  constructor(private readonly incident: Incident) {}

  meets({ event, at, recordedAt }: Entry): readonly Condition[] {
    switch (event.type) {
      case 'incident.declared':
        this.declaredAt ??= recordedAt;
        return at - Date.parse(event.data.startedAt) < MINUTE ? ['declared'] : ['declared', 'startDated'];
      case 'startTime.set':
        return ['startDated'];
      case 'milestone.set':
        return MILESTONES_MEET[event.data.milestone];
      case 'incident.resolved':
        return this.incident.status === 'open' ? NONE : ['recoveryConfirmed'];
      case 'severity.set':
      case 'severity.explained':
        // What is recorded together with the declaration is the first guess, not a second look.
        return this.declaredAt !== undefined && recordedAt > this.declaredAt ? ['severityChecked'] : NONE;
      case 'impact.assessed':
        this.assessed = true;
        return ['impactAssessed'];
      case 'statusUpdate.posted':
        return this.post(event.data.audience, event.data.status);
      case 'nextUpdate.promised':
        return event.data.due === null ? NONE : ['nextUpdatePromised'];
      case 'help.asked':
        return event.data.doubts.map((doubt): Condition => `helpAsked.${doubt}`);
      case 'change.recorded':
        return event.data.kind === 'thirdParty' ? ['thirdPartyRecorded'] : NONE;
      case 'evidence.added':
        return ['evidenceSaved'];
      case 'action.started':
        return ['actionLogged'];
      case 'decision.logged':
        return ['decisionLogged'];
      case 'followUp.added':
        return ['followUpAdded'];
      case 'handover.made':
        return ['handedOver'];
      default:
        return NONE;
    }
  }

  private post(audience: string, status: UpdateStatus): readonly Condition[] {
    const isSecond = this.audiences.has(audience);
    this.audiences.add(audience);
    return [
      'updatePosted',
      ...(this.assessed ? (['impactPosted'] as const) : []),
      ...(isSecond ? (['secondUpdatePosted'] as const) : []),
      ...(this.audiences.size > 1 ? (['otherAudienceUpdated'] as const) : []),
      ...(status === 'resolved' ? (['resolutionPosted'] as const) : []),
    ];
  }
}

const MILESTONES_MEET: Readonly<Record<Milestone, readonly Condition[]>> = {
  detected: ['detectionDated'],
  acknowledged: [],
  mitigated: ['recoveryConfirmed'],
};

function fromImpact({ impact }: Incident, met: Met): void {
  if (impact === undefined) return;
  const { scope, effect, noticed, by, at } = impact;
  if (scope !== undefined && scope !== 'unknown') note(met, 'scopeAssessed', by, at);
  if ((effect ?? '').trim() !== '' || noticed === 'no') note(met, 'effectAssessed', by, at);
}

function fromRoles(incident: Incident, { commandRole }: ConditionRules, met: Met): void {
  const commanders = commandRole === undefined ? incident.roles : holdersOf(incident, commandRole);
  for (const { person, since } of commanders) note(met, 'commanderAssigned', person, since);
  for (const { role, person, since } of incident.roles) {
    if (role !== commandRole) note(met, 'otherRoleAssigned', person, since);
    if (COMMUNICATIONS.test(role)) note(met, 'communicationsDelegated', person, since);
  }
}
