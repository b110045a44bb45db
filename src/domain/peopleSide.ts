import type { EventOf, Milestone } from './events';
import type { FollowUp, Handover, HelpRequest, Impact, Incident, Instant, NextUpdate, StatusUpdate } from './incident';

/** The part of an incident that concerns people rather than code: impact, updates, help, handovers, follow-ups. */
export type PeopleSide = Pick<
  Incident,
  | 'impact'
  | 'milestones'
  | 'updates'
  | 'nextUpdates'
  | 'helpRequests'
  | 'handovers'
  | 'followUps'
  | 'severityReason'
  | 'whyNoFollowUp'
>;

/** That part of the state while it is being folded. */
export class PeopleDraft {
  private impact: Impact | undefined;
  private severityReason: string | undefined;
  private whyNoFollowUp: string | undefined;
  private readonly milestones = new Map<Milestone, Instant>();
  private readonly updates: StatusUpdate[] = [];
  private readonly nextUpdates = new Map<string, NextUpdate>();
  /** The audiences whose last update said “resolved”. */
  private readonly toldResolved = new Set<string>();
  private readonly helpRequests: HelpRequest[] = [];
  private readonly handovers: Handover[] = [];
  private readonly followUps = new Map<string, FollowUp>();

  /** What was answered replaces what was known; a new scope also replaces its share and how rough it was. */
  assess({ data, author: by }: EventOf<'impact.assessed'>, at: Instant): void {
    const { share, roughly, ...known } = this.impact ?? { by, at };
    const ofScope = { ...(share !== undefined && { share }), ...(roughly !== undefined && { roughly }) };
    this.impact = { ...known, ...(data.scope === undefined && ofScope), ...data, by, at };
  }

  reach(milestone: Milestone, at: Instant): void {
    this.milestones.set(milestone, at);
  }

  /** The reason belongs to one severity: another one needs a reason of its own. */
  explainSeverity(why: string | undefined): void {
    this.severityReason = why;
  }

  close(whyNoFollowUp: string | undefined): void {
    this.whyNoFollowUp = whyNoFollowUp;
  }

  /** The work goes on, and so may its updates. */
  reopen(): void {
    this.whyNoFollowUp = undefined;
    this.toldResolved.clear();
  }

  /** An update meets its due time and stops the clock of its audience; after one that says “resolved” none is due. */
  post({ id, data, author: by }: EventOf<'statusUpdate.posted'>, at: Instant): void {
    const { audience, status } = data;
    this.updates.push({ id, ...data, by, at });
    this.nextUpdates.delete(audience);
    if (status === 'resolved') this.toldResolved.add(audience);
    else this.toldResolved.delete(audience);
  }

  promise({ audience, due }: EventOf<'nextUpdate.promised'>['data']): void {
    if (due === null || this.toldResolved.has(audience)) this.nextUpdates.delete(audience);
    else this.nextUpdates.set(audience, { audience, due: Date.parse(due) });
  }

  snooze({ audience, until }: EventOf<'nextUpdate.snoozed'>['data']): void {
    const promised = this.nextUpdates.get(audience);
    if (promised !== undefined) this.nextUpdates.set(audience, { ...promised, snoozedUntil: Date.parse(until) });
  }

  askForHelp({ id, data, author: by }: EventOf<'help.asked'>, at: Instant): void {
    this.helpRequests.push({ id, ...data, by, at });
  }

  handOver({ id, data, author: by }: EventOf<'handover.made'>, at: Instant): void {
    const { resumeAt, ...rest } = data;
    this.handovers.push({ id, ...rest, ...(resumeAt !== undefined && { resumeAt: Date.parse(resumeAt) }), by, at });
  }

  confirmHandover({ data, author: by }: EventOf<'handover.confirmed'>, at: Instant): void {
    const index = this.handovers.findIndex(({ id }) => id === data.handover);
    const handover = this.handovers[index];
    if (handover !== undefined) this.handovers[index] = { ...handover, confirmed: handover.confirmed ?? { by, at } };
  }

  addFollowUp({ id, data, author: by }: EventOf<'followUp.added'>, at: Instant): void {
    this.followUps.set(id, { id, ...data, by, at });
  }

  changeFollowUp({ data, author: by }: EventOf<'followUp.changed'>, at: Instant): void {
    const before = this.followUps.get(data.followUp);
    if (before === undefined) return;
    const { owner, due, kind, done, issue, ...rest } = before;
    const newOwner = data.owner === undefined ? owner : data.owner;
    const newDue = data.due === undefined ? due : data.due;
    const newKind = data.kind === undefined ? kind : data.kind;
    const tick = data.done === undefined ? done : data.done ? (done ?? { by, at }) : undefined;
    this.followUps.set(before.id, {
      ...rest,
      ...(newOwner !== undefined && newOwner !== null && { owner: newOwner }),
      ...(newDue !== undefined && newDue !== null && { due: newDue }),
      ...(newKind !== undefined && newKind !== null && { kind: newKind }),
      ...(tick !== undefined && { done: tick }),
      ...(issue !== undefined && { issue: data.issueClosed === undefined ? issue : { ...issue, closed: true } }),
    });
  }

  /** The first issue stays: another one is a copy. */
  fileFollowUp({ followUp, name, link }: EventOf<'followUp.filed'>['data']): void {
    const before = this.followUps.get(followUp);
    if (before === undefined || before.issue !== undefined) return;
    this.followUps.set(followUp, { ...before, issue: { name, link, closed: false } });
  }

  finish(): PeopleSide {
    const { impact, severityReason, whyNoFollowUp, milestones, updates, nextUpdates, helpRequests, handovers } = this;
    return {
      ...(impact !== undefined && { impact }),
      ...(severityReason !== undefined && { severityReason }),
      ...(whyNoFollowUp !== undefined && { whyNoFollowUp }),
      milestones,
      updates,
      nextUpdates,
      helpRequests,
      handovers,
      followUps: [...this.followUps.values()],
    };
  }
}
