import { Corrections, isCorrection } from './amend';
import type { EventData, KnownEvent, Person, RecordedEvent, StartPrecision } from './events';
import {
  changeKey,
  itemKey,
  samePerson,
  type Action,
  type AddedItem,
  type Decision,
  type Entry,
  type Incident,
  type Instant,
  type Judgement,
  type RecordedChange,
  type Status,
  type Tick,
} from './incident';
import { Bisects } from './bisects';
import { entryOf, inOrderOfOccurrence } from './foldedEntries';
import { Hypotheses } from './hypotheses';
import { Merges } from './merges';
import { inTotalOrder, latestPlausibleTime } from './order';
import { Pages } from './pages';
import { PeopleDraft } from './peopleSide';
import { RolesHeld } from './rolesHeld';
import { activeAfterEntering, type StageId } from './stages';
import { instantOf } from './time';

/**
 * The incident that these events tell of. The same for every order of arrival; never throws, whatever the events say
 * (what makes no sense, such as finishing an unknown action, changes nothing but still stands in the timeline).
 */
export function fold(id: string, events: readonly RecordedEvent[]): Incident {
  return foldOrdered(id, inTotalOrder(events));
}

/** The same of events that are in their total order, each identity once, as the record gives them. */
function foldOrdered(id: string, events: readonly RecordedEvent[]): Incident {
  const corrections = new Corrections(events);
  const draft = new Draft();
  const entries: Entry[] = [];
  for (const fact of events) {
    if (isCorrection(fact) || draft.merges.isSecondCopy(fact)) continue;
    // Every window that looks may see what stands on a status page: it stands in the timeline once.
    const isOfPage = fact.type === 'statusPage.changed' || fact.type === 'statusUpdate.published';
    if (isOfPage && !draft.pages.isNew(fact)) continue;
    const corrected = corrections.applyTo(fact);
    const event = corrected?.event ?? fact;
    const entry = entryOf(event, corrected);
    entries.push(entry);
    draft.meet(event.author);
    if (event.type === 'newer') draft.newerEvents += 1;
    else if (corrected?.retraction === undefined) draft.apply(event, entry.at);
  }
  return draft.finish(id, inOrderOfOccurrence(entries, latestPlausibleTime(id)));
}

/** An event that could not be folded, and the error that it caused. */
export interface UnfoldedEvent {
  readonly event: RecordedEvent;
  readonly error: unknown;
}

/** Failing events that are looked for one by one; of a record that holds more, only what is before the next one counts. */
const MOST_UNFOLDED = 10;

/**
 * The fold of what the record gives (events in their total order, each identity once), safe against a fault in it: events
 * that make it throw are left out and returned. What is confirmed must be shown, and nothing may fail after an event is
 * on the disk.
 */
export function foldSafely(
  id: string,
  events: readonly RecordedEvent[],
): { readonly incident: Incident; readonly unfolded: readonly UnfoldedEvent[] } {
  const unfolded: UnfoldedEvent[] = [];
  for (let rest = events; ;) {
    try {
      return { incident: foldOrdered(id, rest), unfolded };
    } catch (error) {
      const failing = shortestFailing(id, rest);
      const event = rest[failing - 1];
      if (event === undefined) throw error;
      unfolded.push({ event, error });
      rest = unfolded.length < MOST_UNFOLDED ? rest.toSpliced(failing - 1, 1) : rest.slice(0, failing - 1);
    }
  }
}

/** How many of the events it takes, from the first one on, to make the fold throw, given that all of them do. */
function shortestFailing(id: string, events: readonly RecordedEvent[]): number {
  let [works, fails] = [0, events.length];
  while (fails - works > 1) {
    const middle = Math.floor((works + fails) / 2);
    try {
      foldOrdered(id, events.slice(0, middle));
      works = middle;
    } catch {
      fails = middle;
    }
  }
  return fails;
}

/** The state while it is being folded; it never leaves this file. */
class Draft {
  newerEvents = 0;
  readonly merges = new Merges();
  private declared = false;
  private title = '';
  private severity = '';
  private status: Status = 'open';
  private startedAt: Instant | undefined;
  private startPrecision: StartPrecision | undefined;
  private declaredAt: Instant | undefined;
  private resolvedAt: Instant | undefined;
  private closedAt: Instant | undefined;
  private activeStages: readonly StageId[] = ['start'];
  private stagesBeforeResolution: Pick<Incident, 'activeStages' | 'stageSince'> | undefined;
  private stageSince: ReadonlyMap<StageId, Instant> = new Map();
  private readonly ticks = new Map<string, Tick>();
  private readonly untickedItems = new Set<string>();
  private readonly addedItems = new Map<string, AddedItem>();
  private readonly actions = new Map<string, Action>();
  private readonly decisions: Decision[] = [];
  private readonly people: Person[] = [];
  /** E-mail addresses by name: spares the look through the people for almost every event. */
  private readonly met = new Map<string, Set<string | undefined>>();
  private metLast: Person | undefined;
  private readonly roles = new RolesHeld();
  private readonly recordedChanges: RecordedChange[] = [];
  private readonly judgements = new Map<string, Judgement>();
  private readonly hypotheses = new Hypotheses();
  private readonly bisects = new Bisects();
  private services: readonly string[] = [];
  private readonly peopleSide = new PeopleDraft();
  readonly pages = new Pages();

