import type { Doubt, Person } from './events';
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
  fromEntries(incident, met);
  fromImpact(incident, met);
  fromRoles(incident, rules, met);
  for (const { verdict, by, at } of [...incident.judgements.values()].sort((a, b) => a.at - b.at)) {
    note(met, 'changeJudged', by, at);
    if (verdict === 'ruledOut') note(met, 'changeRuledOut', by, at);
  }
  for (const { by, startedAt } of chosenMitigations(incident).map(({ action }) => action)) {
    note(met, 'mitigationChosen', by, startedAt);
  }
  return met;
}

function note(met: Met, condition: Condition, by: Person, at: Instant): void {
  if (!met.has(condition)) met.set(condition, { by, at });
}

function fromEntries(incident: Incident, met: Met): void {
  const updates = new Updates();
  let declared: Entry | undefined;
  for (const entry of incident.entries) {
    const { event, at, retraction } = entry;
    if (retraction !== undefined) continue;
    const meet = (condition: Condition) => note(met, condition, event.author, at);
    switch (event.type) {
      case 'incident.declared':
        declared ??= entry;
        meet('declared');
        if (at - Date.parse(event.data.startedAt) >= MINUTE) meet('startDated');
        break;
      case 'startTime.set':
        meet('startDated');
        break;
      case 'milestone.set':
        if (event.data.milestone === 'detected') meet('detectionDated');
        if (event.data.milestone === 'mitigated') meet('recoveryConfirmed');
        break;
      case 'incident.resolved':
        if (incident.status !== 'open') meet('recoveryConfirmed');
        break;
      case 'severity.set':
      case 'severity.explained':
        // What is recorded together with the declaration is the first guess, not a second look.
        if (declared !== undefined && entry.recordedAt > declared.recordedAt) meet('severityChecked');
        break;
      case 'impact.assessed':
        updates.assessed = true;
        meet('impactAssessed');
        break;
      case 'statusUpdate.posted':
        for (const condition of updates.post(event.data.audience)) meet(condition);
        if (event.data.status === 'resolved') meet('resolutionPosted');
        break;
      case 'nextUpdate.promised':
        if (event.data.due !== null) meet('nextUpdatePromised');
        break;
      case 'help.asked':
        for (const doubt of event.data.doubts) meet(`helpAsked.${doubt}`);
        break;
      case 'change.recorded':
        if (event.data.kind === 'thirdParty') meet('thirdPartyRecorded');
        break;
      case 'evidence.added':
        meet('evidenceSaved');
        break;
      case 'action.started':
        meet('actionLogged');
        break;
      case 'decision.logged':
        meet('decisionLogged');
        break;
      case 'followUp.added':
        meet('followUpAdded');
        break;
      case 'handover.made':
        meet('handedOver');
        break;
      default:
        break;
    }
  }
}

/** The updates so far: what another one to an audience adds to them. */
class Updates {
  /** Whether the impact was assessed before: an update from then on can say who is affected. */
  assessed = false;
  private readonly posted = new Set<string>();

  post(audience: string): readonly Condition[] {
    const isSecond = this.posted.has(audience);
    this.posted.add(audience);
    return [
      'updatePosted',
      ...(this.assessed ? (['impactPosted'] as const) : []),
      ...(isSecond ? (['secondUpdatePosted'] as const) : []),
      ...(this.posted.size > 1 ? (['otherAudienceUpdated'] as const) : []),
    ];
  }
}

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
