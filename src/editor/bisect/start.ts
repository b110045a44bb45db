import * as vscode from 'vscode';
import { bisectable } from '../../app/bisect';
import type { RepositoryFacts } from '../../app/changePorts';
import type { WorktreePorts } from '../../app/worktreePorts';
import type { BisectedChange } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { commitName } from '../../reports/bisectWords';
import { choicePart, textPart } from '../kit/arguments';
import { rowsCalledOn } from '../kit/calledOn';
import { checkCommand, worktreeFailure } from '../kit/checkWords';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { pickOne } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer } from '../kit/prompts/steps';
import { subjectOf } from '../kit/subject';
import { label } from '../kit/words';

const { t } = vscode.l10n;
const WAYS = ['command', 'hand'] as const;
type Way = (typeof WAYS)[number];

/** A search that a person wants. */
export interface Asked {
  readonly root: string;
  readonly repository: string;
  readonly good: string | undefined;
  readonly knownGood: boolean;
  readonly knownBad: boolean;
  readonly changes: BisectedChange[];
  readonly check: string | undefined;
}

/** What of a repository's window can be searched. */
interface Searchable {
  readonly facts: RepositoryFacts;
  readonly changes: readonly BisectedChange[];
}

interface Answers {
  readonly searchable?: Searchable;
  /** Places of the last good and the first bad state; the whole window without them. */
  readonly range?: 'all' | 'states';
  readonly good?: number;
  readonly bad?: number;
  readonly way?: Way;
}

/**
 * Asks what to search and how, three prompts at most where the whole window is meant: the repository if there are several, the range,
 * the way. Two selected changes are the last good and the first bad state. Throws Refusal where there is nothing to search.
 */
export async function askBisect(
  kit: Kit,
  worktrees: Pick<WorktreePorts, 'parentOf' | 'sweep'>,
  incident: Incident,
  argument: unknown,
  selected: readonly unknown[] | undefined,
): Promise<Asked | undefined> {
  const all = await searchables(kit, incident);
  const given = givenAnswers(kit, all, argument, selected);
  const command = vscode.workspace.isTrusted ? kit.settings.check() : undefined;
  const answers = await runSteps<Answers>(given, [
    async (state) =>
      state.searchable === undefined ? answered(state, 'searchable', await pickRepository(all)) : state,
    async (state) => (state.range === undefined ? answered(state, 'range', await pickRange(state)) : state),
    async (state) =>
      state.range === 'states' && state.good === undefined
        ? answered(state, 'good', await pickState(state, t('Last good state'), 0))
        : state,
    async (state) =>
      state.range === 'states' && state.bad === undefined
        ? answered(state, 'bad', await pickState(state, t('First bad state'), (state.good ?? -1) + 1))
        : state,
    async (state) =>
      state.way === undefined ? answered(state, 'way', command === undefined ? 'hand' : await pickWay(command)) : state,
  ]);
  if (answers?.searchable === undefined || answers.way === undefined) return undefined;
  const { searchable, good, bad, way } = answers;
  const check = way === 'command' ? checkCommand(kit) : undefined;
  const { facts, changes } = searchable;
  const [first] = changes;
  const before = good === undefined ? await parentOf(worktrees, facts.root, first) : changes[good]?.commit;
  void worktrees.sweep(facts.root);
  return {
    root: facts.root,
    repository: facts.name,
    good: before,
    knownGood: good !== undefined,
    knownBad: bad !== undefined,
    changes: changes.slice(good === undefined ? 0 : good + 1, bad === undefined ? undefined : bad + 1),
    check,
  };
}

/** The root of the repository with this name, as far as it is open in this window. Throws Refusal. */
export async function rootNamed({ finder, store }: Kit, name: string): Promise<string> {
  if (!finder.isActive) await finder.refresh(store.state.shown);
  const facts = factsOf(finder).find((each) => each.name === name);
  if (facts === undefined) throw new Refusal(t('The repository {0} isn’t open in this window.', name));
  return facts.root;
}

async function searchables({ finder, store }: Kit, incident: Incident): Promise<readonly Searchable[]> {
  if (!finder.isActive) await finder.refresh(store.state.shown);
  const { suspects, phase } = finder.state;
  const found = factsOf(finder).flatMap((facts) => {
    const own = suspects.filter(({ root }) => root === facts.root);
    const changes = bisectable(facts, own, incident.judgements);
    return changes.length === 0 ? [] : [{ facts, changes }];
  });
  if (found.length === 0)
    throw new Refusal(
      phase === 'restricted'
        ? t('Git is off in Restricted Mode. Trust this folder to see its changes.')
        : t('No changes to bisect. Use Set Change Window to look further back.'),
    );
  return found.toSorted((a, b) => chanceOf(b) - chanceOf(a));
}

