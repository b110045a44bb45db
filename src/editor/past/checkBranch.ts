import { basename, relative } from 'node:path';
import * as vscode from 'vscode';
import { BranchFailed, type BranchPorts, type BranchProblem } from '../../app/branchPorts';
import { commitsOf, touching, type TouchingIncident } from '../../domain/touched';
import { branchCheckDocument } from '../../reports/branchCheck';
import { textPart } from '../kit/arguments';
import type { CommandMap } from '../kit/commands';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { pickOne } from '../kit/prompts/pick';
import { repositoryOf, repositoryRoots } from '../kit/repositories';
import { showText } from '../kit/textDocument';
import { inMessage, label } from '../kit/words';

const { t } = vscode.l10n;

export function checkBranchCommands(kit: Kit, branches: BranchPorts): CommandMap<'incident.checkBranch'> {
  return { 'incident.checkBranch': (argument) => checkBranch(kit, branches, argument) };
}

/**
 * Shows the past incidents that touched the files of the branch; with an argument `{file}`, those of that file. Gives the
 * document, where there is any.
 */
async function checkBranch(kit: Kit, branches: BranchPorts, argument: unknown): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) {
    throw new Refusal(t('The branch can’t be read in Restricted Mode. Trust this folder first.'));
  }
  await kit.store.load();
  if (kit.store.state.failure !== undefined) throw kit.store.state.failure;
  const file = textPart(argument, 'file');
  const root = await rootOf(file);
  if (root === undefined) return undefined;
  const options = { location: vscode.ProgressLocation.Window, title: t('Checking past incidents') };
  const ending = new AbortController();
  try {
    return await vscode.window.withProgress(options, async () => {
      if (file !== undefined) {
        const path = pathIn(root, file);
        return show({ name: path, files: 1 }, await touchingFiles(kit, branches, root, [path], ending.signal));
      }
      const { branch, base, files } = await branches.branchFiles(root, kit.settings.changes().branch, ending.signal);
      if (files.length === 0) {
        void inform(t('Nothing is committed here that {0} doesn’t have.', inMessage(base)));
        return undefined;
      }
      const found = await touchingFiles(kit, branches, root, files, ending.signal);
      return show({ base, files: files.length, ...(branch !== undefined && { name: branch }) }, found);
    });
  } catch (error) {
    throw error instanceof BranchFailed ? new Refusal(sentenceOf(error.problem)) : error;
  }
}

/** The past incidents that touched files of a repository. */
export async function touchingFiles(
  { store }: Pick<Kit, 'store'>,
  { filesOf }: Pick<BranchPorts, 'filesOf'>,
  root: string,
  files: readonly string[],
  signal: AbortSignal,
): Promise<readonly TouchingIncident[]> {
  const incidents = [...store.state.incidents.values()];
  const changed = await filesOf(root, commitsOf(incidents), signal);
  return touching(incidents, files, (commit) => changed.get(commit));
}

async function show(
  checked: Parameters<typeof branchCheckDocument>[0],
  found: readonly TouchingIncident[],
): Promise<string | undefined> {
  if (found.length === 0) {
    void inform(untouchedSentence(checked));
    return undefined;
  }
  const text = branchCheckDocument(checked, found);
  await showText(t('Past Incidents on These Files'), text, 'md');
  return text;
}

function untouchedSentence({ base, files }: Parameters<typeof branchCheckDocument>[0]): string {
  if (base === undefined) return t('No past incident touched this file.');
  if (files === 1) return t('No past incident touched the file that this branch changes.');
  return t('No past incident touched the {0} files of this branch.', files);
}

/** The repository of the file, of the active editor, or the one that is chosen. */
async function rootOf(file: string | undefined): Promise<string | undefined> {
  const uri = file === undefined ? vscode.window.activeTextEditor?.document.uri : vscode.Uri.file(file);
  const own = uri?.scheme === 'file' ? await repositoryOf(uri) : undefined;
  if (own !== undefined) return own;
  const roots = await repositoryRoots();
  if (roots.length === 0 || file !== undefined) throw new Refusal(t('There is no repository here.'));
  if (roots.length === 1) return roots[0];
  const answer = await pickOne<string>({
    title: t('Check Branch against Past Incidents'),
    placeholder: t('In which repository?'),
    choices: roots.map((root) => ({ icon: 'repo', label: label(basename(root)), description: root, value: root })),
  });
  return typeof answer === 'string' ? answer : undefined;
}

/** Paths in the record are written with slashes on every system. */
export function pathIn(root: string, file: string): string {
  return relative(root, file).replaceAll('\\', '/');
}

function sentenceOf(problem: BranchProblem): string {
  const sentences: Record<BranchProblem, string> = {
    gitMissing: t('The branch can’t be read: git isn’t installed.'),
    silent: t('The branch can’t be read: git isn’t answering. Try again.'),
    notRead: t('The branch can’t be read. The log (Show Log) says why.'),
    noCommits: t('There are no commits to compare yet.'),
  };
  return sentences[problem];
}