  meet(person: Person): void {
    if (person === this.metLast) return;
    this.metLast = person;
    const withName = this.met.get(person.name);
    if (withName?.has(person.email) === true) return;
    this.met.set(person.name, (withName ?? new Set()).add(person.email));
    if (!this.people.some((known) => samePerson(known, person))) this.people.push(person);
  }

  /** One case an event type: a forgotten one does not pass the linter's exhaustiveness check. */
  apply(event: KnownEvent, at: Instant): void {
    const { author: by } = event;
    switch (event.type) {
      case 'incident.declared':
        return this.declare(event.data, at);
      case 'title.set':
        this.title = event.data.to;
        return;
      case 'severity.set':
        this.severity = event.data.to;
        this.peopleSide.explainSeverity(undefined);
        return;
      case 'severity.explained':
        if (event.data.severity === this.severity) this.peopleSide.explainSeverity(event.data.why);
        return;
      case 'impact.assessed':
        return this.peopleSide.assess(event, at);
      case 'milestone.set':
        return this.peopleSide.reach(event.data.milestone, instantOf(event.data.to));
      case 'startTime.set':
        this.startedAt = instantOf(event.data.to);
        this.startPrecision = event.data.precision ?? 'roughly';
        return;
      case 'stage.entered':
        return this.enter(activeAfterEntering(this.activeStages, event.data.stage, event.data.alongside === true), at);
      case 'checklistItem.added': {
        const key = itemKey(event.data.stage, event.data.item);
        if (!this.addedItems.has(key)) this.addedItems.set(key, event.data);
        return;
      }
      case 'checklistItem.checked': {
        const key = itemKey(event.data.stage, event.data.item);
        this.ticks.set(key, { by, at });
        this.untickedItems.delete(key);
        return;
      }
      case 'checklistItem.unchecked': {
        const key = itemKey(event.data.stage, event.data.item);
        this.ticks.delete(key);
        this.untickedItems.add(key);
        return;
      }
      case 'role.assigned': {
        const { role, person, inPlaceOf, alone } = event.data;
        this.meet(person);
        if (inPlaceOf !== undefined) this.roles.release(role, inPlaceOf);
        return this.roles.hold(role, person, at, alone);
      }
      case 'responder.joined': {
        const { role, person, alone } = event.data;
        this.meet(person);
        if (role !== undefined) this.roles.hold(role, person, at, alone);
        return;
      }
      case 'handover.made': {
        const { role, from, to } = event.data;
        this.peopleSide.handOver(event, at);
        if (from !== undefined) this.roles.release(role, from);
        if (to === undefined) return;
        this.meet(to);
        return this.roles.hold(role, to, at);
      }
      case 'handover.confirmed':
        return this.peopleSide.confirmHandover(event, at);
      case 'role.released':
        return this.roles.release(event.data.role, event.data.person);
      case 'action.started':
        this.actions.set(event.id, { id: event.id, text: event.data.text, by, startedAt: at });
        return;
      case 'action.finished': {
        const action = this.actions.get(event.data.action);
        if (action === undefined || action.finished !== undefined) return;
        const { outcome, result } = event.data;
        const finished = { outcome, at, by, ...(result !== undefined && { result }) };
        this.actions.set(action.id, { ...action, finished });
        return;
      }
      case 'decision.logged':
        this.decisions.push({ id: event.id, at, by, ...event.data, code: event.code ?? [] });
        return;
      case 'change.recorded':
        this.recordedChanges.push({ id: event.id, ...event.data, at, by });
        return;
      case 'suspect.judged': {
        const { verdict, ...judged } = event.data;
        const key = changeKey(judged.change);
        if (verdict === 'undecided') this.judgements.delete(key);
        else this.judgements.set(key, { ...judged, verdict, by, at });
        return this.hypotheses.judgeSuspect(event.data, by, at);
      }
      case 'hypothesis.added':
        return this.hypotheses.add(event.id, event.data.text, by, at);
      case 'hypothesis.judged': {
        const { change, verdict, why } = event.data;
        this.hypotheses.judge(event.data, by, at);
        if (change === undefined) return;
        const asSuspect = verdict === 'ruledOut' ? verdict : 'suspect';
        this.judgements.set(changeKey(change), {
          ...{ change, verdict: asSuspect, by, at },
          ...(why !== undefined && { why }),
        });
        return;
      }
      case 'bisect.started':
        return this.bisects.start(event.id, event.data, by, at);
      case 'bisect.tested':
        return this.bisects.test(event.data);
      case 'bisect.ended':
        return this.bisects.end(event.data);
      case 'services.set':
        this.services = event.data.to;
        return;
      case 'incident.resolved':
        if (this.status !== 'open') return;
        this.status = 'resolved';
        this.resolvedAt = at;
        this.stagesBeforeResolution = { activeStages: this.activeStages, stageSince: this.stageSince };
        return this.enter(['cleanUp'], at);
      case 'incident.closed':
        if (this.status === 'closed') return;
        this.status = 'closed';
        this.closedAt = at;
        return this.peopleSide.close(event.data.whyNoFollowUp);
      case 'incident.reopened':
        return this.reopen();
      case 'incident.mergedInto':
        return this.merges.mergeInto(event, at);
      case 'incident.mergedFrom':
        return this.merges.mergeFrom(event, at);
      case 'statusUpdate.posted':
        return this.peopleSide.post(event, at);
      case 'statusUpdate.published':
        return this.pages.publish(event.data, at);
      case 'statusPage.changed':
        return this.pages.change(event.data, at);
      case 'nextUpdate.promised':
        return this.peopleSide.promise(event.data);
      case 'nextUpdate.snoozed':
        return this.peopleSide.snooze(event.data);
      case 'help.asked':
        return this.peopleSide.askForHelp(event, at);
      case 'followUp.added':
        return this.peopleSide.addFollowUp(event, at);
      case 'followUp.changed':
        return this.peopleSide.changeFollowUp(event, at);
      case 'followUp.filed':
        return this.peopleSide.fileFollowUp(event.data);
      case 'note.added':
      case 'evidence.added':
      case 'entry.amended':
      case 'entry.retracted':
        return;
    }
  }