function factsOf({ state: { repositories } }: Kit['finder']): readonly RepositoryFacts[] {
  return repositories.flatMap((outcome) => ('facts' in outcome ? [outcome.facts] : []));
}

function chanceOf({ changes }: Searchable): number {
  return changes.reduce((sum, { chance }) => sum + chance, 0);
}

/** What the argument `{good, bad, by}` or the selected rows say. Throws Refusal. */
function givenAnswers(
  kit: Kit,
  all: readonly Searchable[],
  argument: unknown,
  selected: readonly unknown[] | undefined,
): Answers {
  const rows = rowsCalledOn(kit, argument, selected).flatMap((row) => {
    const subject = subjectOf(row);
    const listed = subject?.kind === 'change' ? kit.finder.find(subject.key) : undefined;
    return listed?.reference.commit ?? [];
  });
  const way = choicePart(argument, 'by', WAYS);
  const [good, bad] = [textPart(argument, 'good'), textPart(argument, 'bad')];
  const named = [...rows, good, bad].filter((each) => each !== undefined);
  const [only] = all;
  const searchable =
    named.length === 0
      ? all.length === 1
        ? only
        : undefined
      : all.find(({ changes }) => named.every((commit) => changes.some((each) => each.commit === commit)));
  if (named.length > 0 && searchable === undefined)
    throw new Refusal(t('Select changes of one repository that landed before the start.'));
  const place = (commit: string | undefined) => {
    const at = searchable?.changes.findIndex((each) => each.commit === commit) ?? -1;
    return at < 0 ? undefined : at;
  };
  const places = rows.flatMap((commit) => place(commit) ?? []);
  const [from, to] = places.length > 1 ? [Math.min(...places), Math.max(...places)] : [place(good), place(bad)];
  const isGiven = from !== undefined || to !== undefined;
  return {
    ...(searchable !== undefined && { searchable }),
    ...(way !== undefined && { way }),
    ...(isGiven ? { range: 'states' as const } : way !== undefined && { range: 'all' as const }),
    ...(from !== undefined && { good: from }),
    ...(to !== undefined && { bad: to }),
  };
}

function answered<K extends keyof Answers>(state: Answers, key: K, answer: Answer<Answers[K]>): Answer<Answers> {
  return answer === undefined || answer === BACK ? answer : { ...state, [key]: answer };
}

function pickRepository(all: readonly Searchable[]): Promise<Answer<Searchable>> {
  return pickOne({
    title: t('Bisect'),
    placeholder: t('Which repository?'),
    choices: all.map((searchable) => ({
      label: label(searchable.facts.name),
      description: t('{0} changes', searchable.changes.length),
      value: searchable,
    })),
  });
}

function pickRange({ searchable }: Answers): Promise<Answer<'all' | 'states'>> {
  const count = searchable?.changes.length ?? 0;
  return pickOne<'all' | 'states'>({
    title: t('Bisect'),
    placeholder: t('Which changes? The likeliest are tested first.'),
    choices: [
      {
        icon: 'history',
        label: count === 1 ? t('The one change before the start') : t('All {0} changes before the start', count),
        value: 'all',
      },
      { icon: 'git-compare', label: t('Between a good and a bad state'), value: 'states' },
    ],
  });
}

/** A state by the change that made it, the newest first. */
function pickState({ searchable }: Answers, title: string, from: number): Promise<Answer<number>> {
  const changes = searchable?.changes ?? [];
  return pickOne({
    title: t('Bisect: {0}', title),
    placeholder: t('With this change and everything before it'),
    choices: changes
      .map((change, place) => ({ label: label(commitName(change)), value: place }))
      .slice(from)
      .reverse(),
  });
}

function pickWay(command: string): Promise<Answer<Way>> {
  return pickOne<Way>({
    title: t('Bisect'),
    placeholder: t('How is a state tested? It is checked out in a temporary worktree.'),
    choices: [
      { icon: 'beaker', label: t('By command'), description: label(command), value: 'command' },
      { icon: 'person', label: t('By hand'), description: t('say Good, Bad or Skip'), value: 'hand' },
    ],
  });
}

async function parentOf(
  worktrees: Pick<WorktreePorts, 'parentOf'>,
  root: string,
  first: BisectedChange | undefined,
): Promise<string | undefined> {
  try {
    return first && (await worktrees.parentOf(root, first.commit));
  } catch (error) {
    throw worktreeFailure(error);
  }
}
