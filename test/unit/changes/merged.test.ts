import assert from 'node:assert/strict';
import { type GraphCommit, mergedCommits } from '../../../src/changes/merged';

const commit = (sha: string, ...parents: string[]): GraphCommit => ({
  sha,
  parents,
  subject: `commit ${sha}`,
  authorName: 'Ada',
  authoredAt: 0,
});
const shas = (line: readonly string[], commits: readonly GraphCommit[]) =>
  [...mergedCommits(line, commits)].map(([merge, own]) => `${merge}: ${own.map(({ sha }) => sha).join(' ')}`);

describe('the commits of a merge', () => {
  it('are those that it brought, newest first, and no others of the line', () => {
    const commits = [commit('m', 'b', 'y'), commit('y', 'x'), commit('b', 'a'), commit('x', 'a'), commit('a')];
    assert.deepEqual(shas(['m', 'b', 'a'], commits), ['m: y x']);
  });

  it('are not brought twice: a branch that was merged before leaves only what came since', () => {
    const commits = [
      commit('m2', 'm1', 'z'),
      commit('z', 'y'),
      commit('m1', 'a', 'y'),
      commit('y', 'x'),
      commit('x', 'a'),
      commit('a'),
    ];
    assert.deepEqual(shas(['m2', 'm1', 'a'], commits), ['m1: y x', 'm2: z']);
  });

  it('are all of them where several branches, or branches of branches, are merged at once', () => {
    const commits = [
      commit('m', 'a', 'p', 'q'),
      commit('q', 'a'),
      commit('p', 'r', 's'),
      commit('s', 'a'),
      commit('r', 'a'),
      commit('a'),
    ];
    assert.deepEqual(shas(['m', 'a'], commits), ['m: q p s r']);
  });

  it('are none where the history below is not there', () => {
    assert.deepEqual(shas(['m', 'a'], [commit('m', 'a', 'gone'), commit('a', 'below')]), []);
  });
});