  finish(id: string, entries: readonly Entry[]): Incident {
    const first = entries[0]?.at ?? 0;
    return {
      id,
      title: this.title,
      severity: this.severity,
      status: this.status,
      startedAt: this.startedAt ?? first,
      startPrecision: this.startPrecision ?? 'noticed',
      declaredAt: this.declaredAt ?? first,
      ...(this.resolvedAt !== undefined && { resolvedAt: this.resolvedAt }),
      ...(this.closedAt !== undefined && { closedAt: this.closedAt }),
      activeStages: this.activeStages,
      stageSince: this.stageSince,
      ticks: this.ticks,
      untickedItems: this.untickedItems,
      addedItems: [...this.addedItems.values()],
      roles: this.roles.all,
      actions: [...this.actions.values()],
      decisions: this.decisions,
      recordedChanges: this.recordedChanges,
      judgements: this.judgements,
      hypotheses: this.hypotheses.all(),
      ...(this.bisects.newest && { bisect: this.bisects.newest }),
      services: this.services,
      ...this.peopleSide.finish(),
      ...this.merges.finish(),
      ...this.pages.finish(),
      people: this.people,
      entries,
      newerEvents: this.newerEvents,
    };
  }

  private declare(data: EventData['incident.declared'], at: Instant): void {
    if (this.declared) return;
    this.declared = true;
    this.title ||= data.title;
    this.severity ||= data.severity;
    this.startedAt ??= instantOf(data.startedAt);
    this.startPrecision ??= data.startPrecision;
    this.declaredAt = at;
    this.enter(['assess'], at);
  }

  private enter(stages: readonly StageId[], at: Instant): void {
    this.stageSince = new Map(stages.map((stage) => [stage, this.stageSince.get(stage) ?? at]));
    this.activeStages = stages;
  }

  /** The stages and their clocks go on where they were. */
  private reopen(): void {
    if (this.status === 'open') return;
    this.status = 'open';
    this.resolvedAt = undefined;
    this.closedAt = undefined;
    this.peopleSide.reopen();
    this.merges.reopen();
    if (this.stagesBeforeResolution !== undefined) {
      this.activeStages = this.stagesBeforeResolution.activeStages;
      this.stageSince = this.stagesBeforeResolution.stageSince;
    }
    this.stagesBeforeResolution = undefined;
  }
}
