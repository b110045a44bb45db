import * as vscode from 'vscode';
import type { ListedChange } from '../../app/listing';
import { commitAddress } from '../../changes/remoteAddress';
import { lastRecorded } from '../../domain/entries';
import { CHANGE_KINDS, type ChangeKind, type Verdict } from '../../domain/events';
import { changeKindName, changeSentence } from '../../reports/sentences';
import { shortened } from '../../reports/plain';
import { reasonName, reasonSentence, relativeTime } from './words';
import { openChanges } from './diff';
import { pickChange } from '../kit/changePick';
import { Refusal } from '../kit/failures';
import { GITHUB_CHANGES, signInToGithub } from '../kit/github';
import { askLine } from '../kit/prompts/line';
import { pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { showText } from '../kit/textDocument';
import { confirm, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { run } from '../kit/register';
import { lineFrom, textPart } from '../kit/arguments';
import { part, subjectOf } from '../kit/subject';
import { perform, type Kit } from '../kit/kit';
import { judgeSuspect, recordChange as recordAChange } from '../../app/operations/changes';
import { addEvidence } from '../../app/operations/log';
import type { Incident } from '../../domain/incident';

const { t } = vscode.l10n;

/** What the commands about changes work with, beside the others' kit. */
export interface ChangesKit extends Kit {
  /** Fetches all repositories, with progress; resolves when done. */
  readonly fetchAll: () => Promise<void>;
  /** The address of a repository's remote; undefined if it has none. */
  readonly remoteOf: (root: string) => Promise<string | undefined>;
  readonly showPanel: () => Promise<void>;
}

export function changeCommands(
  kit: ChangesKit,
): CommandMap<
  | 'incident.whatChanged'
  | 'incident.refreshChanges'
  | 'incident.cancelChanges'
  | 'incident.setChangeWindow'
  | 'incident.recordChange'
  | 'incident.fetchRepositories'
  | 'incident.markSuspect'
  | 'incident.ruleOut'
  | 'incident.clearVerdict'
  | 'incident.openChange'
  | 'incident.explainRanking'
  | 'incident.copyCommit'
  | 'incident.openOnRemote'
  | 'incident.addChangeAsEvidence'
  | 'incident.decideAboutChange'
> {
  const { finder } = kit;
  return {
    'incident.whatChanged': async () => {
      await kit.store.load();
      await kit.showPanel();
      if (!finder.isActive) await finder.refresh(kit.store.state.shown);
    },
    'incident.refreshChanges': async (argument) => {
      await signIn(argument);
      await kit.store.load();
      await finder.refresh(kit.store.state.shown);
    },
    'incident.cancelChanges': () => {
      finder.cancel();
      return Promise.resolve();
    },
    'incident.setChangeWindow': (argument) => setChangeWindow(kit, argument),
    'incident.recordChange': onIncident((incident, argument) => recordChange(kit, incident, argument)),
    'incident.fetchRepositories': async () => {
      try {
        await kit.fetchAll();
      } finally {
        await finder.refresh(kit.store.state.shown);
      }
    },
    'incident.markSuspect': onIncident((incident, argument) => judge(kit, incident, argument, 'suspect')),
    'incident.ruleOut': onIncident((incident, argument) => judge(kit, incident, argument, 'ruledOut')),
    'incident.clearVerdict': onIncident(async (incident, argument) => {
      const isJudged = ({ judgement }: ListedChange) => judgement !== undefined;
      const listed = await chooseChange(kit, argument, t('Clear Verdict'), isJudged);
      if (listed?.judgement !== undefined) await clearVerdict(kit, incident, listed);
    }),
    'incident.openChange': async (argument) => {
      const listed = await chooseCommit(kit, argument, t('Open Changes'));
      if (listed?.root !== undefined) await openChanges(listed.root, listed.change);
    },
    'incident.explainRanking': (argument) => explain(kit, argument),
    'incident.copyCommit': async (argument) => {
      const listed = await chooseCommit(kit, argument, t('Copy Commit Hash'));
      if (listed === undefined) return;
      await vscode.env.clipboard.writeText(listed.change.sha);
      confirm(t('Copied {0}', listed.change.sha.slice(0, 12)));
    },
    'incident.openOnRemote': (argument) => openOnRemote(kit, argument),
    'incident.addChangeAsEvidence': onIncident((incident, argument) => addAsEvidence(kit, incident, argument)),
    'incident.decideAboutChange': async (argument) => {
      const listed = await chooseChange(kit, argument, t('Log Decision about Change'));
      if (listed !== undefined) await run('incident.logDecision', { information: [about(kit, listed)] });
    },
  };
}

/** The change that a command was called on, or one that is picked from the list, the likeliest first. */
async function chooseChange(
  { finder, store }: ChangesKit,
  argument: unknown,
  title: string,
  fits: (listed: ListedChange) => boolean = () => true,
): Promise<ListedChange | undefined> {
  const subject = subjectOf(argument);
  const key = subject?.kind === 'change' ? subject.key : part(argument, 'key');
  const named = typeof key === 'string' ? finder.find(key) : undefined;
  if (named !== undefined) return named;
  await store.load();
  if (!finder.isActive) await finder.refresh(store.state.shown);
  return pickChange(finder, {
    title,
    fits,
    describe: (each) => [relativeTime(each.at, finder.state), label(each.change.authorName ?? '')].join(' · '),
  });
}

async function chooseCommit(kit: ChangesKit, argument: unknown, title: string): Promise<ListedChange | undefined> {
  const listed = await chooseChange(kit, argument, title);
  if (listed !== undefined && listed.root === undefined) {
    throw new Refusal(t("This change isn't a commit, so there is nothing to open."));
  }
  return listed;
}

async function judge(
  kit: ChangesKit,
  incident: Incident,
  argument: unknown,
  verdict: Exclude<Verdict, 'undecided'>,
): Promise<undefined> {
  const title = verdict === 'suspect' ? t('Mark as Suspect') : t('Rule Out');
  const listed = await chooseChange(kit, argument, title);
  if (listed === undefined) return;
  // Calling it again clears the verdict.
  if (listed.judgement?.verdict === verdict && textPart(argument, 'why') === undefined) {
    await clearVerdict(kit, incident, listed);
    return;
  }
  const draft = `judge.${listed.key}`;
  const given = textPart(argument, 'why');
  const line =
    given !== undefined || verdict === 'suspect'
      ? { text: given ?? '', typed: '' }
      : await askLine(kit, {
          title: t('Rule Out: {0}', shortened(listed.reference.subject, 60)),
          prompt: t("Why isn't it the cause? (optional)"),
          placeholder: t('not deployed there; its flag is off'),
          draft,
          optional: true,
        });
  if (line === undefined || line === BACK) return;
  await perform(kit, judgeSuspect, {
    incident: incident.id,
    change: listed.reference,
    verdict,
    why: line.text === '' ? undefined : line.text,
    occurredAt: line.at,
  });
  kit.drafts.clear(draft);
  confirm(
    verdict === 'suspect'
      ? t('Marked as suspect: {0}', label(listed.reference.subject))
      : t('Ruled out: {0}', label(listed.reference.subject)),
  );
}

async function clearVerdict(kit: ChangesKit, incident: Incident, { reference }: ListedChange): Promise<void> {
  await perform(kit, judgeSuspect, { incident: incident.id, change: reference, verdict: 'undecided' });
  confirm(t('Verdict cleared: {0}', label(reference.subject)));
}

async function setChangeWindow(kit: ChangesKit, argument: unknown): Promise<undefined> {
  const given = part(argument, 'hours');
  const answer =
    typeof given === 'number' && given > 0
      ? { hours: given }
      : await pickOne<{ hours: number | undefined }>({
          title: t('Set Change Window'),
          placeholder: t('How long before the start? Pick one, or type 12h or 5d'),
          choices: [
            {
              label: t('Automatic'),
              description: t('1 day; up to 7 days if there are few changes'),
              value: { hours: undefined },
            },
            ...[6, 24, 72, 168].map((hours) => ({
              label: hours < 48 ? t('{0} hours', hours) : t('{0} days', hours / 24),
              value: { hours },
            })),
          ],
          typed: typedHours,
        });
  if (answer === undefined || answer === BACK) return;
  await kit.setChangeWindow(answer.hours);
  await kit.store.load();
  await kit.finder.refresh(kit.store.state.shown);
}

function typedHours(text: string) {
  const match = /^(\d{1,4}(?:\.\d+)?)\s*(h|hours?|d|days?|w|weeks?)?$/i.exec(text.trim());
  const units: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };
  const hours = Number(match?.[1]) * (units[(match?.[2] ?? 'h').charAt(0).toLowerCase()] ?? 1);
  if (!(hours > 0) || hours > 24 * 365)
    return { icon: 'error', label: t("Can't read this as a length of time. Try 12h or 5d.") };
  return { label: hours < 48 ? t('{0} hours', hours) : t('{0} days', Math.round(hours / 24)), value: { hours } };
}

async function recordChange(kit: ChangesKit, incident: Incident, argument: unknown): Promise<undefined> {
  const kind =
    CHANGE_KINDS.find((each) => each === part(argument, 'kind')) ??
    (await pickOne<ChangeKind>({
      title: t('Record a Change'),
      placeholder: t('What kind of change?'),
      choices: CHANGE_KINDS.map((each) => ({ label: changeKindName(each, t), value: each })),
      position: { step: 1, total: 2 },
    }));
  if (kind === undefined || kind === BACK) return;
  const line =
    lineFrom(argument, 'text', kit.now()) ??
    (await askLine(kit, {
      title: t('Record a Change: {0}', changeKindName(kind, t)),
      prompt: t('What changed? Start with the time: 13:40, 20m ago, yesterday 23:10.'),
      placeholder: t('13:40 turned on the new cache for everyone'),
      draft: 'recordChange',
      position: { step: 2, total: 2 },
    }));
  if (line === BACK) return recordChange(kit, incident, argument);
  if (line === undefined) return;
  const after = await perform(kit, recordAChange, {
    incident: incident.id,
    kind,
    text: line.text,
    occurredAt: line.at,
  });
  kit.drafts.clear('recordChange');
  confirm(t('Change recorded: {0}', label(lastRecorded(after, 'change.recorded')?.data.text ?? '')));
}

async function openOnRemote(kit: ChangesKit, argument: unknown): Promise<undefined> {
  const listed = await chooseCommit(kit, argument, t('Open on Remote'));
  if (listed?.root === undefined) return;
  const remote = await kit.remoteOf(listed.root);
  const address = remote === undefined ? undefined : commitAddress(remote, listed.change.sha);
  if (address === undefined) {
    throw new Refusal(
      remote === undefined
        ? t('This repository has no remote.')
        : t('Unsupported remote host. GitHub, GitLab, Bitbucket and Azure DevOps are supported.'),
    );
  }
  await vscode.env.openExternal(vscode.Uri.parse(address, true));
}

async function addAsEvidence(kit: ChangesKit, incident: Incident, argument: unknown): Promise<undefined> {
  const listed = await chooseChange(kit, argument, t('Add as Evidence'));
  if (listed === undefined) return;
  const { change, reference } = listed;
  const files = change.files.map(
    ({ status, path, added, deleted }) => `${status} ${path} +${added ?? '?'} -${deleted ?? '?'}`,
  );
  const text = [about(kit, listed), '', change.body.trim(), '', ...files].join('\n').trim();
  const source = {
    kind: 'file' as const,
    name: changeSentence({ ...reference, subject: '' }) || reference.subject,
    ...(reference.repository !== undefined && { repository: reference.repository }),
    ...(reference.commit !== undefined && { commit: reference.commit }),
  };
  await perform(kit, addEvidence, { incident: incident.id, text, source });
  confirm(t('Added as evidence: {0}', label(reference.subject)));
}

/** One line on a change, for a decision or evidence that rests on it. */
function about({ finder }: ChangesKit, { reference, change, at }: ListedChange): string {
  return `${changeSentence(reference)} (${change.authorName ?? change.author}, ${relativeTime(at, finder.state)})`;
}

async function explain(kit: ChangesKit, argument: unknown): Promise<undefined> {
  const listed = await chooseChange(kit, argument, t('Explain Ranking'));
  if (listed === undefined) return;
  const { finder } = kit;
  const matched = finder.matchedTerms(listed);
  const figure = (value: number) => `${value >= 0 ? '+' : ''}${value.toFixed(2)}`.padStart(7);
  const lines = [
    changeSentence(listed.reference),
    '',
    t(
      'Score {0}: {1}% of the total score of this window.',
      (listed.score ?? 0).toFixed(2),
      ((listed.share ?? 0) * 100).toFixed(1),
    ),
    t(
      'The score adds up the evidence for (+) and against (-) this change, compared with the average change of the window.',
    ),
    '',
    ...listed.reasons.flatMap((reason) => [
      `${figure(reason.contribution)}  ${reasonName(reason.code)}: ${reasonSentence(reason, listed, matched, finder.state)}`,
      ...reason.terms.map(
        ({ feature, value, contribution }) =>
          `           ${figure(contribution)}  ${feature} = ${Number(value.toPrecision(3))}`,
      ),
    ]),
  ];
  await showText(
    t('Ranking of {0}', listed.change.sha.slice(0, 8)),
    lines.map((line) => shortenedLine(line)).join('\n'),
  );
}

function shortenedLine(line: string): string {
  return line.length > 400 ? `${line.slice(0, 399)}…` : line;
}

/** Signs in to GitHub where the row of a change source asks for it: the argument `{signIn: true}`, or with the address of a server. */
async function signIn(argument: unknown): Promise<void> {
  const where = part(argument, 'signIn');
  if (where === true) {
    await signInToGithub(part(argument, 'anew') === true);
  } else if (typeof where === 'string' && URL.canParse(where)) {
    await run('incident.connect', { service: GITHUB_CHANGES, name: new URL(where).origin });
  }
}
