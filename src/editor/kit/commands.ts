import { askOnce } from '../../app/patience';
import type { Incident } from '../../domain/incident';

/** Code that has not been loaded by then is asked for anew. Milliseconds. */
const LOADING_MS = 10_000;

/** Every command, by the feature that handles it; a test holds this table equal to package.json. */
export const COMMANDS_OF = {
  incident: [
    'incident.declare',
    'incident.isThisAnIncident',
    'incident.goToStage',
    'incident.nextStage',
    'incident.edit',
    'incident.takeCommand',
    'incident.setSeverity',
    'incident.setStartTime',
    'incident.setTitle',
    'incident.assignRole',
    'incident.checkItem',
    'incident.addChecklistItem',
    'incident.resolve',
    'incident.close',
    'incident.reopen',
    'incident.switch',
    'incident.mergeInto',
    'incident.setServices',
    'incident.assessImpact',
    'incident.setMilestone',
    'incident.explainSeverity',
    'incident.quickActions',
    'incident.revealRecord',
    'incident.reload',
    'incident.showLog',
  ],
  timeline: [
    'incident.logAction',
    'incident.finishAction',
    'incident.logDecision',
    'incident.addNote',
    'incident.addEvidence',
    'incident.openTimeline',
    'incident.amendEntry',
    'incident.retractEntry',
    'incident.filterTimeline',
    'incident.toggleSystemEntries',
    'incident.showEarlierEntries',
  ],
  changes: [
    'incident.whatChanged',
    'incident.refreshChanges',
    'incident.cancelChanges',
    'incident.setChangeWindow',
    'incident.recordChange',
    'incident.fetchRepositories',
    'incident.markSuspect',
    'incident.ruleOut',
    'incident.clearVerdict',
    'incident.openChange',
    'incident.explainRanking',
    'incident.copyCommit',
    'incident.openOnRemote',
    'incident.addChangeAsEvidence',
    'incident.decideAboutChange',
  ],
  services: ['incident.openDashboard'],
  logs: [
    'incident.findFirstOccurrence',
    'incident.whatsNewInLogs',
    'incident.earlierLogLines',
    'incident.laterLogLines',
  ],
  metrics: ['incident.estimateStart', 'incident.signIn'],
  hypotheses: ['incident.addHypothesis', 'incident.judgeHypothesis'],
  bisect: [
    'incident.bisect',
    'incident.bisectGood',
    'incident.bisectBad',
    'incident.bisectSkip',
    'incident.openBisectWorktree',
    'incident.stopBisect',
  ],
  mitigation: ['incident.chooseMitigation', 'incident.rehearseRevert', 'incident.createRevert', 'incident.checkRevert'],
  messages: [
    'incident.postUpdate',
    'incident.snoozeUpdate',
    'incident.askForHelp',
    'incident.join',
    'incident.handOver',
    'incident.confirmHandover',
    'incident.sendDraft',
    'incident.discardDraft',
    'incident.copySummary',
    'incident.publishUpdate',
  ],
  followUps: ['incident.addFollowUp', 'incident.editFollowUp', 'incident.writePostmortem', 'incident.createIssues'],
  past: ['incident.openPast', 'incident.exportRecord', 'incident.importRecord', 'incident.checkBranch'],
  share: ['incident.share', 'incident.stopSharing', 'incident.syncNow', 'incident.scrub'],
  agents: ['incident.setUpAgent'],
  terminal: [
    'incident.runChecklistItem',
    'incident.logCommand',
    'incident.dismissCommand',
    'incident.neverOfferCommand',
  ],
  connect: ['incident.connect'],
  chat: ['incident.postToChat', 'incident.importChat'],
  alerts: ['incident.declareFromAlert'],
} as const;

export type CommandId = (typeof COMMANDS_OF)[keyof typeof COMMANDS_OF][number];

export const COMMANDS: readonly CommandId[] = Object.values(COMMANDS_OF).flat();

/**
 * What a command does; the argument comes from a key binding, another extension or a row of a tree. `selected` are all rows
 * that are selected, where it was called on one of them.
 */
export type CommandHandler = (argument: unknown, selected?: readonly unknown[]) => Promise<unknown>;

/** A command on an incident: that of its row or its argument, else the one that is shown. */
export interface IncidentCommand {
  readonly onIncident: (incident: Incident, argument: unknown) => Promise<unknown>;
}

/** A command whose code is loaded when it is first run. */
export interface LaterCommand {
  readonly load: () => Promise<Command>;
}

export type Command = CommandHandler | IncidentCommand | LaterCommand;

/** The commands of a feature; together those of all features must make up the whole table. */
export type CommandMap<K extends CommandId = CommandId> = Readonly<Record<K, Command>>;

export function onIncident(handler: IncidentCommand['onIncident']): IncidentCommand {
  return { onIncident: handler };
}

/** Commands whose code is loaded when the first of them is run, so that the window starts without it. */
export function onFirstUse<const K extends CommandId>(
  ids: readonly K[],
  load: () => Promise<CommandMap<K>>,
): CommandMap<K> {
  const loaded = askOnce(load, LOADING_MS);
  const later = (id: K): LaterCommand => ({ load: async () => (await loaded.get())[id] });
  return Object.fromEntries(ids.map((id) => [id, later(id)])) as Record<K, LaterCommand>;
}
