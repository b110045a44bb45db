import { RevertFailed, type PushPlan, type RevertProblem } from '../../app/rehearsalPorts';
import { nameAtRemote } from '../../changes/refspecs';
import { branchOn } from '../../changes/revertCommit';
import { asShareFailed, lastWords, withoutSecrets } from '../share/failures';
import { askGit, GitFailed, type GitRepository, streamGit } from './run';

/** A remote that says nothing for so long is given up. Milliseconds. */
const PUSH_PATIENCE = 60_000;
/** What git says of a push of one branch is shorter. Characters. */
const MOST_ANSWER = 10_000;

/**
 * Where a push of a branch would go: the addresses, as git would use them, without a password in them. Rejects with RevertFailed where
 * that is the deployed branch, whatever it is called here.
 */
export async function pushAddresses(
  repository: GitRepository,
  { remote, branch, deployed }: PushPlan,
): Promise<readonly string[]> {
  if (remote === '' || remote.startsWith('-')) throw new RevertFailed('failed', undefined, remote);
  const names = await deployedNames(repository, remote, deployed);
  // Some hosts take names that differ in nothing but case for one.
  if (names.some((name) => name.toLowerCase() === branch.toLowerCase()))
    throw new RevertFailed('deployedBranch', undefined, branch);
  const args = ['remote', 'get-url', '--push', '--all', remote];
  const answer = await askGit(repository, { args }).catch((error: unknown) => {
    throw new RevertFailed('noRemote', error, remote);
  });
  return answer.split('\n').flatMap((line) => (line.trim() === '' ? [] : [withoutSecrets(line.trim())]));
}

/**
 * Pushes a branch under its own name, as a person's own `git push` would, where the remote has none of that name: so no branch there is
 * moved, whatever this clone takes for the deployed one. Rejects with RevertFailed.
 */
export async function pushBranch(repository: GitRepository, plan: PushPlan, signal: AbortSignal): Promise<void> {
  const { remote, branch } = plan;
  await pushAddresses(repository, plan);
  const ref = `refs/heads/${branch}`;
  // The lease on nothing: the remote itself refuses where somebody has made a branch of that name meanwhile.
  const careful = ['--no-follow-tags', '--recurse-submodules=no', `--force-with-lease=${ref}:`];
  const args = ['push', '--porcelain', '--progress', ...careful, '--', remote, `${ref}:${ref}`];
  let answer = '';
  try {
    for await (const chunk of streamGit(repository, { args, fetches: true, patience: PUSH_PATIENCE, signal }))
      if (answer.length < MOST_ANSWER) answer += chunk.toString();
  } catch (error) {
    throw signal.aborted ? new RevertFailed('cancelled', error) : pushFailure(error, answer);
  }
}

/** The deployed branch as the remote calls it: by the refspecs with which it is fetched, by the branch that is followed, by its name here. */
async function deployedNames(repository: GitRepository, remote: string, deployed: string): Promise<readonly string[]> {
  const config = ['config', '--get-all', `remote.${remote}.fetch`];
  const format = '--format=%(refname)%00%(symref)%00%(upstream)%00%(upstream:remoteref)%00%(push:remoteref)';
  const asked = ['for-each-ref', format, `refs/remotes/${deployed}`, `refs/heads/${deployed}`];
  const [refspecs, refs] = await Promise.all([
    askGit(repository, { args: config }).catch(() => ''), // it has none
    askGit(repository, { args: [...asked, `refs/remotes/${remote}/HEAD`] }),
  ]).catch((error: unknown) => {
    throw new RevertFailed(error instanceof GitFailed && error.reason === 'silent' ? 'silent' : 'failed', error);
  });
  const known = refs.split('\n').flatMap((line) => line.split('\0').filter((name) => name !== ''));
  const here = [`refs/remotes/${deployed}`, ...known];
  const there = here.flatMap((name) => nameAtRemote(refspecs.split('\n'), name) ?? []);
  const all = [...here, ...there].flatMap((name) => /^refs\/heads\/(.+)$/.exec(name)?.[1] ?? []);
  return [branchOn(remote, deployed), ...all];
}

const PROBLEMS: Readonly<Partial<Record<ReturnType<typeof asShareFailed>['problem'], RevertProblem>>> = {
  signIn: 'signIn',
  refused: 'refusedThere',
  offline: 'offline',
  notFound: 'noRemote',
};

/** @param answer a line of `git push --porcelain` has why a branch was refused */
function pushFailure(error: unknown, answer: string): RevertFailed {
  if (!(error instanceof GitFailed)) return new RevertFailed('failed', error, String(error));
  if (error.reason === 'silent') return new RevertFailed('silent', error);
  const why = /^!\t[^\t\n]*\t\[([^\]\n]*)\] \((.*)\)$/m.exec(answer);
  if (why?.[2] === 'stale info') return new RevertFailed('takenThere', error);
  const said = lastWords(error.message);
  if (why?.[1] === 'remote rejected' || why?.[1] === 'remote failure')
    return new RevertFailed('refusedThere', error, /^remote:/m.test(error.message) ? said : (why[2] ?? said));
  return new RevertFailed(PROBLEMS[asShareFailed(error).problem] ?? 'rejected', error, said);
}
