import * as vscode from 'vscode';
import type { Checklists } from '../../domain/checklist';

const { t } = vscode.l10n;

/** The checklist of each stage as it comes with the tool. Ids are kept in records: a new wording keeps its id. */
export function defaultChecklists(): Checklists {
  return {
    start: [
      {
        id: 'decideIncident',
        text: t('Call it an incident if in doubt'),
        why: t(
          'If you, on call, say it is one, it is one. So is anything new or recurring that hurts customers or may hurt them; a false alarm costs minutes, a late start costs far more.',
        ),
      },
      {
        id: 'noteTrigger',
        text: t('Note how you found out'),
        why: t(
          'An alert, a customer, a hunch: one line now tells the review how it was detected, and tells you where else to look.',
        ),
      },
      {
        id: 'pickSeverity',
        text: t('Pick a severity, the higher if unsure'),
        why: t('Severity only decides how loudly to act. It is easy to lower later and not worth arguing about now.'),
      },
      {
        id: 'takeCommand',
        text: t('Say who is in command'),
        why: t(
          'One person decides, even if that is you alone. If you are also fixing, say so: it is the first role to hand over when help comes.',
        ),
      },
      {
        id: 'openChannel',
        text: t('Say where responders meet'),
        why: t(
          'A single channel or call, noted here, spares latecomers the search and keeps side talks from splitting the picture.',
        ),
      },
    ],
    assess: [
      {
        id: 'whoIsAffected',
        text: t('Who is hit: one, some, a share, all?'),
        why: t('Scope sets severity and wording. A rough answer within five minutes beats an exact one in thirty.'),
      },
      {
        id: 'whatTheyFeel',
        text: t('What do they see, if they notice at all?'),
        why: t(
          'Describe it as a customer would: slow, failing, wrong, or nothing yet. An alert that no one feels can be handled calmly.',
        ),
      },
      {
        id: 'whenItStarted',
        text: t('Set when it really began'),
        why: t(
          'The start is rarely the moment you were told. Everything that looks for what changed depends on it; guess now, correct it later.',
        ),
      },
      {
        id: 'stillGoingOn',
        text: t('Is it growing, steady or fading?'),
        why: t('A trend tells you how fast to move and whether to ask for help right away.'),
      },
      {
        id: 'recheckSeverity',
        text: t('Check severity against the impact'),
        why: t('You picked it before you knew. Adjust it once, then move on.'),
      },
      {
        id: 'stopAtFiveMinutes',
        text: t('Stop at five minutes, go on with a guess'),
        why: t('Customers are waiting to hear something. Leave the gaps open and fill them in as facts arrive.'),
      },
    ],
    communicate: [
      {
        id: 'firstWord',
        text: t('Send a first word within five minutes'),
        why: t(
          '"We see it and are working on it" is enough. Silence makes people assume the worst and flood you with questions.',
        ),
      },
      {
        id: 'sayWhoAndHow',
        text: t('Say who is affected, and how'),
        why: t(
          'Customers want to know one thing: is it me, and what will not work? Use their words, not the names of our services.',
        ),
      },
      {
        id: 'addScope',
        text: t('Follow up with scope five minutes later'),
        why: t(
          'The second update is where the rough impact goes. Correcting a number later is normal; withholding it is not.',
        ),
      },
      {
        id: 'promiseNext',
        text: t('Promise when the next update comes'),
        why: t(
          'A time people can rely on stops the "any news?" messages. At least every 20 minutes in the first two hours, even when nothing is new.',
        ),
      },
      {
        id: 'briefInside',
        text: t('Brief colleagues: conditions, actions, needs'),
        why: t(
          'What is wrong, what we are doing, what we need: three lines let support and managers help without interrupting you.',
        ),
      },
      {
        id: 'ownTheUpdates',
        text: t('Give the updates to one person'),
        why: t(
          'Writing and debugging at once means both are late. If anyone is free, hand over communications by name; if not, keep the clock in view.',
        ),
      },
    ],
    intermission: [
      {
        id: 'unsureWhatIsWrong',
        text: t('Unsure what is wrong? Get help'),
        why: t(
          'Doubt is reason enough. A second pair of eyes often sees in a minute what you have stared past for twenty.',
        ),
      },
      {
        id: 'unsureHowToFix',
        text: t('Unsure how to fix it? Get help'),
        why: t('Someone has probably run this repair before. Waking them is kinder than a wrong fix at night.'),
      },
      {
        id: 'unsureItCanBeFixed',
        text: t('Unsure it can be fixed? Get help'),
        why: t(
          'If there may be no way back, such as lost data or a dead vendor, others have to know early: it changes what customers are told.',
        ),
      },
      {
        id: 'unsureYouCanDeal',
        text: t('Unsure you can deal with it? Get help'),
        why: t('Tired, alone, new to this part, or simply uneasy: say so. Nobody is blamed for asking.'),
      },
      {
        id: 'shortOfHands',
        text: t('Too much at once? Get help'),
        why: t('Fixing, talking and writing down are three jobs. If one is already slipping, you are short of people.'),
      },
      {
        id: 'giveRoles',
        text: t('Give each newcomer a role, out loud'),
        why: t(
          'Commander, deputy, scribe, communications, operations, expert: named jobs keep two people from doing the same thing. Start with the one you are doing worst.',
        ),
      },
    ],
    investigate: [
      {
        id: 'breathe',
        text: t('Breathe, then take one step at a time'),
        why: t(
          'State what you expect, look, note what you saw. Reasoned steps feel slower and arrive sooner than blind ones.',
        ),
      },
      {
        id: 'whatChanged',
        text: t('What changed shortly before it began?'),
        why: t(
          'Most incidents follow a change: a deploy, a setting, a migration, a flag. Judge changes by when they landed, not when they were written.',
        ),
      },
      {
        id: 'thirdParties',
        text: t('Check the status pages of third parties'),
        why: t('If the cloud, the registry or the payment provider is down, you can stop searching our code.'),
      },
      {
        id: 'readDashboards',
        text: t('What do the dashboards show?'),
        why: t(
          'Find the first graph that bends and the one that stays calm; both narrow the search. The runbook says which ones matter.',
        ),
      },
      {
        id: 'firstOccurrence',
        text: t('Find the first error in the logs'),
        why: t(
          'The loudest error is often a consequence. Go back to the first occurrence and read what came just before it.',
        ),
      },
      {
        id: 'keepHypotheses',
        text: t('Write down each theory, and its fate'),
        why: t('Kept or ruled out, with the reason: it saves the next person from walking your path again.'),
      },
      {
        id: 'announceProbes',
        text: t('Announce a step before you take it'),
        why: t(
          'Even a harmless query can add load or mislead someone else who is looking. One line in the record is enough.',
        ),
      },
    ],
    mitigate: [
      {
        id: 'stopTheBleeding',
        text: t('Stop the harm first, find the cause later'),
        why: t(
          'Customers need it to work, not to be explained. A restart, a switched-off feature or more capacity may be all it takes tonight.',
        ),
      },
      {
        id: 'simplestFix',
        text: t('Choose the simplest thing that can work'),
        why: t('Few moving parts and easy to undo. Clever repairs at night tend to become a second incident.'),
      },
      {
        id: 'rollBack',
        text: t('Roll back rather than forward'),
        why: t(
          'The last good state is known to work; a new patch is not. Rehearse the revert and see what depends on the change first.',
        ),
      },
      {
        id: 'keepEvidence',
        text: t('Save evidence before you wipe it'),
        why: t(
          "Logs, a dump, a graph, the failing request: a restart destroys them. One capture now answers the review's questions.",
        ),
      },
      {
        id: 'announceAction',
        text: t('Say it before you do it'),
        why: t(
          'Two people restarting the same thing hides what worked. Log the action, see if somebody is already at it, then go.',
        ),
      },
      {
        id: 'recordTradeoff',
        text: t('Record the decision and what it costs'),
        why: t(
          'What you knew and what you gave up for it, in one line each. Later it will be read with your facts and not with hindsight.',
        ),
      },
      {
        id: 'confirmRecovery',
        text: t('Confirm that customers are well again'),
        why: t(
          'Check from the outside and wait a few minutes. Then note when the impact ended and tell the people you promised to tell.',
        ),
      },
    ],
    cleanUp: [
      {
        id: 'restOrContinue',
        text: t('Late? Gather the facts, then go to sleep'),
        why: t(
          'At night only the timeline and the evidence are urgent. Analysis is better in the morning, and so are you.',
        ),
      },
      {
        id: 'finalUpdate',
        text: t('Tell customers that it is over'),
        why: t('Say what they could notice, from when to when, and whether they have to do anything.'),
      },
      {
        id: 'undoStopgaps',
        text: t('List what was left switched off'),
        why: t('Raised limits, paused jobs, disabled features: every stopgap needs someone to take it back.'),
      },
      {
        id: 'completeTimeline',
        text: t('Fill the gaps in the timeline'),
        why: t(
          'Add what happened with its real time while you still remember. Starting, detected, mitigated, resolved should be in order.',
        ),
      },
      {
        id: 'oneFollowUp',
        text: t('Add at least one follow-up'),
        why: t(
          'It paged a person, so something should change: automate the response, watch it better, add redundancy, or find the owner of the error.',
        ),
      },
      {
        id: 'fileOddities',
        text: t('File the odd things you saw'),
        why: t('Noisy logs, a suspicious message, a stale runbook: small finds are forgotten by breakfast.'),
      },
      {
        id: 'handOver',
        text: t('Hand over, and hear it confirmed'),
        why: t(
          'Situation, done, in progress, next steps, contacts, what to watch. It is handed over when the other person says so.',
        ),
      },
    ],
  };
}
