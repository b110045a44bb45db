import type { CommandMap } from './ids';

const nothing = () => Promise.resolve(undefined);

export function pendingCommands(): CommandMap<
  | 'incident.assessImpact'
  | 'incident.setMilestone'
  | 'incident.explainSeverity'
  | 'incident.postUpdate'
  | 'incident.snoozeUpdate'
  | 'incident.askForHelp'
  | 'incident.join'
  | 'incident.handOver'
  | 'incident.sendDraft'
  | 'incident.discardDraft'
  | 'incident.chooseMitigation'
  | 'incident.addFollowUp'
  | 'incident.editFollowUp'
  | 'incident.writePostmortem'
  | 'incident.copySummary'
  | 'incident.openDashboard'
  | 'incident.openPast'
  | 'incident.exportRecord'
  | 'incident.importRecord'
> {
  return {
    'incident.assessImpact': nothing,
    'incident.setMilestone': nothing,
    'incident.explainSeverity': nothing,
    'incident.postUpdate': nothing,
    'incident.snoozeUpdate': nothing,
    'incident.askForHelp': nothing,
    'incident.join': nothing,
    'incident.handOver': nothing,
    'incident.sendDraft': nothing,
    'incident.discardDraft': nothing,
    'incident.chooseMitigation': nothing,
    'incident.addFollowUp': nothing,
    'incident.editFollowUp': nothing,
    'incident.writePostmortem': nothing,
    'incident.copySummary': nothing,
    'incident.openDashboard': nothing,
    'incident.openPast': nothing,
    'incident.exportRecord': nothing,
    'incident.importRecord': nothing,
  };
}
