import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ListedChange } from '../../app/listing';
import { RehearsalFailed } from '../../app/rehearsalPorts';
import { readRevertIntent } from '../../changes/reverts';
import type { LaterChange, Rehearsal } from '../../changes/rehearsal';
import { rowsCalledOn } from '../kit/calledOn';
import { pickChange } from '../kit/changePick';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { rehearsalBrief, rehearsalProblem } from '../kit/rehearsalWords';
import { part, subjectOf } from '../kit/subject';
import { ago } from '../kit/words';

const { t } = vscode.l10n;
/** A rehearsal that takes longer shows that it goes on, and can be cancelled. Milliseconds. */
const QUIET = 400;

/** Changes of one repository that are to be taken back. */
export interface Picked {
  readonly root: string;
  readonly listed: readonly ListedChange[];
}

/** A revert that was rehearsed. */
export interface Tried extends Picked {
  readonly rehearsal: Rehearsal;
  /** What is taken back, the newest first. */
  readonly changes: readonly LaterChange[];
  readonly isReland: boolean;
  /** The deployed branch, and its remote where it is one's. */
  readonly branch: string;
  readonly remote: string | undefined;
}

/**
 * The changes that a command was called on: the selected rows, those of an argument `{key}` or `{keys}`, or one that is picked.
 * Throws Refusal.
 */
export async function pickReverting(
  kit: Kit,
  argument: unknown,
  selected: readonly unknown[] | undefined,
  title: string,
): Promise<Picked | undefined> {
  const { finder, store } = kit;
  const keys = rowsCalledOn(kit, argument, selected).flatMap((row) => {
    const subject = subjectOf(row);
    return subject?.kind === 'change' ? [subject.key] : keysOf(row);
  });
  await store.load();
  if (!finder.isActive) await finder.refresh(store.state.shown);
  const named = [...new Set(keys)].flatMap((key) => finder.find(key) ?? []);
  const listed = named.length > 0 ? named : await pickCommit(kit, title);
  if (listed === undefined) return undefined;
  const [root, ...others] = new Set(listed.map((each) => each.root));
  if (root === undefined || listed.some(({ reference }) => reference.commit === undefined))
    throw new Refusal(t('Only commits can be reverted.'));
  if (others.length > 0)
    throw new Refusal(t('Select changes of one repository: each repository is reverted on its own.'));
  return { root, listed };
}

function keysOf(argument: unknown): readonly string[] {
  const [key, keys] = [part(argument, 'key'), part(argument, 'keys')];
  return [...(Array.isArray(keys) ? (keys as unknown[]) : []), key].filter((each) => typeof each === 'string');
}

async function pickCommit(
  { finder, rehearser, now }: Kit,
  title: string,
): Promise<readonly ListedChange[] | undefined> {
  const picked = await pickChange(finder, {
    title,
    fits: ({ root }) => root !== undefined,
    describe: (listed) =>
      [ago(listed.at, now()), rehearsalBrief(rehearser.of(listed)) ?? ''].filter((each) => each !== '').join(' · '),
  });
  return picked && [picked];
}

/** Rehearses; undefined where a person cancelled it. Throws Refusal with the sentence for what stands in the way. */
export async function tryReverting({ rehearser, finder }: Kit, picked: Picked): Promise<Tried | undefined> {
  const { root, listed } = picked;
  const cancelling = new AbortController();
  const commits = listed.flatMap(({ reference: { commit } }) => commit ?? []);
  const trying = rehearser.rehearse({ root, commits }, cancelling.signal);
  try {
    await shownWhileSlow(trying, cancelling);
    const rehearsal = await trying;
    const outcome = finder.state.repositories.find((each) => each.root === root);
    const facts = outcome !== undefined && 'facts' in outcome ? outcome.facts : undefined;
    const subjects = new Map(listed.map(({ change, reference }) => [change.sha, reference.subject]));
    const [first] = listed;
    return {
      ...picked,
      rehearsal,
      changes: rehearsal.commits.map((sha) => ({ sha, subject: subjects.get(sha) ?? '' })),
      isReland: listed.length === 1 && first !== undefined && readRevertIntent(first.change).kind === 'revert',
      branch: facts?.branch ?? basename(root),
      remote: facts?.remote,
    };
  } catch (error) {
    if (cancelling.signal.aborted) return undefined;
    if (error instanceof RehearsalFailed) throw new Refusal(rehearsalProblem(error));
    throw error;
  }
}

async function shownWhileSlow(work: Promise<unknown>, cancelling: AbortController): Promise<void> {
  const settled = work.then(
    () => true,
    () => true,
  );
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), QUIET)));
  const isSettled = await Promise.race([settled, slow]);
  clearTimeout(timer);
  if (isSettled) return;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Rehearsing the revert'),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (_, token) => {
    token.onCancellationRequested(() => cancelling.abort());
    await settled;
  });
}
