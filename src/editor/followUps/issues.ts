import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ServiceKind } from '../../app/connections';
import { fileIssue, issueOf } from '../../app/filing';
import { changeFollowUp } from '../../app/operations/followUps';
import { fileFollowUp } from '../../app/operations/pages';
import { ServiceError } from '../../app/serviceProblem';
import type { LoadServices } from '../../app/servicePorts';
import type { Tracker, TrackerSetting } from '../../app/trackerPorts';
import type { FollowUp, Incident } from '../../domain/incident';
import { issueText } from '../../reports/issueText';
import { shortened } from '../../reports/plain';
import { textsPart } from '../kit/arguments';
import { onIncident, type CommandMap } from '../kit/commands';
import { Refusal, showFailure } from '../kit/failures';
import { githubSession, signInToGithub } from '../kit/github';
import { perform, type Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { inform, warn } from '../kit/notices';
import { pickMany } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { run } from '../kit/register';
import { alone, atService, connectionName, keyOf, serviceKind, waiting } from '../kit/serviceDeeds';
import { subjectOf } from '../kit/subject';
import { confirm, inMessage, label } from '../kit/words';

const { t } = vscode.l10n;
/** How often open issues are looked at while their incident is shown. Milliseconds. */
const EVERY = 300_000;

interface IssueKit extends Kit {
  readonly services: LoadServices;
}

export function issueCommands(kit: IssueKit): CommandMap<'incident.createIssues'> {
  return { 'incident.createIssues': onIncident((incident, argument) => createIssues(kit, incident, argument)) };
}

function nameOf({ kind }: TrackerSetting): string {
  return { github: 'GitHub', gitlab: 'GitLab' }[kind];
}

/** GitHub itself is signed in to through VS Code, whose session goes to no other server. */
function isGithubItself({ kind, api }: TrackerSetting): boolean {
  return kind === 'github' && api === undefined;
}

function connectionOf(setting: TrackerSetting): string {
  return connectionName(setting.project, setting.api);
}

/** What people connect: a tracker that VS Code does not sign in to. */
export function trackerConnects({ settings, services }: IssueKit): readonly ServiceKind[] {
  const setting = settings.tracker();
  if (setting === undefined || isGithubItself(setting)) return [];
  const title = nameOf(setting);
  const hint = setting.kind === 'gitlab' ? t('access token with the scope api') : t('token that may write issues');
  return [
    serviceKind(
      { kind: setting.kind, title, icon: 'issues', asks: 'token', hint, names: () => [connectionOf(setting)] },
      async (secret, signal) => (await services()).openTracker(setting, secret, signal).user(),
    ),
  ];
}

/** The token for the tracker; `asks`: somebody is there to sign in. */
async function tokenOf(kit: IssueKit, setting: TrackerSetting, asks: boolean): Promise<string | undefined> {
  if (isGithubItself(setting)) return asks ? signInToGithub() : githubSession();
  const name = connectionOf(setting);
  return asks ? keyOf(kit, setting.kind, name) : (await kit.connections()).secretOf(setting.kind, name);
}

/** Makes an issue of the follow-up of a row, or of those that a person chooses. */
async function createIssues(kit: IssueKit, incident: Incident, argument: unknown): Promise<undefined> {
  const setting = kit.settings.tracker();
  if (setting === undefined) {
    throw new Refusal(t('No tracker is set up. Add yours to the setting incident.tracker.'));
  }
  const chosen = await chooseFollowUps(setting, incident, argument);
  if (chosen === undefined || chosen.length === 0) return;
  const token = await tokenOf(kit, setting, true);
  if (token === undefined) return;
  const where = nameOf(setting);
  const services = await kit.services();
  const made: string[] = [];
  try {
    await alone(services, join(kit.storage, 'tracker.lock'), where, () =>
      atService(where, t('Creating issues at {0}…', where), async (signal) => {
        const tracker = services.openTracker(setting, token, signal);
        for (const followUp of chosen) made.push(await file(kit, tracker, where, incident, followUp, signal));
      }),
    );
  } catch (error) {
    if (!isGithubItself(setting) || !isUnauthorized(error)) throw error;
    offerSignIn(error.cause, argument);
  } finally {
    // What was made before something failed is made.
    if (made.length > 0) confirm(t('Issues created: {0}', label(made.join(', '))));
  }
}

function isUnauthorized(error: unknown): error is { readonly cause: ServiceError } {
  return error instanceof Refusal && error.cause instanceof ServiceError && error.cause.problem === 'unauthorized';
}

/** Says that GitHub takes VS Code's session no more, and goes on with another one. */
function offerSignIn({ options }: ServiceError, argument: unknown): void {
  const again = t('Sign In Again');
  const signIn = async (choice: string | undefined) => {
    if (choice === again && (await signInToGithub(true)) !== undefined) await run('incident.createIssues', argument);
  };
  warn(t('GitHub doesn’t accept your sign-in ({0}).', inMessage(options.detail ?? '')), again)
    .then(signIn)
    .then(undefined, showFailure);
}

async function file(
  kit: IssueKit,
  tracker: Tracker,
  where: string,
  incident: Incident,
  followUp: FollowUp,
  signal: AbortSignal,
): Promise<string> {
  const { data: words } = await kit.secrets.copyOf(issueText(incident, followUp));
  const { name, link } = await fileIssue(tracker, where, issueOf(incident, followUp, words), waiting(signal));
  await perform(kit, fileFollowUp, { incident: incident.id, followUp: followUp.id, name, link });
  return name;
}

async function chooseFollowUps(
  setting: TrackerSetting,
  { followUps }: Incident,
  argument: unknown,
): Promise<readonly FollowUp[] | undefined> {
  const subject = subjectOf(argument);
  const named = subject?.kind === 'followUp' ? [subject.id] : textsPart(argument, 'followUps');
  const open = followUps.filter(({ issue, done }) => issue === undefined && done === undefined);
  if (named !== undefined) {
    return named.map((id) => {
      const found = followUps.find((each) => each.id === id);
      if (found === undefined) throw new Refusal(t('This follow-up no longer exists.'));
      if (found.issue !== undefined) throw new Refusal(t('It has an issue already: {0}', found.issue.name));
      return found;
    });
  }
  if (open.length === 0) {
    void inform(t('Every open follow-up has an issue.'));
    return undefined;
  }
  const answer = await pickMany<FollowUp>({
    title: t('Create Issues in {0}', inMessage(setting.project)),
    placeholder: t('Which follow-ups?'),
    choices: open.map((value) => ({ label: label(shortened(value.text, 100)), value })),
    picked: () => true,
  });
  return answer === BACK ? undefined : answer;
}

let lookedAt = -Infinity;

/** Ticks the follow-ups whose issues were closed, where the last look is long ago. What fails is logged: nobody asked for it. */
export function lookSometimes(kit: IssueKit, incident: Incident): void {
  const setting = kit.settings.tracker();
  if (setting === undefined || kit.now() - lookedAt < EVERY) return;
  lookedAt = kit.now();
  look(kit, setting, incident).catch(logError);
}

async function look(kit: IssueKit, setting: TrackerSetting, { id }: Incident): Promise<void> {
  const token = await tokenOf(kit, setting, false);
  if (token === undefined) return;
  const services = await kit.services();
  const claimed = services.claim(join(kit.storage, 'tracker.lock'));
  if (claimed === undefined) return;
  try {
    const tracker = services.openTracker(setting, token, AbortSignal.timeout(EVERY));
    for (const { id: followUp } of kit.store.state.incidents.get(id)?.followUps ?? []) {
      const known = kit.store.state.incidents.get(id)?.followUps.find((each) => each.id === followUp);
      if (known?.issue === undefined || known.issue.closed || known.done !== undefined) continue;
      const state = await tracker.state(known.issue.link);
      if (state !== 'done' && state !== 'notPlanned') continue;
      await perform(kit, changeFollowUp, { incident: id, followUp, done: true, issueClosed: state });
    }
  } finally {
    claimed.release();
  }
}
