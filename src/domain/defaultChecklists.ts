import type { Checklists } from './checklist';

/**
 * The checklist of each stage as it comes with the tool: at most six things to do now, each with its reason. Ids are kept in
 * records: a new wording keeps its id.
 * @param t words a message in the reader's language
 */
export function defaultChecklists(t: (message: string) => string): Checklists {
  return {
    start: [
      {
        id: 'decideIncident',
        text: t('In doubt? Declare it'),
        why: t(
          "If you are on call and say it's an incident, it is. So is any new or recurring problem that hurts customers, or may. A false alarm costs minutes; a late start costs far more.",
        ),
        doneWhen: 'declared',
      },
      {
        id: 'pickSeverity',
        text: t('Pick a severity; in doubt, the higher one'),
        why: t("Severity only decides how loudly to respond. You can lower it later, so don't argue about it now."),
        doneWhen: 'declared',
      },
      {
        id: 'takeCommand',
        text: t('Put someone in command'),
        why: t(
          'One person decides, even if that is you alone. If you are also fixing, command is the first role to hand over when help arrives.',
        ),
        doneWhen: 'commanderAssigned',
      },
      {
        id: 'noteTrigger',
        text: t('Note how and when you found out'),
        why: t(
          'An alert, a customer, a hunch: set the detection time and add a line. It tells the review what worked, and you where else to look.',
        ),
        doneWhen: 'detectionDated',
      },
      {
        id: 'openChannel',
        text: t('Say where responders meet'),
        why: t('One channel or call, noted here, saves latecomers the search and keeps everyone on the same page.'),
      },
    ],
    assess: [
      {
        id: 'whoIsAffected',
        text: t('Who is affected?'),
        why: t(
          'One customer, some, a percentage, everyone? A rough answer in five minutes beats an exact one in thirty.',
        ),
        doneWhen: 'scopeAssessed',
      },
      {
        id: 'whatTheyFeel',
        text: t('What do they see?'),
        why: t(
          'Describe it as a customer would: slow, failing, wrong, or nothing at all. If nobody can tell, you have time to think.',
        ),
        doneWhen: 'effectAssessed',
      },
      {
        id: 'recheckSeverity',
        text: t('Is {severity} still right?'),
        why: t('It was set before you knew the impact. Adjust it or say why it stands, then move on.'),
        doneWhen: 'severityChecked',
      },
      {
        id: 'whenItStarted',
        text: t('When did it really start?'),
        why: t(
          'Rarely when you were paged. The search for what changed depends on it; make a guess now and correct it later.',
        ),
        doneWhen: 'startDated',
      },
      {
        id: 'stillGoingOn',
        text: t('Is it getting better or worse?'),
        why: t('The trend tells you how fast to move and whether to ask for help right away.'),
      },
      {
        id: 'stopAtFiveMinutes',
        text: t('Stop at 5 minutes; a guess will do'),
        why: t('Customers are waiting to hear from you. Leave gaps open and fill them in as you learn more.'),
        doneWhen: 'impactAssessed',
      },
    ],
    communicate: [
      {
        id: 'firstWord',
        text: t('Post a first update within 5 minutes'),
        why: t(
          '"We see it and we\'re on it" is enough. Silence makes people assume the worst and flood you with questions.',
        ),
        doneWhen: 'updatePosted',
      },
      {
        id: 'sayWhoAndHow',
        text: t('Say who is affected and how'),
        why: t(
          "Customers want to know: is it me, and what doesn't work? Use their words, not the names of your services.",
        ),
        doneWhen: 'impactPosted',
      },
      {
        id: 'addScope',
        text: t('Post the scope 5 minutes later'),
        why: t('The second update gives the rough scope. Correcting a number later is normal; withholding it is not.'),
        doneWhen: 'secondUpdatePosted',
      },
      {
        id: 'promiseNext',
        text: t('Say when the next update is due'),
        why: t(
          'A time people can rely on stops the "any news?" messages. At least every 20 minutes for the first two hours, even with nothing new.',
        ),
        doneWhen: 'nextUpdatePromised',
      },
      {
        id: 'briefInside',
        text: t('Brief colleagues, not only customers'),
        why: t('Conditions, actions, needs: three lines let support and management help without interrupting you.'),
        doneWhen: 'otherAudienceUpdated',
      },
      {
        id: 'ownTheUpdates',
        text: t('Put one person in charge of updates'),
        why: t(
          'Whoever writes and debugs does both late. If anyone is free, give them communications; if not, watch the clock.',
        ),
        doneWhen: 'communicationsDelegated',
      },
    ],
    intermission: [
      {
        id: 'unsureWhatIsWrong',
        text: t("Not sure what's wrong? Ask for help"),
        why: t('Doubt is reason enough. A second pair of eyes often sees in a minute what you have missed for twenty.'),
        doneWhen: 'helpAsked.whatIsWrong',
      },
      {
        id: 'unsureHowToFix',
        text: t('Not sure how to fix it? Ask for help'),
        why: t('Someone has probably done this repair before. Waking them up beats a wrong fix at night.'),
        doneWhen: 'helpAsked.howToFix',
      },
      {
        id: 'unsureItCanBeFixed',
        text: t('Not sure it can be fixed? Ask for help'),
        why: t(
          'Lost data, a dead vendor: if there may be no way back, others need to know early. It changes what you tell customers.',
        ),
        doneWhen: 'helpAsked.whetherFixable',
      },
      {
        id: 'unsureYouCanDeal',
        text: t('Not sure you can handle it? Ask for help'),
        why: t('Tired, alone, new to this system, or just uneasy: say so. Nobody is blamed for asking.'),
        doneWhen: 'helpAsked.whetherICan',
      },
      {
        id: 'shortOfHands',
        text: t('Overloaded? Ask for help'),
        why: t('Fixing, talking and taking notes are three jobs. If one of them is slipping, you need more people.'),
        doneWhen: 'helpAsked.capacity',
      },
      {
        id: 'giveRoles',
        text: t('Give everyone who joins a role'),
        why: t(
          'Deputy, scribe, communications, operations, expert: named roles keep two people from doing the same thing. Start with the one you are worst at right now.',
        ),
        doneWhen: 'otherRoleAssigned',
      },
    ],
    investigate: [
      {
        id: 'breathe',
        text: t('Breathe, then go one step at a time'),
        why: t(
          'Say what you expect, look, note what you saw. Reasoned steps feel slower and get there sooner than blind ones.',
        ),
      },
      {
        id: 'whatChanged',
        text: t('What changed just before it started?'),
        why: t(
          'Most incidents follow a change: a deploy, a setting, a migration, a flag. Go by when it landed, not when it was written, and mark or rule out suspects.',
        ),
        doneWhen: 'changeJudged',
      },
      {
        id: 'thirdParties',
        text: t('Check third-party status pages'),
        why: t('If your cloud, registry or payment provider is down, you can stop searching your own code.'),
        doneWhen: 'thirdPartyRecorded',
      },
      {
        id: 'readDashboards',
        text: t('Find the graph that moved first'),
        why: t(
          'The first one to bend and the ones that stay flat both narrow the search. The runbook says which ones matter.',
        ),
      },
      {
        id: 'firstOccurrence',
        text: t('Find the first error in the logs'),
        why: t('The loudest error is often a symptom. Go back to the first one, and read what came just before it.'),
      },
      {
        id: 'keepHypotheses',
        text: t('Note each theory and its outcome'),
        why: t('Confirmed or ruled out, and why: it saves the next person from going down the same path.'),
        doneWhen: 'changeRuledOut',
      },
    ],
    mitigate: [
      {
        id: 'stopTheBleeding',
        text: t('Stop the bleeding; simplest option first'),
        why: t(
          'Customers need it working, not explained: the root cause can wait. Few moving parts, easy to undo; clever repairs at night become the next incident.',
        ),
        doneWhen: 'mitigationChosen',
      },
      {
        id: 'rollBack',
        text: t('Roll back rather than forward'),
        why: t(
          'The last good version is known to work; a new patch is not. Rehearse the revert and see what depends on the change first.',
        ),
      },
      {
        id: 'keepEvidence',
        text: t('Save evidence before you wipe it'),
        why: t('Logs, a dump, a graph, the failing request: a restart destroys them, and the review will need them.'),
        doneWhen: 'evidenceSaved',
      },
      {
        id: 'announceAction',
        text: t('Log each action before you take it'),
        why: t(
          'Two people restarting the same thing hide what worked. Say it, check that nobody is already on it, then go.',
        ),
        doneWhen: 'actionLogged',
      },
      {
        id: 'recordTradeoff',
        text: t('Log the decision and its tradeoff'),
        why: t(
          'What you knew and what you gave up, one line each: the review then judges it by your facts and not with hindsight.',
        ),
        doneWhen: 'decisionLogged',
      },
      {
        id: 'confirmRecovery',
        text: t('Confirm customers are back to normal'),
        why: t('Check from the outside and wait a few minutes. Then set when the impact ended and tell everyone.'),
        doneWhen: 'recoveryConfirmed',
      },
    ],
    cleanUp: [
      {
        id: 'finalUpdate',
        text: t('Tell customers it is over'),
        why: t('Say what they may have noticed, from when to when, and whether they need to do anything.'),
        doneWhen: 'resolutionPosted',
      },
      {
        id: 'oneFollowUp',
        text: t('Add at least one follow-up'),
        why: t(
          'It paged someone, so something should change: automate the response, improve monitoring, add redundancy, or find the owner of the error.',
        ),
        doneWhen: 'followUpAdded',
      },
      {
        id: 'fileOddities',
        text: t('File the odd things you saw'),
        why: t('Noisy logs, a suspicious message, an outdated runbook: small finds are forgotten by breakfast.'),
      },
      {
        id: 'undoStopgaps',
        text: t('List workarounds still in place'),
        why: t('Raised limits, paused jobs, disabled features: each one needs someone to undo it.'),
      },
      {
        id: 'completeTimeline',
        text: t('Fill the gaps in the timeline'),
        why: t(
          'Add what happened, with its real time, while you still remember. The post-mortem and the figures are made from it.',
        ),
      },
      {
        id: 'restOrContinue',
        text: t('Late? Save the facts and get some sleep'),
        why: t(
          'At night only the timeline and the evidence are urgent. Hand over, and have it confirmed, or pause until morning; analysis can wait.',
        ),
        doneWhen: 'handedOver',
      },
    ],
  };
}
